"""The days a circular is about, those it is compared with, and how they are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from huisheng.circular.sentences.phrase import numeral
from huisheng.measures import compare
from huisheng.measures.figure import Window

Kind = Literal["week", "month", "quarter"]
KINDS: dict[str, tuple[str, str]] = {
    "week": ("本周", "上周"),
    "month": ("本月", "上月"),
    "quarter": ("本季度", "上季度"),
}


@dataclass(frozen=True, slots=True)
class Periods:
    """The period; other windows for some facts; the same days a year before; the period just before."""

    kind: Kind
    now: Window
    year: Window
    previous: Window
    facts: Mapping[str, Window] = field(default_factory=dict)


def around(
    kind: Kind,
    now: Window,
    *,
    facts: Mapping[str, Window] | None = None,
    year: Window | None = None,
    previous: Window | None = None,
) -> Periods:
    """The periods around a window; the compared ones follow from it, unless a city's calendar says otherwise."""
    return Periods(kind, now, year or compare.year_before(now), previous or compare.period_before(now), facts or {})


def word(periods: Periods, asked: str, fact: str = "") -> str:
    """A word for the period: its year, month, quarter, first and last day. A window belongs to its last day's month."""
    window = periods.facts.get(fact, periods.now) if fact else periods.now
    return {
        "年": str(window.last.year),
        "月": str(window.last.month),
        "季": numeral((window.last.month + 2) // 3),
        "期": called(periods),
        "本期": KINDS[periods.kind][0],
        "上期": KINDS[periods.kind][1],
        "首日": _day(window.first),
        "末日": _day(window.last),
        "首日期": _date(window.first),
        "末日期": _date(window.last),
    }[asked]


def called(periods: Periods) -> str:
    """The period's own name: 二月份, 第二季度, 2月17日至2月23日."""
    last = periods.now.last
    if periods.kind == "month":
        return f"{numeral(last.month)}月份"
    if periods.kind == "quarter":
        return f"第{numeral((last.month + 2) // 3)}季度"
    return f"{_day(periods.now.first)}至{_day(last)}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _date(day: date) -> str:
    return f"{day.year}年{_day(day)}"
