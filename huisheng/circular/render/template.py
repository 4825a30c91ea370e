"""A city's own Word template: its head, faces and page stay, the edition goes where the placeholders stand.

Placeholders are words in double braces; 正文 and 附件 stand alone in a paragraph, the others anywhere, in headers
and text boxes too. Body text takes the look of the paragraph that held {{正文}}, headings and tables the template's
styles where it has them. A file from outside is looked through before anything of it is used.
"""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from docx import Document as open_document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from huisheng.circular.document import Attachment, Document
from huisheng.circular.render.bodytext import Writer
from huisheng.circular.render.wordml import NS, paragraph
from huisheng.circular.render.words import Marks, clean, dated, listed
from huisheng.kernel.errors import Refusal

BODY, PARTS = "正文", "附件"
PACKED, UNPACKED, ENTRIES = 10 * 2**20, 80 * 2**20, 1000
_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FETCHING = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b", re.IGNORECASE)
_ACTIVE = re.compile(r"(?:vbaProject|vbaData|activeX|/embeddings/|afchunk)", re.IGNORECASE)
Element = Any  # lxml has no types of its own


def _refused(sentence: str) -> Refusal:
    return Refusal("bad_template", f"{sentence}请改好模板后再上传。", field="template")


def opened(template: bytes) -> WordDocument:
    """The template as a document; Refusal for what isn't a plain, self-contained .docx."""
    if len(template) > PACKED:
        raise _refused(f"模板超过{PACKED // 2**20} MB。")
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            _look_through(packed)
        return open_document(io.BytesIO(template))
    except Refusal:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError, etree.XMLSyntaxError):
        raise _refused("这不是可用的 Word 文档（.docx），可能是 .doc、加密文件或已损坏。") from None


def _look_through(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if len(entries) > ENTRIES or len({one.filename for one in entries}) != len(entries):
        raise _refused("模板内部的文件太多或有重名。")
    room = UNPACKED
    for one in entries:
        if _ACTIVE.search(one.filename):
            raise _refused(f"模板带有宏、控件或嵌入对象（{one.filename}），不能使用，请另存为不含它们的 .docx。")
        with packed.open(one) as held:
            blob = held.read(room + 1)
        room -= len(blob)
        if room < 0:
            raise _refused(f"模板解压后超过{UNPACKED // 2**20} MB。")
        if one.filename.endswith((".xml", ".rels")):
            _look_at(one.filename, blob)


def _look_at(name: str, blob: bytes) -> None:
    try:
        root = fromstring(blob, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError):
        raise _refused(f"模板中的 {name} 不是规范的 XML。") from None
    if name == "[Content_Types].xml":
        kinds = {one.get("ContentType", "") for one in root}
        if _MAIN not in kinds or any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds):
            raise _refused("模板应是不含宏的 .docx，不能是 .docm、.dotx 或其他格式。")
    if name.endswith(".rels"):
        for one in root:
            if one.get("TargetMode", "").lower() == "external":
                raise _refused("模板引用了外部文件或网址（如链接的图片、附加模板、超链接），请去掉这些链接。")
    fields = " ".join(
        (one.text or "") + " ".join(one.attrib.values())
        for one in root.iter()
        if one.tag.endswith(("}instrText", "}fldSimple"))
    )
    if _FETCHING.search(fields):
        raise _refused("模板中有读取外部内容的域（如 INCLUDETEXT、DDE），请删去。")


def fill(word: WordDocument, document: Document, marks: Marks, parts: Sequence[tuple[str, Attachment]]) -> None:
    """Put the document into the template. Refusal where a placeholder is unknown, missing, twice or misplaced."""
    given = _given(document)
    places = _places(word)
    _check(places, document, parts, given)
    at = {name: found[0] for name, found in places.items() if name in (BODY, PARTS)}
    for paragraph_ in {id(one): one for found in places.values() for one in found}.values():
        if paragraph_ not in at.values():
            _replace(paragraph_, given)
    section = _section(word, at[BODY])
    wide, high, edges = _measures(section)
    writer = Writer(
        word.part,
        document,
        marks,
        styles=_styles(word),
        body=_look(at[BODY]),
        across=(wide - edges, high - edges),
    )
    _insert(at[BODY], writer.blocks(document.blocks, writer.portrait))
    if PARTS in at:
        _insert(at[PARTS], _attachments(word, at[PARTS], writer, parts))


def _given(document: Document) -> dict[str, str]:
    return {
        "标题": clean(document.title),
        "机关标志": clean(document.masthead),
        "期号": clean(document.issue),
        "日期": dated(document.dated),
        "署名": clean(document.issuer),
        "主送": clean(document.addressee),
        "附件说明": "\n".join(listed(document.attachments)),
        "抄送": "\n".join(f"{clean(label)}：{clean(words)}" for label, words in document.copies),
        "水印": clean(document.watermark),
    }


def _places(word: WordDocument) -> dict[str, list[Element]]:
    """The paragraphs of each placeholder, in document, headers and footers."""
    roots: list[Element] = [word.element.body]
    for part in word.part.package.iter_parts():
        if part.partname.startswith(("/word/header", "/word/footer")):
            roots.append(part.element)
    found: dict[str, list[Element]] = {}
    for root in roots:
        for one in root.iter(qn("w:p")):
            for place in _PLACE.finditer(_text(one)):
                found.setdefault(place[1], []).append(one)
    return found


def _texts(held: Element) -> Iterator[Element]:
    """The text nodes of a paragraph, without those of a text box inside of it."""
    for one in held.iter(qn("w:t")):
        if next(one.iterancestors(qn("w:p"))) is held:
            yield one


