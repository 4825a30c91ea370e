"""html: paragraphs and tables of the body; scripts, styles and what is hidden are left out, nothing is fetched."""

import io
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from huisheng.circular.checker import spelling
from huisheng.circular.checker.model import Content, Grid, Part, Passage, Place
from huisheng.circular.checker.readers import limits, plain

_SKIPPED = {"script", "style", "noscript", "template", "svg", "head", "nav", "select", "button", "textarea", "iframe"}
_BLOCKS = {
    *("p", "div", "section", "article", "main", "header", "footer", "aside", "h1", "h2", "h3", "h4", "h5", "h6"),
    *(
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "caption",
        "body",
        "center",
        "form",
    ),
}


def read(data: bytes) -> Content:
    """The page as passages and grids. Deeply nested or enormous pages are refused."""
    text = plain.decoded(data)
    if len(text) > limits.CHARACTERS:
        raise limits.too_much("字数过多")
    # lxml refuses a str with a declaration of its encoding; bytes with the encoding said are taken as they are
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.parse(io.BytesIO(text.encode("utf-8", "replace")), parser=parser).getroot()
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise limits.refuse("broken", "html文件没有内容，请重新导出。")
    reader = _Reader()
    reader.walk(root)
    reader.flush()
    return Content(tuple(reader.parts))


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._text: list[str] = []
        self._passages = 0
        self._tables = 0
        self._heading = False

    def walk(self, root: Any) -> None:
        """An iterative walk: a page nested a hundred thousand deep shall not exhaust the stack."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                if tag in _BLOCKS:
                    self.flush()
                self._text.append(element.tail or "")
                continue
            stack.append((element, True))
            if tag in _SKIPPED or element.get("hidden") is not None:
                continue
            if tag == "table" and _data_table(element):
                self.flush()
                self._table(element)
                continue
            if tag in _BLOCKS or tag == "br":
                self.flush()
                self._heading = tag[:1] == "h" and tag[1:].isdigit()
            self._text.append(element.text or "")
            stack.extend((child, False) for child in reversed(element))

    def flush(self) -> None:
        """End the paragraph."""
        text = spelling.closed(spelling.line("".join(self._text).replace("\n", " ")))
        self._text = []
        if text:
            self._passages += 1
            self.parts.append(Passage(text, ((0, Place(f"第{self._passages}段", (len(self.parts),))),), self._heading))
        self._heading = False

    def _table(self, table: Any) -> None:
        self._tables += 1
        rows = _spread(table)
        heads = len(table.xpath("./thead/tr")) or None
        places = tuple(Place(f"第{self._tables}个表第{n}行", (len(self.parts), n)) for n in range(1, len(rows) + 1))
        caption = " ".join(spelling.cell(str(one.text_content())) for one in table.xpath("./caption"))
        if rows:
            self.parts.append(Grid(tuple(map(tuple, rows)), places, caption, heads=heads))


def _data_table(table: Any) -> bool:
    """A table that isn't there for the layout of a page: no other table in it, more than one cell."""
    return not table.xpath(".//table") and len(table.xpath(".//td|.//th")) > 1


def _spread(table: Any) -> list[list[str]]:
    """Rows of cells, those that a span swallows empty."""
    rows: list[list[str]] = []
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")):
        line: list[str] = []
        for one in row.xpath("./td|./th"):
            while (y, len(line)) in taken:
                line.append("")
            wide, deep = _span(one, "colspan"), _span(one, "rowspan")
            taken |= {(y + down, len(line) + right) for down in range(1, deep) for right in range(wide)}
            line += [spelling.cell(" ".join(one.itertext())), *[""] * (wide - 1)]
        rows.append(line)
        if sum(map(len, rows)) > limits.CELLS or len(taken) > limits.CELLS:
            raise limits.too_much("表格过大")
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _span(one: Any, name: str) -> int:
    said = str(one.get(name, "1")).strip()
    return max(1, min(int(said), limits.SPAN)) if said.isascii() and said.isdigit() and len(said) < 6 else 1
