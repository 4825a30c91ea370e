"""Figures of earlier periods: counted where the ledger reaches back, else as older circulars printed them."""

from collections.abc import Iterable, Mapping

from huisheng.circular.composition.periods import Periods
from huisheng.circular.composition.ports import UNIT, Amount, Ask, Key, Part, When, of_figure
from huisheng.measures import earlier, reckon
from huisheng.measures.compare import Earlier
from huisheng.measures.definition import Library, Measure
from huisheng.measures.figure import Scope, Window
from huisheng.measures.token import pack

_WHOLE_NUMBERS = (UNIT, "times")


def tell(asks: Iterable[Ask], periods: Periods, scope: Scope, library: Library) -> Mapping[Ask, Part]:
    """What is known of each ask in its earlier period."""
    together: dict[tuple[When, str], list[str]] = {}
    for ask in asks:
        together.setdefault((ask.when, ask.by), []).append(ask.measure)
    windows: dict[When, Window] = {"year": periods.year, "previous": periods.previous}
    begun = earlier.books_from(scope.platform)
    told: dict[Ask, Part] = {}
    for (when, by), names in together.items():
        before = Scope(scope.platform, windows[when])
        reaches = begun is not None and begun <= before.window.first
        made = _counted if reaches else _given
        told.update({Ask(name, by, when): part for name, part in made(names, before, by, when, library).items()})
    return told


def _counted(names: list[str], before: Scope, by: str, when: When, library: Library) -> dict[str, Part]:
    told = reckon.figures(names, before, by=by or None, library=library)
    return {
        name: Part({key: of_figure(one, library[name], when=when, token=pack(one)) for key, one in told[name].items()})
        for name in names
    }


def _given(names: list[str], before: Scope, by: str, when: When, library: Library) -> dict[str, Part]:
    told = earlier.given_figures(names, before, by=by or None, library=library)
    return {name: _entered_all(library[name], by, when, told[name]) for name in names}


def _entered_all(measure: Measure, by: str, when: When, told: Mapping[str, Earlier]) -> Part:
    return Part({_key(by, key): _entered(measure, by, key, when, one) for key, one in told.items()}, counted=False)


def _key(by: str, key: str) -> Key:
    if not by:
        return None
    return int(key) if by in _WHOLE_NUMBERS and key.isdigit() else key


def _entered(measure: Measure, by: str, key: str, when: When, one: Earlier) -> Amount:
    part = f"|{by}={key}" if by else ""
    return Amount(
        identity=f"{measure.reference}{part}|{when}",
        measure=measure,
        value=one.value,
        numerator=one.numerator,
        denominator=one.denominator,
        window=str(one.window),
        formula="往期数，按原通报填写",
        given=one.source,
    )
