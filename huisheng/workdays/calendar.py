"""The working day: which days are worked, why, and the n-th working day after a day with its derivation."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from huisheng.kernel.errors import Refusal
from huisheng.workdays import articles, notices
from huisheng.workdays.instants import WEEKDAYS, day_text


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day: worked or not and why.

    ``reason`` is Chinese (工作日, 周六, 国庆节放假, 国庆节调休上班). ``cite`` is the notice's address, or the article
    on the week where no notice names the day; ``notice`` is the notice's title or empty.
    """

    date: date
    working: bool
    reason: str
    cite: str
    notice: str = ""

    @property
    def basis(self) -> str:
        """What to print as the ground: title and address of the notice, or the article."""
        return f"{self.notice} {self.cite}" if self.notice else self.cite


@lru_cache(maxsize=16384)
def day(d: date) -> Day:
    """The day as the notices have it; Refusal ``no_calendar`` for a year without a file."""
    if isinstance(d, datetime):
        raise TypeError("a date is needed: take an instant's local day first")
    mark = notices.marks(d.year).get(d)
    if mark is not None:
        reason = mark.holiday + ("调休上班" if mark.working else "放假")
        return Day(d, mark.working, reason, mark.url, mark.title)
    weekday = d.weekday()
    return Day(d, weekday < 5, "工作日" if weekday < 5 else WEEKDAYS[weekday], articles.WEEK)


def is_workday(d: date) -> bool:
    """Whether ``d`` is worked, make-up working days included."""
    return day(d).working


@dataclass(frozen=True, slots=True)
class Counted:
    """The ``n``-th working day after ``start`` is ``date``. ``start`` itself isn't counted."""

    start: date
    n: int
    date: date

    @property
    def days(self) -> tuple[Day, ...]:
        """Every calendar day walked over, from the one after ``start`` to ``date``."""
        return tuple(day(self.start + timedelta(days=i)) for i in range(1, (self.date - self.start).days + 1))

    def why(self) -> list[str]:
        """The derivation in Chinese lines: the start, each run of days skipped and why, each day counted."""
        return [*(self._why_same_day() if self.n == 0 else self._why_counted()), *self._why_provisional()]

    def _why_counted(self) -> list[str]:
        lines = [f"起算：{day_text(self.start)}，当日不计入。依据：{articles.start_not_counted(self.start)}"]
        number = 0
        for (working, _), run in groupby(self.days, _run_key):
            if not working:
                lines.append(_skipped(list(run)))
                continue
            for worked in run:
                number += 1
                lines.append(f"第{number}个工作日：{day_text(worked.date)}{_unusual(worked)}")
        return lines

    def _why_provisional(self) -> list[str]:
        walked = range(self.start.year, self.date.year + 1)
        return [
            f"注意：{year}年的放假安排尚未公布，该年只计法定节假日，未计调休；公布后的新时限按通知计算"
            for year in walked
            if notices.provisional(year)
        ]

    def _why_same_day(self) -> list[str]:
        first = day(self.start)
        if first.working:
            return [f"时限为0个工作日：{day_text(self.start)}是工作日{_unusual(first)}，即为当日"]
        return [
            f"时限为0个工作日：{day_text(self.start)}不是工作日，顺延至其后第一个工作日。"
            f"依据：{articles.last_day(self.start)}",
            *(_skipped(list(run)) for _, run in groupby((first, *self.days[:-1]), _run_key)),
            f"顺延至：{day_text(self.date)}{_unusual(day(self.date))}",
        ]


def _run_key(walked: Day) -> tuple[bool, str]:
    """Days of one run: worked days; days of one holiday by one notice; the days of a weekend."""
    if walked.working:
        return True, ""
    return False, walked.reason + walked.cite if walked.notice else ""


def _skipped(run: list[Day]) -> str:
    first, last = run[0], run[-1]
    days = day_text(first.date)
    if len(run) > 1:
        days += f"至{day_text(last.date)}共{len(run)}天"
    return f"跳过：{days}，{first.reason if first.notice else '周末休息'}。依据：{first.basis}"


def _unusual(worked: Day) -> str:
    return f"，{worked.reason}。依据：{worked.basis}" if worked.notice else ""


@lru_cache(maxsize=64)
def _workdays(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=i) for i in range((date(year, 12, 31) - first).days + 1))
    return tuple(d for d in days if is_workday(d))


@lru_cache(maxsize=16384)
def nth_workday_after(d: date, n: int) -> Counted:
    """The ``n``-th working day after ``d``, ``d`` not counted.

    ``n`` = 0 is ``d`` itself where it is worked, else the next working day: a limit of no days that falls due on a
    day of rest is put off like any other (民法典第二百零三条). Refusal ``bad_count`` for a negative ``n``,
    ``no_calendar`` where the count runs into a year without a file.
    """
    if isinstance(d, datetime):
        raise TypeError("a date is needed: take an instant's local day first")
    if n < 0:
        raise Refusal("bad_count", "工作日数不能为负数，请改为0或正整数。", field="n")
    year = d.year
    days = _workdays(year)
    index = bisect_right(days, d) + n - 1 if n else bisect_left(days, d)
    while index >= len(days):
        index -= len(days)
        year += 1
        days = _workdays(year)
    return Counted(d, n, days[index])


def explain(d: date, n: int) -> list[str]:
    """The derivation of the ``n``-th working day after ``d`` with its result, for people to read."""
    counted = nth_workday_after(d, n)
    return [*counted.why(), f"结果：{day_text(counted.date)}"]
