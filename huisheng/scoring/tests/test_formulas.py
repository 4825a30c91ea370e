"""The named formulas: worked examples, and what holds for all numbers."""

from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.scoring import formulas as f
from huisheng.scoring import quantity as q
from huisheng.scoring.quantity import Ratio

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=997)
shares = st.fractions(min_value=0, max_value=1, max_denominator=997)


def test_linear_has_a_full_mark_a_slope_and_a_floor() -> None:
    assert f.linear(F("0.97"), F("0.95"), F(20), F(200), F(0)) == 20
    assert f.linear(F("0.93"), F("0.95"), F(20), F(200), F(0)) == 16
    assert f.linear(F("0.50"), F("0.95"), F(20), F(200), F(5)) == 5


def test_piecewise_goes_straight_from_point_to_point() -> None:
    points = [F(x) for x in ("0.6", "0", "0.8", "30", "0.95", "40")]
    assert [f.piecewise(F(x), *points) for x in ("0.5", "0.6", "0.7", "0.8", "0.875", "0.95", "1")] == [
        0,
        0,
        15,
        30,
        35,
        40,
        40,
    ]


def test_steps_give_the_highest_line_reached() -> None:
    points = [F(x) for x in ("0.95", "40", "0.9", "35", "30")]
    assert [f.steps(F(x), *points) for x in ("1", "0.95", "0.94", "0.9", "0.1")] == [40, 40, 35, 35, 30]


def test_limits_give_the_points_of_the_lowest_kept() -> None:
    points = [F(x) for x in ("0.05", "15", "0.02", "20", "0")]
    assert [f.steps_within(F(x), *points) for x in ("0", "0.02", "0.021", "0.05", "0.06")] == [20, 20, 15, 15, 0]
    # less is better: a slope under zero
    assert f.linear(F("0.01"), F("0.02"), F(20), F(-200), F(0)) == 20
    assert f.linear(F("0.05"), F("0.02"), F(20), F(-200), F(0)) == 14


def test_what_is_unknown_leaves_its_weight_to_the_others() -> None:
    assert f.mean(F("0.9"), F(10), F("0.8"), F(45), F("0.6"), F(45)) == F("0.72")
    assert f.mean(F("0.9"), F(10), None, F(45), F("0.6"), F(45)) == F(36) / 55
    assert f.mean(None, F(10)) is None
    assert f.mean(F(1), None) is None
    assert f.only_if(True, F(3)) == 3
    assert f.only_if(False, F(3)) is None


def test_all_or_nothing_and_deductions_per_occurrence() -> None:
    assert [f.all_or_nothing(holds, F(10)) for holds in (True, False)] == [10, 0]
    assert f.per_occurrence(F(2), F(3), F("0.1"), F(7), F("0.01")) == F("-0.37")
    assert f.per_occurrence(F(2), F(30), F("0.1")) == -2


def test_grades_are_weighted() -> None:
    assert f.FUNCTIONS["加权率"].call(F(5), F(1), F(2), F("0.8"), F(1), F(0)) == F("6.6") / 8
    assert f.graded([(F(0), F(1))]) is None
    assert f.share(F(2), F(22)) == F(1, 11)
    assert f.share(F(0), F(0)) is None


def test_ranks_with_ties() -> None:
    held: dict[int | str, F | None] = {"a": F(3), "b": F(3), "c": F(1), "d": None}
    assert f.rank(held, descending=True, ties="lowest") == {"a": 1, "b": 1, "c": 3}
    assert f.rank(held, descending=True, ties="dense") == {"a": 1, "b": 1, "c": 2}
    assert f.rank(held, descending=False, ties="lowest") == {"a": 2, "b": 2, "c": 1}
    pairs: dict[int | str, tuple[F, ...] | None] = {"a": (F(3), F(1)), "b": (F(3), F(2)), "c": None}
    assert f.rank(pairs, descending=True, ties="lowest") == {"a": 2, "b": 1}


@given(st.lists(numbers, min_size=1, max_size=30))
def test_a_rank_is_one_more_than_the_units_before(values: list[F]) -> None:
    held: dict[int | str, F | None] = dict(enumerate(values))
    lowest, dense = (f.rank(held, descending=True, ties=ties) for ties in ("lowest", "dense"))
    for key, value in enumerate(values):
        assert lowest[key] == 1 + sum(other > value for other in values)
        assert dense[key] == 1 + len({other for other in values if other > value})


@given(shares, shares)
def test_more_is_never_less(one: F, other: F) -> None:
    low, high = sorted((one, other))
    points = [F(x) for x in ("0.6", "0", "0.8", "30", "0.95", "40")]
    lines = [F(x) for x in ("0.95", "40", "0.9", "35", "30")]
    assert f.linear(low, F("0.95"), F(20), F(200), F(0)) <= f.linear(high, F("0.95"), F(20), F(200), F(0))
    assert f.piecewise(low, *points) <= f.piecewise(high, *points)
    assert f.steps(low, *lines) <= f.steps(high, *lines)


