"""Now against before: 同比, 环比, differences. Pure.

What a comparison is called follows from the two windows and is never chosen: the same days a year before make 同比,
the period just before makes 环比, anything else is refused. Growth is in percent, half up to 0.01; figures that are
percentages themselves differ in points.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled
from huisheng.kernel.rounding import divided
from huisheng.measures.compute import PERCENT, Value
from huisheng.measures.figure import Figure, Window
from huisheng.rulebook import implements

DAY = timedelta(days=1)
_MONTHS = 12


class Pairing(Labelled):
    """What a comparison of two windows is called."""

    YEAR = "year", "同比"
    PREVIOUS = "previous", "环比"


class Direction(Labelled):
    """Which way a figure went."""

    UP = "up", "增长"
    DOWN = "down", "下降"
    SAME = "same", "持平"


# -- windows --


def length(window: Window) -> int:
    """How many days it has, both ends included."""
    return (window.last - window.first).days + 1


def year_before(window: Window) -> Window:
    """The same days a year before. Months stay whole: all of February is compared with all of February."""
    return _months_before(window, _MONTHS)


def period_before(window: Window) -> Window:
    """The period just before: as many whole months, or the same days of the month before, or as many days.

    A month (quarter, year) of whole months is preceded by as many of them, the 25th to the 22nd by the 25th to the
    22nd, a week by a week. A city whose periods follow another pattern declares the one before (``pairing`` checks it).
    """
    months = _whole_months(window)
    before = _months_before(window, months or 1)
    near = before.last < window.first and (window.first - before.last).days - 1 < length(window)
    if months or (near and window.first.month != window.last.month):
        return before
    return Window(window.first - length(window) * DAY, window.first - DAY)


@implements("dongchangfu-2024-02#art-1", "liaocheng-2020-q2#art-7")
def pairing(now: Window, before: Window) -> Pairing:
    """What comparing the two is called. Refusal ``mispaired`` where it is neither 同比 nor 环比.

    "Just before" means: it ends before this one begins, no period as long would fit between, and neither is twice as
    long as the other.
    """
    if before == year_before(now):
        return Pairing.YEAR
    between = (now.first - before.last).days - 1
    shorter, longer = sorted((length(now), length(before)))
    if 0 <= between < shorter and longer < 2 * shorter:
        return Pairing.PREVIOUS
    raise Refusal(
        "mispaired",
        f"{before}既不是{now}的去年同期（{year_before(now)}），也不是紧接在前的一期，不能称同比或环比，请改正比较的时段。",
        "liaocheng-2020-q2#art-7",
        "before",
    )


def _months_before(window: Window, months: int) -> Window:
    first = _shifted(window.first, months)
    ends_month = window.last.day == monthrange(window.last.year, window.last.month)[1]
    last = _shifted(window.last, months)
    if ends_month and window.first.day == 1:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return Window(first, last)


def _shifted(day: date, months: int) -> date:
    """The same day so many months before; the month's last day where it has no such day."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _whole_months(window: Window) -> int:
    """How many whole months it consists of; 0 if it doesn't."""
    if window.first.day != 1 or (window.last + DAY).day != 1:
        return 0
    return (window.last.year - window.first.year) * _MONTHS + window.last.month - window.first.month + 1


# -- comparisons --


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure of an earlier window. ``source``: "台账", or the older circular in which it was printed."""

    window: Window
    value: Value
    source: str
    numerator: int | None = None
    denominator: int | None = None
    figure: Figure | None = None  # where it was counted: its members can be listed


@dataclass(frozen=True, slots=True)
class Missing:
    """No earlier figure, and why: a sentence for people."""

    window: Window
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against an earlier one.

    ``difference`` is now less before; ``percent`` the growth in percent of before, half up to 0.01 (None where before
    is 0, and for percentages, which differ in points). ``text``: 同比增长16.08%, 环比提高1.20个百分点, 同比持平.
    """

    pairing: Pairing
    now: Figure
    before: Earlier
    difference: Decimal
    percent: Decimal | None
    direction: Direction

    @property
    def points(self) -> bool:
        """Whether it is in points of a percentage."""
        return self.now.unit == PERCENT

    @property
    def text(self) -> str:
        """As it is printed in a sentence."""
        name = self.pairing.label
        if self.direction is Direction.SAME:
            return f"{name}{self.direction.label}"
        if self.points:
            return f"{name}{'提高' if self.difference > 0 else '下降'}{abs(self.difference)}个百分点"
        if self.percent is None:
            return f"{name}增加{self.difference}{self.now.unit}"
        return f"{name}{self.direction.label}{abs(self.percent)}%"

    @property
    def working(self) -> str:
        """The calculation as one would write it by hand."""
        this, then = self.now.value, self.before.value
        if self.points:
            return f"{self.pairing.label} = {this} - {then} = {self.difference}个百分点"
        growth = "-" if self.percent is None else f"{self.percent}%"
        return f"{self.pairing.label} = ({this} - {then}) ÷ {then} = {growth}"

    @property
    def figure(self) -> Figure:
        """The change as a figure in percent (in points for percentages); its members are those of now."""
        return replace(
            self.now,
            label=f"{self.now.label}{self.pairing.label}",
            unit=PERCENT,
            value=self.difference if self.points else self.percent,
            formula=self.working,
            parameters=(*self.now.parameters, (f"{self.pairing.label}时段", str(self.before.window)),
                        ("往期数来源", self.before.source)),
        )  # fmt: skip


@implements("dongchangfu-2024-02#art-11", "liaocheng-2015-01#art-13")
def change(now: Figure, before: Earlier, window: Window | None = None) -> Change:
    """The figure against an earlier one. ``window`` is now's where it isn't that of its scope (a fact's own).

    Refusals: ``mispaired`` (neither 同比 nor 环比), ``no_value`` where one of them has no value.
    """
    name = pairing(window or now.scope.window, before.window)
    if now.value is None or before.value is None:
        raise Refusal("no_value", f"{now.label}有一期没有数值，不能比较。", field="before")
    this, then = Decimal(now.value), Decimal(before.value)
    percent = None if now.unit == PERCENT or not then else growth(this, then)
    return Change(name, now, before, this - then, percent, direction(this, then))


def growth(now: Decimal | int, before: Decimal | int) -> Decimal:
    """How much more than before, in percent of before, half up to 0.01. ZeroDivisionError where before is 0."""
    base = Decimal(before)
    return divided((Decimal(now) - base) * 100, abs(base), 2)


def direction(now: Decimal | int, before: Decimal | int) -> Direction:
    """Up, down, or the same."""
    if now == before:
        return Direction.SAME
    return Direction.UP if now > before else Direction.DOWN
