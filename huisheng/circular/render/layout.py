"""How a table fits a page: one type size and a width for each column. Pure; the same for DOCX and PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from huisheng.circular.document import Attachment, Block, Chart, Column, Document, Number, Run, Table
from huisheng.circular.render.words import ems, plain

PORTRAIT, LANDSCAPE = 156.0, 225.0  # mm of the type area across (5.2.2), upright and turned
MM = 25.4 / 72  # millimetres in a point
PADDING = 2.0  # mm a cell loses to its margins and rules
SIZES = (12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
WRAPPING = 10.5  # from this size down words may break over lines to fit
WORDS, HEAD_LINES, CELL_LINES = 4.0, 3, 3
FOLDS, FOLDED = 3, 12
NAME = 8.0  # an em; a unit's name so long stays on its line
LONGEST = 24.0  # an em more than this in a cell is broken anyway


@dataclass(frozen=True, slots=True)
class Plan:
    """``size`` in points, ``widths`` in millimetres that sum to what was available."""

    size: float
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A head above ``count`` columns: their group's, or (``group`` "") one column's own over both rows of heads."""

    group: str
    start: int
    count: int


def spans(columns: Sequence[Column]) -> list[Span]:
    """The upper row of heads: neighbours with one group are one."""
    found: list[Span] = []
    for place, column in enumerate(columns):
        if column.group and found and found[-1].group == column.group:
            found[-1] = Span(column.group, found[-1].start, found[-1].count + 1)
        else:
            found.append(Span(column.group, place, 1))
    return found


def grouped(table: Table) -> bool:
    """Whether the table has two rows of heads."""
    return any(column.group for column in table.columns)


def rows(table: Table) -> list[list[Run]]:
    """The rows, each with as many cells as there are columns; a table without rows says so."""
    wide = len(table.columns)
    found = [[*row[:wide], *[""] * (wide - len(row))] for row in table.rows]
    return found or [["（无）", *[""] * (wide - 1)]]


def plan(table: Table, available: float) -> Plan:
    """The largest type in which the table fits ``available`` millimetres, and its columns' widths.

    Numbers never break; words and heads may. A table that fits in no size is squeezed at the smallest.
    """
    natural = [_natural(table, place) for place in range(len(table.columns))]
    floors = _floors(table, natural)
    for size in SIZES:
        wanted = floors if size <= WRAPPING else natural
        if sum(_mm(one, size) for one in wanted) <= available:
            return Plan(size, _spread([_mm(f, size) for f in floors], [_mm(n, size) for n in natural], available))
    squeezed = [_mm(one, SIZES[-1]) for one in floors]
    return Plan(SIZES[-1], tuple(one * available / sum(squeezed) for one in squeezed))


def _mm(wide: float, size: float) -> float:
    return wide * size * MM + PADDING


def _cells(table: Table, place: int) -> list[Run]:
    return [row[place] for row in table.rows if place < len(row)]


def _line(text: str) -> float:
    return max((ems(line) for line in text.split("\n")), default=0.0)


def _natural(table: Table, place: int) -> float:
    widest = max((_line(plain(cell)) for cell in _cells(table, place)), default=0.0)
    longest = 2 * LONGEST if widest > 4 * LONGEST else LONGEST  # a whole paragraph gets more room than a long name
    return max(min(widest, longest), min(ems(plain(table.columns[place].label)), LONGEST / 2), 1.5)


def _floors(table: Table, natural: Sequence[float]) -> list[float]:
    floors = []
    for place, column in enumerate(table.columns):
        head = ems(plain(column.label))
        floor = min(head, max(2.2, ceil(head / HEAD_LINES) + 0.2))
        for cell in _cells(table, place):
            wide = _line(plain(cell))
            breaks = column.words or not isinstance(cell, Number) and wide > WORDS
            broken = max(min(wide, NAME), min(wide / CELL_LINES, LONGEST / 2))
            floor = max(floor, min(wide, broken) if breaks else wide)
        floors.append(max(floor, 1.5))
    for span in spans(table.columns):
        if span.group:
            short = ems(plain(span.group)) / HEAD_LINES - sum(floors[span.start : span.start + span.count])
            for place in range(span.start, span.start + span.count):
                floors[place] += max(0.0, short) / span.count
    return [min(floor, max(wide, floor)) for floor, wide in zip(floors, natural, strict=True)]


def _spread(floors: Sequence[float], natural: Sequence[float], available: float) -> tuple[float, ...]:
    """Room left over goes first to what would like to be wider, then to all alike."""
    wishes = [max(0.0, wide - floor) for floor, wide in zip(floors, natural, strict=True)]
    left = available - sum(floors)
    granted = min(1.0, left / sum(wishes)) if sum(wishes) else 0.0
    widths = [floor + wish * granted for floor, wish in zip(floors, wishes, strict=True)]
    return tuple(wide * available / sum(widths) for wide in widths)


def tables(document: Document) -> list[tuple[str, Table]]:
    """All tables with their captions, in order; a chart as the table of its numbers."""
    found: list[tuple[str, Table]] = []
    groups: list[tuple[str, Sequence[Block]]] = [("", document.blocks)]
    groups += [(one.title, one.blocks) for one in document.attachments]
    for title, blocks in groups:
        for block in blocks:
            if isinstance(block, Table) and block.columns:
                found.append((block.caption or title or document.title, block))
            elif isinstance(block, Chart):
                found.append((block.title, beside(block, across=0)))
    return found


def beside(chart: Chart, across: int = 6) -> Table:
    """The numbers of a chart as the table beside it: lying where few labels, standing where many, folded where more."""
    if len(chart.labels) <= across:
        columns = (Column("", words=True), *(Column(label) for label in chart.labels))
        rows = [(name, *(_held(value) for value in values)) for name, values in chart.series]
        return Table("", columns, tuple(rows))
    if len(chart.series) == 1 and len(chart.labels) > FOLDED:
        return _folded(chart)
    columns = (Column("", words=True), *(Column(name) for name, _ in chart.series))
    found = [
        (label, *(_held(values[place]) if place < len(values) else "-" for _, values in chart.series))
        for place, label in enumerate(chart.labels)
    ]
    return Table("", columns, tuple(found))


def _folded(chart: Chart) -> Table:
    """One series of many labels, in three pairs of columns, read downwards."""
    [(name, values)] = chart.series
    pairs: list[tuple[Run, Run]] = [(label, _held(value)) for label, value in zip(chart.labels, values, strict=True)]
    high = ceil(len(pairs) / FOLDS)
    pairs += [("", "")] * (high * FOLDS - len(pairs))
    rows_ = [[cell for fold in range(FOLDS) for cell in pairs[fold * high + line]] for line in range(high)]
    return Table("", (Column("", words=True), Column(name)) * FOLDS, tuple(map(tuple, rows_)))


def _held(value: Number | None) -> Run:
    return "-" if value is None else value


def uncaptioned(part: Attachment) -> tuple[Block, ...]:
    """An attachment's blocks; a table that is called like the attachment above it doesn't say so again."""
    return tuple(
        replace(block, caption="") if isinstance(block, Table) and block.caption == part.title else block
        for block in part.blocks
    )


def seams(chart: Chart) -> str:
    """The sentence about the places where a measure changed its definition, or ""."""
    if not chart.seams:
        return ""
    labels = "、".join(f"“{plain(label)}”" for label in chart.seams)
    return f"注：自{labels}起指标口径有变化（图中虚线处），前后不宜直接比较。"
