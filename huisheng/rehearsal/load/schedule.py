"""Which pattern is copied when: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

_WEEK = timedelta(weeks=1)
# how many of a hundred thousand copies are of open matters: this week's, last week's, those before; old ones are late
_OPEN = (55_000, 12_000, 3_000)
_OPEN_LATER = 250


@dataclass(frozen=True, slots=True)
class Span:
    """A pattern's times: accepted, and the last thing that happened to it."""

    accepted: datetime
    last: datetime
    open: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """Of this pattern, so many days later (a multiple of a week)."""

    pattern: int
    days: int


def weeks_of(orders: int, weeks: int) -> list[int]:
    """How many are accepted in each week, the oldest first: as even as whole numbers are."""
    return [orders * (week + 1) // weeks - orders * week // weeks for week in range(weeks)]


def week(spans: Sequence[Span], now: datetime, back: int, count: int) -> Iterator[Copy]:
    """The copies accepted in the ``back``-th week before ``now`` (0: the last), by time.

    The same arguments give the same copies, whoever asks. Nothing of a copy happens after ``now``. ValueError if no
    pattern is that short.
    """
    end = now - back * _WEEK
    days = [(end - span.accepted) // _WEEK * 7 for span in spans]
    fitting = [n for n, span in enumerate(spans) if span.last + timedelta(days=days[n]) <= now]
    opened = [n for n in fitting if spans[n].open]
    closed = [n for n in fitting if not spans[n].open]
    if not opened or not closed:
        raise ValueError("no pattern is over within a week")
    rng, share = Random(f"load {back} {count}"), _OPEN[back] if back < len(_OPEN) else _OPEN_LATER
    drawn = [rng.choice(opened if rng.randrange(100_000) < share else closed) for _ in range(count)]
    drawn.sort(key=lambda n: (spans[n].accepted + timedelta(days=days[n]), n))
    return (Copy(n, days[n]) for n in drawn)
