"""Asks for days, hours of a day and marks, beside those of ``asks``."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from huisheng.kernel import clock
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal

_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})\Z")
_MARKS = re.compile(r"[+-]?[0-9]{1,6}(\.[0-9]{1,2})?\Z")
_FROM, _TO = date(1999, 1, 1), date(2100, 1, 1)  # the first 12345 hotline opened in 1999: an earlier day is a slip


def _day(words: str) -> date | None:
    found = _DAY.match(words)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return day if day is not None and _FROM <= day < _TO else None


@dataclass(frozen=True, slots=True)
class Day(Ask):
    """A calendar day of Shanghai, as 2019-11-01 or a date. An optional one may be None."""

    def read(self, raw: object) -> date | None:
        if raw is None or raw == "":
            if self.required:
                raise self.missing()
            return None
        if isinstance(raw, date) and not isinstance(raw, datetime):
            raw = raw.isoformat()
        day = _day(raw.strip()) if isinstance(raw, str) and len(raw) <= 20 else None
        if day is None:
            raise Refusal("not_a_day", f"{self.label}应为日期，如2019-11-01，请改正。", field=self.name)
        return day


@dataclass(frozen=True, slots=True)
class Moment(Ask):
    """A minute on the wall of the hall, as 2019-11-01 09:30; or an instant with its time zone."""

    def read(self, raw: object) -> datetime:
        if raw is None or raw == "":
            raise self.missing()
        if isinstance(raw, datetime) and raw.tzinfo is not None:
            return raw
        found = _MOMENT.match(raw.strip()) if isinstance(raw, str) and len(raw) <= 20 else None
        day = _day(found[1]) if found else None
        if found is None or day is None or int(found[2]) > 23 or int(found[3]) > 59:
            raise Refusal("not_a_moment", f"{self.label}应为时间，如2019-11-01 09:30，请改正。", field=self.name)
        return datetime.combine(day, time(int(found[2]), int(found[3])), clock.SHANGHAI)


@dataclass(frozen=True, slots=True)
class Marks(Ask):
    """Marks (分) with at most two decimals, from ``low`` to ``high``. An optional one may be None."""

    low: int = 0
    high: int = 1000

    def read(self, raw: object) -> Decimal | None:
        if raw is None or raw == "":
            if self.required:
                raise self.missing()
            return None
        words = str(raw) if isinstance(raw, int | Decimal) and not isinstance(raw, bool) else raw
        good = isinstance(words, str) and len(words) <= 20 and _MARKS.match(words.strip())
        marks = Decimal(words.strip()) if good and isinstance(words, str) else None
        if marks is None or not self.low <= marks <= self.high:
            raise Refusal(
                "not_marks", f"{self.label}应为{self.low}到{self.high}之间、最多两位小数的分数，请改正。",
                field=self.name,
            )  # fmt: skip
        return marks


def hundredths(marks: Decimal) -> int:
    """Marks of at most two decimals as a whole number of hundredths."""
    return int(marks * 100)


def spelled(hundredth: int) -> str:
    """Hundredths of a mark, as one writes them: 2, 2.3, -0.12."""
    words = f"{abs(hundredth) // 100}.{abs(hundredth) % 100:02}".rstrip("0").rstrip(".")
    return f"-{words}" if hundredth < 0 else words
