"""From counts to values. Whole numbers and Decimal only; pure: knows neither the database nor the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from huisheng.kernel.rounding import percent_2

PERCENT = "%"
Value = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the database counted: the rows that count, those they are a part of, and those left out, reason by reason.

    ``denominator`` is None for a plain number.
    """

    numerator: int = 0
    denominator: int | None = None
    excluded: tuple[int, ...] = ()


def value(counts: Counts, unit: str) -> Value:
    """The figure: a whole number, or in percent half up to 0.01; None where there is nothing to divide by."""
    if unit != PERCENT:
        return counts.numerator
    return percent_2(counts.numerator, counts.denominator or 0)


def quotient(over: Iterable[Counts], under: Iterable[Counts]) -> Counts:
    """Numerators added, divided by numerators added; no ``under`` gives a plain sum."""
    below = [counts.numerator for counts in under]
    return Counts(sum(counts.numerator for counts in over), sum(below) if below else None)


def share(part: int, whole: int) -> Decimal | None:
    """A part in percent of the whole, half up to 0.01; None where there is no whole."""
    return percent_2(part, whole)
