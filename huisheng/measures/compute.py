"""From counts to values. Whole numbers and Decimal only; pure: knows neither the database nor the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from huisheng.kernel.rounding import divided, percent_2

PERCENT = "%"
Value = int | Decimal | None
# the named ways to round what was divided: half up (四舍五入) to so many places
ROUNDINGS = {f"half_up_{places}": places for places in range(5)}
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """What the database counted: the rows that count, those they are a part of, and those left out, reason by reason.

    ``denominator`` is None for a plain number.
    """

    numerator: int = 0
    denominator: int | None = None
    excluded: tuple[int, ...] = ()


def value(counts: Counts, unit: str, rounding: str = "", divisor: int = 1) -> Value:
    """The figure: a whole number where nothing divides; else a percentage, a mean or a scaled sum, rounded once.

    ``rounding`` is a name of ``ROUNDINGS`` ("%" without one: half up to 0.01); ``divisor``: how many of the counted
    units make one of the figure's. None where there is nothing to divide by.
    """
    if unit != PERCENT and not rounding:
        return counts.numerator
    below = 1 if unit != PERCENT and counts.denominator is None else counts.denominator
    if not below:
        return None
    top = Decimal(counts.numerator * (_HUNDRED if unit == PERCENT else 1))
    return divided(top, below * divisor, ROUNDINGS[rounding or "half_up_2"])


def quotient(over: Iterable[Counts], under: Iterable[Counts]) -> Counts:
    """Numerators added, to be divided by numerators added; no ``under`` gives a plain sum."""
    below = [counts.numerator for counts in under]
    return Counts(sum(counts.numerator for counts in over), sum(below) if below else None)


def share(part: int, whole: int) -> Decimal | None:
    """A part in percent of the whole, half up to 0.01; None where there is no whole."""
    return percent_2(part, whole)
