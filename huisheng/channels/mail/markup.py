"""A mail written in HTML as plain text, as near to what its writer saw as lines can be. Pure.

What a mailer quoted comes out as lines with ``> `` before them, so that ``quoted`` sees one kind of quotation.
"""

import re
from html import unescape

from lxml import etree, html

_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe", "select", "textarea"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_BREAK, _LINE, _CELL, _DEEPER, _HIGHER = "\n", "\x03", "\t", "\x01", "\x02"  # _BREAK ends a line, if one stands
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[A-Za-z!][^<>]*>", re.DOTALL | re.IGNORECASE
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def to_text(markup: str) -> str:
    """The text of a page of HTML. What is no HTML, or nested deeper than anybody writes, is its characters."""
    clean = _CONTROLS.sub("", markup)
    clean = re.sub(r"\A\s*<\?xml[^>]*\?>", "", clean)  # a declared encoding is refused for what is characters already
    if not clean.strip():
        return ""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(clean, parser=parser)
    except (etree.LxmlError, ValueError):
        return _bare(clean)
    if any("depth" in error.message for error in parser.error_log):  # libxml2 leaves out what lies below
        return _bare(clean)
    return _lines(_pieces(root))


def _bare(markup: str) -> str:
    """The characters between the tags."""
    return unescape(_TAG.sub(" ", markup)).strip()


def _pieces(root: html.HtmlElement) -> list[str]:
    """What is seen, in order, with marks where lines break and quotations begin and end. Without recursion."""
    out: list[str] = []
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            unseen += _is_unseen(element)
            if not unseen:
                out += _before(element, tag)
                out.append(_said(element.text))
            continue
        if not unseen:
            out += _after(element, tag)
        unseen -= _is_unseen(element)
        if not unseen and element is not root:
            out.append(_said(element.tail))
    return out


def _said(words: str | None) -> str:
    return _SPACE.sub(" ", words or "")


def _is_unseen(element: html.HtmlElement) -> bool:
    return element.tag in _UNSEEN or _HIDDEN.search(element.get("style") or "") is not None


def _is_quotation(element: html.HtmlElement, tag: str) -> bool:
    """``blockquote`` of a mailer, the quoted part of Gmail, of NetEase and of QQ."""
    if tag == "blockquote":
        return element.get("type") == "cite" or "quote" in _name(element) or "Reply" in _name(element)
    return tag == "includetail" or (tag == "div" and "gmail_quote" in _name(element))


def _name(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _before(element: html.HtmlElement, tag: str) -> list[str]:
    if _is_quotation(element, tag):
        return [_BREAK, _DEEPER]
    if tag == "br":
        return [_LINE]
    if tag in _BLOCKS:
        return [_BREAK, "· "] if tag == "li" else [_BREAK]
    return [_CELL] if tag in ("td", "th") else []


def _after(element: html.HtmlElement, tag: str) -> list[str]:
    if _is_quotation(element, tag):
        return [_BREAK, _HIGHER]
    if tag == "p":
        return [_BREAK, _LINE]
    if tag == "a":
        to = (element.get("href") or "").strip()
        shown = "".join(element.itertext()).strip()
        if shown and to.lower().startswith(("http://", "https://")) and shown not in to:
            return [f"（{to[:300]}）"]
    return [_BREAK] if tag in _BLOCKS else []


def _lines(pieces: list[str]) -> str:
    """The pieces as lines: white space as a browser shows it, no two empty lines together, quotations marked."""
    out: list[str] = []
    depth = 0
    line: list[str] = []

    for piece in pieces:
        if piece == _LINE or (piece == _BREAK and line):
            _end(out, line, depth)
        elif piece == _BREAK:
            continue
        elif piece in (_DEEPER, _HIGHER):
            depth += 1 if piece == _DEEPER else -1
        elif piece == _CELL:
            line.append(" ")
        elif piece and (line or piece.strip()):
            line.append(piece)
    _end(out, line, depth)
    return "\n".join(said.rstrip() for said in out).strip("\n")


def _end(out: list[str], line: list[str], depth: int) -> None:
    said = _SPACE.sub(" ", "".join(line)).strip()
    line.clear()
    if said or (out and out[-1].strip("> ")):
        out.append("> " * min(depth, 3) + said)
