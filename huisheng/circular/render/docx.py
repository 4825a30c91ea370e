"""The edition as a Word document, in the form of GB/T 9704-2012 or in a city's own template.

A4 with 156 × 225 mm of type, 22 lines of 28 characters; faces are named, not embedded (``fonts``). Equal documents give
equal bytes.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from html import escape

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from lxml import etree

from huisheng.circular.document import Attachment, Document
from huisheng.circular.render import fonts
from huisheng.circular.render.appendix import definitions, marks
from huisheng.circular.render.bodytext import Writer
from huisheng.circular.render.pdf import head_size
from huisheng.circular.render.template import fill, opened
from huisheng.circular.render.wordml import CLOSE, LINE, NS, TIGHT, face, paragraph, run, twips
from huisheng.circular.render.words import attachment_label, clean, dated, ems, letter, listed, signature
from huisheng.rulebook import implements

RED = "D7000F"
_FLAT = '<w:ind w:firstLine="0"/>'
_CENTRE = f'{_FLAT}<w:jc w:val="center"/>'
_EPOCH = (1980, 1, 1, 0, 0, 0)


@implements("gbt-9704-2012#art-1")
def to_docx(document: Document, template: bytes | None = None, *, noted: bool = False) -> bytes:
    """The bytes of a .docx. ``template``: a city's own .docx with placeholders such as {{正文}}, instead of our form.

    ``noted``: numbers carry the number of their line in the appendix, raised. Raises Refusal for a template that can't
    be used.
    """
    numbers = marks(document) if noted else {}
    parts = labelled(document)
    if template is not None:
        word = opened(template)
        fill(word, document, numbers, parts)
    else:
        word = new_document()
        _prepare(word)
        _write(word, document, Writer(word.part, document, numbers), parts)
    _watermark(word, clean(document.watermark))
    _describe(word, document)
    held = io.BytesIO()
    word.save(held)
    return _settled(held)


def labelled(document: Document) -> list[tuple[str, Attachment]]:
    """The attachments with their labels, and the appendix of definitions as the last."""
    many = len(document.attachments)
    parts = [(attachment_label(number, many), one) for number, one in enumerate(document.attachments, 1)]
    appendix = definitions(document)
    return [*parts, ("", appendix)] if appendix else parts


def _prepare(word: WordDocument) -> None:
    """Our styles, faces, page and its numbers."""
    indent = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="both"/>'
    _style(word, "Normal", f'<w:widowControl w:val="0"/>{indent}', face(fonts.BODY, 16, spacing=TIGHT))
    for level, (name, bold) in enumerate(((fonts.BLACK, False), (fonts.KAI, False), (fonts.BODY, True)), 1):
        outline = f'<w:outlineLvl w:val="{level - 1}"/>'
        chars = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
        look = face(name, 16, bold=bold, colour="000000")
        _style(word, f"Heading {level}", f"<w:keepNext/>{chars}{outline}", look)
    for name in ("Header", "Footer"):
        _style(word, name, '<w:spacing w:line="400" w:lineRule="exact"/>', face(fonts.SONG, 14, spacing=0))
    for part in word.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = _font_table()  # an opaque part is its blob
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    _page(section)
    _number(section.footer._element, "right")
    _number(section.even_page_footer._element, "left")


def _style(word: WordDocument, name: str, paragraphs: str, look: str) -> None:
    element = word.styles[name].element
    for tag in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    element.append(parse_xml(f"<w:pPr {NS}>{paragraphs}</w:pPr>"))
    element.append(parse_xml(look.replace("<w:rPr>", f"<w:rPr {NS}>", 1)))


def _font_table() -> bytes:
    held = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/></w:font>'
        for name, others in fonts.ALTERNATIVES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {NS}>{held}</w:fonts>'.encode()


def _page(section: Section) -> None:
    element = section._sectPr
    for tag in ("w:pgSz", "w:pgMar", "w:cols", "w:docGrid"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    for xml in _paper(landscape=False):
        element.append(parse_xml(xml.replace(" ", f" {NS} ", 1)))


def _paper(*, landscape: bool) -> list[str]:
    """Page size, margins and grid; a turned page keeps the type area, turned."""
    wide, high = (16838, 11906) if landscape else (11906, 16838)
    top, right, bottom, left = (28, 37, 26, 35) if landscape else (37, 26, 35, 28)
    turned = ' w:orient="landscape"' if landscape else ""
    edges = f'w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{twips(bottom)}" w:left="{twips(left)}"'
    foot = twips(bottom - 7 - 7)
    return [
        f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/>',
        f'<w:pgMar {edges} w:header="851" w:footer="{foot}" w:gutter="0"/>',
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>',
    ]


def _number(footer: object, side: str) -> None:
    """— 1 —, an em from the outer edge (7.5)."""
    field = "".join(
        f"<w:r>{inside}</w:r>"
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    properties = f'<w:ind w:{side}="280" w:firstLine="0"/><w:jc w:val="{side}"/>'
    made = paragraph(run("— ") + field + run(" —"), "Footer", properties)
    first = footer.find(qn("w:p"))  # type: ignore[attr-defined]  # an lxml element
    first.addprevious(parse_xml(made.replace("<w:p>", f"<w:p {NS}>", 1)))
    first.getparent().remove(first)


def _write(word: WordDocument, document: Document, writer: Writer, parts: Sequence[tuple[str, Attachment]]) -> None:
    body = word.element.body
    last = body.sectPr
    refs = "".join(
        f'<w:{"footer" if "footer" in one.tag else "header"}Reference w:type="{one.get(qn("w:type"))}" '
        f'r:id="{one.get(qn("r:id"))}"/>'
        for one in last
        if one.tag in (qn("w:headerReference"), qn("w:footerReference"))
    )

    def ends(landscape: bool) -> str:
        inside = f'<w:sectPr>{refs}<w:type w:val="nextPage"/>{"".join(_paper(landscape=landscape))}</w:sectPr>'
        return paragraph("", "", f'<w:spacing w:line="20" w:lineRule="exact"/>{inside}')

    made = [_head(document), writer.blocks(document.blocks, writer.portrait), _listing(document), _signed(document)]
    turned = False
    for label, part in parts:
        if part.landscape or turned:
            made.append(ends(turned))
        made.append(writer.attachment(label, part, fresh=not part.landscape and not turned))
        turned = part.landscape
    if turned and document.copies:
        made.append(ends(turned))
        turned = False
    made.append(_imprint(document))
    # parsed once as a whole: moving thousands of cells from one tree to another costs ten times as much
    own = etree.tostring(last, encoding="unicode", with_tail=False)
    whole = parse_xml(f"<w:document {NS}><w:body>{''.join(made)}{own}</w:body></w:document>")
    word.part._element = word._element = whole
    last = whole.find(f".//{qn('w:body')}/{qn('w:sectPr')}")
    if turned:
        for old, new in zip(("w:pgSz", "w:pgMar"), _paper(landscape=True), strict=False):
            last.replace(last.find(qn(old)), parse_xml(new.replace(" ", f" {NS} ", 1)))


def _head(document: Document) -> str:
    """机关标志, issue, the red rule, title and addressee (7.2, 7.3.1, 7.3.2)."""
    blank = paragraph("")
    size = head_size(document.masthead)
    red = face(fonts.TITLE, size, colour=RED, spacing=0)
    high = f'{CLOSE}<w:spacing w:after="160" w:line="{round(size * 24)}" w:lineRule="atLeast"/>{_CENTRE}'
    made = [blank * 2 if letter(document) else "", paragraph(run(document.masthead, red), "", high)]
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="10" w:space="6" w:color="{RED}"/></w:pBdr>'
    if letter(document):
        made.append(paragraph(run(document.issue), "", rule + _CENTRE))
    else:
        if document.issue:
            made.append(paragraph(run(document.issue), "", _CENTRE))
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{twips(156) - 320}"/></w:tabs>'
        inside = f"{run(document.issuer)}<w:r><w:tab/></w:r>{run(dated(document.dated))}"
        made.append(paragraph(inside, "", f'{rule}{tabs}<w:ind w:left="320" w:firstLine="0"/>'))
    title = f'{CLOSE}<w:spacing w:before="926" w:after="{LINE}" w:line="700" w:lineRule="exact"/>{_CENTRE}'
    made.append(paragraph(run(document.title, face(fonts.TITLE, 22, spacing=0)), "", title))
    if document.addressee:
        colon = "" if document.addressee.rstrip().endswith((":", "：")) else "："
        made.append(paragraph(run(document.addressee + colon), "", _FLAT))
    return "".join(made)


def _listing(document: Document) -> str:
    """附件说明, a line below the text (7.3.4)."""
    titles = listed(document.attachments)
    made = [paragraph("")] if titles else []
    for place, title in enumerate(titles):
        hanging = ' w:hanging="960"' if place == 0 else ""
        words = f"附件：{title}" if place == 0 else title
        made.append(paragraph(run(words), "", f'<w:ind w:left="1600"{hanging}/>'))
    return "".join(made)


def _signed(document: Document) -> str:
    """署名 and 成文日期 of a document with an addressee (7.3.5)."""
    if not letter(document):
        return ""
    day = dated(document.dated)
    lines = zip((document.issuer, day), signature(clean(document.issuer), day), strict=True)
    aside = '<w:keepNext/><w:ind w:right="{}" w:firstLine="0"/><w:jc w:val="right"/>'
    signed = (paragraph(run(words), "", aside.format(round(inset * 320))) for words, inset in lines)
    return paragraph("", "", "<w:keepNext/>") + "".join(signed)


def _imprint(document: Document) -> str:
    """版记 at the foot of the last page: rules of 0.35 mm outside and 0.25 mm between (7.4)."""
    if not document.copies:
        return ""
    wide = twips(156)
    look = face(size=14, spacing=0)
    held = '<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="400" w:lineRule="exact"/>'
    rows = []
    for label, words in document.copies:
        hanging = round((ems(clean(label)) + 1) * 280)
        ind = f'<w:ind w:left="{280 + hanging}" w:right="280" w:hanging="{hanging}"/>'
        rows.append(paragraph(run(f"{label}：{words}", look), "", held + ind))
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{wide - 280}"/></w:tabs>'
    last = f"{run(document.issuer, look)}<w:r><w:tab/></w:r>{run(dated(document.dated) + '印发', look)}"
    rows.append(paragraph(last, "", f'{tabs}{held}<w:ind w:left="280" w:firstLine="0"/>'))
    head = f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
    cells = "".join(f"{head}{row}</w:tc></w:tr>" for row in rows)
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{thick}" w:space="0" w:color="auto"/>'
        for side, thick in (("top", 8), ("bottom", 8), ("insideH", 6))
    )
    place = '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
    return (
        f'<w:tbl><w:tblPr>{place}<w:tblW w:w="{wide}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{wide}"/></w:tblGrid>{cells}</w:tbl>'
        + paragraph("", "", '<w:spacing w:line="20" w:lineRule="exact"/>')
    )


def _watermark(word: WordDocument, words: str) -> None:
    """Grey words across every page, behind the text, as Word itself makes them: a shape in each header."""
    if not words:
        return
    paired = word.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(word.sections):
        headers = [section.header, *([section.even_page_header] if paired else [])]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        for header in headers:
            if number == 0 or not header.is_linked_to_previous:
                element = header._element
                shape = _shape(words, f"水印{number}").replace("<w:p>", f"<w:p {NS}>", 1)
                element.append(parse_xml(shape))


def _shape(words: str, name: str) -> str:
    size = f"position:absolute;width:{min(440, 90 * len(words))}pt;height:{min(90, round(440 / len(words)))}pt"
    at = "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    at += "mso-position-vertical:center;mso-position-vertical-relative:margin"
    return paragraph(
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="{name}" type="#_x0000_t136" style="{size};rotation:320;z-index:-251658752;{at}" '
        'fillcolor="#c8c8c8" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{escape(words)}"/></v:shape>'
        "</w:pict></w:r>",
        "",
        '<w:spacing w:line="20" w:lineRule="exact"/>',
    )


def _describe(word: WordDocument, document: Document) -> None:
    day = datetime(document.dated.year, document.dated.month, document.dated.day)  # noqa: DTZ001  the format has no zone
    about = word.core_properties
    about.title, about.author, about.last_modified_by = clean(document.title)[:255], clean(document.issuer)[:255], ""
    about.comments, about.created, about.modified, about.revision = "", day, day, 1


def _settled(held: io.BytesIO) -> bytes:
    """The same package with no trace of when it was written."""
    made = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(zipfile.ZipInfo(one.filename, _EPOCH), old.read(one), zipfile.ZIP_DEFLATED)
    return made.getvalue()
