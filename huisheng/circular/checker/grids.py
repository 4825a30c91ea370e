"""Tables as rules want them: labels with their groups, a name for each row, numbers parsed, the total row apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from huisheng.circular.checker import names, numerals, spelling
from huisheng.circular.checker.model import Content, Grid, Part, Passage, Place
from huisheng.circular.checker.numerals import Printed

_TOTAL = re.compile(r"(?:合计|总计|总数|共计|全市合计|全市总计|全区合计|总体|合\s*计|总\s*计)(?:\(.*\))?")
_APART = re.compile(r"小计|平均|均值|全市$|全区$|全县$")
_SERIAL = re.compile(r"序号|编号|No\.?|排序")
_ENDS = re.compile(r"[前后][一二三四五六七八九十\d]+[名位]")
_NOTE = re.compile(r"^(?:注|备注|说明)[::]?")
_CONTINUED = re.compile(r"^(?:表|附表|附件)?\d*[-.]?\d*[::]?$|续表|^(?:表|附表)\d+-\d+")
_CAPTION = 60  # characters; longer text before a table is prose
_LEADING = 3  # passages before a table that may name it


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's line. ``values``: None where a cell is no number; ``vague``: columns whose cell isn't sure."""

    name: str
    cells: tuple[str, ...]
    values: tuple[Printed | None, ...]
    place: Place
    vague: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its words. ``labels`` are full (group and label); ``numeric``: the columns of figures."""

    caption: str
    note: str
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    numeric: tuple[int, ...]
    rows: tuple[Row, ...]
    total: Row | None
    number: int
    subtotals: tuple[tuple[Row, tuple[Row, ...]], ...] = ()  # each with the rows since the one before

    def column(self, at: int) -> list[Printed | None]:
        """The values of a column, the total's left out, those that aren't sure as None."""
        return [None if at in row.vague else row.values[at] for row in self.rows]

    def sum(self, at: int) -> Printed | None:
        """The sum of a column of whole numbers; None where a cell isn't sure or isn't whole."""
        cells = [value for value in self.column(at) if value is not None]
        if not cells or any(not value.whole for value in cells) or any(at in row.vague for row in self.rows):
            return None
        total = sum((value.value for value in cells), start=cells[0].value * 0)
        return Printed(numerals.show(total), total, cells[0].step)

    def title(self) -> str:
        """What people call it."""
        return f"表“{self.caption.strip(':')}”" if self.caption else f"第{self.number}个表"


def tables(content: Content) -> list[Table]:
    """All tables of a document that have names in rows and figures in columns, page breaks mended."""
    made: list[Table] = []
    before: list[Passage] = []
    for at, part in enumerate(content.parts):
        if isinstance(part, Passage):
            before.append(part)
            continue
        if any(_ENDS.fullmatch(cell) for row in part.rows[:4] for cell in row):
            before = []
            continue  # the first and last three: rules.rankings reads them
        words = _caption(part, before)
        table = _table(part, words, _note(part, content.parts[at + 1 :]), len(made) + 1)
        if table is None:
            before = []
            continue
        if made and _goes_on(made[-1], table, words if before else ""):
            made[-1] = _joined(made[-1], table)
        else:
            made.append(table)
        before = []
    return made


def _caption(grid: Grid, before: Sequence[Passage]) -> str:
    if grid.caption:
        return grid.caption
    found: list[str] = []
    for passage in reversed(before[-_LEADING:]):
        text = spelling.bare(passage.text)
        if len(text) > _CAPTION or "。" in text or _NOTE.match(text):
            break
        found.insert(0, text)
    return " ".join(found[-2:])


def _note(grid: Grid, after: Sequence[Part]) -> str:
    found = [grid.note] if grid.note else []
    for part in after[:2]:
        if not isinstance(part, Passage) or not _NOTE.match(part.text):
            break
        found.append(part.text)
    return " ".join(found)


def _goes_on(first: Table, second: Table, words: str) -> bool:
    """Whether the second is the first after a page break: the same columns and no title of its own."""
    if first.total is not None or first.labels != second.labels:
        return False
    return not words or all(_CONTINUED.search(word) for word in words.split(" "))


def _joined(first: Table, second: Table) -> Table:
    rows = (*first.rows, *second.rows)
    return replace(first, rows=rows, total=second.total, note=f"{first.note} {second.note}".strip())


def _table(grid: Grid, caption: str, note: str, number: int) -> Table | None:
    rows, places, heads, caption, shift = _headed(grid, caption)
    if not heads or len(rows) < 1:
        return None
    groups, labels = _labels(heads)
    half = len(labels) // 2
    if half >= 2 and labels[:half] == labels[half : 2 * half] and len(labels) % 2 == 0:
        rows = [row[:half] for row in rows] + [row[half:] for row in rows if any(row[half:])]
        places, labels, groups = (places + places)[: len(rows)], labels[:half], groups[:half]
    namer = _namer(labels, rows)
    if namer is None:
        return None
    made = [
        Row(names.plain(name), row, tuple(map(numerals.cell, row)), place, _vague(grid, shift + at))
        for at, (row, place) in enumerate(zip(rows, places, strict=True))
        if tuple(row) not in heads and (name := _named(row, namer))
    ]
    total = next((row for row in made if _TOTAL.fullmatch(row.name)), None)
    if total is None and grid.total and made:
        total = made[-1]
    kept = tuple(row for row in made if row is not total and not _APART.search(row.name))
    numeric = tuple(c for c in range(len(labels)) if c != namer and _is_numeric(c, labels[c], kept))
    subtotals = _subtotals(made, total)
    kept, total = _evened(kept, total)
    if not kept or not numeric:
        return None
    return Table(caption, note, tuple(groups), tuple(labels), numeric, kept, total, number, subtotals)


def _subtotals(made: Sequence[Row], total: Row | None) -> tuple[tuple[Row, tuple[Row, ...]], ...]:
    found: list[tuple[Row, tuple[Row, ...]]] = []
    own: list[Row] = []
    for row in made:
        if row.name.startswith("小计") or row.name.endswith("小计"):
            found.append((row, tuple(own)))
            own = []
        elif row is not total and not _APART.search(row.name):
            own.append(row)
    return tuple(found)


def _evened(rows: tuple[Row, ...], total: Row | None) -> tuple[tuple[Row, ...], Row | None]:
    """A column with decimals drops noughts (5 for 5.00): each of its cells is as exact as its most exact one."""
    every = [*rows, total] if total is not None else list(rows)
    steps = (
        [min((cell.step for row in every if (cell := row.values[c])), default=None) for c in range(len(rows[0].cells))]
        if rows
        else []
    )

    def even(row: Row) -> Row:
        values = tuple(
            replace(cell, step=step) if cell is not None and step is not None and step < 1 else cell
            for cell, step in zip(row.values, steps, strict=True)
        )
        return replace(row, values=values)

    return tuple(map(even, rows)), even(total) if total is not None else None


def _headed(grid: Grid, caption: str) -> tuple[list[tuple[str, ...]], list[Place], list[tuple[str, ...]], str, int]:
    """Body, its places, heads and caption; the caption may stand in the table's own first row."""
    rows, start = list(grid.rows), 0
    while start < len(rows) and sum(bool(cell) for cell in rows[start]) <= 1 and grid.heads is None:
        caption = f"{caption} {''.join(rows[start])}".strip()
        start += 1
    end = start
    if grid.heads is not None:
        end = grid.heads
    else:
        while end < len(rows) and end - start < 4 and not any(map(numerals.cell, rows[end])):
            end += 1
    return rows[end:], list(grid.places[end:]), rows[start:end], caption, end


