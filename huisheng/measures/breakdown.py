"""Which parts a measure has, how it can be broken down, and its figures from what was counted. Pure.

The live tables (``reckon``) and a frozen month (``dossier``) count each in their own way and meet here.
"""

from collections.abc import Callable, Iterable, Mapping

from huisheng.measures import compute
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Base, Library, Measure
from huisheng.measures.figure import By, Figure, Key, Left, Scope
from huisheng.measures.rows import FACTS

UNIT = "unit"
HOUR = "hour"
Told = dict[str, dict[Key, Figure]]
# (``name@version``, column or None for the whole) -> key -> counts
Counted = dict[tuple[str, str | None], dict[Key, Counts]]


def together(wanted: Mapping[By, Iterable[str]], scope: Scope, held: Library, counted: Counted) -> dict[By, Told]:
    """Figures from what was counted, wherever that was."""
    told: dict[By, Told] = {}
    for by, names in wanted.items():
        told[by] = {}
        for name in names:
            figure = _figures(held[name], held, scope, by)
            told[by][name] = {
                key: figure(key, counts) for key, counts in _counts(held, held[name], by, counted).items()
            }
    return told


def parts_of(held: Library, name: str) -> list[Measure]:
    """The measures that are counted for a measure: itself, or those it is made of."""
    return [held[part] for part in held[name].parts] or [held[name]]


def has(held: Library, name: str, by: By) -> bool:
    """Whether a measure can be broken down so."""
    for part in parts_of(held, name):
        wanted = part.group if by == UNIT else by
        assert part.base is not None  # the parser has seen that parts aren't made of parts
        if wanted == "" or (wanted is not None and wanted not in FACTS[part.base.fact].columns):
            return False
    return True


def column(measure: Measure, by: By) -> By:
    """The column of the measure's fact that a breakdown means. ValueError where it has none."""
    assert measure.base is not None  # as in ``has``
    found = measure.group if by == UNIT else by
    if found == "":
        raise ValueError(f"{measure.reference} answers for no unit")
    if found is not None and found not in FACTS[measure.base.fact].columns:
        raise ValueError(f"{measure.reference} has no {found}")
    return found


def _counts(held: Library, measure: Measure, by: By, counted: Counted) -> Mapping[Key, Counts]:
    if measure.base is not None:
        return counted[measure.reference, column(measure, by)]
    over, under = (
        [counted[held[part].reference, column(held[part], by)] for part in parts]
        for parts in (measure.sum_of, measure.per)
    )
    keys = {key: None for part in (*over, *under) for key in part}
    return {
        key: compute.quotient((part.get(key, Counts()) for part in over), (part.get(key, Counts()) for part in under))
        for key in keys
    }


def figure_of(measure: Measure, held: Library, scope: Scope, by: By, key: Key, counts: Counts) -> Figure:
    """The figure of one part from its counts."""
    return _figures(measure, held, scope, by)(key, counts)


def _figures(measure: Measure, held: Library, scope: Scope, by: By) -> Callable[[Key, Counts], Figure]:
    """The parts' figures; what is said of all of them is said once."""
    facts = dict.fromkeys(base.fact for base in _bases(measure, held))
    exclude = measure.base.exclude if measure.base else ()
    formula = held.formula(measure)
    parameters = tuple((f"{FACTS[fact].label}统计时段", str(scope.of(fact))) for fact in facts)

    def figure(key: Key, counts: Counts) -> Figure:
        return Figure(
            definition=measure.reference,
            label=measure.label,
            unit=measure.unit,
            value=compute.value(counts, measure.unit, measure.rounding, measure.divisor),
            numerator=counts.numerator,
            denominator=counts.denominator,
            scope=scope,
            by=by,
            key=key,
            formula=formula,
            cite=measure.cite,
            parameters=parameters,
            excluded=tuple(Left(e.reason, e.cite, n) for e, n in zip(exclude, counts.excluded, strict=False) if n),
            divisor=measure.divisor,
        )

    return figure


def _bases(measure: Measure, held: Library) -> list[Base]:
    parts = [held[name] for name in measure.parts] or [measure]
    return [part.base for part in parts if part.base is not None]
