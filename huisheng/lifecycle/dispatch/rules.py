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
    """What one unit made of matters like this one: ``concluded`` by it, ``returned`` (granted), returns ``refused``.

    ``beside``: who handled at least half of them beside it.
    """

    unit: int
    concluded: int
    returned: int = 0
    refused: int = 0
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Learnt:
    """A unit that makes an end of matters that read like this one: how sure that is, and the words that say so."""

    unit: int
    percent: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit to send to, with what speaks for it; ``place``: the matter lies where the unit stands."""

    unit: int
    co_units: tuple[int, ...] = ()
    ruling: Ruled | None = None
    duty: Duty | None = None
    past: Past | None = None
    place: bool = False
    learnt: Learnt | None = None


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


@implements("council-2025-66#art-1", "domain#art-15", "domain#art-52", "domain#art-79", "xiangtan-2019-11#art-12")
def choose(
    *,
    rulings: Sequence[Ruled],
    duties: Sequence[Duty],
    past: Mapping[int, Past],
    places: Sequence[int],
    barred: Collection[int],
    learnt: Sequence[Learnt] = (),
    sure: int = 100,
) -> list[Choice]:
    """At most ``SHOWN`` units, none of ``barred``, the best first; ``sure``: percent from which learning goes first."""
    ruled, duty_of = {r.unit: r for r in reversed(rulings)}, {d.unit: d for d in reversed(duties)}
    likely = {one.unit: one for one in learnt}
    units = dict.fromkeys([*(r.unit for r in rulings), *(d.unit for d in duties), *likely, *past, *places])

    def rank(unit: int) -> tuple[int, int, int]:
        held = past.get(unit, Past(unit, 0))
        if unit in ruled:
            return 0, [r.unit for r in rulings].index(unit), 0
        if unit in duty_of and held.returned <= held.concluded:
            return 1, [d.unit for d in duties].index(unit), 0
        if unit in likely and likely[unit].percent >= sure and held.returned <= held.concluded:
            return 2, -likely[unit].percent, 0
        if held.concluded > held.returned:
            return 3, -held.concluded, held.returned
        return (4, -likely[unit].percent, 0) if unit in likely else (5, unit not in duty_of, unit not in places)

    found = [
        Choice(
            unit=unit,
            co_units=tuple(co for co in _beside(duty_of.get(unit), past.get(unit)) if co not in barred),
            ruling=ruled.get(unit),
            duty=duty_of.get(unit),
            past=past.get(unit),
            place=unit in places,
            learnt=likely.get(unit),
        )
        for unit in sorted((one for one in units if one not in barred), key=rank)
    ]
    return [choice for choice in found if choice.place or firm(choice) or _concluded(choice.past)][:SHOWN]


def _beside(duty: Duty | None, past: Past | None) -> tuple[int, ...]:
    """Co-handlers as the catalogue names them; where it doesn't speak of the unit, as they were."""
    if duty is not None:
        return duty.co_units
    return past.beside if past is not None else ()


def _concluded(past: Past | None) -> bool:
    return past is not None and past.concluded > 0


@implements("domain#art-79")
def firm(choice: Choice) -> bool:
    """Whether it may stand chosen already: by a ruling, the catalogue, learning, or more concluded than sent back.

    A place alone is no reason: whoever stands there has many neighbours.
    """
    held = choice.past
    concluded = held is not None and held.concluded > held.returned
    return choice.ruling is not None or choice.duty is not None or choice.learnt is not None or concluded
