"""Scores made by weights that the document states: 按 6:3:1, 排名×0.3、×0.7, (20分)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from huisheng.circular.checker import names
from huisheng.circular.checker.grids import Row, Table
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Fit, show
from huisheng.circular.checker.relations import is_rank, is_rate, lines, value
from huisheng.circular.checker.scene import Scene

RULE = "加权得分"
_TIMES = re.compile(r"(?P<name>[\u4e00-\u9fff()]{2,14}?)\s*[×*xX]\s*(?P<weight>0?\.\d+|\d{1,3}%)")
_RATIO = re.compile(r"以?(?P<names>[\u4e00-\u9fff()、和]{4,60}?)按(?:照)?(?P<weights>\d+(?::\d+){1,5})")
_POINTS = re.compile(r"\((\d{1,3})分?\)")
_PREFIX = re.compile(r"^.*?(?:按照|按(?![时期])|分别以|以|由|为|=|\+|加)")
_MOST_OFF = 5  # one row in five may break a formula that is stated


class Weighted(NamedTuple):
    """A stated formula: the column that it makes, and (column, weight, whether 100 minus it counts)."""

    target: int
    terms: tuple[tuple[int, Fraction, bool], ...]

    def of(self, row: Row) -> tuple[Fraction, Fraction] | None:
        """The value of a row and how far the rounding of its parts may move it; an empty cell counts as nothing."""
        total = slack = Fraction(0)
        for column, weight, turned in self.terms:
            printed = value(row, column)
            if printed is None and row.cells[column]:
                return None
            own = printed.value if printed is not None else Fraction(0)
            total += weight * (100 - own if turned else own)
            slack += weight * (printed.step / 2 if printed is not None and not printed.whole else 0)
        return total, slack


def stated(table: Table) -> Iterator[Weighted]:
    """The formulas in a table's note and caption."""
    text = f"{table.note} {table.caption}"
    named = list(_TIMES.finditer(text))
    if len(named) > 1:
        target = _target(table, text, named[0].start("weight"))
        yield from _formula(table, target, [(found["name"], _weight(found["weight"])) for found in named])
    ratio = _RATIO.search(text)
    if ratio is not None:
        weights = [Fraction(one) for one in ratio["weights"].split(":")]
        labels, whole = names.split(ratio["names"]), sum(weights, Fraction(0))
        if len(labels) == len(weights) and whole:
            terms = [(name, weight / whole) for name, weight in zip(labels, weights, strict=True)]
            yield from _formula(table, _target(table, text, ratio.start("weights")), terms)


def _weight(text: str) -> Fraction:
    return Fraction(text.rstrip("%")) / 100 if text.endswith("%") else Fraction(text)


def _target(table: Table, text: str, before: int) -> int | None:
    """The column that the sentence makes: 综合得分分别以…, 综合排名按照…."""
    begin = max(text.rfind(stop, 0, before) + 1 for stop in "。;: ")
    places: dict[int, int] = {}
    for column in table.numeric:
        made = re.escape(table.labels[column]) + r"(?:分别|主要|统一)?(?:以|按|由|=|为|计算)"
        said = re.search(made, text[begin:before])
        if said is not None:
            places[column] = said.start()
    return min(places, key=lambda column: (places[column], -len(table.labels[column]))) if places else None


def _formula(table: Table, target: int | None, named: Sequence[tuple[str, Fraction]]) -> Iterator[Weighted]:
    columns = [_column(table, name, target) for name, _ in named] if target is not None else [None]
    if target is None or None in columns or len(set(columns)) != len(columns):
        return
    known = [column for column in columns if column is not None]
    turnable = [is_rate(table, column) for column in known]
    for turned in product(*((False, True) if can else (False,) for can in turnable)):
        yield Weighted(target, tuple(zip(known, (weight for _, weight in named), turned, strict=True)))


