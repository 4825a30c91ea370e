"""Counting in PostgreSQL: all measures over a fact in one pass, all breakdowns of it at once.

A pass groups the rows of a window by the bits of ``masks`` for each breakdown (GROUPING SETS), and counts every measure
over the groups. Measures that count each subject once have a pass for each way of choosing its row. Breakdowns that
different measures are asked for have passes of their own: fewer bits, and with a single breakdown PostgreSQL can share
the work among processes, as it can't with several. The SQL is put
together from the parser's checked words and the columns of ``rows``; windows and the platform are parameters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from huisheng.kernel import clock
from huisheng.measures import asked
from huisheng.measures.breakdown import Counted
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Base, Measure
from huisheng.measures.figure import Scope
from huisheng.measures.masks import Masks
from huisheng.measures.rows import FACTS

Column = str | None  # a breakdown: a column of the fact, or None for the whole
_SORTING = "192MB"  # a million narrow rows; on disk they take twice as long
FIRST, END = "%(first)s", "%(end)s"


@dataclass(slots=True)
class _Pass:
    """One look at the rows: what is counted (measure -> its breakdowns)."""

    measures: dict[str, tuple[Measure, Base, set[Column]]] = field(default_factory=dict)

    @property
    def bases(self) -> list[Base]:
        return list(dict.fromkeys(base for _, base, _ in self.measures.values()))


def count(wanted: Iterable[tuple[Measure, Column]], scope: Scope) -> Counted:
    """What each measure counts in each part: (``name@version``, column) -> key -> counts.

    A part in which nothing was counted is left out; the whole (None) is always there.
    """
    together: dict[tuple[str, ...], _Pass] = {}
    for measure, column in wanted:
        base = measure.base
        assert base is not None  # what is made of others is put together above
        chosen = (base.anchor, base.where, base.keep, base.prefer) if base.keep else ()
        held = together.setdefault((base.fact, *chosen), _Pass()).measures
        held.setdefault(measure.reference, (measure, base, set()))[2].add(column)
    counted: Counted = {}
    for every in together.values():
        for one in _apart(every):
            _carry_out(one, scope, counted)
    return counted


def _apart(every: _Pass) -> list[_Pass]:
    """A pass for each set of measures that share breakdowns; the wholes are counted in the first, the largest."""
    if any(base.keep for base in every.bases):  # choosing the rows costs more than counting them
        return [every]
    asked_by: dict[str, list[str]] = {}
    for name, (_, _, columns) in every.measures.items():
        for column in sorted(filter(None, columns)):
            asked_by.setdefault(column, []).append(name)
    alike: dict[tuple[str, ...], set[Column]] = {}
    for column, names in asked_by.items():
        alike.setdefault(tuple(names), set()).add(column)
    passes = [
        _Pass({name: (*every.measures[name][:2], set(columns)) for name in names})
        for names, columns in sorted(alike.items(), key=lambda one: -len(one[0]))
    ] or [_Pass()]
    for name, (measure, base, columns) in every.measures.items():
        if None in columns:
            passes[0].measures.setdefault(name, (measure, base, set()))[2].add(None)
    return passes


def rows(query: str, parameters: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The lines of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def span(fact: str, scope: Scope) -> dict[str, Any]:
    """The parameters of a scope for one fact."""
    first, end = clock.window(scope.of(fact).first, scope.of(fact).last)
    return {"platform": scope.platform, "first": first, "end": end}


def kept(base: Base, columns: Sequence[str] = ("*",)) -> str:
    """The rows a base looks at, or only these columns of them, as a FROM item."""
    fact, said = FACTS[base.fact], ", ".join(columns) or "TRUE"
    where = f"platform = %(platform)s AND {quoted(asked.looked_at(base, '{first}', '{end}'))}"
    where = where.replace("{first}", FIRST).replace("{end}", END)
    if not base.keep:
        return f"(SELECT {said} FROM {fact.table} WHERE {where}) AS kept"  # noqa: S608  names and predicates are the definitions' own
    order = quoted(", ".join([fact.subject, *asked.order(base)]))
    return f"(SELECT DISTINCT ON ({fact.subject}) {said} FROM {fact.table} WHERE {where} ORDER BY {order}) AS kept"  # noqa: S608  names and predicates are the definitions' own


def quoted(words: str) -> str:
    """A ``%`` would be psycopg's."""
    return words.replace("%", "%%")


