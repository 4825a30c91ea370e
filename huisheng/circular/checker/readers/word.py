"""docx: paragraphs, text boxes, tables and footnotes in their order; merged cells stand at their first place.

Tracked changes are read as if they were accepted.
"""

from collections.abc import Iterator

from lxml import etree

from huisheng.circular.checker import spelling
from huisheng.circular.checker.model import Content, Grid, Part, Passage, Place
from huisheng.circular.checker.readers import limits
from huisheng.circular.checker.readers.archive import member

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"}
_BOX = f"{_W}txbxContent"
_FALLBACK = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same box again, for old readers
)
_THROUGH = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}smartTag", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"}


def read(data: bytes) -> Content:
    """The body of ``word/document.xml`` and its footnotes; headers and footers hold no figures."""
    root = member(data, "word/document.xml")
    body = root.find(f"{_W}body") if root is not None else None
    if body is None:
        raise limits.refuse("broken", "docx文件里没有正文，请重新导出。")
    parts: list[Part] = []
    counts = {"p": 0, "tbl": 0}
    _walk(body, parts, counts)
    notes = member(data, "word/footnotes.xml")
    for number, note in enumerate(notes.iterfind(f"{_W}footnote") if notes is not None else (), 1):
        text = spelling.closed(spelling.line(" ".join(map(_text, note.iterfind(f"{_W}p")))))
        if text:
            parts.append(Passage(text, ((0, Place(f"脚注{number}", (len(parts),))),)))
    return Content(tuple(parts))


def _walk(parent: etree._Element, parts: list[Part], counts: dict[str, int]) -> None:
    for child in parent:
        if child.tag == f"{_W}p":
            counts["p"] += 1
            text = spelling.closed(spelling.line(_text(child)))
            if text:
                place = Place(f"第{counts['p']}段", (len(parts),))
                parts.append(Passage(text, ((0, place),), heading=_heading(child)))
            for box in _boxes(child):
                _walk(box, parts, counts)
        elif child.tag == f"{_W}tbl":
            inner = [table for table in child.iter(f"{_W}tbl") if table is not child]
            if inner:  # a table that lays out the page
                _cells(child, parts, counts)
                continue
            counts["tbl"] += 1
            grid = _table(child, counts["tbl"], len(parts))
            if grid.rows:
                parts.append(grid)
        elif child.tag in _THROUGH:
            _walk(child, parts, counts)


def _cells(table: etree._Element, parts: list[Part], counts: dict[str, int]) -> None:
    """The paragraphs and tables in the cells of a table that holds tables."""
    for row in _rows(table):
        for cell in row.iterfind(f"{_W}tc"):
            _walk(cell, parts, counts)


def _text(element: etree._Element) -> str:
    """The words of a paragraph, those of its text boxes left out."""
    pieces: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        if any(up.tag in _SKIPPED or up.tag == _BOX for up in _between(node, element)):
            continue
        pieces.append((node.text or "") if node.tag == f"{_W}t" else " ")
    return "".join(pieces)


def _between(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for up in node.iterancestors():
        if up is top:
            return
        yield up


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    """The text boxes anchored in a paragraph, each once."""
    found = paragraph.iter(_BOX)
    return [box for box in found if not any(up.tag in (_FALLBACK, _BOX) for up in _between(box, paragraph))]


def _heading(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and "heading" in str(style.get(f"{_W}val", "")).lower()


def _table(table: etree._Element, number: int, order: int) -> Grid:
    rows: list[tuple[str, ...]] = []
    places: list[Place] = []
    cells = 0
    for index, row in enumerate(_rows(table), 1):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        line: list[str] = []
        for one in (cell for cell in row.iter(f"{_W}tc") if _nearest(cell, f"{_W}tr") is row):
            span, swallowed = _merge(one)
            line += ["" if swallowed else spelling.cell(" ".join(map(_text, one.iter(f"{_W}p"))))]
            line += [""] * (span - 1)
        cells += len(line)
        if cells > limits.CELLS:
            raise limits.too_much("表格过大")
        rows.append(tuple(line))
        places.append(Place(f"第{number}个表第{index}行", (order, index)))
    width = max(map(len, rows), default=0)
    return Grid(tuple(row + ("",) * (width - len(row)) for row in rows), tuple(places))


def _rows(table: etree._Element) -> list[etree._Element]:
    """A table's own rows; those of a table inside of it are that one's."""
    return [row for row in table.iter(f"{_W}tr") if _nearest(row, f"{_W}tbl") is table]


def _nearest(node: etree._Element, tag: str) -> etree._Element | None:
    return next(node.iterancestors(tag), None)


def _merge(one: etree._Element) -> tuple[int, bool]:
    """How many columns the cell spans, and whether it continues the one above."""
    span = one.find(f"{_W}tcPr/{_W}gridSpan")
    merge = one.find(f"{_W}tcPr/{_W}vMerge")
    wide = str(span.get(f"{_W}val", "1")) if span is not None else "1"
    continued = merge is not None and merge.get(f"{_W}val") != "restart"
    return (min(int(wide), limits.SPAN) if wide.isdigit() and int(wide) else 1), continued
