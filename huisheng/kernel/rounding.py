"""Named ways to round. Decimal only: two people lose a bonus over 0.01."""

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero to ``places`` decimals (四舍五入)."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded or abs(rounded)  # no table prints -0.00


def half_up_2(value: Decimal) -> Decimal:
    """四舍五入 to two decimals, as the published tables do."""
    return half_up(value, 2)


def ratio(numerator: int, denominator: int) -> Decimal | None:
    """An exact quotient to 28 digits; None where there is nothing to divide by."""
    if denominator == 0:
        return None
    return Decimal(numerator) / Decimal(denominator)


def percent_2(numerator: int, denominator: int) -> Decimal | None:
    """``numerator/denominator`` in percent, half up to 0.01; None where the denominator is 0."""
    if denominator == 0:
        return None
    return half_up_2(Decimal(numerator * 100) / Decimal(denominator))


def divided(over: Decimal | int, under: Decimal | int, places: int) -> Decimal:
    """A quotient of exact numbers, half up to ``places`` decimals. ZeroDivisionError where there is nothing under."""
    if not under:
        raise ZeroDivisionError("nothing to divide by")
    return half_up(Decimal(over) / Decimal(under), places)
