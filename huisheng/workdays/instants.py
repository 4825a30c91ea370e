"""Instants, local days, and how both are written in a derivation.

An instant is an aware datetime; a local day is the date on the wall of a time zone. A naive datetime is a
programmer's mistake (ValueError); a time outside what can be computed is a Refusal.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from huisheng.kernel.errors import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def out_of_range() -> Refusal:
    """The refusal for a moment before year 1 or after year 9999."""
    return Refusal("out_of_range", "推算的时间超出可计算的范围，请核对起始时间和时限后重试。")


def local(instant: datetime, tz: tzinfo) -> datetime:
    """The same instant on the wall of ``tz``; ValueError if it has no zone, Refusal if it can't be shown there."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    try:
        return instant.astimezone(tz)
    except OverflowError:
        raise out_of_range() from None


def shift_day(day: date, days: int) -> date:
    """The date ``days`` later (earlier when negative)."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise out_of_range() from None


def moment(day: date, second: int, tz: tzinfo) -> datetime:
    """The instant (UTC) when the wall clock of ``day`` shows ``second`` (0 to 86400, 86400 is 24:00)."""
    days, rest = divmod(second, 86400)
    wall = time(rest // 3600, rest // 60 % 60, rest % 60)
    try:
        return datetime.combine(shift_day(day, days), wall, tz).astimezone(UTC)
    except OverflowError:
        raise out_of_range() from None


def day_text(day: date) -> str:
    """2019-10-12（周六）"""
    return f"{day.isoformat()}（{WEEKDAYS[day.weekday()]}）"


def clock_text(instant: datetime, tz: tzinfo) -> str:
    """The wall time, 14:30; with seconds only where there are some."""
    wall = local(instant, tz)
    return wall.strftime("%H:%M:%S" if wall.second else "%H:%M")


def instant_text(instant: datetime, tz: tzinfo) -> str:
    """2019-10-12（周六）14:30"""
    return day_text(local(instant, tz).date()) + clock_text(instant, tz)
