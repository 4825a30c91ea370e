"""The edition's tables as a workbook: a sheet each with real numbers, sums and rates as formulas, and 指标口径.

A cell of the document never becomes a formula: words are written as words, whatever they start with. A formula is
written only where it gives the very number that the document holds.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from huisheng.circular.document import Document, Number, Run, Source, Table
from huisheng.circular.render import layout
from huisheng.circular.render.words import cited, clean, plain

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_KINDS = {"figure": "按台账统计", "given": "引自已发布数据", "score": "按考核办法计分"}
NAME, CELL, EXACT = 31, 32767, 15  # characters of a sheet's name and of a cell, digits that a cell holds
DEFINITIONS = "指标口径"


def to_xlsx(document: Document) -> bytes:
    """The bytes of an .xlsx. Charts come as the tables of their numbers."""
    held = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(held, options)
    day = datetime(document.dated.year, document.dated.month, document.dated.day)  # noqa: DTZ001  the format has no zone
    words = {"title": clean(document.title)[:255], "author": clean(document.issuer)[:255], "created": day}
    book.set_properties(words)
    taken: set[str] = {DEFINITIONS.lower()}
    for title, table in layout.tables(document):
        _Sheet(book, book.add_worksheet(_name(title, taken)), table, title, document).write()
    _definitions(book, book.add_worksheet(DEFINITIONS), document)
    book.close()
    return held.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A sheet's name: 31 characters, none that Excel forbids, no other sheet's; "History" is Excel's own."""
    base = _FORBIDDEN.sub(" ", clean(title)).strip().strip("'").strip() or "表"
    base = f"{base}表" if base.lower() == "history" else base
    name, number = _cut(base, NAME), 1
    while name.lower() in taken:
        number += 1
        tail = f"（{number}）"
        name = _cut(base, NAME - len(tail)) + tail
    taken.add(name.lower())
    return name


def _cut(text: str, longest: int) -> str:
    """Excel counts UTF-16 units."""
    while len(text.encode("utf-16-le")) // 2 > longest:
        text = text[:-1]
    return text.rstrip("'")


