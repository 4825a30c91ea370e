"""The named formulas of schemes: pure functions over exact numbers.

Every one but 加权平均 gives None where it is given None, or where there is nothing to divide by: what is unknown stays
unknown until the scheme says otherwise (its ``empty``). Points are what a unit gets; a full mark is the most it can
get.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TypeVar

from huisheng.rulebook import implements
from huisheng.scoring import hand
from huisheng.scoring.quantity import Value, rounded

Order = TypeVar("Order", Fraction, tuple[Fraction, ...])
_DIGITS = 50


def clamp(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """限于: not under the floor, not above the cap."""
    return min(max(value, low), high)


def linear(value: Fraction, target: Fraction, full: Fraction, slope: Fraction, floor: Fraction) -> Fraction:
    """线性: the full mark at ``target`` and above; below it ``slope`` points less for each unit of distance, not
    under ``floor``. 线性(按时率, 95%, 20, 200, 0): two points less for each percentage point under 95 %.

    With a ``slope`` under zero less is better: 线性(退单率, 2%, 20, -200, 0), two points less for each point above 2 %.
    """
    return clamp(full - slope * (target - value), floor, full)


def piecewise(value: Fraction, *points: Fraction) -> Fraction:
    """分段: straight lines between the points (x, points), flat outside. 分段(解决率, 60%, 0, 80%, 30, 95%, 40)."""
    pairs = list(zip(points[::2], points[1::2], strict=True))
    if value <= pairs[0][0]:
        return pairs[0][1]
    for (left, low), (right, high) in zip(pairs, pairs[1:], strict=False):
        if value <= right:
            return low + Fraction((value - left) * (high - low), right - left)
    return pairs[-1][1]


def steps(value: Fraction, *points: Fraction) -> Fraction:
    """分档: the points of the highest threshold reached, else the last number. 分档(满意率, 95%, 40, 90%, 35, 30)."""
    *pairs, otherwise = points
    reached = [(at, worth) for at, worth in zip(pairs[::2], pairs[1::2], strict=True) if value >= at]
    return max(reached)[1] if reached else otherwise


def steps_within(value: Fraction, *points: Fraction) -> Fraction:
    """限内分档: the points of the lowest limit kept, else the last number. 限内分档(退单率, 2%, 20, 5%, 15, 0)."""
    *pairs, otherwise = points
    kept = [(at, worth) for at, worth in zip(pairs[::2], pairs[1::2], strict=True) if value <= at]
    return min(kept)[1] if kept else otherwise


def all_or_nothing(holds: bool, full: Fraction) -> Fraction:
    """全有或全无: the full mark if the condition holds, else zero."""
    return full if holds else Fraction(0)


def only_if(holds: bool, value: Fraction) -> Value:
    """仅当: the value if the condition holds, else unknown. 仅当(回访数 >= 5, 满意率)."""
    return value if holds else None


def per_occurrence(cap: Fraction, *pairs: Fraction) -> Fraction:
    """按次扣分: each count times its points, not more than the cap. A number not above zero.

    按次扣分(2, 市重办数, 0.1, 答复不规范数, 0.01)."""
    counts = zip(pairs[::2], pairs[1::2], strict=True)
    return -min(cap, sum((count * points for count, points in counts), Fraction(0)))


def graded(pairs: Iterable[tuple[Fraction, Fraction]]) -> Value:
    """分级加权: answers of each grade with the grade's weight; the weighted share of all answers.

    加权率(满意, 1, 基本满意, 0.8, 不满意, 0)."""
    held = list(pairs)
    answers = sum((count for count, _ in held), Fraction(0))
    worth = sum((count * weight for count, weight in held), Fraction(0))
    return Fraction(worth, answers) if answers else None


def mean(*values: Value) -> Value:
    """加权平均: values with their weights; what is unknown is left out with its weight, so that the others share it.

    加权平均(响应率, 10, 解决率, 45, 满意率, 45)."""
    return graded(
        (weight, value)
        for value, weight in zip(values[::2], values[1::2], strict=True)
        if value is not None and weight is not None
    )


def share(part: Fraction, whole: Fraction) -> Value:
    """占比: a unit's part of the group's total."""
    return Fraction(part, whole) if whole else None


def rank(values: Mapping[int | str, Order | None], *, descending: bool, ties: str) -> dict[int | str, int]:
    """名次: 1 is the first. ``ties``: "lowest" (1, 1, 3) or "dense" (1, 1, 2). What has no value has no rank.

    The values are numbers, or several numbers each of which decides where those before it are equal."""
    held = {key: value for key, value in values.items() if value is not None}
    ordered = sorted(set(held.values()) if ties == "dense" else held.values(), reverse=descending)
    place: dict[Order, int] = {}
    for number, value in enumerate(ordered, 1):
        place.setdefault(value, number)
    return {key: place[value] for key, value in held.items()}


@implements("domain#art-45")
def wilson(over: Fraction, under: Fraction, z: Decimal) -> tuple[Decimal, Decimal]:
    """The Wilson score interval of ``over`` of ``under`` (fractions of one), to four decimals.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927) 209-212:
    (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n). ``z`` is the scheme's, 1.96 for 95 %. ``under`` is above 0.
    """
    n, p, z2 = under, Fraction(over, under), Fraction(z) * Fraction(z)
    inside = Fraction(p * (1 - p), n) + Fraction(z2, 4 * n * n)
    root = Fraction(z) * _root(max(inside, Fraction(0)))
    scale, centre = 1 + Fraction(z2, n), p + Fraction(z2, 2 * n)
    low, high = Fraction(centre - root, scale), Fraction(centre + root, scale)
    return rounded(max(low, Fraction(0)), 4), rounded(min(high, Fraction(1)), 4)


def _root(value: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction((Decimal(value.numerator) * Decimal(value.denominator)).sqrt()) * Fraction(1, value.denominator)


def half_up(value: Fraction, places: Fraction) -> Fraction:
    """四舍五入 to so many decimals."""
    return Fraction(rounded(value, int(places)))


def cut(value: Fraction, places: Fraction) -> Fraction:
    """截尾: the further decimals are dropped, towards zero."""
    shift = 10 ** int(places)
    return Fraction(int(value * shift), shift)


def up(value: Fraction, places: Fraction) -> Fraction:
    """进位: up to the next one, away from zero."""
    shift = 10 ** int(places)
    whole = -(-abs(value) * shift // 1)
    return Fraction(whole if value >= 0 else -whole, shift)


def half_even(value: Fraction, places: Fraction) -> Fraction:
    """四舍六入五成双."""
    shift = 10 ** int(places)
    whole, rest = divmod(value * shift, 1)
    step = 1 if rest * 2 > 1 or (rest * 2 == 1 and whole % 2) else 0
    return Fraction(int(whole) + step, shift)


# modes of rounding: what a scheme calls them, and what people call them
ROUNDINGS: dict[str, tuple[Callable[[Fraction, Fraction], Fraction], str]] = {
    "half_up": (half_up, "四舍五入"),
    "half_even": (half_even, "四舍六入五成双"),
    "cut": (cut, "截尾"),
    "up": (up, "进位"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A function that an expression may call: the doing, and what its arguments must be."""

    call: Callable[..., Value]
    usage: str
    least: int
    most: int
    odd: bool | None = None  # how many arguments there may be: odd, even, or any
    rising: bool = False  # the x of the points must be constants that rise
    truth: bool = False  # the first argument is a condition
    places: bool = False  # the last argument is a number of decimals
    blanks: bool = False  # it is called with what is unknown too
    written: hand.Writer | None = None  # how it stands in a calculation by hand; None: by its name


