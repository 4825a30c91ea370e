"""Times in the words of the public site: as people say them, with the day of the week."""

from datetime import date, datetime, timedelta

from huisheng.kernel.clock import local

_WEEK = "一二三四五六日"


def day(on: date) -> str:
    """2019年11月8日（星期五）"""
    return f"{on.year}年{on.month}月{on.day}日（星期{_WEEK[on.weekday()]}）"


def moment(instant: datetime) -> str:
    """11月8日 17:30; the year is said where it matters, by ``day``."""
    wall = local(instant)
    return f"{wall.month}月{wall.day}日 {wall:%H:%M}"


def due(instant: datetime) -> str:
    """11月8日（星期五）17:30; a midnight is the 24:00 of the day that it ends."""
    wall = local(instant)
    hour = f"{wall:%H:%M}"
    if hour == "00:00":
        wall, hour = wall - timedelta(days=1), "24:00"
    return f"{wall.month}月{wall.day}日（星期{_WEEK[wall.weekday()]}）{hour}"