def test_wilson_as_worked_out_by_hand() -> None:
    # 4 of 5 at 95 %: (0.8 + 0.38416 ± 1.96·√(0.032 + 0.0384160…)) / 1.768320
    assert f.wilson(F(4), F(5), Decimal("1.96")) == (Decimal("0.3755"), Decimal("0.9638"))
    assert f.wilson(F(0), F(5), Decimal("1.96"))[0] == 0
    assert f.wilson(F(5), F(5), Decimal("1.96"))[1] == 1


@given(st.integers(1, 300), st.data())
def test_an_interval_holds_its_rate_and_narrows(under: int, data: st.DataObject) -> None:
    over = data.draw(st.integers(0, under))
    low, high = f.wilson(F(over), F(under), Decimal("1.96"))
    assert 0 <= low <= q.rounded(F(over, under), 4) <= high <= 1
    wide = f.wilson(F(10 * over), F(10 * under), Decimal("1.96"))
    assert wide[1] - wide[0] <= high - low


@given(numbers, st.integers(0, 4))
def test_roundings_lie_next_to_the_value(value: F, places: int) -> None:
    step = F(1, 10**places)
    for mode, _ in f.ROUNDINGS.values():
        near = mode(value, F(places))
        assert abs(near - value) < step
        assert near / step == int(near / step)
        assert mode(near, F(places)) == near
    assert abs(f.half_up(value, F(places)) - value) <= step / 2
    assert abs(f.cut(value, F(places))) <= abs(value) <= abs(f.up(value, F(places)))


def test_roundings_at_the_half() -> None:
    halves = [F(x) for x in ("0.125", "0.135", "-0.125", "0.1251", "-0.129")]
    assert [f.half_up(x, F(2)) for x in halves] == [F(x) for x in ("0.13", "0.14", "-0.13", "0.13", "-0.13")]
    assert [f.half_even(x, F(2)) for x in halves] == [F(x) for x in ("0.12", "0.14", "-0.12", "0.13", "-0.13")]
    assert [f.cut(x, F(2)) for x in halves] == [F(x) for x in ("0.12", "0.13", "-0.12", "0.12", "-0.12")]
    assert [f.up(x, F(2)) for x in halves] == [F(x) for x in ("0.13", "0.14", "-0.13", "0.13", "-0.13")]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("108", F(108)),
        ("37.08", F("37.08")),
        ("-0.2", F("-0.2")),
        ("−0.2", F("-0.2")),
        ("1,819", F(1819)),
        ("99.57%", F("0.9957")),
        ("99.57％", F("0.9957")),
        ("９９．５７％", F("0.9957")),
        ("１，８１９", F(1819)),
        ("2.1‰", F("0.0021")),
        ("－", None),
        ("-", None),
        ("", None),
        (" — ", None),
        ("无", None),
        ("15/23", Ratio(F(15), F(23))),
        ("20.94／23", Ratio(F("20.94"), F(23))),
        ("abc", "abc"),
        ("1/x", "1/x"),
        ("x%", "x%"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_cells_are_read(cell: str, value: object) -> None:
    assert q.read(cell) == value


def test_a_ratio_of_nothing_has_no_value() -> None:
    assert Ratio(F(0), F(0)).value is None
    assert Ratio(F(15), F(23)).value == F(15, 23)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("100", "fixed_2", "100.00"),
        ("46.50", "trim_2", "46.5"),
        ("100", "trim_2", "100"),
        ("0", "trim_2", "0"),
        ("52", "whole_or_2", "52"),
        ("82.5", "whole_or_2", "82.50"),
        ("0.9957", "percent_2", "99.57%"),
        ("0.5", "percent_0", "50%"),
        ("0.0021", "permille_2", "2.10‰"),
        ("7", "whole", "7"),
        ("-0.001", "fixed_2", "0.00"),
    ],
)
def test_values_are_written(value: str, form: str, text: str) -> None:
    assert q.known_format(form)
    assert q.written(F(value), form) == text


def test_what_is_not_a_format_and_what_is_not_a_value() -> None:
    assert [q.known_format(name) for name in ("fixed", "whole_2", "pretty_2", "")] == [False] * 4
    assert q.written(None, "fixed_2") == "-"
    assert q.written(None, "fixed_2", "无") == "无"
    assert (q.by_hand(F(1, 3)), q.by_hand(F("2.50")), q.by_hand(None)) == ("0.333333…", "2.5", "-")
