"""Open time: every shared case, the national office, and laws that hold for any schedule."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.workdays import ALWAYS, Schedule, Slot, Span
from huisheng.workdays.instants import SHANGHAI, clock_text, local, moment
from huisheng.workdays.spans import slots

OFFICE = Schedule.office([("08:30", "12:00"), ("14:30", "17:30")])


def read_schedule(data: Mapping[str, Any]) -> Schedule:
    def dated(pairs: Mapping[str, Any]) -> dict[date, Any]:
        return {date.fromisoformat(day): found for day, found in pairs.items()}

    return Schedule.weekly(
        data["hours"],
        tz=ZoneInfo(data["tz"]),
        shifts=dated(data["shifts"]),
        breaks=dated(data["breaks"]),
        holidays=[date.fromisoformat(day) for day in data["holidays"]],
    )


def run(case: Mapping[str, Any]) -> object:
    schedule, given_, tz = read_schedule(case["schedule"]), case["in"], ZoneInfo(case["schedule"]["tz"])

    def instant(name: str) -> datetime:
        return datetime.fromisoformat(given_[name]).replace(tzinfo=tz)

    def written(t: datetime) -> str:
        return t.astimezone(tz).replace(tzinfo=None).isoformat()

    match case["op"]:
        case "after":
            return written(schedule.after(instant("t"), given_["amount"], given_["unit"]))
        case "before":
            return written(schedule.before(instant("t"), given_["amount"], given_["unit"]))
        case "within":
            return {"seconds": schedule.within(instant("from"), instant("to")) // timedelta(seconds=1)}
        case "active":
            return schedule.active(instant("t"))
        case "periods_after":
            periods = schedule.periods_after(instant("t"))
            return [[written(t) for t in next(periods)] for _ in range(given_["n"])]
    raise AssertionError(case["op"])


def test_every_shared_case(vectors: Path) -> None:
    cases = json.loads((vectors / "business_time" / "biz.json").read_text(encoding="utf-8"))
    assert len(cases) == 46
    assert {case["id"]: run(case) for case in cases} == {case["id"]: case["expect"] for case in cases}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_the_office_closes_on_holidays_and_opens_on_make_up_days() -> None:
    assert not OFFICE.active(at("2019-10-07T10:00"))
    assert OFFICE.active(at("2019-10-12T10:00"))
    assert not OFFICE.active(at("2019-10-12T12:00"))
    assert OFFICE.within(at("2019-09-30T17:00"), at("2019-10-12T09:00")) == timedelta(hours=4 * 6.5 + 1)
    assert OFFICE.after(at("2019-09-30T17:00"), 1, "hour") == at("2019-10-08T09:00")
    assert OFFICE.before(at("2019-10-08T09:00"), 1, "hour") == at("2019-09-30T17:00")
    assert OFFICE.after(at("2019-09-30T10:00"), 5, "day") == at("2019-10-12T10:00")
    assert OFFICE.before(at("2019-10-12T13:00"), 5, "day") == at("2019-09-30T12:00")


def test_time_ends_with_its_slot_not_at_the_next_opening() -> None:
    assert OFFICE.after(at("2026-11-16T08:30"), 210, "minute") == at("2026-11-16T12:00")
    assert OFFICE.before(at("2026-11-16T17:30"), 3, "hour") == at("2026-11-16T14:30")


def test_no_time_at_the_edge_of_a_slot_goes_over_the_gap() -> None:
    assert OFFICE.after(at("2026-11-16T12:00"), 0) == at("2026-11-16T14:30")
    assert OFFICE.before(at("2026-11-16T14:30"), 0) == at("2026-11-16T12:00")
    assert next(OFFICE.periods_after(at("2026-11-16T12:00"))).start == at("2026-11-16T14:30")
    assert next(OFFICE.periods_before(at("2026-11-16T14:30"))).end == at("2026-11-16T12:00")


def test_periods_before_come_latest_first() -> None:
    periods = OFFICE.periods_before(at("2026-11-16T15:00"))
    assert [next(periods) for _ in range(3)] == [
        Span(at("2026-11-16T14:30"), at("2026-11-16T15:00")),
        Span(at("2026-11-16T08:30"), at("2026-11-16T12:00")),
        Span(at("2026-11-13T14:30"), at("2026-11-13T17:30")),
    ]


def test_an_office_may_have_shifts_breaks_and_own_holidays() -> None:
    office = Schedule.office(
        [("09:00", "17:00")],
        shifts={date(2026, 11, 16): [("10:00", "11:00")], date(2026, 11, 21): []},
        breaks={date(2026, 11, 17): [("12:00", "14:00"), ("13:00", "15:00")], date(2026, 11, 18): [("00:00", "24:00")]},
        holidays=[date(2026, 11, 19)],
    )
    assert office.within(at("2026-11-16T00:00"), at("2026-11-17T00:00")) == timedelta(hours=1)
    assert office.within(at("2026-11-17T00:00"), at("2026-11-18T00:00")) == timedelta(hours=5)
    assert office.closed(date(2026, 11, 18)) == "当日暂停办公"
    assert office.closed(date(2026, 11, 19)) == "休息日"
    assert office.closed(date(2026, 11, 21)) == "当日不排班"
    assert office.closed(date(2026, 11, 22)) == "周日。依据：《国务院关于职工工作时间的规定》第七条"
    assert Schedule.weekly({}).closed(date(2026, 11, 22)) == "当日无工作时段"


def test_always_is_every_second() -> None:
    a, b = at("2026-12-31T23:59:59"), at("2027-01-02T00:00:01")
    assert ALWAYS.active(a)
    assert ALWAYS.within(a, b) == b - a
    assert ALWAYS.after(a, 90_000) == a + timedelta(seconds=90_000)


def test_summer_time_neither_makes_nor_hides_an_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    nights = Schedule.weekly({"sun": [("02:00", "03:00"), ("03:00", "04:00")]}, tz=berlin)
    assert nights.spans(date(2026, 3, 29)) == (
        Span(datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC)),
    )
    assert sum((span.length for span in nights.spans(date(2026, 10, 25))), timedelta()) == timedelta(hours=3)


def test_days_looked_at_are_not_kept_for_ever() -> None:
    schedule = Schedule.weekly({"mon": [("09:00", "10:00")]})
    assert schedule.within(at("2000-01-01T00:00"), at("2020-01-01T00:00")) == timedelta(hours=1044)
    assert len(schedule._spans) <= 4096


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("9:00", "12:00")], "“9:00”不是时刻"),
        ([("09:00", "24:01")], "应在00:00至24:00之间"),
        ([("09:60", "12:00")], "应在00:00至24:00之间"),
        ([("09:00:60", "12:00")], "应在00:00至24:00之间"),
        ([("22:00", "06:00")], "跨零点的时段请拆成两段"),
        ([("09:00", "09:00")], "结束应晚于开始"),
        ([("14:00", "18:00"), ("09:00", "15:00")], "不能重叠"),
    ],
)
def test_bad_slots_are_refused(pairs: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(Refusal) as caught:
        slots(pairs)
    assert caught.value.code == "bad_slots"
    assert said in caught.value.sentence


def test_slots_may_touch_and_have_seconds() -> None:
    assert slots([("12:00", "24:00"), ("08:30:15", "12:00")]) == (Slot(30615, 43200), Slot(43200, 86400))


def test_an_unknown_weekday_is_refused() -> None:
    with pytest.raises(Refusal, match="“周一”不是星期"):
        Schedule.weekly({"周一": [("09:00", "17:00")]})


def code_of(call: Any, *values: object) -> str:
    with pytest.raises(Refusal) as caught:
        call(*values)
    return caught.value.code


def test_what_cannot_be_reckoned_is_refused() -> None:
    t = at("2026-11-16T09:00")
    never = Schedule.weekly({})
    assert code_of(OFFICE.after, t, -1, "hour") == "bad_amount"
    assert code_of(OFFICE.before, t, -1, "day") == "bad_amount"
    assert code_of(OFFICE.after, t, 10_000, "hour") == "no_calendar"
    assert code_of(OFFICE.within, t, at("2028-01-05T00:00")) == "no_calendar"
    assert code_of(ALWAYS.after, t, 10**30, "hour") == "out_of_range"
    assert code_of(ALWAYS.after, t, 10**6, "day") == "too_far"
    assert code_of(ALWAYS.within, t, at("2626-01-01T00:00")) == "too_far"
    assert code_of(never.after, t, 1) == "too_far"
    assert code_of(never.before, t, 1) == "too_far"
    assert code_of(never.after, t, 1, "day") == "too_far"
    assert code_of(ALWAYS.after, at("9999-12-31T00:00"), 2, "day") == "out_of_range"
    assert code_of(moment, date(9999, 12, 31), 86399, ZoneInfo("America/New_York")) == "out_of_range"
    assert code_of(local, datetime.max.replace(tzinfo=UTC), SHANGHAI) == "out_of_range"


def test_a_naive_time_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ALWAYS.active(datetime(2026, 11, 16))


def test_seconds_are_written_only_where_there_are_some() -> None:
    assert clock_text(at("2026-11-16T09:00"), SHANGHAI) == "09:00"
    assert clock_text(at("2026-11-16T09:00:05"), SHANGHAI) == "09:00:05"


INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1), timezones=st.sampled_from([UTC, SHANGHAI]))
SECONDS = st.integers(1, 40 * 3600)
SPLIT_WEEK = {name: [("08:30", "12:00"), ("12:00", "14:00")] for name in ("mon", "tue", "wed", "sat")}
SCHEDULES = st.sampled_from(
    [
        OFFICE,
        ALWAYS,
        Schedule.weekly(
            SPLIT_WEEK,
            tz=ZoneInfo("Europe/Berlin"),
            shifts={date(2025, m, 1): [("20:00", "24:00")] for m in range(1, 13)},
            breaks={date(2025, m, 3): [("09:00", "09:20"), ("09:10", "13:00")] for m in range(1, 13)},
            holidays=[date(2025, m, d) for m in range(1, 13) for d in (7, 8)],
        ),
    ]
)


@given(SCHEDULES, INSTANTS, INSTANTS, INSTANTS)
def test_open_time_adds_up(schedule: Schedule, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assert schedule.within(a, b) + schedule.within(b, c) == schedule.within(a, c)
    assert timedelta() <= schedule.within(a, b) <= b - a
    assert schedule.within(b, a) == timedelta()


@given(SCHEDULES, INSTANTS, SECONDS)
def test_after_takes_exactly_the_open_time(schedule: Schedule, t: datetime, seconds: int) -> None:
    end = schedule.after(t, seconds)
    assert schedule.within(t, end) == timedelta(seconds=seconds)
    assert schedule.within(t, end - timedelta(microseconds=1)) < timedelta(seconds=seconds)


@given(SCHEDULES, INSTANTS, SECONDS)
def test_before_undoes_after(schedule: Schedule, t: datetime, seconds: int) -> None:
    start = schedule.after(t, 0)
    assert schedule.before(schedule.after(t, seconds), seconds) == start
    end = schedule.before(t, 0)
    assert schedule.after(schedule.before(t, seconds), seconds) == end


@given(SCHEDULES, INSTANTS, INSTANTS, SECONDS, SECONDS)
def test_later_start_or_more_time_never_ends_earlier(
    schedule: Schedule, a: datetime, b: datetime, less: int, more: int
) -> None:
    a, b = sorted((a, b))
    less, more = sorted((less, more))
    assert schedule.after(a, less) <= schedule.after(b, less)
    assert schedule.after(a, less) <= schedule.after(a, more)


@given(SCHEDULES, INSTANTS, st.integers(0, 40))
def test_days_later_is_open(schedule: Schedule, t: datetime, days: int) -> None:
    end = schedule.after(t, days, "day")
    assert end >= t
    assert schedule.active(end)