def _weighted(*pairs: Fraction) -> Value:
    return graded(zip(pairs[::2], pairs[1::2], strict=True))


def _smallest(*values: Fraction) -> Fraction:
    return min(values)


def _largest(*values: Fraction) -> Fraction:
    return max(values)


_MANY = 99
_BY_NAME: dict[tuple[str, ...], Named] = {
    ("最小", "min"): Named(_smallest, "最小(a, b, …)", 1, _MANY),
    ("最大", "max"): Named(_largest, "最大(a, b, …)", 1, _MANY),
    ("绝对值", "abs"): Named(abs, "绝对值(a)", 1, 1),
    ("限于", "clamp"): Named(clamp, "限于(a, 下限, 上限)", 3, 3, written=hand.clamped),
    ("线性", "linear"): Named(linear, "线性(率, 目标值, 满分, 每单位扣分, 下限)", 5, 5, written=hand.linear),
    ("分段", "piecewise"): Named(
        piecewise, "分段(率, 60%, 0, 80%, 30, 95%, 40)", 5, _MANY, odd=True, rising=True, written=hand.piecewise
    ),
    ("分档", "steps"): Named(steps, "分档(率, 95%, 40, 90%, 35, 30)", 4, _MANY, odd=False, written=hand.steps),
    ("限内分档", "steps_within"): Named(
        steps_within, "限内分档(率, 2%, 20, 5%, 15, 0)", 4, _MANY, odd=False, written=hand.steps_within
    ),
    ("全有或全无", "all_or_nothing"): Named(
        all_or_nothing, "全有或全无(条件, 满分)", 2, 2, truth=True, written=hand.all_or_nothing
    ),
    ("仅当", "only_if"): Named(only_if, "仅当(条件, 值)", 2, 2, truth=True, written=hand.only_if),
    ("按次扣分", "per_occurrence"): Named(
        per_occurrence, "按次扣分(上限, 次数, 每次扣分, …)", 3, _MANY, odd=True, written=hand.per_occurrence
    ),
    ("加权率", "graded"): Named(
        _weighted, "加权率(满意数, 1, 基本满意数, 0.8, …)", 2, _MANY, odd=False, written=hand.weighted
    ),
    ("加权平均", "mean"): Named(
        mean, "加权平均(响应率, 10, 解决率, 45, …)", 2, _MANY, odd=False, blanks=True, written=hand.mean
    ),
    ("四舍五入", "half_up"): Named(half_up, "四舍五入(a, 2)", 2, 2, places=True),
    ("四舍六入", "half_even"): Named(half_even, "四舍六入(a, 2)", 2, 2, places=True),
    ("截尾", "cut"): Named(cut, "截尾(a, 2)", 2, 2, places=True),
    ("进位", "up"): Named(up, "进位(a, 2)", 2, 2, places=True),
}
FUNCTIONS: dict[str, Named] = {name: named for names, named in _BY_NAME.items() for name in names}
