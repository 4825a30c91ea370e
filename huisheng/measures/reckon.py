"""Figures from facts: PostgreSQL counts (``counting``), ``compute`` divides and rounds.

Ask for many figures at once: all measures over one kind of fact, with all their breakdowns, are one pass over it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from huisheng.measures import asked, counting
from huisheng.measures.breakdown import HOUR as HOUR
from huisheng.measures.breakdown import UNIT as UNIT
from huisheng.measures.breakdown import Counted, Told, column, figure_of, has, parts_of, together
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Base, Library, Measure, shipped
from huisheng.measures.figure import By, Figure, Scope, Window
from huisheng.measures.figure import Key as Key
from huisheng.measures.rows import FACTS

ORDER = "order_id"


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
    return Tally(library or shipped()).figures_for(wanted, scope)


@dataclass(slots=True)
class Tally:
    """What is counted is kept, so that the next question isn't counted again: for one task that asks several times.

    What a measure counts depends on the platform and the window of its own kind of fact: scopes that differ in the
    window of another kind share it. A tally knows nothing of facts that come later: keep it no longer than the task.
    """

    library: Library = field(default_factory=shipped)
    _held: dict[tuple[int, Window], Counted] = field(default_factory=dict)

    def figures_for(self, wanted: Mapping[By, Iterable[str]], scope: Scope) -> dict[By, Told]:
        """As ``figures_for``; what isn't counted yet is counted together."""
        listed = {by: list(names) for by, names in wanted.items()}
        parts = dict.fromkeys(
            (part, column(part, by))
            for by, names in listed.items()
            for name in names
            for part in parts_of(self.library, name)
        )
        counted: Counted = {}
        missing = []
        for part, by in parts:
            known = self._of(part, scope)
            if (part.reference, by) in known:
                counted[part.reference, by] = known[part.reference, by]
            else:
                missing.append((part, by))
        found = counting.count(missing, scope)
        for part, by in missing:
            self._of(part, scope)[part.reference, by] = found[part.reference, by]
        return {by: together({by: names}, scope, self.library, counted | found)[by] for by, names in listed.items()}

    def _of(self, part: Measure, scope: Scope) -> Counted:
        assert part.base is not None  # parts are counted directly
        return self._held.setdefault((scope.platform, scope.of(part.base.fact)), {})


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


def of_orders(figure: Figure, library: Library | None = None) -> bool:
    """Whether its members are orders: those of calls, sessions, checks and the like are not."""
    held = library or shipped()
    bases = [part.base for part in parts_of(held, figure.definition) if part.base is not None]
    return all(FACTS[base.fact].subject == ORDER for base in bases)


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
