"""Figures of earlier windows: counted where the ledger reaches back, else as an older circular printed them.

What was printed is entered by the office with its source (往期数, ``fact_given``) and found by exactly its window.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from huisheng.kernel.clock import local_day
from huisheng.measures import counting, reckon
from huisheng.measures.compare import Earlier, Missing
from huisheng.measures.compute import Counts, value
from huisheng.measures.definition import Library, Measure, shipped
from huisheng.measures.figure import By, Figure, Key, Scope

LEDGER = "台账"
_BOOKS = """
SELECT at FROM fact_record WHERE platform = %s AND kind = 'start' AND struck_at IS NULL ORDER BY record_id DESC LIMIT 1
"""
_FIRST = "SELECT MIN(accepted_at) FROM fact_order WHERE platform = %s"
_GIVEN = """
SELECT measure, key, numerator, denominator, value, source FROM fact_given
WHERE platform = %s AND measure = ANY(%s) AND first = %s AND last = %s AND part = %s ORDER BY given_id
"""


def books_from(platform: int) -> date | None:
    """The day from which the platform's facts are whole: as was said last (启用台账), else that of its first matter."""
    said = counting.rows(_BOOKS, [platform])
    found = said or counting.rows(_FIRST, [platform])
    return None if found[0][0] is None else local_day(found[0][0])


def earlier(
    name: str, before: Scope, *, by: By = None, key: Key = None, library: Library | None = None
) -> Earlier | Missing:
    """The measure in the earlier scope, for one part of it."""
    return earlier_all([name], before, by=by, keys=[key], library=library)[name][key]


def earlier_all(
    names: Iterable[str], before: Scope, *, by: By = None, keys: Iterable[Key] = (None,), library: Library | None = None
) -> dict[str, dict[Key, Earlier | Missing]]:
    """Each named measure for each of the parts ``keys`` (units' ids, values of a column): one reading for all."""
    held, wanted, parts = library or shipped(), list(names), list(keys)
    begun = books_from(before.platform)
    if begun is not None and begun <= before.window.first:
        told = reckon.figures(wanted, before, by=by, library=held)
        return {name: {key: _counted(told[name], name, before, by, key, held) for key in parts} for name in wanted}
    given = given_figures(wanted, before, by=by, library=held)
    since = f"台账自{begun}起" if begun else "台账里还没有工单"
    return {
        name: {
            key: given[name].get("" if key is None else str(key))
            or Missing(before.window, f"{since}，也没有填写{before.window}的{held[name].label}，请填写往期数。")
            for key in parts
        }
        for name in wanted
    }


def _counted(told: Mapping[Key, Figure], name: str, before: Scope, by: By, key: Key, held: Library) -> Earlier:
    figure = told[key] if by is None or key in told else reckon.nothing(name, before, by, key, held)
    return Earlier(before.window, figure.value, LEDGER, figure.numerator, figure.denominator, figure)


def given_figures(
    names: Iterable[str], before: Scope, *, by: By = None, library: Library | None = None
) -> dict[str, dict[str, Earlier]]:
    """What was entered for exactly that window and breakdown: name -> key as text ("" for all) -> figure."""
    held, window = library or shipped(), before.window
    wanted = list(names)
    known: Mapping[str, list[str]] = {name: [name, held[name].name, held[name].reference] for name in wanted}
    every = sorted({one for ones in known.values() for one in ones})
    lines = counting.rows(_GIVEN, [before.platform, every, str(window.first), str(window.last), by or ""])
    told: dict[str, dict[str, Earlier]] = {name: {} for name in wanted}
    for measure, key, numerator, denominator, printed, source in lines:
        for name in wanted:
            if measure in known[name]:
                counts = (numerator, denominator, printed)
                told[name][key] = Earlier(window, _value(held[name], *counts), source, numerator, denominator)
    return told


def _value(
    measure: Measure, numerator: int | None, denominator: int | None, printed: int | None
) -> int | Decimal | None:
    """The value of what was entered. A rate of which only the count is known has none."""
    if printed is not None:
        return Decimal(printed).scaleb(-2)
    return value(Counts(numerator or 0, denominator), measure.unit, measure.rounding, measure.divisor)
