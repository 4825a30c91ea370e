"""Clocks that stand: every shared case, and a slow second way of counting."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.workdays import ALWAYS, Pause, Schedule, Span, Stopwatch, clock_face, cut_by_day, moved, pauses_from
from huisheng.workdays.instants import SHANGHAI
from huisheng.workdays.pauses import standing

WEEK = Schedule.weekly({name: [("09:00", "17:00")] for name in ("mon", "tue", "wed", "thu", "fri")})
OFFICE = Schedule.office([("08:30", "12:00"), ("14:30", "17:30")])


def at(text: str) -> datetime:
    t = datetime.fromisoformat(text)
    return t if t.tzinfo else t.replace(tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def cases(vectors: Path) -> dict[str, Any]:
    found = json.loads((vectors / "business_time" / "pauses.json").read_text(encoding="utf-8"))
    assert [case["id"] for case in found] == ["pause-01", "pause-03", "pause-05", "pause-07"]
    return {case["id"]: case for case in found}


def read_pauses(case: dict[str, Any]) -> tuple[Pause, ...]:
    return tuple(Pause(at(start), at(end)) for start, end in case["pauses"])


def test_working_minutes_are_cut_to_the_run_of_the_clock(cases: dict[str, Any]) -> None:
    case = cases["pause-01"]
    states = [(at(t), state) for t, state in case["events"]]
    clock = Stopwatch(
        ALWAYS,
        started=at(case["created"]),
        pauses=pauses_from((t, state == "PAUSED") for t, state in states),
        stopped=next(t for t, state in states if state == "closed"),
    )
    for query in case["queries"]:
        since, until = map(at, query["window"])
        assert clock.working_seconds(since, until) == query["working_minutes"] * 60, query


def test_a_pause_over_midnight_is_cut_at_local_midnight(cases: dict[str, Any]) -> None:
    case = cases["pause-03"]
    tz, pauses = ZoneInfo(case["tz"]), read_pauses(case)
    days = cut_by_day(pauses, tz=tz, until=at("2025-03-10T00:00"))
    assert {
        day.isoformat(): [list(clock_face(span, day, tz)) for span in spans] for day, spans in days.items()
    } == case["per_day"]


def test_a_pause_outside_working_hours_moves_nothing(cases: dict[str, Any]) -> None:
    case = cases["pause-05"]
    clock = Stopwatch(WEEK, at(case["start"]), read_pauses(case))
    target = timedelta(hours=case["target_business_hours"])
    assert clock.due(target) == at(case["due"])
    assert moved(at(case["due"]), clock.pauses, WEEK) == at(case["due"])


def test_two_pauses_in_one_minute_both_count(cases: dict[str, Any]) -> None:
    case = cases["pause-07"]
    clock = Stopwatch(ALWAYS, at("2025-03-03T12:00:00"), read_pauses(case))
    assert clock.paused_seconds(at("2025-03-03T00:00"), at("2025-03-04T00:00")) == case["paused_seconds_total"]


def test_pauses_come_from_a_history_of_states() -> None:
    one, two, three, four = (at(f"2026-11-16T1{hour}:00") for hour in range(4))
    assert pauses_from([]) == ()
    assert pauses_from([(two, True), (one, False), (three, True), (four, False)]) == (Pause(two, four),)
    assert pauses_from([(one, True), (two, False), (three, True)]) == (Pause(one, two), Pause(three, None))


def test_overlapping_pauses_count_once() -> None:
    t = at("2026-11-16T10:00")
    hour = timedelta(hours=1)
    pauses = (Pause(t + hour, t + 3 * hour), Pause(t, t + 2 * hour), Pause(t + hour, t + hour))
    clock = Stopwatch(ALWAYS, t - hour, pauses)
    assert standing(pauses) == [(t, t + 3 * hour)]
    assert standing([Pause(t + hour, t + 2 * hour), Pause(t, t + hour)]) == [(t, t + 2 * hour)]
    assert clock.paused_seconds(t - hour, t + 9 * hour) == 3 * 3600
    assert clock.due(2 * hour) == t + 4 * hour


def test_a_pause_over_the_due_time_puts_it_off_by_what_it_covered() -> None:
    # Friday 16:00 with 2 hours: due Monday 10:00; paused Friday 16:30 to Monday 09:15, of which 45 minutes were open
    clock = Stopwatch(WEEK, at("2026-11-20T16:00"), (Pause(at("2026-11-20T16:30"), at("2026-11-23T09:15")),))
    assert clock.due(timedelta(hours=2)) == at("2026-11-23T10:45")
    assert moved(at("2026-11-23T10:00"), clock.pauses, WEEK) == at("2026-11-23T10:45")


def test_a_pause_in_the_time_won_counts_too() -> None:
    pauses = (
        Pause(at("2026-11-16T10:00"), at("2026-11-16T11:00")),
        Pause(at("2026-11-16T12:30"), at("2026-11-16T13:00")),
    )
    assert moved(at("2026-11-16T12:00"), pauses, WEEK) == at("2026-11-16T13:30")
    assert moved(at("2026-11-16T12:00"), pauses[1:], WEEK) == at("2026-11-16T12:00")


def test_a_due_time_at_midnight_stays_there_unless_open_time_was_covered() -> None:
    midnight = at("2026-11-17T00:00")
    assert moved(midnight, [Pause(at("2026-11-16T18:00"), at("2026-11-16T20:00"))], OFFICE) == midnight
    assert moved(midnight, [Pause(at("2026-11-16T17:00"), at("2026-11-16T20:00"))], OFFICE) == at("2026-11-17T09:00")


def test_while_a_pause_is_open_nothing_is_due() -> None:
    clock = Stopwatch(WEEK, at("2026-11-16T09:00"), (Pause(at("2026-11-16T12:00")),))
    assert clock.due(timedelta(hours=3)) == at("2026-11-16T12:00")
    assert clock.due(timedelta(hours=3, seconds=1)) is None
    assert clock.due(timedelta(hours=80)) is None
    assert moved(at("2026-11-16T12:00"), clock.pauses, WEEK) == at("2026-11-16T12:00")
    assert moved(at("2026-11-16T12:01"), clock.pauses, WEEK) is None
    assert clock.working_seconds(at("2026-11-16T00:00"), at("2026-11-18T00:00")) == 3 * 3600
    assert clock.paused_seconds(at("2026-11-16T00:00"), at("2026-11-18T00:00")) == 13 * 3600


def test_an_open_pause_is_cut_where_it_is_looked_at() -> None:
    days = cut_by_day([Pause(at("2026-11-16T23:00:05"))], tz=SHANGHAI, until=at("2026-11-17T00:00:30"))
    assert [clock_face(spans[0], day, SHANGHAI) for day, spans in days.items()] == [
        ("23:00:05", "24:00"),
        ("00:00", "00:00:30"),
    ]
    assert days[date(2026, 11, 16)][0].start.tzinfo is UTC
    assert cut_by_day([Pause(at("2026-11-16T23:00"))], tz=SHANGHAI, until=at("2026-11-16T22:00")) == {}


def test_parts_of_seconds_are_summed_before_they_are_dropped() -> None:
    t = at("2026-11-16T10:00")
    half = timedelta(milliseconds=500)
    clock = Stopwatch(ALWAYS, t, (Pause(t + half, t + 2 * half), Pause(t + 3 * half, t + 4 * half)))
    assert clock.working_seconds(t, t + 4 * half) == 1
    assert clock.paused_seconds(t, t + 4 * half) == 1


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        standing([Pause(at("2026-11-16T10:00"), at("2026-11-16T09:00"))])
    assert caught.value.code == "bad_pause"


MONDAY = at("2026-11-16T00:00")
MINUTES = st.integers(0, 3 * 24 * 60)
PAUSES = st.lists(st.tuples(MINUTES, MINUTES).map(sorted), max_size=5).map(
    lambda found: tuple(Pause(MONDAY + timedelta(minutes=a), MONDAY + timedelta(minutes=b)) for a, b in found)
)
SCHEDULES = st.sampled_from([ALWAYS, WEEK, OFFICE])


@given(SCHEDULES, PAUSES, MINUTES, MINUTES)
def test_counted_minute_by_minute(schedule: Schedule, pauses: tuple[Pause, ...], since: int, length: int) -> None:
    length %= 600
    start = MONDAY + timedelta(minutes=since)
    minutes = [start + timedelta(minutes=i) for i in range(length)]
    paused = [any(p.start <= m and (p.end is None or m < p.end) for p in pauses) for m in minutes]
    clock = Stopwatch(schedule, MONDAY, pauses)
    until = start + timedelta(minutes=length)
    opened = [schedule.active(m) for m in minutes]
    assert clock.working_seconds(start, until) == 60 * sum(o and not p for o, p in zip(opened, paused, strict=True))
    assert clock.paused_seconds(start, until) == 60 * sum(o and p for o, p in zip(opened, paused, strict=True))


@given(SCHEDULES, PAUSES, MINUTES, st.integers(1, 20 * 60))
def test_due_is_the_first_instant_with_the_target_worked(
    schedule: Schedule, pauses: tuple[Pause, ...], since: int, minutes: int
) -> None:
    start = MONDAY + timedelta(minutes=since)
    clock = Stopwatch(schedule, start, pauses)
    due = clock.due(timedelta(minutes=minutes))
    assert due is not None
    assert clock.working_seconds(start, due) == minutes * 60
    assert clock.working_seconds(start, due - timedelta(seconds=1)) < minutes * 60


@given(SCHEDULES, PAUSES, st.integers(1, 20 * 60))
def test_moving_a_due_time_equals_counting_anew(schedule: Schedule, pauses: tuple[Pause, ...], minutes: int) -> None:
    plain = schedule.after(MONDAY, minutes, "minute")
    assert moved(plain, pauses, schedule) == Stopwatch(schedule, MONDAY, pauses).due(timedelta(minutes=minutes))


@given(PAUSES)
def test_cutting_by_day_loses_nothing(pauses: tuple[Pause, ...]) -> None:
    days = cut_by_day(pauses, tz=SHANGHAI, until=MONDAY + timedelta(days=9))
    pieces = [span for spans in days.values() for span in spans]
    assert sum((span.length for span in pieces), timedelta()) == sum(
        (end - start for start, end in standing(pauses)), timedelta()
    )
    for day, spans in days.items():
        for span in spans:
            assert isinstance(span, Span)
            assert span.start.astimezone(SHANGHAI).date() == day
            assert (span.end - timedelta(microseconds=1)).astimezone(SHANGHAI).date() == day