def _column(table: Table, name: str, target: int | None) -> int | None:
    wanted = _PREFIX.sub("", name)
    labels = {table.labels[column]: column for column in table.numeric if column != target}
    for label, column in labels.items():
        if label == wanted:
            return column
    found = [column for label, column in labels.items() if names.same(wanted, label) or label.startswith(wanted)]
    return found[0] if len(found) == 1 else None


def check(scene: Scene) -> Iterator[Finding]:
    """Scores by stated weights, and scores of a rate by the points in the head."""
    for table in scene.tables:
        formulas = [one for one in stated(table) if not is_rank(table, one.target)]
        if formulas:
            yield from _best(table, formulas)
        yield from _points(table)


def _best(table: Table, formulas: Sequence[Weighted]) -> Iterator[Finding]:
    judged = [(one, _judged(table, one)) for one in formulas]
    one, rows = min(judged, key=lambda pair: sum(fit is not Fit.EXACT for _, fit in pair[1]))
    off = [row for row, fit in rows if fit is Fit.OFF]
    if not rows or len(off) * _MOST_OFF > len(rows):
        return
    exact = sum(fit is Fit.EXACT for _, fit in rows)
    for row, fit in rows:
        if fit is Fit.OFF or (fit is Fit.CLOSE and exact * 10 >= len(rows) * 9):
            yield _finding(table, one, row, fit)


def _judged(table: Table, one: Weighted) -> list[tuple[Row, Fit]]:
    made: list[tuple[Row, Fit]] = []
    for row in lines(table):
        printed, found = value(row, one.target), one.of(row)
        if printed is None or found is None:
            continue
        exact, slack = found
        fit = printed.fit(exact)
        if fit is not Fit.EXACT and printed.fit(exact - slack, exact + slack) is Fit.EXACT:
            fit = Fit.CLOSE
        made.append((row, fit))
    return made


def _points(table: Table) -> Iterator[Finding]:
    """按时办理(20分): 率 | 得分, the score is the rate of twenty."""
    for rate, score in zip(table.numeric, table.numeric[1:], strict=False):
        found = _POINTS.search(table.groups[rate]) if table.groups[rate] == table.groups[score] else None
        if found is not None and is_rate(table, rate) and "分" in table.labels[score].removeprefix(table.groups[score]):
            yield from _best(table, [Weighted(score, ((rate, Fraction(found[1]) / 100, False),))])
    for column in table.numeric:
        most = _POINTS.search(table.labels[column].removeprefix(table.groups[column]))
        for row in table.rows if most is not None and not is_rank(table, column) else ():
            printed = value(row, column)
            if most is not None and printed is not None and not printed.percent and printed.value > int(most[1]):
                yield _above(table, column, row, most[1])


def _above(table: Table, column: int, row: Row, most: str) -> Finding:
    place = row.place.cell(row.name, table.labels[column])
    why = "得分超过了表头写明的满分。"
    working = f"{row.cells[column]}＞{most}"
    return Finding(RULE, Severity.CONTRADICTION, place, row.cells[column], f"不超过{most}", working, why, table.title())


def _finding(table: Table, one: Weighted, row: Row, fit: Fit) -> Finding:
    printed, found = row.values[one.target], one.of(row)
    assert printed is not None
    assert found is not None
    terms = "＋".join(
        f"{show(weight, Fraction(1, 100))}×{f'（100－{row.cells[column] or 0}）' if turned else row.cells[column] or 0}"
        for column, weight, turned in one.terms
    )
    return Finding(
        RULE,
        Severity.ROUNDING if fit is Fit.CLOSE else Severity.CONTRADICTION,
        row.place.cell(row.name, table.labels[one.target]),
        row.cells[one.target],
        printed.like(found[0]),
        f"{table.labels[one.target]}＝{terms}＝{show(found[0], Fraction(1, 10_000))}",
        "按文中写明的权重计算，其余各行都相符，这一行不符。",
        f"{table.title()}：{' '.join(cell for cell in row.cells if cell)}",
    )
