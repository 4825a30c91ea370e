"""Working hours: when a desk is open, and the arithmetic of open time.

A day's slots come from the week or from the national calendar, unless a shift replaces them for that date; a
holiday closes the date whatever else is said; breaks are cut out of what is left. Local days are those of the
schedule's zone; every instant given back is in UTC. Open time is half open: 17:00 is no longer open at 17:00.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal, Protocol

from huisheng.kernel.errors import Refusal
from huisheng.workdays import calendar
from huisheng.workdays.instants import SHANGHAI, local, moment, out_of_range, shift_day
from huisheng.workdays.spans import Slot, Span, merge, slots, subtract

Unit = Literal["second", "minute", "hour", "day"]
Pairs = Iterable[Sequence[str]]

_UNITS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FARTHEST = 36600  # days a walk may take, a century: a guard against a schedule that never opens
_REMEMBERED = 4096  # days whose open spans are kept


class Pattern(Protocol):
    """What gives an ordinary date its slots."""

    def slots(self, day: date) -> tuple[Slot, ...]:
        """The slots of the day, in order."""

    def closed(self, day: date) -> str:
        """In Chinese: why the day has none, for a derivation."""


@dataclass(frozen=True)
class Weekly:
    """The same hours every week; ``by_weekday`` has seven entries from Monday."""

    by_weekday: tuple[tuple[Slot, ...], ...]

    def slots(self, day: date) -> tuple[Slot, ...]:
        """The slots of that day of the week."""
        return self.by_weekday[day.weekday()]

    def closed(self, day: date) -> str:
        """The week has no hours for it."""
        return "当日无工作时段"


@dataclass(frozen=True)
class Office:
    """Office hours on the working days of the national calendar, make-up working days included."""

    hours: tuple[Slot, ...]

    def slots(self, day: date) -> tuple[Slot, ...]:
        """The office hours on a working day, nothing on another. Refusal ``no_calendar`` for an unknown year."""
        return self.hours if calendar.is_workday(day) else ()

    def closed(self, day: date) -> str:
        """What the calendar says of the day, and by which notice."""
        rest = calendar.day(day)
        return f"{rest.reason}。依据：{rest.basis}"


@dataclass(frozen=True)
class Schedule:
    """Open hours in a time zone. Make one with ``weekly`` or ``office``."""

    pattern: Pattern
    tz: tzinfo
    shifts: Mapping[date, tuple[Slot, ...]]
    breaks: Mapping[date, list[tuple[int, int]]]
    holidays: frozenset[date]
    _spans: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def weekly(
        cls,
        hours: Mapping[str, Pairs],
        *,
        tz: tzinfo = SHANGHAI,
        shifts: Mapping[date, Pairs] | None = None,
        breaks: Mapping[date, Pairs] | None = None,
        holidays: Iterable[date] = (),
    ) -> "Schedule":
        """From hours by weekday (mon … sun, pairs of "HH:MM"). Refusal ``bad_slots``."""
        unknown = set(hours) - set(_WEEK)
        if unknown:
            raise Refusal("bad_slots", f"“{min(unknown)}”不是星期，应为mon至sun。", field="hours")
        pattern = Weekly(tuple(slots(hours.get(name, ())) for name in _WEEK))
        return cls._made(pattern, tz, shifts, breaks, holidays)

    @classmethod
    def office(
        cls,
        hours: Pairs,
        *,
        tz: tzinfo = SHANGHAI,
        shifts: Mapping[date, Pairs] | None = None,
        breaks: Mapping[date, Pairs] | None = None,
        holidays: Iterable[date] = (),
    ) -> "Schedule":
        """The same hours on every working day of the national calendar. Refusal ``bad_slots``."""
        return cls._made(Office(slots(hours)), tz, shifts, breaks, holidays)

    @classmethod
    def _made(
        cls,
        pattern: Pattern,
        tz: tzinfo,
        shifts: Mapping[date, Pairs] | None,
        breaks: Mapping[date, Pairs] | None,
        holidays: Iterable[date],
    ) -> "Schedule":
        return cls(
            pattern,
            tz,
            {day: slots(pairs) for day, pairs in (shifts or {}).items()},
            # breaks may overlap: two reasons to be away at once are one absence
            {day: merge(slot for pair in pairs for slot in slots([pair])) for day, pairs in (breaks or {}).items()},
            frozenset(holidays),
        )

    def spans(self, day: date) -> tuple[Span, ...]:
        """The open spans of a local day, in order."""
        known = self._spans.get(day)
        if known is None:
            if len(self._spans) >= _REMEMBERED:
                self._spans.clear()
            known = self._spans[day] = tuple(self._open(day))
        return known

    def _open(self, day: date) -> Iterator[Span]:
        if day in self.holidays:
            return
        usual = self.shifts[day] if day in self.shifts else self.pattern.slots(day)
        for slot in usual:
            for start, end in subtract((slot.start, slot.end), self.breaks.get(day, [])):
                span = Span(moment(day, start, self.tz), moment(day, end, self.tz))
                if span.end > span.start:  # an hour that summer time skips is no time at all
                    yield span

    def closed(self, day: date) -> str:
        """In Chinese: why there is no open time on the day."""
        if day in self.holidays:
            return "休息日"
        if day in self.shifts:
            return "当日不排班"
        return "当日暂停办公" if self.pattern.slots(day) else self.pattern.closed(day)

    def active(self, t: datetime) -> bool:
        """Whether the desk is open at ``t``."""
        return any(span.start <= t < span.end for span in self.spans(self._day(t)))

    def periods_after(self, t: datetime) -> Iterator[Span]:
        """Open spans that end after ``t``, the first cut to begin at ``t``; in order, without end.

        Refusal ``too_far`` when a century has been walked.
        """
        day, t = self._day(t), t.astimezone(UTC)
        for _ in range(_FARTHEST):
            for span in self.spans(day):
                if span.end > t:
                    yield Span(max(span.start, t), span.end)
            day = shift_day(day, 1)
        raise _too_far()

    def periods_before(self, t: datetime) -> Iterator[Span]:
        """Open spans that begin before ``t``, the first cut to end at ``t``; latest first."""
        day, t = self._day(t), t.astimezone(UTC)
        for _ in range(_FARTHEST):
            for span in reversed(self.spans(day)):
                if span.start < t:
                    yield Span(span.start, min(span.end, t))
            day = shift_day(day, -1)
        raise _too_far()

    def after(self, t: datetime, amount: int, unit: Unit = "second") -> datetime:
        """The instant when ``amount`` of open time has passed since ``t``.

        Time that ends with a slot ends there, not at the next opening. No amount at all gives ``t``, or the next
        opening where ``t`` is closed. Days are open days: the same wall time that many open days later, or the next
        opening after it. Refusal ``bad_amount``, ``too_far``, ``out_of_range``, ``no_calendar``.
        """
        if unit == "day":
            return next(self.periods_after(self._days_away(t, amount, 1))).start
        return self.advance(t, _length(amount, unit))

    def before(self, t: datetime, amount: int, unit: Unit = "second") -> datetime:
        """The instant from which ``amount`` of open time has passed at ``t``: ``after`` in the mirror."""
        if unit == "day":
            return next(self.periods_before(self._days_away(t, amount, -1))).end
        left = _length(amount, unit)
        for span in self.periods_before(t):
            if span.length >= left:
                return span.end - left
            left -= span.length
        raise AssertionError("periods_before has no end")  # pragma: no cover

    def advance(self, t: datetime, left: timedelta) -> datetime:
        """``after`` for any length of time, to the microsecond."""
        for span in self.periods_after(t):
            if span.length >= left:
                return span.start + left
            left -= span.length
        raise AssertionError("periods_after has no end")  # pragma: no cover

    def within(self, since: datetime, until: datetime) -> timedelta:
        """The open time between two instants; none where they stand the wrong way round."""
        total = timedelta()
        day, last = self._day(since), self._day(until)
        if until <= since:
            return total
        if (last - day).days > _FARTHEST:
            raise _too_far()
        for days in range((last - day).days + 1):
            for span in self.spans(day + timedelta(days=days)):
                total += max(min(span.end, until) - max(span.start, since), timedelta())
        return total

    def _day(self, t: datetime) -> date:
        return local(t, self.tz).date()

    def _days_away(self, t: datetime, amount: int, step: int) -> datetime:
        _insist_amount(amount)
        if amount == 0:
            return t
        if amount > _FARTHEST:
            raise _too_far()
        wall = local(t, self.tz)
        day = wall.date()
        for _ in range(amount):
            day = self._next_open(day, step)
        return datetime.combine(day, wall.time(), self.tz)

    def _next_open(self, day: date, step: int) -> date:
        for _ in range(_FARTHEST):
            day = shift_day(day, step)
            if self.spans(day):
                return day
        raise _too_far()


def _insist_amount(amount: int) -> None:
    if amount < 0:
        raise Refusal("bad_amount", "时限不能为负数，请改为0或正数。", field="amount")


def _length(amount: int, unit: Unit) -> timedelta:
    _insist_amount(amount)
    try:
        return amount * _UNITS[unit]
    except OverflowError:
        raise out_of_range() from None


def _too_far() -> Refusal:
    return Refusal("too_far", "推算超过一百年仍无结果，请核对工作时段和时限后重试。")


ALWAYS = Schedule.weekly({name: [("00:00", "24:00")] for name in _WEEK})
