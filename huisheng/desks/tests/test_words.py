"""Times in words."""

from datetime import UTC, datetime, timedelta

import pytest

from huisheng.desks import words
from huisheng.desks.fields import code_of

AT = datetime(2019, 11, 8, 3, 0, tzinfo=UTC)  # 11:00 in Shanghai


@pytest.mark.parametrize(
    ("length", "long", "short"),
    [
        (timedelta(0), "1 分", "1 分"),
        (timedelta(minutes=20), "20 分", "20 分"),
        (timedelta(hours=3, minutes=20), "3 小时 20 分", "3 时 20 分"),
        (timedelta(hours=3), "3 小时", "3 时"),
        (timedelta(days=2, hours=4, minutes=9), "2 天 4 小时", "2 天 4 时"),
        (timedelta(days=2), "2 天", "2 天"),
        (timedelta(days=3, hours=4), "3 天 4 小时", "3 天"),
        (timedelta(days=7, hours=4), "7 天", "7 天"),
    ],
)
def test_two_units_at_most(length: timedelta, long: str, short: str) -> None:
    assert (words.span(length), words.span(length, short=True)) == (long, short)


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(days=3), "plenty"),
        (timedelta(hours=24), "half"),
        (timedelta(hours=4), "soon"),
        (timedelta(seconds=-1), "late"),
    ],
)
def test_a_dial_by_what_is_left(left: timedelta, state: str) -> None:
    dial = words.running(AT + left, AT)
    assert dial.state == state
    assert dial.words.startswith("逾期 " if state == "late" else "还剩 ")


def test_midnight_ends_its_day() -> None:
    midnight = datetime(2019, 11, 8, 16, 0, tzinfo=UTC)
    assert words.due_words(midnight) == "2019-11-08 24:00"
    assert words.due_words(midnight, year=False) == "11-08 24:00"
    assert words.due_words(AT) == "2019-11-08 11:00"


def test_a_stopped_clock_says_how_it_ended() -> None:
    assert words.stopped(AT, AT) == words.Dial("done", "按时", None, "2019-11-08 11:00 到期，2019-11-08 11:00 停止")
    assert words.stopped(AT, AT + timedelta(days=2)).words == "逾期 2 天"


def test_the_code_before_the_first_space() -> None:
    assert [code_of(typed) for typed in ("", "  ", "0101", " 0101 噪声 污染", "0101\u3000噪声")] == [
        "",
        "",
        "0101",
        "0101",
        "0101",
    ]
