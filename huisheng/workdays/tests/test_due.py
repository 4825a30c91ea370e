"""Due times and the lines people read."""

import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.workdays import (
    ALWAYS,
    Schedule,
    calendar_days_after,
    hours_after,
    nth_workday_after,
    workdays_after,
    working_hours_after,
)
from huisheng.workdays.instants import SHANGHAI

OFFICE = Schedule.office([("08:30", "12:00"), ("14:30", "17:30")])
CITE = "《演示办法》第十四条"
NOTICE_2026 = (
    "国务院办公厅关于2026年部分节假日安排的通知 https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_working_days_end_at_24_local() -> None:
    due = workdays_after(at("2019-09-30T16:40"), 5, cite=CITE)
    assert due.at == datetime(2019, 10, 12, 16, tzinfo=UTC)
    assert due.at.tzinfo is UTC
    assert due.lines[0] == "时限：5个工作日。依据：《演示办法》第十四条"
    assert due.lines[1:-1] == tuple(nth_workday_after(date(2019, 9, 30), 5).why())
    assert due.lines[-1] == "到期：2019-10-12（周六）24:00。依据：民法总则第二百零三条（现为民法典第二百零三条）"


def test_the_day_of_the_start_is_the_local_one() -> None:
    late = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)  # already Tuesday in Shanghai
    assert workdays_after(late, 1, cite=CITE).at == at("2026-11-19T00:00")
    assert workdays_after(late, 1, cite=CITE, tz=UTC).at == datetime(2026, 11, 18, tzinfo=UTC)


def test_no_working_days_is_today_or_the_next_working_day() -> None:
    assert workdays_after(at("2026-11-16T09:00"), 0, cite=CITE).at == at("2026-11-17T00:00")
    assert workdays_after(at("2026-11-21T09:00"), 0, cite=CITE).at == at("2026-11-24T00:00")


def test_calendar_days_on_a_working_day() -> None:
    due = calendar_days_after(at("2026-11-16T09:00"), 7, cite=CITE)
    assert due.at == at("2026-11-24T00:00")
    assert due.lines == (
        "时限：7个自然日。依据：《演示办法》第十四条",
        "起算：2026-11-16（周一），当日不计入。依据：民法典第二百零一条",
        "第7日：2026-11-23（周一）",
        "到期：2026-11-23（周一）24:00。依据：民法典第二百零三条",
    )


def test_calendar_days_are_put_off_from_a_day_of_rest() -> None:
    due = calendar_days_after(at("2026-09-30T09:00"), 3, cite=CITE)
    assert due.at == at("2026-10-09T00:00")
    assert due.lines[2:] == (
        "第3日：2026-10-03（周六）",
        f"2026-10-03（周六）为休息日（国庆节放假，{NOTICE_2026}），顺延至其后第一个工作日2026-10-08（周四）",
        "到期：2026-10-08（周四）24:00。依据：民法典第二百零三条",
    )


def test_hours_run_round_the_clock() -> None:
    due = hours_after(at("2026-09-30T22:15:30"), 24, cite=CITE)
    assert due.at == at("2026-10-01T22:15:30")
    assert due.at.tzinfo is UTC
    assert due.lines == (
        "时限：24小时，昼夜连续计算，夜间、周末和节假日均计入。依据：《演示办法》第十四条",
        "起算：2026-09-30（周三）22:15:30。依据：民法典第二百零一条",
        "到期：2026-10-01（周四）22:15:30",
    )


def test_hours_need_no_calendar() -> None:
    assert hours_after(at("2026-12-31T23:00"), 2, cite=CITE).at == at("2027-01-01T01:00")


