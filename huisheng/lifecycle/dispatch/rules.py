"""To whom a matter should go, and why: rulings, the duty catalogue, precedents and the place, weighed. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from huisheng.kernel import text
from huisheng.rulebook import implements

SHOWN = 3  # as many as a hand takes in at a glance: the keys 1, 2, 3
_BETWEEN = re.compile(r"[\s、，,；;]+")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling that holds today for the matter's category; whether for its place, ``applies`` says."""

    key: int
    unit: int
    category: str
    region: str
    place: str
    reason: str
    clause: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the duty catalogue that fits, the most special first."""

    unit: int
    co_units: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Past:
    """What one unit made of matters like this one: ``concluded`` by it, ``returned`` (granted), returns ``refused``."""

    unit: int
    concluded: int
    returned: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit to send to, with what speaks for it; ``place``: the matter lies where the unit stands."""

    unit: int
    co_units: tuple[int, ...] = ()
    ruling: Ruled | None = None
    duty: Duty | None = None
    past: Past | None = None
    place: bool = False


@implements("xiangtan-2019-11#art-10")
def applies(ruling: Ruled, regions: Sequence[str], place: str) -> bool:
    """Whether the ruling is about this place: its region is among ``regions`` (the matter's own and those around it),
    and one of its words stands in ``place``; what the ruling leaves open, it asks nothing of."""
    if ruling.region and ruling.region not in regions:
        return False
    if not ruling.place:
        return True
    said = text.fold(place)
    return any(word in said for word in _BETWEEN.split(text.fold(ruling.place)) if word)


@implements("council-2025-66#art-1", "domain#art-15", "domain#art-52", "xiangtan-2019-11#art-12")
def choose(
    *,
    rulings: Sequence[Ruled],
    duties: Sequence[Duty],
    past: Mapping[int, Past],
    places: Sequence[int],
    barred: Collection[int],
) -> list[Choice]:
    """At most ``SHOWN`` units, the best first, none of ``barred``.

    A ruling goes before the catalogue, the catalogue before precedents, these before the place; a unit of the
    catalogue that sent back more of such matters than it concluded goes behind those that concluded some.
    """
    ruled, duty_of = {r.unit: r for r in reversed(rulings)}, {d.unit: d for d in reversed(duties)}
    units = dict.fromkeys([*(r.unit for r in rulings), *(d.unit for d in duties), *past, *places])

    def rank(unit: int) -> tuple[int, int, int]:
        held = past.get(unit, Past(unit, 0))
        if unit in ruled:
            return 0, [r.unit for r in rulings].index(unit), 0
        if unit in duty_of and held.returned <= held.concluded:
            return 1, [d.unit for d in duties].index(unit), 0
        if held.concluded > held.returned:
            return 2, -held.concluded, held.returned
        return 3, unit not in duty_of, unit not in places

    found = [
        Choice(
            unit=unit,
            co_units=tuple(co for co in (duty_of[unit].co_units if unit in duty_of else ()) if co not in barred),
            ruling=ruled.get(unit),
            duty=duty_of.get(unit),
            past=past.get(unit),
            place=unit in places,
        )
        for unit in sorted(units, key=rank)
        if unit not in barred and (unit in ruled or unit in duty_of or unit in places or past[unit].concluded)
    ]
    return found[:SHOWN]
