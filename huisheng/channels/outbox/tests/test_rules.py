"""When what is sent, and when again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.outbox import rules, templates

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = ("00:00-08:00", "21:00-24:00")


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2019, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "loud"),
    [
        (wall(4, 9), wall(4, 9)),
        (wall(4, 8), wall(4, 8)),
        (wall(4, 7, 59), wall(4, 8)),
        (wall(4, 21), wall(5, 8)),
        (wall(30, 23, 59), datetime(2019, 12, 1, 8, tzinfo=ZONE)),
    ],
)
def test_quiet_hours_end_where_the_last_of_them_ends(now: datetime, loud: datetime) -> None:
    assert rules.loud_from(now, NIGHT) == loud


def test_where_it_is_never_loud_it_is_sent_in_the_end() -> None:
    assert rules.loud_from(wall(4, 9), ("00:00-24:00",)) == wall(6, 0)


@given(st.integers(0, 24 * 60 - 1))
def test_a_loud_time_lies_in_no_quiet_slot(minute: int) -> None:
    loud = rules.loud_from(wall(4, 0) + timedelta(minutes=minute), NIGHT)
    assert "08:00" <= f"{loud:%H:%M}" < "21:00"


def test_pauses_grow_and_end() -> None:
    pauses = [rules.pause(tries) for tries in range(1, len(rules.PAUSES) + 1)]
    assert pauses == sorted(rules.PAUSES)
    assert rules.pause(len(rules.PAUSES) + 1) is None


@pytest.mark.parametrize(
    ("phone", "mobile"),
    [
        ("19900000001", True),
        ("+8619900000001", True),
        ("12345", False),
        ("073158123456", False),
        ("199000000012", False),
    ],
)
def test_mobile_numbers(phone: str, mobile: bool) -> None:
    assert rules.is_mobile(phone) is mobile


def test_every_entry_that_tells_has_its_words() -> None:
    assert set(rules.TELLS.values()) <= set(templates.all_())


@pytest.mark.parametrize(
    "text", ["{name}您好", "{Number}", "{", "{number}" * 6, "长" * (templates.SMS_LIMIT + 1)], ids=range(5)
)
def test_words_that_may_not_be_sent(text: str) -> None:
    with pytest.raises(ValueError, match="^t: "):
        templates.checked(templates.Template("t", "", "", text))
