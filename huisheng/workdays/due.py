"""Due times for the deadline rules: the instant, and on demand the derivation people may read.

Nothing here knows a limit: the caller brings the number and the article (``cite``) that sets it. The instant is
worked out at once and cheaply; the lines only when somebody reads them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache, partial
from itertools import groupby

from huisheng.kernel.errors import Refusal
from huisheng.workdays import articles, calendar
from huisheng.workdays.instants import (
    SHANGHAI,
    clock_text,
    day_text,
    instant_text,
    local,
    moment,
    out_of_range,
    shift_day,
)
from huisheng.workdays.schedule import Schedule
from huisheng.workdays.spans import Span


@dataclass(frozen=True)
class Due:
    """When a limit runs out (``at``, UTC) and why (``lines``, Chinese, the citation first)."""

    at: datetime
    tell: Callable[[], tuple[str, ...]] = field(repr=False, compare=False)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The derivation, worked out when first read."""
        return self.tell()


def workdays_after(start: datetime, n: int, *, cite: str, tz: tzinfo = SHANGHAI) -> Due:
    """24:00 local of the ``n``-th working day after the day of ``start``, that day not counted.

    24:00 is the midnight that begins the next day. ``n`` = 0: the day itself, or the next working day.
    Refusal ``bad_count``, ``no_calendar``.
    """
    day = local(start, tz).date()
    return Due(_end_of_nth_workday(day, n, tz), partial(_workday_lines, day, n, cite))


@lru_cache(maxsize=16384)
def _end_of_nth_workday(day: date, n: int, tz: tzinfo) -> datetime:
    return moment(calendar.nth_workday_after(day, n).date, 86400, tz)


def _workday_lines(day: date, n: int, cite: str) -> tuple[str, ...]:
    counted = calendar.nth_workday_after(day, n)
    return f"时限：{n}个工作日。依据：{cite}", *counted.why(), _ends(counted.date, day)


def calendar_days_after(start: datetime, n: int, *, cite: str, tz: tzinfo = SHANGHAI) -> Due:
    """24:00 local of the ``n``-th calendar day after the day of ``start``; from a day of rest to the next working day.

    民法典第二百零一条, 第二百零三条. Refusal ``bad_count``, ``no_calendar``, ``out_of_range``.
    """
    _insist(n, "天数")
    day = local(start, tz).date()
    end = calendar.nth_workday_after(shift_day(day, n), 0).date
    return Due(moment(end, 86400, tz), partial(_calendar_day_lines, day, n, cite))


def _calendar_day_lines(day: date, n: int, cite: str) -> tuple[str, ...]:
    last = shift_day(day, n)
    end = calendar.nth_workday_after(last, 0)
    lines = [
        f"时限：{n}个自然日。依据：{cite}",
        f"起算：{day_text(day)}，当日不计入。依据：{articles.start_not_counted(day)}",
        f"第{n}日：{day_text(last)}",
    ]
    if end.date != last:
        rest = calendar.day(last)
        lines.append(
            f"{day_text(last)}为休息日（{rest.reason}，{rest.basis}），顺延至其后第一个工作日{day_text(end.date)}"
        )
    return *lines, _ends(end.date, day)


def hours_after(start: datetime, hours: int, *, cite: str, tz: tzinfo = SHANGHAI) -> Due:
    """``hours`` round the clock from ``start`` itself: nights, weekends and holidays count. ``tz`` is for the lines."""
    _insist(hours, "小时数")
    try:
        at = local(start, UTC) + timedelta(hours=hours)
    except OverflowError:
        raise out_of_range() from None
    return Due(at, partial(_hour_lines, start, hours, at, cite, tz))


def _hour_lines(start: datetime, hours: int, at: datetime, cite: str, tz: tzinfo) -> tuple[str, ...]:
    return (
        f"时限：{hours}小时，昼夜连续计算，夜间、周末和节假日均计入。依据：{cite}",
        f"起算：{instant_text(start, tz)}。依据：{articles.start_not_counted(local(start, tz).date())}",
        f"到期：{instant_text(at, tz)}",
    )


def working_hours_after(start: datetime, hours: int, *, schedule: Schedule, cite: str) -> Due:
    """``hours`` of the schedule's open time from ``start``. Refusals of ``Schedule.after``."""
    at = schedule.after(start, hours, "hour")
    return Due(at, partial(_working_hour_lines, start, hours, at, schedule, cite))


def _working_hour_lines(start: datetime, hours: int, at: datetime, schedule: Schedule, cite: str) -> tuple[str, ...]:
    day = local(start, schedule.tz).date()
    return (
        f"时限：{hours}个工作小时。依据：{cite}",
        f"起算：{instant_text(start, schedule.tz)}。依据：{articles.start_not_counted(day)}",
        *_worked(start, at, schedule),
        f"到期：{instant_text(at, schedule.tz)}",
    )


def _worked(start: datetime, at: datetime, schedule: Schedule) -> Iterator[str]:
    """A line for each stretch of open time used and for each run of days on which there was none, and why."""
    tz = schedule.tz
    first = local(start, tz).date()
    # a limit that ends at 24:00 touches the next day but takes nothing of it
    last = local(at - timedelta(microseconds=1), tz).date()
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    for closed, run in groupby(days, lambda day: "" if schedule.spans(day) else schedule.closed(day)):
        if closed:
            yield f"跳过：{_days_text(list(run))}，{closed}"
            continue
        for day in run:
            for span in schedule.spans(day):
                used = Span(max(span.start, start), min(span.end, at))
                if used.end > used.start:
                    hours = f"{clock_text(used.start, tz)}至{_closing(used, tz)}"
                    yield f"计入：{day_text(day)}{hours}，{_amount(used.length)}"


def _days_text(run: list[date]) -> str:
    text = day_text(run[0])
    return text if len(run) == 1 else f"{text}至{day_text(run[-1])}共{len(run)}天"


def _closing(used: Span, tz: tzinfo) -> str:
    """The wall time at which a stretch ends; midnight is the 24:00 of its own day."""
    text = clock_text(used.end, tz)
    return "24:00" if text == "00:00" else text


def _amount(length: timedelta) -> str:
    """1小时30分, 45分, 20秒."""
    seconds = length // timedelta(seconds=1)
    parts = ((seconds // 3600, "小时"), (seconds // 60 % 60, "分"), (seconds % 60, "秒"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "不足1秒"


def _ends(day: date, started: date) -> str:
    return f"到期：{day_text(day)}24:00。依据：{articles.last_day(started)}"


def _insist(n: int, what: str) -> None:
    if n < 0:
        raise Refusal("bad_count", f"{what}不能为负数，请改为0或正整数。", field="n")
