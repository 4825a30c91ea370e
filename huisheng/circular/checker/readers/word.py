"""docx: paragraphs and tables of the body in their order; merged cells stand at their first place."""

from lxml import etree

from huisheng.circular.checker import spelling
from huisheng.circular.checker.model import Content, Grid, Part, Passage, Place
from huisheng.circular.checker.readers import limits
from huisheng.circular.checker.readers.archive import member

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"}


def read(data: bytes) -> Content:
    """The body of ``word/document.xml``; headers, footers and notes hold no figures."""
    root = member(data, "word/document.xml")
    body = root.find(f"{_W}body") if root is not None else None
    if body is None:
        raise limits.refuse("broken", "docx文件里没有正文，请重新导出。")
    parts: list[Part] = []
    counts = {"p": 0, "tbl": 0}
    _walk(body, parts, counts)
    return Content(tuple(parts))


def _walk(parent: etree._Element, parts: list[Part], counts: dict[str, int]) -> None:
    for child in parent:
        if child.tag == f"{_W}p":
            counts["p"] += 1
            text = spelling.closed(spelling.line(_text(child)))
            if text:
                place = Place(f"第{counts['p']}段", (len(parts),))
                parts.append(Passage(text, ((0, place),), heading=_heading(child)))
        elif child.tag == f"{_W}tbl":
            counts["tbl"] += 1
            grid = _table(child, counts["tbl"], len(parts))
            if grid.rows:
                parts.append(grid)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}smartTag", f"{_W}ins"):
            _walk(child, parts, counts)


def _text(element: etree._Element) -> str:
    pieces: list[str] = []
    for node in element.iter():
        if node.tag == f"{_W}t" and not any(up.tag in _SKIPPED for up in node.iterancestors()):
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            pieces.append(" ")
    return "".join(pieces)


def _heading(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and "heading" in str(style.get(f"{_W}val", "")).lower()


def _table(table: etree._Element, number: int, order: int) -> Grid:
    rows: list[tuple[str, ...]] = []
    places: list[Place] = []
    cells = 0
    for index, row in enumerate(table.iter(f"{_W}tr"), 1):
        line: list[str] = []
        for one in row.iterfind(f"{_W}tc"):
            span, swallowed = _merge(one)
            line += ["" if swallowed else spelling.cell(" ".join(_text(p) for p in one.iter(f"{_W}p")))]
            line += [""] * (span - 1)
        cells += len(line)
        if cells > limits.CELLS:
            raise limits.too_much("表格过大")
        rows.append(tuple(line))
        places.append(Place(f"第{number}个表第{index}行", (order, index)))
    width = max(map(len, rows), default=0)
    return Grid(tuple(row + ("",) * (width - len(row)) for row in rows), tuple(places))


def _merge(one: etree._Element) -> tuple[int, bool]:
    """How many columns the cell spans, and whether it continues the one above."""
    span = one.find(f"{_W}tcPr/{_W}gridSpan")
    merge = one.find(f"{_W}tcPr/{_W}vMerge")
    wide = str(span.get(f"{_W}val", "1")) if span is not None else "1"
    continued = merge is not None and merge.get(f"{_W}val") != "restart"
    return (min(int(wide), limits.SPAN) if wide.isdigit() and int(wide) else 1), continued
