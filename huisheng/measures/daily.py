"""A measure day by day: each day a figure of its own, which opens to its own orders. One pass over the window.

Only what counts rows by themselves can be cut into days: a measure that counts each subject once a window (``keep``)
would count it once a day. What has no figure on a day has a nought there.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from huisheng.measures import asked, counting
from huisheng.measures.breakdown import figure_of
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Base, Library, Measure, shipped
from huisheng.measures.figure import Figure, Scope, Window
from huisheng.measures.rows import FACTS

_DAY = "({anchor} AT TIME ZONE 'Asia/Shanghai')::date"


def daily(names: Sequence[str], platform: int, window: Window, library: Library | None = None) -> list[list[Figure]]:
    """For each measure its figures, one a day, in order. ValueError for one that can't be cut into days."""
    held = library or shipped()
    return [_daily(held[name], held, platform, window) for name in names]


def _daily(measure: Measure, held: Library, platform: int, window: Window) -> list[Figure]:
    base = measure.base
    if base is None or base.keep or measure.sum:
        raise ValueError(f"{measure.reference} can't be counted day by day")
    counted = _counted(measure, base, Scope(platform, window))
    nothing = Counts(0, 0 if measure.denominator else None, (0,) * len(base.exclude))
    days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    return [
        figure_of(measure, held, Scope(platform, Window(day, day)), None, None, counted.get(day, nothing))
        for day in days
    ]


def _counted(measure: Measure, base: Base, scope: Scope) -> dict[date, Counts]:
    tests = [counting.quoted(words) for words in asked.asked(measure, base)]
    numbers = ", ".join(f"COUNT(*) FILTER (WHERE {words})" for words in tests)
    day = _DAY.format(anchor=base.anchor)
    columns = list(FACTS[base.fact].columns)
    query = f"SELECT {day}, {numbers} FROM {counting.kept(base, columns)} GROUP BY 1"  # noqa: S608  names and predicates are the definitions' own
    found = {}
    for key, *numbers_of_day in counting.rows(query, counting.span(base.fact, scope)):
        told = iter(numbers_of_day)
        numerator = next(told)
        denominator = next(told) if measure.denominator else None
        found[key] = Counts(numerator, denominator, tuple(told))
    return found
