"""Times in the words of the screens. ``static/huisheng.js`` counts on with the same words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huisheng.kernel.clock import local

_SOON = timedelta(hours=4)  # a filled dot; what people of a shift still can do. Drawing, not a rule
_HALF = timedelta(hours=24)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Dial:
    """A clock as drawn. ``state``: plenty, half, soon, late, done or none; ``due`` None: the words stand still."""

    state: str
    words: str
    due: datetime | None = None
    full: str = ""


def span(length: timedelta, *, short: bool = False) -> str:
    """2 天 4 小时, 3 小时 20 分, 20 分; days alone from 7 (short: from 3, and 时 for 小时); at least 1 分."""
    minutes = length // _MINUTE
    hours, days = minutes // 60, minutes // 1440
    hour = "时" if short else "小时"
    if days >= (3 if short else 7):
        return f"{days} 天"
    if days:
        return f"{days} 天" + (f" {hours % 24} {hour}" if hours % 24 else "")
    if hours:
        return f"{hours} {hour}" + (f" {minutes % 60} 分" if minutes % 60 else "")
    return f"{max(minutes, 1)} 分"


def minutes(length: timedelta) -> int:
    """Whole minutes, at least 1: for bars."""
    return max(length // _MINUTE, 1)


def moment(instant: datetime, *, year: bool = True) -> str:
    """2019-11-08 17:30 on the wall of the hall; without the year 11-08 17:30."""
    return local(instant).strftime("%Y-%m-%d %H:%M" if year else "%m-%d %H:%M")


def due_words(due: datetime, *, year: bool = True) -> str:
    """Like ``moment``, but a midnight is the 24:00 of the day it ends."""
    wall = local(due)
    if wall.hour or wall.minute:
        return moment(due, year=year)
    return (wall - timedelta(days=1)).strftime("%Y-%m-%d 24:00" if year else "%m-%d 24:00")


def day_words(instant: datetime) -> str:
    """今天的日期: 2019 年 11 月 30 日，星期六."""
    wall = local(instant)
    return f"{wall.year} 年 {wall.month} 月 {wall.day} 日，星期{'一二三四五六日'[wall.weekday()]}"


def from_to(first: date, last: date, year: int) -> str:
    """11-04 至 11-08, or 11-04 alone; the first with its year where that isn't ``year``."""
    began = f"{first:%m-%d}" if first.year == year else f"{first:%Y-%m-%d}"
    return began if first == last else f"{began} 至 {last:%m-%d}"


def running(due: datetime, now: datetime, *, short: bool = False) -> Dial:
    """A clock that runs."""
    left = due - now
    state = "late" if left < timedelta() else "soon" if left <= _SOON else "half" if left <= _HALF else "plenty"
    words = ("逾期 " if state == "late" else "还剩 ") + span(abs(left), short=short)
    return Dial(state, words, due, f"{due_words(due)} 到期")


def stopped(due: datetime, at: datetime, *, short: bool = False) -> Dial:
    """A clock that was stopped: in time, or so much too late."""
    full = f"{due_words(due)} 到期，{moment(at)} 停止"
    if at > due:
        return Dial("late", f"逾期 {span(at - due, short=short)}", None, full)
    return Dial("done", "按时", None, full)
