"""Exact drawing and plausible hours."""

from datetime import date, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.rehearsal.chance import apportion, draw
from huisheng.rehearsal.hours import Hours, between, centre_from, part
from huisheng.rehearsal.story import wall


@given(st.integers(0, 5000), st.dictionaries(st.text(max_size=3), st.integers(1, 99), min_size=1, max_size=9))
def test_shares_are_whole_and_add_up(total: int, weights: dict[str, int]) -> None:
    shares = apportion(total, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == total
    assert all(abs(shares[key] * whole - total * weight) < whole for key, weight in weights.items())


def test_draw_takes_each_once_and_only_what_has_a_weight() -> None:
    drawn = draw(Random(1), "abcde", [1, 0, 3, 1, 2], 4)
    assert sorted(drawn) == ["a", "c", "d", "e"]
    with pytest.raises(ValueError, match="fewer"):
        draw(Random(1), "abc", [1, 0, 0], 2)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (date(2019, 11, 1), date(2019, 11, 9)),  # Friday -> the Friday after, 24:00
        (date(2019, 11, 2), date(2019, 11, 9)),  # Saturday
        (date(2019, 9, 26), date(2019, 10, 10)),  # over the National Day; Sunday 29 September is worked
        (date(2019, 11, 30), date(2019, 12, 7)),
    ],
)
def test_the_reply_is_due_at_24_of_the_fifth_working_day(sent: date, due: date) -> None:
    assert Hours(5).due(wall(sent, time(9))) == wall(due)


def test_working_days() -> None:
    hours = Hours(5)
    assert hours.is_workday(date(2019, 10, 12))  # a Saturday made up for
    assert not hours.is_workday(date(2019, 10, 7))
    assert hours.workday_after(date(2019, 11, 1), 0) == date(2019, 11, 1)
    assert hours.workday_after(date(2019, 11, 1), 1) == date(2019, 11, 4)


@given(st.integers(0, 10**6), st.integers(0, 90 * 24 * 3600))
def test_moments_fall_in_hours_and_later(seed: int, second: int) -> None:
    after, hours = wall(date(2019, 9, 20)) + timedelta(seconds=second), Hours(5)
    at = hours.office_from(Random(seed), after, 5, 120)
    assert at >= after + timedelta(minutes=5) and hours.is_workday(at.date()) and 8 <= at.hour < 18
    day = hours.office_on(Random(seed), after.date(), after)
    assert day >= after and hours.is_workday(day.date()) and 8 <= day.hour < 18
    seen = centre_from(Random(seed), after, 1, 60)
    assert seen > after and time(8, 30) <= seen.time() <= time(20)


def test_small_things() -> None:
    low = wall(date(2019, 11, 1))
    assert between(Random(1), low, low - timedelta(days=1)) == low
    assert part(timedelta(seconds=99), 50) == timedelta(seconds=49)
