"""Clocks that pause and resume. Time under a pause isn't worked time; pauses that overlap count once.

A pause moves a due time only by the open time it covers: one that lies outside the working hours moves nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from huisheng.kernel.errors import Refusal
from huisheng.workdays.instants import ONE_DAY, local, moment
from huisheng.workdays.schedule import Schedule
from huisheng.workdays.spans import Span, merge, subtract

_FOREVER = datetime.max.replace(tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class Pause(NamedTuple):
    """Time during which a clock stands; ``end`` None while it still does."""

    start: datetime
    end: datetime | None = None


def pauses_from(changes: Iterable[tuple[datetime, bool]]) -> tuple[Pause, ...]:
    """Pauses from a history of (instant, paused from then on), in order of time.

    Saying the same twice changes nothing. The last pause is open if nothing ended it.
    """
    found: list[Pause] = []
    since: datetime | None = None
    for at, paused in sorted(changes, key=lambda change: change[0]):
        if paused and since is None:
            since = at
        elif not paused and since is not None:
            found.append(Pause(since, at))
            since = None
    if since is not None:
        found.append(Pause(since))
    return tuple(found)


def standing(pauses: Iterable[Pause], until: datetime = _FOREVER) -> list[tuple[datetime, datetime]]:
    """The stretches under pause before ``until``, merged and in order; an open pause lasts until then.

    Refusal ``bad_pause`` for a pause that ends before it begins.
    """
    pieces = []
    for pause in pauses:
        end = _FOREVER if pause.end is None else pause.end
        if end < pause.start:
            raise Refusal("bad_pause", "暂停的结束时间早于开始时间，请核对后重新填写。", field="pauses")
        pieces.append((pause.start, min(end, until)))
    return merge(pieces)


def cut_by_day(pauses: Iterable[Pause], *, tz: tzinfo, until: datetime) -> dict[date, tuple[Span, ...]]:
    """The paused stretches before ``until``, cut at each local midnight, by local day."""
    days: dict[date, list[Span]] = {}
    for start, end in standing(pauses, until):
        while start < end:
            day = local(start, tz).date()
            stop = min(end, moment(day, 86400, tz))
            days.setdefault(day, []).append(Span(start.astimezone(UTC), stop.astimezone(UTC)))
            start = stop
    return {day: tuple(spans) for day, spans in days.items()}


def moved(due: datetime, pauses: Iterable[Pause], schedule: Schedule) -> datetime | None:
    """A due time put off by the open time that pauses cover; None while a pause that began before it lasts.

    A pause that begins when the time is already up doesn't count, but one that begins in the time won by an earlier
    one does. Give only pauses within the clock's own run.
    """
    for start, end in standing(pauses):
        if start >= due:
            break
        if end == _FOREVER:
            return None
        covered = schedule.within(start, end)
        if covered:
            due = schedule.advance(due, covered)
    return due


@dataclass(frozen=True)
class Stopwatch:
    """A clock over a schedule: it started, may have stopped, and stood under pauses in between."""

    schedule: Schedule
    started: datetime
    pauses: tuple[Pause, ...] = ()
    stopped: datetime | None = None

    def working_seconds(self, since: datetime, until: datetime) -> int:
        """Whole seconds of open, unpaused time in the window, cut to the clock's own run."""
        since, until = self._run(since, until)
        total = self.schedule.within(since, until)
        for start, end in standing(self.pauses, until):
            total -= self.schedule.within(max(start, since), end)
        return total // _SECOND

    def paused_seconds(self, since: datetime, until: datetime) -> int:
        """Whole seconds of open time in the window that pauses covered, cut to the clock's own run."""
        since, until = self._run(since, until)
        covered = timedelta()
        for start, end in standing(self.pauses, until):
            covered += self.schedule.within(max(start, since), end)
        return covered // _SECOND

    def due(self, target: timedelta) -> datetime | None:
        """When ``target`` of open, unpaused time has run; None while an open pause keeps that unknown."""
        holes = standing(self.pauses)
        left = target
        for span in self.schedule.periods_after(self.started):
            for start, end in subtract((span.start, span.end), holes):
                if end - start >= left:
                    return start + left
                left -= end - start
            if holes and holes[-1][1] == _FOREVER and span.end >= holes[-1][0]:
                return None
        raise AssertionError("periods_after has no end")  # pragma: no cover

    def _run(self, since: datetime, until: datetime) -> tuple[datetime, datetime]:
        return max(since, self.started), until if self.stopped is None else min(until, self.stopped)


def clock_face(span: Span, day: date, tz: tzinfo) -> tuple[str, str]:
    """Wall times of a span cut to ``day``, its end as 24:00 where that is midnight."""
    start, end = local(span.start, tz), local(span.end, tz)
    return start.strftime(_face(start)), "24:00" if end.date() == day + ONE_DAY else end.strftime(_face(end))


def _face(wall: datetime) -> str:
    return "%H:%M:%S" if wall.second else "%H:%M"