def test_working_hours_tell_what_was_used_and_what_was_skipped() -> None:
    due = working_hours_after(at("2026-09-30T16:00:30"), 10, schedule=OFFICE, cite=CITE)
    assert due.at == at("2026-10-09T10:30:30")
    assert due.lines == (
        "时限：10个工作小时。依据：《演示办法》第十四条",
        "起算：2026-09-30（周三）16:00:30。依据：民法典第二百零一条",
        "计入：2026-09-30（周三）16:00:30至17:30，1小时29分30秒",
        f"跳过：2026-10-01（周四）至2026-10-07（周三）共7天，国庆节放假。依据：{NOTICE_2026}",
        "计入：2026-10-08（周四）08:30至12:00，3小时30分",
        "计入：2026-10-08（周四）14:30至17:30，3小时",
        "计入：2026-10-09（周五）08:30至10:30:30，2小时30秒",
        "到期：2026-10-09（周五）10:30:30",
    )


def test_working_hours_that_end_at_24_take_nothing_of_the_next_day() -> None:
    nights = Schedule.weekly({"mon": [("22:00", "24:00")]})
    due = working_hours_after(at("2026-11-16T09:00"), 2, schedule=nights, cite=CITE)
    assert due.at == at("2026-11-17T00:00")
    assert due.lines[2:] == ("计入：2026-11-16（周一）22:00至24:00，2小时", "到期：2026-11-17（周二）00:00")


def test_working_hours_begun_on_a_closed_day_skip_it() -> None:
    lines = working_hours_after(at("2026-11-22T09:00"), 1, schedule=OFFICE, cite=CITE).lines
    assert lines[2] == "跳过：2026-11-22（周日），周日。依据：《国务院关于职工工作时间的规定》第七条"


def test_a_sliver_of_a_second_is_said_to_be_one() -> None:
    start = at("2026-11-16T11:59:59") + timedelta(milliseconds=500)
    lines = working_hours_after(start, 1, schedule=OFFICE, cite=CITE).lines
    assert lines[2].endswith("，不足1秒")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda t: workdays_after(t, -1, cite=CITE), "bad_count"),
        (lambda t: calendar_days_after(t, -1, cite=CITE), "bad_count"),
        (lambda t: hours_after(t, -1, cite=CITE), "bad_count"),
        (lambda t: working_hours_after(t, -1, schedule=OFFICE, cite=CITE), "bad_amount"),
        (lambda t: workdays_after(t, 10**9, cite=CITE), "no_calendar"),
        (lambda t: calendar_days_after(t, 800, cite=CITE), "no_calendar"),
        (lambda t: calendar_days_after(t, 10**30, cite=CITE), "out_of_range"),
        (lambda t: hours_after(t, 10**8, cite=CITE), "out_of_range"),
        (lambda t: hours_after(t, 10**30, cite=CITE), "out_of_range"),
        (lambda t: working_hours_after(t, 10**8, schedule=ALWAYS, cite=CITE), "too_far"),
    ],
)
def test_what_cannot_be_reckoned_is_refused(call: Any, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        call(at("2026-11-16T09:00"))
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")


def test_a_naive_start_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        workdays_after(datetime(2026, 11, 16), 1, cite=CITE)


def test_a_due_time_can_be_carried_to_another_process() -> None:
    due = workdays_after(at("2026-11-16T09:00"), 2, cite=CITE)
    carried = pickle.loads(pickle.dumps(due))
    assert carried == due
    assert carried.lines == due.lines


INSTANTS = st.datetimes(datetime(2013, 1, 2), datetime(2026, 6, 30), timezones=st.sampled_from([UTC, SHANGHAI]))


@given(INSTANTS, INSTANTS, st.integers(0, 30))
def test_who_comes_later_is_never_due_earlier(a: datetime, b: datetime, n: int) -> None:
    a, b = sorted((a, b))
    for later in (workdays_after, calendar_days_after, hours_after):
        assert a <= later(a, n, cite=CITE).at <= later(b, n, cite=CITE).at


@given(INSTANTS, st.integers(0, 30), st.sampled_from([SHANGHAI, UTC, ZoneInfo("Asia/Urumqi")]))
def test_the_last_instant_lies_in_the_nth_working_day(start: datetime, n: int, tz: ZoneInfo) -> None:
    due = workdays_after(start, n, cite=CITE, tz=tz)
    last = (due.at - timedelta(microseconds=1)).astimezone(tz).date()
    assert last == nth_workday_after(start.astimezone(tz).date(), n).date