def _carry_out(one: _Pass, scope: Scope, counted: Counted) -> None:
    columns = sorted({column for _, _, asked_by in one.measures.values() for column in asked_by if column})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{_SORTING}'")
        lines = rows(_query(one, columns), span(one.bases[0].fact, scope))
    for measure, base, breakdowns in one.measures.values():
        for column in breakdowns:
            counted[measure.reference, column] = {} if column else {None: _nothing(measure, base)}
    for line in lines:
        place = line[0]
        key = line[1 + place] if columns else None
        column = columns[place] if columns else None
        numbers = iter(line[1 + len(columns) :])
        for measure, base, breakdowns in one.measures.values():
            counts = _take(measure, base, numbers)
            if column in breakdowns and column is not None and any(_flat(counts)):
                counted[measure.reference, column][key] = counts
            if None in breakdowns and place == 0:  # the whole is what the parts of any one breakdown add up to
                whole = counted[measure.reference, None]
                whole[None] = _plus(whole[None], counts)


def _query(one: _Pass, columns: Sequence[str]) -> str:
    """The pass in SQL. A line: the breakdown's place, its key in one of ``columns``, then the numbers."""
    base = one.bases[0]
    fact, masks = FACTS[base.fact], Masks(FACTS[base.fact])
    numbers = [number for measure, own, _ in one.measures.values() for number in _numbers(measure, own, masks)]
    sums = sorted({measure.sum for measure, _, _ in one.measures.values() if measure.sum})
    names = masks.names
    bits = [f"{bits} AS {name}" for name, bits in zip(names, masks.columns, strict=True)]
    if base.keep:  # narrow rows are sorted sooner
        source, bits = kept(base, list(dict.fromkeys([*columns, *bits, *sums]))), names
    else:
        windows = " OR ".join(dict.fromkeys(f"({own.anchor} >= {FIRST} AND {own.anchor} < {END})" for own in one.bases))
        source = f"{fact.table} WHERE platform = %(platform)s AND ({windows})"
    said = [*columns, *bits, *(f"SUM({column}) AS sum_{column}" for column in sums), "COUNT(*) AS n"]
    place = " ".join(f"WHEN GROUPING({column}) = 0 THEN {number}" for number, column in enumerate(columns))
    said.append(f"CASE {place} END AS place" if columns else "0 AS place")
    sets = ", ".join(f"({', '.join([column, *names])})" for column in columns) or f"({', '.join(names)})"
    cube = f"SELECT {', '.join(said)} FROM {source} GROUP BY GROUPING SETS ({sets})"  # noqa: S608  names and predicates are the definitions' own
    by = ", ".join(["place", *columns])
    return f"WITH cube AS MATERIALIZED ({cube}) SELECT {', '.join([by, *numbers])} FROM cube GROUP BY {by}"  # noqa: S608  names and predicates are the definitions' own


def _numbers(measure: Measure, base: Base, masks: Masks) -> list[str]:
    """The numbers of one measure over the groups: numerator, denominator if there is one, each exclusion's."""
    within = []
    if not base.keep:
        within = [masks.test(f"({base.anchor} >= {FIRST} AND {base.anchor} < {END})"), masks.say(base.where)]
    said = []
    for place, words in enumerate(asked.asked(measure, base, masks.say)):
        added = f"sum_{measure.sum}" if measure.sum and place == 0 else "n"
        said.append(f"SUM({added}) FILTER (WHERE {asked.all_of([*within, words])})")
    return said


def _take(measure: Measure, base: Base, numbers: Any) -> Counts:
    numerator = int(next(numbers) or 0)
    denominator = int(next(numbers) or 0) if measure.denominator else None
    return Counts(numerator, denominator, tuple(int(next(numbers) or 0) for _ in base.exclude))


def _nothing(measure: Measure, base: Base) -> Counts:
    return Counts(0, 0 if measure.denominator else None, (0,) * len(base.exclude))


def _flat(counts: Counts) -> tuple[int, ...]:
    return counts.numerator, counts.denominator or 0, *counts.excluded


def _plus(one: Counts, other: Counts) -> Counts:
    denominator = None if one.denominator is None else one.denominator + (other.denominator or 0)
    excluded = tuple(a + b for a, b in zip(one.excluded, other.excluded, strict=True))
    return Counts(one.numerator + other.numerator, denominator, excluded)