def _text(held: Element) -> str:
    return "".join(one.text or "" for one in _texts(held))


def _check(
    places: Mapping[str, Sequence[Element]],
    document: Document,
    parts: Sequence[tuple[str, Attachment]],
    given: Mapping[str, str],
) -> None:
    known = [*given, BODY, PARTS]
    unknown = sorted(places.keys() - set(known))
    if unknown:
        names = "、".join(f"{{{{{name}}}}}" for name in unknown)
        raise _refused(f"模板中有不认识的占位符{names}，可用的有：{'、'.join(known)}。")
    needed = {
        "标题": True,
        BODY: True,
        "主送": bool(document.addressee),
        PARTS: bool(parts),
        "抄送": bool(document.copies),
    }
    missing = [name for name, wanted in needed.items() if wanted and name not in places]
    if missing:
        names = "、".join(f"{{{{{name}}}}}" for name in missing)
        raise _refused(f"模板缺少占位符{names}，这一期的相应内容会丢失。")
    for name in (BODY, PARTS):
        for one in places.get(name, ()):
            if len(places[name]) > 1 or one.getparent().tag != qn("w:body") or not _PLACE.fullmatch(_text(one).strip()):
                raise _refused(f"占位符{{{{{name}}}}}应只出现一次，并在正文中（不在表格、文本框或页眉里）独占一段。")


def _replace(held: Element, given: Mapping[str, str]) -> None:
    """Words for the placeholders of a paragraph, however its runs cut them: each keeps the look of its first brace."""
    while found := _PLACE.search(_text(held)):
        start, end, words = found.start(), found.end(), given[found[1]]
        at = 0
        for one in list(_texts(held)):
            text = one.text or ""
            left, right = max(start - at, 0), min(end - at, len(text))
            if at < end and at + len(text) > start:
                one.text = text[:left] + (words if at <= start else "") + text[right:]
                one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            at += len(text)
    for one in list(_texts(held)):
        _break(one)


def _break(held: Element) -> None:
    """Line feeds of a text node as breaks of the line."""
    first, *others = (held.text or "").split("\n")
    held.text = first
    for line in reversed(others):
        follower = copy.deepcopy(held)
        follower.text = line
        held.addnext(follower)
        held.addnext(parse_xml(f"<w:br {NS}/>"))


def _look(held: Element) -> tuple[str, str]:
    """Paragraph and run properties of the placeholder's paragraph."""
    properties = held.find(qn("w:pPr"))
    own = [one for one in properties if one.tag not in (qn("w:sectPr"), qn("w:rPr"))] if properties is not None else []
    look = next((one.find(qn("w:rPr")) for one in held.iter(qn("w:r"))), None)
    return "".join(map(_as_text, own)), "" if look is None else _as_text(look)


def _as_text(element: Element) -> str:
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def _styles(word: WordDocument) -> dict[str, str]:
    """Ids of the template's own styles for headings and tables, by the names that Word and WPS give them."""
    names = {"table grid": "table", "网格型": "table"}
    names |= {f"{head} {level}": f"heading{level}" for head in ("heading", "标题") for level in (1, 2, 3)}
    found = {}
    for style in word.styles.element.iter(qn("w:style")):
        name = style.find(qn("w:name"))
        use = names.get(name.get(qn("w:val"), "").lower()) if name is not None else None
        if use:
            found[use] = style.get(qn("w:styleId"))
    return found


def _section(word: WordDocument, held: Element) -> Element:
    """The properties of the section in which a paragraph stands: those that follow it next."""
    for one in (held, *held.itersiblings()):
        found = next(one.iter(qn("w:sectPr")), None)
        if found is not None:
            return found
    raise _refused("模板没有页面设置。")


def _measures(section: Element) -> tuple[float, float, float]:
    """Width, height and both side margins of a page, in millimetres."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None:
        raise _refused("模板没有写明纸张大小和页边距。")
    wide, high, left, right = (
        int(one.get(qn(name), "0")) * 25.4 / 1440
        for one, name in ((size, "w:w"), (size, "w:h"), (margins, "w:left"), (margins, "w:right"))
    )
    if min(wide, high) - left - right < 50:
        raise _refused("模板的页面太窄，放不下表格。")
    return wide, high, left + right


def _insert(place: Element, made: str) -> None:
    """Blocks instead of a placeholder's paragraph; a section that ended in it still ends there."""
    for element in parse_xml(f"<w:body {NS}>{made}</w:body>"):
        place.addprevious(element)
    properties = place.find(qn("w:pPr"))
    if properties is not None and properties.find(qn("w:sectPr")) is not None:
        for one in place.findall(qn("w:r")):
            place.remove(one)
    else:
        place.getparent().remove(place)


def _attachments(word: WordDocument, place: Element, writer: Writer, parts: Sequence[tuple[str, Attachment]]) -> str:
    """Each on pages of its own; wide ones in sections turned from the template's own page."""
    upright = _section(word, place)
    made, before = [], False
    for number, (label, part) in enumerate(parts):
        if part.landscape != before or part.landscape:
            made.append(_ends(upright, turned=before) if number or part.landscape else "")
        made.append(writer.attachment(label, part, fresh=not part.landscape and not before))
        before = part.landscape
    return "".join(made) + (_ends(upright, turned=True) if before else "")


def _ends(upright: Element, *, turned: bool) -> str:
    section = copy.deepcopy(upright)
    size = section.find(qn("w:pgSz"))
    if turned:
        wide, high = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), high)
        size.set(qn("w:h"), wide)
        size.set(qn("w:orient"), "landscape")
    return paragraph("", "", f'<w:spacing w:line="20" w:lineRule="exact"/>{_as_text(section)}')
