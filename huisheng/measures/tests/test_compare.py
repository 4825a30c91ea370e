"""同比 and 环比 by their windows, growth to the printed hundredth."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.measures.compare import (
    Change,
    Direction,
    Earlier,
    Pairing,
    change,
    direction,
    growth,
    length,
    pairing,
    period_before,
    year_before,
)
from huisheng.measures.compute import Value
from huisheng.measures.figure import Figure, Scope, Window


def window(first: str, last: str) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(last))


FEBRUARY = window("2024-01-25", "2024-02-22")
QUARTER = window("2020-03-26", "2020-06-30")
DAYS = st.dates(date(2000, 3, 1), date(2090, 1, 1))
WINDOWS = st.builds(lambda first, days: Window(first, first + timedelta(days=days)), DAYS, st.integers(0, 400))
MONTHS = st.builds(
    lambda day, count: Window(
        day.replace(day=1),
        date(day.year + (day.month - 1 + count) // 12, (day.month - 1 + count) % 12 + 1, 1) - timedelta(days=1),
    ),
    DAYS,
    st.sampled_from([1, 3, 6, 12]),
)


def figure(value: Value, unit: str = "件", in_: Window = FEBRUARY) -> Figure:
    number, below = (value, None) if isinstance(value, int) else (1, 2)
    return Figure(
        "accepted@1", "受理量", unit, value, number or 0, below, Scope(1, in_), None, None, "true", "domain#art-1"
    )  # fmt: skip


def before(value: Value, in_: Window, source: str = "台账") -> Earlier:
    return Earlier(in_, value, source)


# windows


@pytest.mark.parametrize(
    ("now", "year", "previous"),
    [
        (FEBRUARY, ("2023-01-25", "2023-02-22"), ("2023-12-25", "2024-01-22")),
        (QUARTER, ("2019-03-26", "2019-06-30"), ("2019-12-20", "2020-03-25")),
        (window("2015-01-01", "2015-01-31"), ("2014-01-01", "2014-01-31"), ("2014-12-01", "2014-12-31")),
        (window("2024-03-01", "2024-03-31"), ("2023-03-01", "2023-03-31"), ("2024-02-01", "2024-02-29")),
        (window("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28"), ("2024-01-01", "2024-01-31")),
        (window("2025-02-01", "2025-02-28"), ("2024-02-01", "2024-02-29"), ("2025-01-01", "2025-01-31")),
        (window("2013-04-01", "2013-06-30"), ("2012-04-01", "2012-06-30"), ("2013-01-01", "2013-03-31")),
        (window("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-12-31"), ("2023-01-01", "2023-12-31")),
        (window("2019-11-04", "2019-11-10"), ("2018-11-04", "2018-11-10"), ("2019-10-28", "2019-11-03")),
        (window("2019-10-28", "2019-11-03"), ("2018-10-28", "2018-11-03"), ("2019-10-21", "2019-10-27")),
        (window("2024-02-29", "2024-02-29"), ("2023-02-28", "2023-02-28"), ("2024-02-28", "2024-02-28")),
    ],
)
def test_the_windows_before(now: Window, year: tuple[str, str], previous: tuple[str, str]) -> None:
    assert year_before(now) == window(*year)
    assert period_before(now) == window(*previous)


@given(WINDOWS)
def test_a_window_and_the_one_before_it(now: Window) -> None:
    assume(length(now) < 366)
    then = period_before(now)
    assert then.last < now.first
    assert pairing(now, then) in Pairing
    assert pairing(now, year_before(now)) is Pairing.YEAR


@given(MONTHS)
def test_whole_months_stay_whole(now: Window) -> None:
    for then in (year_before(now), period_before(now)):
        assert then.first.day == 1
        assert (then.last + timedelta(days=1)).day == 1
    assert period_before(now).last + timedelta(days=1) == now.first


@given(WINDOWS, WINDOWS)
def test_a_name_follows_from_the_windows_or_is_refused(now: Window, then: Window) -> None:
    try:
        name = pairing(now, then)
    except Refusal as refusal:
        assert refusal.code == "mispaired"
        assert refusal.sentence.endswith("。")
        assert then != year_before(now)
    else:
        assert then == year_before(now) if name is Pairing.YEAR else then.last < now.first


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2023-01-25", "2023-02-22", Pairing.YEAR),
        ("2023-12-25", "2024-01-22", Pairing.PREVIOUS),
        ("2023-12-25", "2024-01-24", Pairing.PREVIOUS),
        ("2023-12-23", "2024-01-24", Pairing.PREVIOUS),
    ],
)
def test_what_february_is_compared_with(first: str, last: str, name: Pairing) -> None:
    assert pairing(FEBRUARY, window(first, last)) is name


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (FEBRUARY, window("2023-02-01", "2023-02-28")),  # a year before, but other days
        (FEBRUARY, window("2023-11-25", "2023-12-22")),  # a month too early
        (FEBRUARY, window("2024-01-20", "2024-02-01")),  # overlaps
        (FEBRUARY, window("2023-10-01", "2023-12-31")),  # a quarter
        (FEBRUARY, window("2024-01-18", "2024-01-24")),  # a week
        (FEBRUARY, FEBRUARY),
        (FEBRUARY, window("2025-01-25", "2025-02-22")),  # the year after
        (QUARTER, window("2019-01-01", "2019-03-25")),
    ],
)
def test_what_is_neither(now: Window, then: Window) -> None:
    with pytest.raises(Refusal) as caught:
        pairing(now, then)
    assert caught.value.code == "mispaired"


def test_the_quarter_before_that_a_city_declares() -> None:
    assert pairing(QUARTER, window("2020-01-01", "2020-03-25")) is Pairing.PREVIOUS
    assert pairing(QUARTER, window("2019-12-26", "2020-03-25")) is Pairing.PREVIOUS


# growth


@pytest.mark.parametrize(
    ("now", "then", "percent"),
    [
        (1319, 739, "78.48"),  # 聊城 2015-01, wages
        (20548, 14899, "37.92"),  # 聊城 2020 Q2, consumers
        (14272, 80903, "-82.36"),
        (14238, 10441, "36.37"),
        (11198, 9647, "16.08"),  # 东昌府 2024-02
        (10, 10, "0.00"),
        (0, 7, "-100.00"),
    ],
)
def test_growth_as_it_was_printed(now: int, then: int, percent: str) -> None:
    assert str(growth(now, then)) == percent


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_growth_gives_the_figure_back(now: int, then: int) -> None:
    percent = growth(now, then)
    assert abs(then * (100 + percent) / 100 - now) <= Decimal(then) / 20000 + Decimal("0.0001")
    assert (percent > 0) <= (direction(now, then) is Direction.UP)
    assert percent >= -100


def test_nothing_grows_from_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        growth(3, 0)
    told = change(figure(3), before(0, period_before(FEBRUARY)))
    assert (told.percent, told.text, told.figure.text) == (None, "环比增加3件", "-")
    assert told.working == "环比 = (3 - 0) ÷ 0 = -"


def test_a_count_up_down_and_the_same() -> None:
    up = change(figure(11198), before(9647, year_before(FEBRUARY), "2023年2月通报"))
    assert (up.text, up.difference, up.direction.label, up.points) == ("同比增长16.08%", Decimal(1551), "增长", False)
    assert up.working == "同比 = (11198 - 9647) ÷ 9647 = 16.08%"
    assert (up.figure.label, up.figure.text) == ("受理量同比", "16.08%")
    assert ("往期数来源", "2023年2月通报") in up.figure.parameters
    assert change(figure(11198), before(15391, period_before(FEBRUARY))).text == "环比下降27.24%"
    same = change(figure(5), before(5, period_before(FEBRUARY)))
    assert (same.text, same.figure.text) == ("环比持平", "0.00%")


def test_a_rate_differs_in_points() -> None:
    then = period_before(FEBRUARY)
    up = change(figure(Decimal("87.80"), "%"), before(Decimal("86.60"), then))
    assert (up.text, up.points, up.percent, up.figure.value) == ("环比提高1.20个百分点", True, None, Decimal("1.20"))
    assert up.working == "环比 = 87.80 - 86.60 = 1.20个百分点"
    assert change(figure(Decimal("80.00"), "%"), before(Decimal("80.5"), then)).text == "环比下降0.50个百分点"


def test_what_can_t_be_compared() -> None:
    then = period_before(FEBRUARY)
    for now, earlier in ((figure(None, "%"), before(Decimal(1), then)), (figure(3), before(None, then))):
        with pytest.raises(Refusal) as caught:
            change(now, earlier)
        assert caught.value.code == "no_value"
    with pytest.raises(Refusal) as caught:
        change(figure(3), before(3, window("2022-01-01", "2022-01-31")))
    assert caught.value.code == "mispaired"


def test_a_fact_with_a_window_of_its_own() -> None:
    told = change(figure(3), before(1, window("2024-01-01", "2024-01-31")), window("2024-02-01", "2024-02-29"))
    assert isinstance(told, Change)
    assert told.pairing is Pairing.PREVIOUS
