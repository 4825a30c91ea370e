"""Figures from facts: PostgreSQL counts, ``compute`` divides and rounds.

Measures with the same base are counted in one pass over their fact. The SQL is put together from the parser's checked
words and column names; windows and keys are parameters.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from huisheng.kernel import clock
from huisheng.measures import compute
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Base, Library, Measure, shipped
from huisheng.measures.figure import Figure, Left, Scope
from huisheng.measures.rows import FACTS

UNIT = "unit"
Key = int | str | None
Counted = Mapping[Key, Counts]


def figures(
    names: Iterable[str], scope: Scope, *, by: str | None = None, library: Library | None = None
) -> dict[str, dict[Key, Figure]]:
    """Each named measure for each part of the scope: ``by`` "unit", a column of the facts, or None (one part: None).

    A part in which nothing was counted has no figure of its own; ask ``nothing`` for it.
    """
    held = library or shipped()
    wanted = {name: held[name] for name in names}
    counted = _count_all(wanted.values(), scope, by, held)
    told: dict[str, dict[Key, Figure]] = {}
    for name, measure in wanted.items():
        if measure.base is not None:
            counts = counted[measure.reference]
        else:
            over, under = ([counted[held[part].reference] for part in parts] for parts in (measure.sum_of, measure.per))
            keys = {key: None for part in (*over, *under) for key in part}
            counts = {
                key: compute.quotient(
                    (part.get(key, Counts()) for part in over), (part.get(key, Counts()) for part in under)
                )
                for key in keys
            }
        told[name] = {key: _figure(measure, held, scope, by, key, count) for key, count in counts.items()}
    return told


def nothing(name: str, scope: Scope, by: str, key: Key, library: Library | None = None) -> Figure:
    """The figure of a part in which nothing was counted."""
    held = library or shipped()
    measure = held[name]
    divided = measure.denominator is not None or bool(measure.per)
    return _figure(measure, held, scope, by, key, Counts(0, 0 if divided else None))


def members(figure: Figure, part: str = "numerator", library: Library | None = None) -> list[int]:
    """The ids of the orders (or calls) that make a figure, in order.

    ``part``: numerator, denominator, or excluded. Of a figure made of other measures the numerator's members are those
    of the measures added, the denominator's those of the measures divided by.
    """
    held = library or shipped()
    measure = held[figure.definition]
    if measure.base is None:
        names = measure.per if part == "denominator" else measure.sum_of
        asked = [(held[name], "excluded" if part == "excluded" else "numerator") for name in names]
    else:
        asked = [(measure, part)]
    found: set[int] = set()
    for one, which in asked:
        found.update(_members(one, figure, which))
    return sorted(found)


def _figure(measure: Measure, held: Library, scope: Scope, by: str | None, key: Key, counts: Counts) -> Figure:
    facts = dict.fromkeys(base.fact for base in _bases(measure, held))
    exclude = measure.base.exclude if measure.base else ()
    return Figure(
        definition=measure.reference,
        label=measure.label,
        unit=measure.unit,
        value=compute.value(counts, measure.unit),
        numerator=counts.numerator,
        denominator=counts.denominator,
        scope=scope,
        by=by,
        key=key,
        formula=held.formula(measure),
        cite=measure.cite,
        parameters=tuple((f"{FACTS[fact].label}统计时段", str(scope.of(fact))) for fact in facts),
        excluded=tuple(Left(e.reason, e.cite, n) for e, n in zip(exclude, counts.excluded, strict=False) if n),
    )


def _bases(measure: Measure, held: Library) -> list[Base]:
    parts = [held[name] for name in measure.parts] or [measure]
    return [part.base for part in parts if part.base is not None]


def _count_all(wanted: Iterable[Measure], scope: Scope, by: str | None, held: Library) -> dict[str, dict[Key, Counts]]:
    """Every measure that is counted directly, asked for or a part of one asked for; equal bases in one query."""
    together: dict[tuple[Base, str | None], dict[str, Measure]] = {}
    for measure in wanted:
        for one in [held[name] for name in measure.parts] or [measure]:
            assert one.base is not None  # the parser has seen that parts aren't made of parts
            together.setdefault((one.base, _column(one, by)), {})[one.reference] = one
    counted: dict[str, dict[Key, Counts]] = {}
    for (base, column), measures in together.items():
        counted.update(_count(base, column, list(measures.values()), scope))
    return counted


def _column(measure: Measure, by: str | None) -> str | None:
    if by != UNIT:
        return by
    if not measure.group:
        raise ValueError(f"{measure.reference} answers for no unit")
    return measure.group


def _count(base: Base, column: str | None, measures: Sequence[Measure], scope: Scope) -> dict[str, dict[Key, Counts]]:
    source, parameters = _kept(base, scope)
    counts = [f"COUNT(CASE WHEN {words} THEN 1 END)" for measure in measures for words in _asked(measure, base)]
    group = f"{column}, " if column else ""
    query = f"SELECT {group}{', '.join(counts)} FROM {source}" + (f" GROUP BY {column}" if column else "")  # noqa: S608  names and predicates are the definitions' own
    told: dict[str, dict[Key, Counts]] = {measure.reference: {} for measure in measures}
    for line in _rows(query, parameters):
        key = line[0] if column else None
        numbers = iter(line[1:] if column else line)
        for measure in measures:
            numerator = next(numbers)
            denominator = next(numbers) if measure.denominator else None
            excluded = tuple(next(numbers) for _ in base.exclude)
            if numerator or denominator or any(excluded) or not column:
                told[measure.reference][key] = Counts(numerator, denominator, excluded)
    return told


def _asked(measure: Measure, base: Base) -> list[str]:
    """The predicates to count: numerator, denominator if there is one, then each exclusion's rows."""
    counts = [measure.numerator] + ([measure.denominator] if measure.denominator else [])
    outside = [_holds(exclusion.when) for exclusion in base.exclude]
    within = _and([_holds(measure.denominator or measure.numerator)])
    return [
        *(_and([_holds(words), *(f"NOT {out}" for out in outside)]) for words in counts),
        # a row is left out for the first reason that fits
        *(_and([within, out, *(f"NOT {earlier}" for earlier in outside[:n])]) for n, out in enumerate(outside)),
    ]


