"""Virtual time and the windows of Shanghai's days."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel import clock

NOON = datetime(2019, 11, 4, 4, 0, tzinfo=UTC)
DAYS = st.dates(date(1950, 1, 1), date(2050, 12, 30))


def test_the_present_is_in_utc_and_goes_on() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_virtual_time_stands_still_nests_and_ends() -> None:
    with clock.at(NOON):
        assert clock.now() == NOON
        with clock.at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == clock.now() == NOON
    assert clock.now() > NOON + timedelta(days=365)


def test_virtual_time_ends_with_an_error_too() -> None:
    with suppress(ZeroDivisionError), clock.at(NOON):
        raise ZeroDivisionError
    assert clock.now() != NOON


def test_virtual_time_is_told_in_utc_wherever_it_was_set() -> None:
    with clock.at(NOON.astimezone(timezone(timedelta(hours=8)))):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2019, 11, 4)):  # noqa: DTZ001  the point
        pytest.fail("not reached")
    assert clock.now() > NOON


def test_the_wall_in_shanghai() -> None:
    assert f"{clock.local(NOON):%Y-%m-%d %H:%M %z}" == "2019-11-04 12:00 +0800"
    assert clock.local_day(datetime(2019, 11, 3, 15, 59, 59, tzinfo=UTC)) == date(2019, 11, 3)
    assert clock.local_day(datetime(2019, 11, 3, 16, 0, tzinfo=UTC)) == date(2019, 11, 4)


def test_a_month_is_a_half_open_window() -> None:
    first, end = clock.window(date(2019, 11, 1), date(2019, 11, 30))
    assert first == datetime(2019, 10, 31, 16, tzinfo=UTC)
    assert end == datetime(2019, 11, 30, 16, tzinfo=UTC)
    assert end == clock.window(date(2019, 12, 1), date(2019, 12, 31))[0]


@given(DAYS)
def test_midnight_begins_its_day(day: date) -> None:
    begins = clock.midnight(day)
    assert clock.local_day(begins) == day
    assert clock.local_day(begins - timedelta(microseconds=1)) == day - timedelta(days=1)
    assert clock.window(day, day) == (begins, clock.midnight(day + timedelta(days=1)))
