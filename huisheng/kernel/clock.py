"""The only place that asks what time it is.

Times are aware datetimes in UTC; they are shown and windowed in Asia/Shanghai. A rehearsal or a test
sets the hour with ``at``; everything below takes the time as an argument.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# the clocks of two machines differ by a little; an act further ahead than this is a mistake
TOLERANCE = timedelta(seconds=60)

_virtual: ContextVar[datetime | None] = ContextVar("virtual_time", default=None)


def now() -> datetime:
    """The present instant in UTC, or the virtual one inside ``at``."""
    return _virtual.get() or datetime.now(UTC)


def real() -> datetime:
    """The present instant in UTC, inside ``at`` too: for what another machine holds against its own clock."""
    return datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Live at another instant: for rehearsals and tests."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    token = _virtual.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _virtual.reset(token)


def local(instant: datetime) -> datetime:
    """The same instant on the wall of the hotline's hall."""
    return instant.astimezone(SHANGHAI)


def local_day(instant: datetime) -> date:
    """The calendar day in Shanghai on which the instant falls."""
    return instant.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The instant (UTC) at which a Shanghai day begins."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def window(first: date, last: date) -> tuple[datetime, datetime]:
    """The half-open span of instants of the days ``first`` to ``last``, both included."""
    return midnight(first), midnight(last + timedelta(days=1))
