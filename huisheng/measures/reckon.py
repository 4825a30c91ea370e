"""Figures from facts: PostgreSQL counts (``counting``), ``compute`` divides and rounds.

Ask for many figures at once: all measures over one kind of fact, with all their breakdowns, are one pass over it.
"""

from collections.abc import Callable, Iterable, Mapping

from huisheng.measures import asked, counting
from huisheng.measures.breakdown import UNIT as UNIT
from huisheng.measures.breakdown import Told, column, figure_of, has, parts_of, together
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Base, Library, Measure, shipped
from huisheng.measures.figure import By, Figure, Scope
from huisheng.measures.figure import Key as Key
from huisheng.measures.rows import FACTS


def figures(names: Iterable[str], scope: Scope, *, by: By = None, library: Library | None = None) -> Told:
    """Each named measure for each part of the scope: ``by`` "unit", a column of the facts, or None (one part: None).

    A part in which nothing was counted has no figure of its own; ask ``nothing`` for it. ValueError where a measure
    can't be broken down so.
    """
    return figures_for({by: names}, scope, library)[by]


def figures_by(
    names: Iterable[str], scope: Scope, bys: Iterable[By] = (None, UNIT), library: Library | None = None
) -> dict[By, Told]:
    """Each named measure by each breakdown that it has: by -> name -> key -> figure, in few passes over the facts."""
    held, every = library or shipped(), list(names)
    return figures_for({by: [name for name in every if has(held, name, by)] for by in bys}, scope, held)


def figures_for(wanted: Mapping[By, Iterable[str]], scope: Scope, library: Library | None = None) -> dict[By, Told]:
    """For each breakdown the measures named with it; as ``figures`` for each, but counted together."""
    held = library or shipped()
    listed = {by: list(names) for by, names in wanted.items()}
    parts = [(part, column(part, by)) for by, names in listed.items() for n in names for part in parts_of(held, n)]
    counted = counting.count(dict.fromkeys(parts), scope)
    return {by: together({by: names}, scope, held, counted)[by] for by, names in listed.items()}


def nothing(name: str, scope: Scope, by: str, key: Key, library: Library | None = None) -> Figure:
    """The figure of a part in which nothing was counted."""
    held = library or shipped()
    measure = held[name]
    divided = measure.denominator is not None or bool(measure.per)
    return figure_of(measure, held, scope, by, key, Counts(0, 0 if divided else None))


def members(figure: Figure, part: str = "numerator", library: Library | None = None) -> list[int]:
    """The ids of the orders (or calls) that make a figure, in order.

    ``part``: numerator, denominator, or excluded. Of a figure made of other measures the numerator's members are those
    of the measures added, the denominator's those of the measures divided by.
    """
    held = library or shipped()
    measure = held[figure.definition]
    if measure.base is None:
        names = measure.per if part == "denominator" else measure.sum_of
        looked = [(held[name], "excluded" if part == "excluded" else "numerator") for name in names]
    else:
        looked = [(measure, part)]
    found: set[int] = set()
    for one, which in looked:
        found.update(_members(one, figure, which))
    return sorted(found)


def _members(measure: Measure, figure: Figure, part: str) -> list[int]:
    base = measure.base
    assert base is not None  # as in ``has``
    words = counting.quoted(_PARTS[part](measure, base))
    parameters = counting.span(base.fact, figure.scope)
    by = column(measure, figure.by)
    if by:
        words += f" AND {by} IS NOT DISTINCT FROM %(key)s"
        parameters["key"] = figure.key
    query = f"SELECT DISTINCT {FACTS[base.fact].subject} FROM {counting.kept(base)} WHERE {words}"  # noqa: S608  names and predicates are the definitions' own
    return [line[0] for line in counting.rows(query, parameters)]


_PARTS: dict[str, Callable[[Measure, Base], str]] = {
    "numerator": lambda measure, base: asked.asked(measure, base)[0],
    "denominator": lambda measure, base: asked.asked(measure, base)[1 if measure.denominator else 0],
    "excluded": asked.excluded,
}
