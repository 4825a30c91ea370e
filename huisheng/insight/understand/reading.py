"""A matter's words, understood: every part by itself, then together. Pure: no clock, no database."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from huisheng.insight.understand import asking, headline, numbers, persons, times, urgency, where
from huisheng.insight.understand.found import Personal, Understood

_MOST: Final = 5000  # characters that are read: a form's limit


def read(
    text: str,
    *,
    on: date | datetime,
    gazetteer: where.Gazetteer | None = None,
    regions: Mapping[str, str] | None = None,
    lines: Mapping[str, str] | None = None,
    title: str = "",
) -> Understood:
    """What the words tell, of the first 5,000 characters. Nothing is decided by it.

    ``regions``: names of the city's regions -> their codes; ``lines``: code -> the line of codes it lies in
    ("/430302/43030201/"), so that a town wins over its district. ``title``, where it is written by a person, speaks
    for the kind.
    """
    text = text[:_MOST]
    if not text.strip():
        return Understood()
    day = on.date() if isinstance(on, datetime) else on
    found = where.places(text, gazetteer, regions or {})
    spot = where.place(text, found)
    people = personal(text)
    threatened = tuple(urgency.threats(text))
    return Understood(
        places=found,
        region=where.region(found, lines or {}),
        place=spot,
        times=times.times(text, day),
        persons=people,
        urgency=tuple(sorted(urgency.urgency(text, day), key=lambda one: urgency.GRADES.index(one.grade))),
        mood=asking.mood(text, threatened),
        enterprise=asking.speaker(text),
        kind=asking.kind(title, text),
        asked=asking.asked(text),
        headline=headline.headline(_masked(text, people), spot, found),
    )


def personal(text: str) -> tuple[Personal, ...]:
    """Persons and their numbers in order, none inside another."""
    kept, end = list[Personal](), 0
    for one in sorted((*numbers.numbers(text), *persons.persons(text)), key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            kept.append(one)
            end = one.end
    return tuple(kept)


def mask(text: str) -> str:
    """The text with names as 王某 and numbers as 138****1234, as they are masked everywhere."""
    return _masked(text, personal(text))


def _masked(text: str, people: tuple[Personal, ...]) -> str:
    parts, at = list[str](), 0
    for one in people:
        parts += (text[at : one.start], one.masked)
        at = one.end
    return "".join((*parts, text[at:]))
