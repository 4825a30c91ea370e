"""Sums in tables: a column that is the sum of others, and total rows.

Parts printed rounded may add up to one more or less in the last place than the rounded whole. Where a table's rows do
so now and then, its totals were made from unrounded parts and nothing is wrong; where all its other rows add up
exactly, the odd one is worth a look.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from huisheng.circular.checker.grids import Row, Table
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Printed, show
from huisheng.circular.checker.relations import LEAST, is_count, is_rank, is_rate, lines, most_off, value
from huisheng.circular.checker.scene import Scene

RULE = "表中合计"
_PARTIAL = re.compile(r"前[一二三四五六七八九十\d]+|部分|较多|较高|靠前|靠后|后[一二三四五六七八九十\d]+|主要")
_SUBTOTAL = re.compile(r"^(?:小计|合计|总计|共计|总数|总量)(?:\([^)]*\))?$")
_LONGEST = 8  # addends of a total column
_MOST_COLUMNS = 24
_PROVEN = 8  # rows that add up exactly, for each that doesn't, before the odd one means something
_SMALL = 10
_LEAST_ROWS = 2  # of which a subtotal is the sum


def check(scene: Scene) -> Iterator[Finding]:
    """Total columns and total rows of every table."""
    for table in scene.tables:
        yield from _columns(table)
        if table.total is not None:
            yield from _total_row(table, table.total)
        yield from _subtotals(table)


def _subtotals(table: Table) -> Iterator[Finding]:
    """小计 rows: the sum of the rows above them, believed where another of them proves it."""
    wrong: list[tuple[Row, int, Fraction, int]] = []
    right = 0
    for row, own in table.subtotals:
        for column in table.numeric:
            cells = [one.values[column] for one in own]
            printed = row.values[column]
            whole = [cell.value for cell in cells if cell is not None and cell.whole]
            if printed is None or not printed.whole or len(whole) != len(cells) or len(cells) < _LEAST_ROWS:
                continue
            if not is_count(table, column) or any(column in one.vague for one in (row, *own)):
                continue
            added = sum(whole, Fraction(0))
            right += added == printed.value
            wrong += [(row, column, added, len(own))] if added != printed.value else []
    for row, column, added, many in wrong if right >= len(wrong) else ():
        label = table.labels[column]
        yield Finding(
            RULE,
            Severity.CONTRADICTION,
            row.place.cell(row.name, label),
            row.cells[column],
            show(added),
            f"上面{many}行“{label}”相加＝{show(added)}，小计行为{row.cells[column]}",
            "小计行与各行之和不等。",
            f"{table.title()}：{' '.join(cell for cell in row.cells if cell)}",
        )


class Sum:
    """One way to add a column up, tried on all rows: exact, loose (within the rounding of its parts) or off."""

    def __init__(self, table: Table, column: int, parts: tuple[int, ...], signs: tuple[int, ...]) -> None:
        self.parts, self.signs, self.column = parts, signs, column
        self.exact: list[Row] = []
        self.loose: list[Row] = []
        self.off: list[Row] = []
        self.proof = 0
        self.named = _named(table, column, parts) and set(signs) == {1}
        most = most_off(table)
        for row in lines(table):
            self._row(row)
            if len(self.off) > most:
                break

    def _row(self, row: Row) -> None:
        printed, added = value(row, self.column), self.added(row)
        cells = [row.values[part] for part in self.parts]
        if printed is None or added is None:
            return
        worth = sum(bool(cell and cell.value) for cell in cells) > 1
        if added == printed.value:
            self.exact.append(row)
            self.proof += worth
            return
        rounded = sum((cell.step for cell in cells if cell is not None and not cell.whole), Fraction(0))
        slack = (rounded + printed.step) / 2 if rounded or not printed.whole else Fraction(0)
        if abs(added - printed.value) <= slack:
            self.loose.append(row)
            self.proof += worth
        else:
            self.off.append(row)

    def added(self, row: Row) -> Fraction | None:
        """What comes out for a row; an empty cell counts as nothing unless all are empty."""
        cells = [value(row, part) for part in self.parts]
        if any(part in row.vague for part in self.parts) or sum(cell is not None for cell in cells) < 2:
            return None
        if all(cell is None or cell.value.denominator == 1 for cell in cells):  # whole numbers add up ten times faster
            return Fraction(
                sum(sign * cell.value.numerator for sign, cell in zip(self.signs, cells, strict=True) if cell)
            )
        return sum((sign * cell.value for sign, cell in zip(self.signs, cells, strict=True) if cell), Fraction(0))

    @property
    def holds(self) -> bool:
        """Whether it is believed; sums of small whole numbers come out by chance and want more proof."""
        cells = [row.values[self.column] for row in self.exact]
        if self.named:
            return self.proof >= 1 and len(self.off) <= max(1, self.proof // 2)
        small = all(cell is not None and cell.whole and cell.value < _SMALL for cell in cells)
        least = LEAST * 2 if small else LEAST
        return self.proof >= least and len(self.off) <= max(1, self.proof // 4) and self.proof >= 3 * len(self.off)

    def words(self, labels: Sequence[str]) -> str:
        """The formula in words."""
        text = "".join(
            f"{'＋' if sign > 0 else '－'}{labels[part]}" for part, sign in zip(self.parts, self.signs, strict=True)
        )
        return text.lstrip("＋")

    def figures(self, row: Row) -> str:
        """The formula with a row's figures."""
        pieces = [(sign, row.cells[part]) for part, sign in zip(self.parts, self.signs, strict=True) if row.cells[part]]
        text = "".join(
            f"{'＋' if sign > 0 else '－'}{f'（{cell}）' if cell.startswith('-') else cell}" for sign, cell in pieces
        )
        return text.lstrip("＋")