class _Sheet:
    """One table on its sheet: title, heads, rows, note."""

    def __init__(self, book: Any, sheet: Any, table: Table, title: str, document: Document) -> None:
        self.book, self.sheet, self.table, self.title, self.document = book, sheet, table, title, document
        self.top = 1 + (2 if layout.grouped(table) else 1)
        self.rows = layout.rows(table)
        self._formats: dict[tuple[str, bool, bool], Any] = {}

    def write(self) -> None:
        """Everything of the sheet, and how it prints: the heads on each page, as wide as one page."""
        wide = len(self.table.columns)
        title = self.book.add_format({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"})
        _across(self.sheet, 0, 0, 0, wide - 1, clean(self.title), title)
        self._heads()
        rates = _rates(self.table, self.document) if self.table.rows else {}
        for at, row in enumerate(self.rows):
            for place, cell in enumerate(row):
                self._cell(at, place, cell, rates.get(place))
        if self.table.note:
            self.sheet.write_string(self.top + len(self.rows), 0, clean(self.table.note)[:CELL])
        planned = layout.plan(self.table, layout.LANDSCAPE)
        for place, width in enumerate(planned.widths):
            self.sheet.set_column(place, place, max(8, min(60, width / 2)))
        self.sheet.freeze_panes(self.top, 1)
        self.sheet.repeat_rows(0, self.top - 1)
        self.sheet.set_paper(9)
        if wide > 8:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C— &P —")

    def _heads(self) -> None:
        look = self.book.add_format(
            {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
        )
        columns = self.table.columns
        for span in layout.spans(columns):
            end = span.start + span.count - 1
            if span.group:
                _across(self.sheet, 1, span.start, 1, end, clean(span.group), look)
                for place in range(span.start, end + 1):
                    self.sheet.write_string(2, place, clean(columns[place].label), look)
            else:
                _across(self.sheet, 1, span.start, self.top - 1, end, clean(columns[span.start].label), look)

    def _format(self, pattern: str, words: bool, bold: bool) -> Any:
        key = (pattern, words, bold)
        if key not in self._formats:
            given = {"border": 1, "bold": bold, "valign": "vcenter", "num_format": pattern}
            given |= {"align": "left", "text_wrap": True} if words else {"align": "right"}
            given |= {"quote_prefix": True} if pattern == "@" else {}
            self._formats[key] = self.book.add_format(given)
        return self._formats[key]

    def _cell(self, at: int, place: int, cell: Run, rate: tuple[int, int] | None) -> None:
        row = self.top + at
        bold = self.table.total and bool(self.table.rows) and at == len(self.rows) - 1
        if isinstance(cell, str) or cell.value is None or not _fits(cell.value):
            text = plain(cell)[:CELL]
            pattern = "@" if text.startswith(_RISKY) and text != "-" else "General"
            self.sheet.write_string(row, place, text, self._format(pattern, self.table.columns[place].words, bold))
            return
        look = self._format(_pattern(cell), False, bold)
        value = Decimal(cell.value) / 100 if cell.percent else cell.value
        formula = self._formula(at, place, cell, rate, bold)
        if formula:
            self.sheet.write_formula(row, place, formula, look, float(value))  # kept beside the formula
        else:
            self.sheet.write_number(row, place, value, look)

    def _formula(self, at: int, place: int, cell: Number, rate: tuple[int, int] | None, bold: bool) -> str:
        """A sum at the foot or a rate of two columns, where it gives exactly the number held; else ""."""
        if bold and not cell.percent and at and sums_up(self.table, place):
            first, last = (xl_rowcol_to_cell(self.top + row, place) for row in (0, at - 1))
            return f"=SUM({first}:{last})"
        if rate is None:
            return ""
        top, bottom = (xl_rowcol_to_cell(self.top + at, column) for column in rate)
        return f"=ROUND({top}/{bottom},{_places(cell) + 2})"


def _across(sheet: Any, row: int, column: int, last_row: int, last_column: int, text: str, look: Any) -> None:
    if (row, column) == (last_row, last_column):
        sheet.write_string(row, column, text, look)
    else:
        sheet.merge_range(row, column, last_row, last_column, "", look)
        sheet.write_string(row, column, text, look)


def _fits(value: int | Decimal) -> bool:
    """A cell holds fifteen digits; a longer number stays text, whole."""
    exact = Decimal(value)
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= EXACT


def _places(cell: Number) -> int:
    """Digits after the point in the text."""
    return len(plain(cell).rstrip("%％").partition(".")[2])


def _pattern(cell: Number) -> str:
    places = _places(cell)
    return ("0." + "0" * places if places else "0") + ("%" if cell.percent else "")


def sums_up(table: Table, place: int) -> bool:
    """Whether the last row's number in this column is the sum of the ones above it."""
    cells = [row[place] for row in table.rows if place < len(row)]
    *above, foot = cells or [""]
    if not isinstance(foot, Number) or foot.value is None or foot.percent or not above:
        return False
    numbers = [one for one in above if isinstance(one, Number) and one.value is not None and not one.percent]
    return bool(numbers) and sum((Decimal(one.value or 0) for one in numbers), Decimal(0)) == Decimal(foot.value)


def _rates(table: Table, document: Document) -> dict[int, tuple[int, int]]:
    """Percent columns that two others explain in every row, as the sources say: column -> (numerator, denominator)."""
    found = {}
    for place in range(len(table.columns)):
        pairs: set[tuple[int, int]] | None = None
        for row in table.rows:
            cell = row[place] if place < len(row) else ""
            if isinstance(cell, Number) and cell.percent and cell.value is not None:
                here = _explained(row, cell, document.sources.get(cell.ref))
                pairs = here if pairs is None else pairs & here
        if pairs:
            found[place] = min(pairs)
    return found


def _explained(row: Sequence[Run], cell: Number, source: Source | None) -> set[tuple[int, int]]:
    if source is None or not source.numerator or not source.denominator:
        return set()
    step = Decimal(1).scaleb(-_places(cell))
    share = (Decimal(source.numerator * 100) / source.denominator).quantize(step, ROUND_HALF_UP)
    if share != cell.value:
        return set()
    tops, bottoms = (_holding(row, value) for value in (source.numerator, source.denominator))
    return {(top, bottom) for top in tops for bottom in bottoms if top != bottom}


def _holding(row: Sequence[Run], value: int) -> list[int]:
    return [at for at, one in enumerate(row) if isinstance(one, Number) and not one.percent and one.value == value]


def _definitions(book: Any, sheet: Any, document: Document) -> None:
    """Every source, a row each: what the numbers of the edition rest on."""
    head = book.add_format({"bold": True, "border": 1, "align": "center"})
    look = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    safe = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "quote_prefix": True})
    heads = ("指标", "来源", "口径", "计算方法", "计算过程", "分子", "分母", "参数", "不计入", "依据")
    for place, (label, wide) in enumerate(zip(heads, (24, 14, 22, 30, 30, 10, 10, 30, 30, 30), strict=True)):
        sheet.write_string(0, place, label, head)
        sheet.set_column(place, place, wide)
    for row, source in enumerate(document.sources.values(), 1):
        for place, value in enumerate(_told(source)):
            if isinstance(value, int):
                sheet.write_number(row, place, value, look)
            else:
                text = clean(value)[:CELL]
                sheet.write_string(row, place, text, safe if text.startswith(_RISKY) else look)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _told(source: Source) -> tuple[str | int, ...]:
    left_out = (f"{reason}{count}件{f'（{cited(cite)}）' if cite else ''}" for reason, count, cite in source.excluded)
    return (
        source.label,
        _KINDS[source.kind],
        source.definition,
        source.formula,
        source.working,
        "" if source.numerator is None else source.numerator,
        "" if source.denominator is None else source.denominator,
        "；".join(f"{name}：{value}" for name, value in source.parameters),
        "；".join(left_out),
        cited(source.cite) if source.cite else "",
    )