def _labels(heads: Sequence[tuple[str, ...]]) -> tuple[list[str], list[str]]:
    """Groups and full labels of the columns: a group reaches to the right as long as the cells below have words."""
    width = len(heads[0])
    groups, labels = [""] * width, [""] * width
    for column in range(width):
        words = [head[column] for head in heads if head[column]]
        labels[column] = words[-1] if words else ""
        if len(heads) > 1 and heads[-1][column]:
            above = next((heads[0][c] for c in range(column, -1, -1) if heads[0][c]), "")
            groups[column] = above if above != labels[column] else ""
    return groups, [f"{group}{label}" if group else label for group, label in zip(groups, labels, strict=True)]


def _namer(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """The column of names: the first whose cells are mostly Chinese words and mostly filled.

    A column of groups before it (县区, 部门), its cells merged over their rows, is filled now and then only.
    """
    worded: dict[int, int] = {}
    for column, label in enumerate(labels):
        cells = [row[column] for row in rows if row[column] and not _is_sum(row[column])]
        words = sum(spelling.chinese(cell) and numerals.cell(cell) is None for cell in cells)
        if cells and words * 4 >= len(cells) * 3 and not _SERIAL.fullmatch(label):
            worded[column] = len(cells)
    full = max(worded.values(), default=0)
    return next((column for column, cells in worded.items() if cells * 5 >= full * 4), None)


def _named(row: Sequence[str], namer: int) -> str:
    """A row's name: 合计 may stand in the merged cells before the column of names."""
    return row[namer] or next(filter(_is_sum, row[:namer]), "")


def _is_sum(cell: str) -> bool:
    """Whether a name is that of a total, a subtotal or a mean."""
    return _TOTAL.fullmatch(cell) is not None or _APART.search(cell) is not None


def _is_numeric(column: int, label: str, rows: Sequence[Row]) -> bool:
    filled = [row for row in rows if row.cells[column] and row.cells[column] not in numerals.DASHES]
    figures = sum(row.values[column] is not None for row in filled)
    return bool(filled) and figures * 5 >= len(filled) * 4 and not _SERIAL.fullmatch(label)


def _vague(grid: Grid, row: int) -> frozenset[int]:
    return frozenset(column for at, column in grid.vague if at == row)