def _named(table: Table, column: int, parts: Sequence[int]) -> bool:
    """Whether a column is called 小计 and the parts are all its neighbours of the same group, three at least."""
    if not _SUBTOTAL.search(table.labels[column].removeprefix(table.groups[column])) or len(parts) < LEAST:
        return False
    group = [at for at in table.numeric if table.groups[at] == table.groups[column] and at != column]
    return list(parts) == group and not any(is_rate(table, at) or is_rank(table, at) for at in group)


def _columns(table: Table) -> Iterator[Finding]:
    """Only the best relation of a set of columns speaks: a = b + c is also b = a − c."""
    said: set[frozenset[int]] = set()
    figures = [column for column in table.numeric if not is_rank(table, column) and not is_rate(table, column)]
    if len(figures) > _MOST_COLUMNS:
        return
    explained: set[int] = set()
    found = [one for column in figures for one in _ways(table, column, figures) if one.holds]
    for one in sorted(found, key=lambda one: (len(one.off), -one.proof, len(one.parts), len(one.loose))):
        involved = frozenset((one.column, *one.parts))
        if one.column in explained or any(involved <= other or other <= involved for other in said):
            continue
        said.add(involved)
        explained.add(one.column)
        yield from _broken(table, one)


def _ways(table: Table, column: int, figures: Sequence[int]) -> Iterator[Sum]:
    others = [other for other in figures if other != column]
    kind = is_count(table, column)
    for begin in range(len(others)):
        for end in range(begin + 2, min(len(others), begin + _LONGEST) + 1):
            parts = tuple(others[begin:end])
            if all(part < column for part in parts) or all(part > column for part in parts):
                yield Sum(table, column, parts, (1,) * len(parts))
    for first, second in combinations(others, 2):
        if abs(others.index(first) - others.index(second)) > 1 and kind == (
            is_count(table, first) and is_count(table, second)
        ):
            yield Sum(table, column, (first, second), (1, 1))


def _broken(table: Table, one: Sum) -> Iterator[Finding]:
    uneven = [
        row for row in one.exact if any(cell and not cell.whole for cell in map(row.values.__getitem__, one.parts))
    ]
    unlike = [row for row in one.loose if not _of_rates(table, one, row)]
    odd = unlike if len(unlike) * _PROVEN <= len(uneven) else []
    for row in (*one.off, *odd):
        printed, added = row.values[one.column], one.added(row)
        assert printed is not None
        assert added is not None
        loose = row in odd
        yield Finding(
            RULE,
            Severity.ROUNDING if loose else Severity.CONTRADICTION,
            row.place.cell(row.name, table.labels[one.column]),
            row.cells[one.column],
            _like(printed, added),
            f"{table.labels[one.column]}＝{one.words(table.labels)}＝{one.figures(row)}＝{_like(printed, added)}",
            "其余各行逐项相加都恰好相等，这一行末位不等。" if loose else "其余各行都合这个关系，只有这一行不合。",
            f"{table.title()}：{' '.join(cell for cell in row.cells if cell)}",
        )


def _of_rates(table: Table, one: Sum, row: Row) -> bool:
    """Whether the total comes of the rates beside the parts: 20×100%＋40×65.22%＋40×91.04%."""
    low = high = Fraction(0)
    for part, sign in zip(one.parts, one.signs, strict=True):
        rate = row.values[part - 1] if part and is_rate(table, part - 1) else None
        full = _full(table, part)
        if rate is None or full is None or sign < 0:
            return False
        low, high = low + full * rate.low / 100, high + full * rate.high / 100
    printed = row.values[one.column]
    return printed is not None and printed.low <= high and low <= printed.high


def _full(table: Table, part: int) -> Fraction | None:
    """What a part counts where its rate is 100 %."""
    for row in table.rows:
        rate, points = row.values[part - 1], row.values[part]
        if rate is not None and points is not None and rate.value == 100:
            return points.value
    return None


def _like(printed: Printed, added: Fraction) -> str:
    step = Fraction(1, 100) if added.denominator > 1 and printed.step >= 1 else printed.step
    while (added / step).denominator > 1 and step > Fraction(1, 10_000):
        step /= 10
    return show(added, step)


def _total_row(table: Table, total: Row) -> Iterator[Finding]:
    if _PARTIAL.search(table.caption):
        return
    wrong: list[tuple[int, Printed, Printed]] = []
    right = 0
    for column in table.numeric:
        printed, added = total.values[column], table.sum(column)
        if printed is None or added is None or not printed.whole or not is_count(table, column):
            continue
        if printed.value == added.value:
            right += 1
        else:
            wrong.append((column, printed, added))
    partial = not right and len(wrong) > 1 and all(added.value < printed.value for _, printed, added in wrong)
    for column, printed, added in wrong[: 1 if partial else None]:
        difference = show(abs(added.value - printed.value))
        yield Finding(
            RULE,
            Severity.UNKNOWN if partial else Severity.CONTRADICTION,
            total.place.cell(total.name, table.labels[column]),
            printed.text,
            added.text,
            f"{len(table.rows)}行“{table.labels[column]}”相加＝{added.text}，合计行为{printed.text}，相差{difference}",
            "各列合计都大于所列各行之和，表中可能只列了一部分单位。" if partial else "合计行与各行之和不等。",
            f"{table.title()}：{' '.join(cell for cell in total.cells if cell)}",
        )