def _holds(words: str) -> str:
    """A predicate as yes or no: unknown is no. ``%`` would be psycopg's."""
    return f"COALESCE(({words}), FALSE)".replace("%", "%%")


def _and(words: Sequence[str]) -> str:
    return " AND ".join(words)


def _kept(base: Base, scope: Scope) -> tuple[str, list[Any]]:
    """The rows a base looks at, as a FROM item, with its parameters."""
    fact, window = FACTS[base.fact], scope.of(base.fact)
    chosen = f"{fact.table} WHERE platform = %s AND {base.anchor} >= %s AND {base.anchor} < %s AND {_holds(base.where)}"
    parameters = [scope.platform, *clock.window(window.first, window.last)]
    if not base.keep:
        return f"(SELECT * FROM {chosen}) AS kept", parameters  # noqa: S608  names and predicates are the definitions' own
    way = "DESC" if base.keep == "last" else "ASC"
    preferred = f"CASE WHEN {_holds(base.prefer)} THEN 0 ELSE 1 END, " if base.prefer else ""
    order = ", ".join(f"{column} {way}" for column in (base.anchor, *fact.key[1:]))
    place = f"ROW_NUMBER() OVER (PARTITION BY {fact.subject} ORDER BY {preferred}{order}) AS place"
    return f"(SELECT * FROM (SELECT *, {place} FROM {chosen}) AS all_rows WHERE place = 1) AS kept", parameters  # noqa: S608  names and predicates are the definitions' own


def _members(measure: Measure, figure: Figure, part: str) -> list[int]:
    base = measure.base
    assert base is not None  # the parser has seen that parts aren't made of parts
    source, parameters = _kept(base, figure.scope)
    words = _PARTS[part](measure, base)
    column = _column(measure, figure.by)
    if column:
        words += f" AND {column} IS NOT DISTINCT FROM %s"
        parameters.append(figure.key)
    subject = FACTS[base.fact].subject
    return [line[0] for line in _rows(f"SELECT DISTINCT {subject} FROM {source} WHERE {words}", parameters)]  # noqa: S608  names and predicates are the definitions' own


def _excluded(measure: Measure, base: Base) -> str:
    outside = " OR ".join(_holds(exclusion.when) for exclusion in base.exclude) or "FALSE"
    return f"{_holds(measure.denominator or measure.numerator)} AND ({outside})"


_PARTS: dict[str, Callable[[Measure, Base], str]] = {
    "numerator": lambda measure, base: _asked(measure, base)[0],
    "denominator": lambda measure, base: _asked(measure, base)[1 if measure.denominator else 0],
    "excluded": _excluded,
}


def _rows(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
