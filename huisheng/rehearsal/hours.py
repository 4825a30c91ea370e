"""Plausible hours: when a unit's office works, when the centre works, when a reply is due.

All times here are wall times of Shanghai. Working days come from ``workdays``; nothing is guessed.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from huisheng.kernel.clock import local
from huisheng.rehearsal.story import instant, wall
from huisheng.workdays import due

_MORNING = (time(8, 35), time(11, 50))
_AFTERNOON = (time(14, 30), time(17, 20))
_CENTRE = (time(8, 30), time(20, 0))
_DAY = timedelta(days=1)
_CITE = "month.toml"


def minutes(rng: Random, low: int, high: int) -> timedelta:
    """A random length of ``low`` to ``high`` minutes, to the second."""
    return timedelta(seconds=rng.randint(low * 60, high * 60))


def between(rng: Random, low: datetime, high: datetime) -> datetime:
    """A random second from ``low`` to ``high``; ``low`` if the span is empty."""
    return low + timedelta(seconds=rng.randint(0, max(int((high - low).total_seconds()), 0)))


def part(length: timedelta, percent: int) -> timedelta:
    """So many percent of a length, in whole seconds."""
    return timedelta(seconds=int(length.total_seconds()) * percent // 100)


class Hours:
    """The city's calendar under one reply limit (in working days)."""

    def __init__(self, reply_limit: int) -> None:
        self._limit = reply_limit
        self._ends: dict[tuple[date, int], datetime] = {}

    def end_of(self, day: date, workdays: int) -> datetime:
        """24:00 of the n-th working day after ``day``, as a wall time."""
        key = (day, workdays)
        if key not in self._ends:
            noon = instant(wall(day, time(12)))
            at = due.workdays_after(noon, workdays, cite=_CITE).at
            self._ends[key] = local(at)
        return self._ends[key]

    def due(self, sent: datetime) -> datetime:
        """When the reply to a dispatch sent at this time is due."""
        return self.end_of(sent.date(), self._limit)

    def workday_after(self, day: date, n: int) -> date:
        """The n-th working day after ``day``; for 0 ``day`` itself."""
        return (self.end_of(day, n) - _DAY).date() if n else day

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day."""
        return self.workday_after(day - _DAY, 1) == day

    def office_on(self, rng: Random, day: date, after: datetime) -> datetime:
        """A random moment of the office hours of ``day`` later than ``after``; the next slot if that day is over."""
        slots = [(wall(day, low), wall(day, high)) for low, high in (_MORNING, _AFTERNOON)]
        open_ = [(max(low, after), high) for low, high in slots if high > after]
        if not open_ or not self.is_workday(day):
            return self.office_on(rng, self.workday_after(day, 1), after)
        low, high = rng.choice(open_)
        return between(rng, low, high)

    def office_from(self, rng: Random, after: datetime, low: int, high: int) -> datetime:
        """``low`` to ``high`` minutes after, moved into office hours if it falls outside them."""
        at = after + minutes(rng, low, high)
        day = at.date()
        for start, end in (_MORNING, _AFTERNOON):
            if at <= wall(day, end) and self.is_workday(day):
                opens = wall(day, start)
                return at if at >= opens else opens + minutes(rng, 0, 40)
        opens = wall(self.workday_after(day, 1), _MORNING[0])
        return opens + minutes(rng, 0, 75)


def centre_from(rng: Random, after: datetime, low: int, high: int) -> datetime:
    """``low`` to ``high`` minutes after, moved into the centre's hours (8:30 to 20:00, every day)."""
    at = after + minutes(rng, low, high)
    opens, closes = (wall(at.date(), edge) for edge in _CENTRE)
    if at < opens:
        return opens + minutes(rng, 0, 45)
    if at > closes:
        return opens + _DAY + minutes(rng, 0, 45)
    return at
