"""Relations of a table's columns, found from its own rows: most rows say what the column is, the others break it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from huisheng.circular.checker.grids import Row, Table
from huisheng.circular.checker.numerals import Fit, Printed

RANK = re.compile(r"(?:排名|名次|位次|位列|排序)$")
_RATE = re.compile(r"(?:率|比|占比|比例|比重|同比|环比|增幅|增长|增减)(?:\(.*\))?$")
LEAST = 3  # rows that aren't trivial, from which a relation is believed

Span = tuple[Fraction, Fraction]
Formula = Callable[[Row], Span | None]


@dataclass(frozen=True, slots=True)
class Tried:
    """A formula tried on a column: which rows it fits. ``trivial`` rows (noughts, hundreds) prove nothing."""

    words: str
    formula: Formula
    fits: tuple[tuple[Row, Fit], ...]
    trivial: int
    size: int
    named: bool = False  # the column's own name says what it is: 办结率 of 办结数

    @property
    def off(self) -> int:
        return sum(fit is Fit.OFF for _, fit in self.fits)

    @property
    def proof(self) -> int:
        """Rows that fit and aren't trivial."""
        return len(self.fits) - self.off - self.trivial

    @property
    def holds(self) -> bool:
        """Whether most rows agree: three at least, and four for each that doesn't; two where the name says it too."""
        if self.named:
            return self.proof >= LEAST - 1 and self.off <= max(1, self.proof // 4)
        return self.proof >= LEAST and self.off <= max(1, self.proof // 4) and self.proof >= 3 * self.off


def is_rank(table: Table, column: int) -> bool:
    """Whether a column holds ranks."""
    return RANK.search(table.labels[column]) is not None


def is_rate(table: Table, column: int) -> bool:
    """Whether a column holds percentages, printed with or without their sign."""
    filled = [value for value in table.column(column) if value is not None]
    if any(value.percent for value in filled):
        return True
    return _RATE.search(table.labels[column]) is not None and any(not value.whole for value in filled)


def is_count(table: Table, column: int) -> bool:
    """Whether a column holds whole numbers that aren't ranks."""
    filled = [value for value in table.column(column) if value is not None]
    return bool(filled) and all(value.whole for value in filled) and not is_rank(table, column)


def lines(table: Table) -> list[Row]:
    """All rows and the total."""
    return [*table.rows, table.total] if table.total is not None else list(table.rows)


def value(row: Row, column: int) -> Printed | None:
    """A cell's number, None where it isn't sure."""
    return None if column in row.vague else row.values[column]


def tried(
    rows: Sequence[Row],
    column: int,
    words: str,
    formula: Formula,
    trivial: Callable[[Row, Printed], bool],
    size: int,
    most: int,
    named: bool = False,
) -> Tried | None:
    """One formula on ``telling`` rows; given up after ``most`` misfits."""
    fits: list[tuple[Row, Fit]] = []
    plain = off = 0
    for row in rows:
        printed = value(row, column)
        span = formula(row) if printed is not None else None
        if printed is None or span is None:
            continue
        fit = printed.fit(*span)
        if fit is Fit.OFF:
            off += 1
            if off > most:
                return None
        elif trivial(row, printed):
            plain += 1
        fits.append((row, fit))
    return Tried(words, formula, tuple(fits), plain, size, named)


def telling(table: Table, column: int) -> list[Row]:
    """All rows, those first whose cell is neither nought nor a hundred: a wrong formula fails on them at once."""
    rows = lines(table)
    return sorted(rows, key=lambda row: (cell := row.values[column]) is None or cell.value in (0, 100))


def best(found: Sequence[Tried | None]) -> Tried | None:
    """The formula with the fewest misfits, then the most proof, then the fewest columns; None where none holds."""
    holding = [one for one in found if one is not None and one.holds]
    holding.sort(key=lambda one: (one.off, -sum(fit is Fit.EXACT for _, fit in one.fits), one.size))
    return holding[0] if holding else None


def most_off(table: Table) -> int:
    """Misfits after which a formula is given up."""
    return max(1, len(table.rows) // 8)
