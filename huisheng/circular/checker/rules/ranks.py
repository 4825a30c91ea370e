"""Ranks: against the column that they rank (ties share the lowest rank, or no rank is left out), and missing rows."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from huisheng.circular.checker.grids import Row, Table
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import show
from huisheng.circular.checker.relations import is_rank, value
from huisheng.circular.checker.rules.weights import stated
from huisheng.circular.checker.scene import Scene

RULE = "排名"
_LEAST = 4


class Ranked(NamedTuple):
    """Rows with their printed rank and the rank that comes out by ``words``; ``score`` as a number, best first."""

    words: str
    rows: tuple[tuple[Row, int, int, Fraction], ...]

    @property
    def off(self) -> list[tuple[Row, int, int, Fraction]]:
        return [one for one in self.rows if one[1] != one[2]]


class Gap(NamedTuple):
    """A jump of the ranks: ``count`` rows are missing before ``row``, the first of them ranked ``rank``."""

    rows: int
    rank: int
    before: tuple[int, ...]
    row: Row
    printed: int


def check(scene: Scene) -> Iterator[Finding]:
    """Every rank column of every table."""
    for table in scene.tables:
        for column in table.numeric:
            if is_rank(table, column):
                yield from _column(table, column)


def gap(table: Table) -> Gap | None:
    """The missing rows that a table's ranks give away, if any."""
    for column in table.numeric:
        ranked = best(table, column) if is_rank(table, column) else None
        if ranked is not None and ranked.off:
            return _gap(ranked)
    return None


def best(table: Table, column: int) -> Ranked | None:
    """The column (or stated formula) and the way of ranking that explain a rank column; None where none does."""
    made: list[Ranked] = []
    for other in sorted(table.numeric, key=lambda at: (at > column, abs(column - at))):
        if other != column and table.labels[other] != table.labels[column]:
            scored = [(row, value(row, column), value(row, other)) for row in table.rows]
            pairs = [
                (row, rank.value, score.value) for row, rank, score in scored if rank is not None and score is not None
            ]
            made += _ways(table.labels[other], pairs, is_rank(table, other))
    for formula in stated(table):
        if formula.target == column:
            found = [(row, value(row, column), formula.of(row)) for row in table.rows]
            pairs = [(row, rank.value, of[0]) for row, rank, of in found if rank is not None and of is not None]
            made += _ways("文中写明的加权结果", pairs, True) + _ways("文中写明的加权结果", pairs, False)
    made = [one for one in made if len(one.rows) >= _LEAST and (len(one.off) * 5 <= len(one.rows) or _gap(one))]
    return min(made, key=lambda one: len(one.off), default=None)


def _ways(words: str, pairs: Sequence[tuple[Row, Fraction, Fraction]], rising: bool) -> list[Ranked]:
    """Competition and dense ranking of a score, the highest first (of ranks: the lowest)."""
    if any(rank.denominator > 1 for _, rank, _ in pairs):
        return []
    sign = 1 if rising else -1
    scores = sorted(sign * score for _, _, score in pairs)
    dense = {score: at for at, score in enumerate(dict.fromkeys(scores), 1)}
    lowest = {score: scores.index(score) + 1 for score in dense}
    plain = [(row, int(rank), sign * score) for row, rank, score in pairs]
    made = [
        Ranked(words, tuple((row, rank, table[score], score) for row, rank, score in plain))
        for table in (lowest, dense)
    ]
    # equal scores ranked one after another, by a rule that isn't printed
    spans = {score: range(lowest[score], lowest[score] + scores.count(score)) for score in dense}
    each = [(row, rank, rank if rank in spans[score] else lowest[score], score) for row, rank, score in plain]
    if len({rank for _, rank, _ in plain}) == len(plain):
        made.append(Ranked(words, tuple(each)))
    return made


def _column(table: Table, column: int) -> Iterator[Finding]:
    ranked = best(table, column)
    label = table.labels[column]
    if ranked is None:
        yield from _sequence(table, column)
        return
    if not ranked.off:
        return
    hole = _gap(ranked)
    if hole is not None:
        yield _missing(table, label, hole)
        return
    first = ranked.off[0]
    listed = "；".join(f"{row.name}印作{rank}，应为{computed}" for row, rank, computed, _ in ranked.off)
    yield Finding(
        RULE,
        Severity.CONTRADICTION,
        first[0].place.cell(first[0].name, label),
        str(first[1]),
        str(first[2]),
        f"按“{ranked.words}”排列：{listed}",
        "其余各行的排名都合这个次序。",
        f"{table.title()}：{' '.join(cell for cell in first[0].cells if cell)}",
    )


def _gap(ranked: Ranked) -> Gap | None:
    """Ranks that are right up to a point and too high by the same number from there on."""
    ordered = sorted(ranked.rows, key=lambda one: (one[3], one[1]))
    shifts = [rank - computed for _, rank, computed, _ in ordered]
    if shifts[0] or not shifts[-1] or any(later < earlier for earlier, later in pairwise(shifts)):
        return None
    at = next(n for n, shift in enumerate(shifts) if shift)
    if any(shift != shifts[at] for shift in shifts[at:]):
        return None
    row, printed, computed, _ = ordered[at]
    before = tuple(rank for _, rank, _, _ in ordered[max(0, at - 2) : at])
    return Gap(shifts[at], computed, before, row, printed)


def _missing(table: Table, label: str, hole: Gap) -> Finding:
    ranks = "、".join(map(str, (*hole.before, hole.printed)))
    last = hole.rank + hole.rows - 1
    absent = str(hole.rank) if hole.rows == 1 else f"{hole.rank}至{last}"
    return Finding(
        "缺行",
        Severity.CONTRADICTION,
        hole.row.place.cell(hole.row.name, label),
        ranks,
        absent,
        f"排名依次为{ranks}，{hole.before[-1] if hole.before else 1}之后应为{hole.rank}，印作{hole.printed}："
        f"缺{hole.rows}行，排名{absent}",
        "排名跳号，表中少了单位。",
        f"{table.title()}：{' '.join(cell for cell in hole.row.cells if cell)}",
    )


def _sequence(table: Table, column: int) -> Iterator[Finding]:
    """Ranks of something that isn't printed: they must still be ranks, 1, 2, 2, 4 or 1, 2, 2, 3."""
    found = [(row, value(row, column)) for row in table.rows]
    rows = [(row, int(rank.value)) for row, rank in found if rank is not None and rank.whole]
    ranks = sorted(rank for _, rank in rows)
    if len(rows) < _LEAST or len(rows) < len(table.rows) or ranks[0] != 1 or ranks[-1] > len(ranks) + 2:
        return
    distinct = sorted(set(ranks))
    if distinct == list(range(1, len(distinct) + 1)) or all(ranks.index(rank) + 1 == rank for rank in distinct):
        return
    wrong = next(rank for rank in distinct if ranks.index(rank) + 1 != rank)
    row = next(row for row, rank in rows if rank == wrong)
    yield Finding(
        RULE,
        Severity.UNKNOWN,
        row.place.cell(row.name, table.labels[column]),
        str(wrong),
        show(Fraction(ranks.index(wrong) + 1)),
        f"共{len(ranks)}行，排名依次为{'、'.join(map(str, ranks))}",
        "排名有重号或跳号，与并列的通常排法不符；所依据的得分没有印出。",
        f"{table.title()}：{' '.join(cell for cell in row.cells if cell)}",
    )
