"""四舍五入 against a model in whole numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.rounding import half_up, half_up_2, percent_2, ratio

COUNTS = st.integers(0, 10**9)


def model(units: int, per: int) -> int:
    """``units/per`` to the nearest whole number, halves away from zero, without Decimal."""
    away = (2 * abs(units) + per) // (2 * per)
    return away if units >= 0 else -away


@given(st.integers(-(10**15), 10**15), st.integers(0, 4), st.integers(0, 3))
def test_half_up_is_the_integer_model(units: int, places: int, more: int) -> None:
    """``units`` of 10^-(places + more), rounded to ``places``."""
    value = Decimal(units).scaleb(-(places + more))
    assert half_up(value, places) == Decimal(model(units, 10**more)).scaleb(-places)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("-2.675", "-2.68"),
        ("1.005", "1.01"),
        ("-0.001", "0.00"),
        ("99.995", "100.00"),
        ("7", "7.00"),
    ],
)
def test_two_places(value: str, rounded: str) -> None:
    assert str(half_up_2(Decimal(value))) == rounded


def test_no_other_number_of_places_is_assumed() -> None:
    assert str(half_up(Decimal("12.5"), 0)) == "13"
    assert str(half_up(Decimal("0.12345"), 4)) == "0.1235"


@given(COUNTS, st.integers(1, 10**9))
def test_percent_is_the_integer_model(numerator: int, denominator: int) -> None:
    assert percent_2(numerator, denominator) == Decimal(model(numerator * 10_000, denominator)).scaleb(-2)


def test_published_percents() -> None:
    assert str(percent_2(3338, 6635)) == "50.31"
    assert str(percent_2(1, 3)) == "33.33"
    assert str(percent_2(2, 3)) == "66.67"
    assert str(percent_2(1, 1)) == "100.00"
    assert str(percent_2(0, 5)) == "0.00"
    assert str(percent_2(1, 800)) == "0.13"


@given(COUNTS)
def test_nothing_is_divided_by_zero(numerator: int) -> None:
    assert percent_2(numerator, 0) is None
    assert ratio(numerator, 0) is None


@given(COUNTS, st.integers(1, 10**9))
def test_a_ratio_times_its_denominator(numerator: int, denominator: int) -> None:
    quotient = ratio(numerator, denominator)
    assert quotient is not None
    assert abs(quotient * denominator - numerator) <= Decimal(10) ** -12
    assert ratio(numerator * denominator, denominator) == numerator
