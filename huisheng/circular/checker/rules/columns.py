"""Percentages of a table against its counts: 办结率 = 办结数/交办数, 占比 = 件数/合计, 环比 = (本期 − 上期)/上期."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from huisheng.circular.checker.grids import Row, Table
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Fit, Printed
from huisheng.circular.checker.relations import (
    Formula,
    Span,
    Tried,
    best,
    is_count,
    is_rate,
    most_off,
    telling,
    tried,
    value,
)
from huisheng.circular.checker.rules.rates import impossible
from huisheng.circular.checker.scene import Scene

RULE = "表中比率"
_RATE_WORDS = re.compile(r"率(?:\([^)]*\))?$")
_COUNT_WORDS = re.compile(r"(?:工单|案件)?(?:总?数|量|件数)?(?:\([^)]*\))?$")
_MOST_COUNTS = 16  # columns among which pairs of addends are still tried
_MOST_PARTS = 40
_BESIDE = 2  # addends stand beside each other, or with one column between


def check(scene: Scene) -> Iterator[Finding]:
    """Every percentage column of every table."""
    for table in scene.tables:
        counts = [column for column in table.numeric if is_count(table, column)][:_MOST_PARTS]
        for column in table.numeric:
            if is_rate(table, column):
                relation = best(list(_candidates(scene, table, column, counts)))
                yield from _misfits(table, column, relation) if relation is not None else _bounded(table, column)


def _candidates(scene: Scene, table: Table, column: int, counts: list[int]) -> Iterator[Tried | None]:
    most, rows = most_off(table), telling(table, column)

    def trial(words: str, formula: Formula, size: int, named: bool = False) -> Tried | None:
        return tried(rows, column, words, formula, _trivial, size, most, named)

    names = table.labels
    for part in counts:
        for whole in counts:
            if part != whole:
                yield trial(
                    f"{names[part]}÷{names[whole]}", _ratio((part,), (whole,)), 2, _of(names[column], names[part])
                )
                yield trial(f"（{names[part]}－{names[whole]}）÷{names[whole]}", _growth(part, whole), 3)
        yield trial(f"{names[part]}÷合计", _share(table, part), 2)
        for _, constant, printed in _wholes(scene):
            yield trial(f"{names[part]}÷{constant}", _constant(part, printed), 4)
    if len(counts) <= _MOST_COUNTS:
        near = [pair for pair in combinations(range(len(counts)), 2) if pair[1] - pair[0] <= _BESIDE]
        for first, second in [(counts[one], counts[other]) for one, other in near]:
            both = f"（{names[first]}＋{names[second]}）"
            for other in counts:
                if other not in (first, second):
                    yield trial(f"{both}÷{names[other]}", _ratio((first, second), (other,)), 3)
            yield trial(f"{names[first]}÷{both}", _ratio((first,), (first, second)), 3)
            yield trial(f"{names[second]}÷{both}", _ratio((second,), (first, second)), 3)


def _of(rate: str, part: str) -> bool:
    """Whether a rate's name is that of its part: 按期结案率 of 按期结案数."""
    own = _RATE_WORDS.sub("", rate)
    return len(own) > 1 and own == _COUNT_WORDS.sub("", part)


def _wholes(scene: Scene) -> list[tuple[int, str, Fraction]]:
    """The document's few largest counts, of which a table's column may be shares."""
    values = {one.value: one.words() for _, one in scene.counts if not one.about and one.value > 99}
    return [(0, values[whole], whole) for whole in sorted(values, reverse=True)[:6]]


def _trivial(_: Row, printed: Printed) -> bool:
    return printed.value in (0, 100)


def _added(row: Row, columns: tuple[int, ...]) -> Fraction | None:
    total = Fraction(0)
    for column in columns:
        printed = value(row, column)
        if printed is None:
            return None
        total += printed.value
    return total


def _ratio(parts: tuple[int, ...], wholes: tuple[int, ...]) -> Formula:
    def formula(row: Row) -> Span | None:
        part, whole = _added(row, parts), _added(row, wholes)
        if part is None or not whole:
            return None
        share = part * 100 / whole
        return share, share

    return formula


def _growth(now: int, before: int) -> Formula:
    def formula(row: Row) -> Span | None:
        new, old = _added(row, (now,)), _added(row, (before,))
        if new is None or not old:
            return None
        grown = (new - old) * 100 / old
        return grown, grown

    return formula


def _share(table: Table, part: int) -> Formula:
    total = table.total.values[part] if table.total is not None else table.sum(part)
    return _constant(part, total.value if total is not None else Fraction(0))


def _constant(part: int, whole: Fraction) -> Formula:
    def formula(row: Row) -> Span | None:
        own = _added(row, (part,))
        return (own * 100 / whole, own * 100 / whole) if own is not None and whole else None

    return formula


def _misfits(table: Table, column: int, relation: Tried) -> Iterator[Finding]:
    for row, fit in relation.fits:
        if fit is Fit.EXACT:
            continue
        printed, span = row.values[column], relation.formula(row)
        assert printed is not None
        assert span is not None
        computed = printed.like(span[0])
        held = len(relation.fits) - relation.off
        yield Finding(
            RULE,
            Severity.ROUNDING if fit is Fit.CLOSE else Severity.CONTRADICTION,
            row.place.cell(row.name, table.labels[column]),
            row.cells[column],
            computed,
            f"{table.labels[column]}＝{relation.words}＝{computed}",
            "四舍五入后末位差1。" if fit is Fit.CLOSE else f"其余{held}行都合这个关系，只有这一行不合。",
            _line(table, row),
        )


def _bounded(table: Table, column: int) -> Iterator[Finding]:
    for row in table.rows:
        printed = row.values[column]
        if printed is not None and printed.percent and impossible(printed.value, table.labels[column]):
            yield Finding(
                RULE,
                Severity.CONTRADICTION,
                row.place.cell(row.name, table.labels[column]),
                row.cells[column],
                "不超过100%",
                f"{row.cells[column]}＞100%",
                "这种比率的分子是分母的一部分，不可能超过100%。",
                _line(table, row),
            )


def _line(table: Table, row: Row) -> str:
    return f"{table.title()}：{' '.join(cell for cell in row.cells if cell)}"
