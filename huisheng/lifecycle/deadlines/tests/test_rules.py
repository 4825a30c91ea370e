"""From a rule and an instant to a due time, with the working that can be printed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from huisheng import rulebook
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines.rules import derivation, due_of, extended, in_office, resumed, set_clock, within
from huisheng.workdays import notices
from tests.telling import day_end

XIANGTAN = rulebook.at(date(2019, 9, 29), "湖南/湘潭")
BEFORE_THE_HOLIDAY = datetime(2019, 9, 29, 2, 0, tzinfo=UTC)  # Sunday 10:00, a make-up working day


@pytest.mark.parametrize(
    ("hour", "open_"),
    [
        ("2019-11-04T08:30", True),  # a Monday
        ("2019-11-04T12:00", False),
        ("2019-11-04T17:29", True),
        ("2019-11-02T10:00", False),  # a Saturday
        ("2019-09-29T10:00", True),  # a Sunday that is worked
        ("2019-10-01T10:00", False),
        ("2033-03-03T10:00", True),  # a Thursday; holidays of that year aren't known
        ("2033-03-05T10:00", False),
    ],
)
def test_office_hours(hour: str, open_: bool) -> None:
    assert in_office(datetime.fromisoformat(f"{hour}+08:00"), XIANGTAN) is open_


def test_office_hours_that_are_none_are_said() -> None:
    found = XIANGTAN.get("schedule.office")

    class Broken:
        def get(self, name: str) -> object:
            return replace(found, is_=("08:30-08:30",))

    with pytest.raises(Refusal) as caught:
        in_office(BEFORE_THE_HOLIDAY, Broken())  # type: ignore[arg-type]  # as far as it is asked
    assert caught.value.code == "bad_slots"


def test_working_days_step_over_the_national_day() -> None:
    clock = set_clock("reply", BEFORE_THE_HOLIDAY, XIANGTAN, {})
    assert clock is not None
    # 30 September, 8, 9, 10, 11 October: the 1st to the 7th are a holiday
    assert (clock.due_at, clock.limit, clock.cite) == (day_end(10, 11), "5个工作日", "rehearsal#art-16")


def test_urgent_hours_run_round_the_clock_over_the_national_day() -> None:
    start = datetime(2019, 9, 30, 14, 0, tzinfo=UTC)  # 22:00 on the eve
    clock = set_clock("reply", start, XIANGTAN, {"urgent": True})
    assert clock is not None
    assert (clock.due_at, clock.limit) == (start + timedelta(hours=24), "24小时")
    citizen = set_clock("citizen", start, XIANGTAN, {"urgent": True})
    assert citizen is not None
    assert citizen.due_at == start + timedelta(hours=72)


def test_working_hours_keep_office_time() -> None:
    rules = rulebook.at(date(2020, 4, 3), "")
    start = datetime(2020, 4, 3, 9, 0, tzinfo=UTC)  # Friday 17:00, half an hour before closing; 4 to 6 April 清明
    clock = set_clock("contact", start, rules, {"enterprise": True})
    assert clock is not None
    assert (clock.due_at, clock.limit) == (datetime(2020, 4, 7, 1, 0, tzinfo=UTC), "1个工作小时")


def test_calendar_days_end_on_a_working_day() -> None:
    beijing = rulebook.at(date(2019, 9, 24), "北京")
    clock = set_clock("reply", datetime(2019, 9, 24, 2, 0, tzinfo=UTC), beijing, {"grade": 3})
    assert clock is not None
    assert (clock.due_at, clock.limit) == (day_end(10, 8), "7日")


def test_no_rule_no_clock() -> None:
    assert set_clock("arrive", BEFORE_THE_HOLIDAY, XIANGTAN, {}) is None
    assert derivation("arrive", BEFORE_THE_HOLIDAY, XIANGTAN, {}) == ()
    assert within("visits.full_coverage", BEFORE_THE_HOLIDAY, BEFORE_THE_HOLIDAY, XIANGTAN, {}) is None


def test_derivation_prints_what_was_skipped_and_why() -> None:
    lines = derivation("reply", BEFORE_THE_HOLIDAY, XIANGTAN, {})
    assert lines[0] == "时限：5个工作日。依据：rehearsal#art-16"
    assert any("国庆" in line for line in lines)
    assert "24:00" in lines[-1]
    urgent = derivation("reply", BEFORE_THE_HOLIDAY, XIANGTAN, {"urgent": True})
    assert "昼夜连续计算" in urgent[0]


def test_a_unit_of_time_nobody_knows() -> None:
    odd = replace(XIANGTAN.get("deadlines.reply"), unit="times", is_=3)
    with pytest.raises(Refusal) as caught:
        due_of(odd, BEFORE_THE_HOLIDAY, XIANGTAN)
    assert caught.value.code == "no_rule"


def test_a_limit_that_runs_into_a_year_without_holidays_isn_t_over() -> None:
    """At the end of the last year whose holidays are known; within an unknown year nothing can be told."""
    last = notices.years()[-1]
    begun, law = datetime(last, 12, 30, 2, 0, tzinfo=UTC), rulebook.at(date(last, 12, 30), "湖南/湘潭")
    assert within("returns.within", begun, datetime(last, 12, 31, 2, 0, tzinfo=UTC), law, {}) is None
    with pytest.raises(Refusal, match=f"没有{last + 1}年的放假安排"):
        within("returns.within", begun, datetime(last + 1, 1, 20, 2, 0, tzinfo=UTC), law, {})


def test_within() -> None:
    over_at = day_end(10, 8)  # two working days: 30 September, 8 October
    assert within("returns.within", BEFORE_THE_HOLIDAY, over_at, XIANGTAN, {}) is None
    late = within("returns.within", BEFORE_THE_HOLIDAY, over_at + timedelta(microseconds=1), XIANGTAN, {})
    assert late is not None
    assert (late.due_at, late.limit) == (over_at, "2个工作日")
    soon = BEFORE_THE_HOLIDAY + timedelta(hours=5)
    urgent = within("returns.within", BEFORE_THE_HOLIDAY, soon, XIANGTAN, {"urgent": True})
    assert urgent is not None
    assert urgent.limit == "4小时"


def test_extended_counts_from_the_day_it_was_due() -> None:
    assert extended(day_end(9, 30), 1, "x").due_at == day_end(10, 8)
    assert extended(day_end(10, 8), 3, "x") == extended(day_end(10, 8) - timedelta(hours=5), 3, "x")
    assert extended(day_end(10, 8), 3, "x").limit == "延长3个工作日"


def test_resumed() -> None:
    later = day_end(10, 11)
    same = resumed(later, "5个工作日", "a", BEFORE_THE_HOLIDAY, XIANGTAN, {})
    assert (same.due_at, same.limit, same.cite) == (later, "5个工作日", "a")
    again = resumed(day_end(9, 29), "5个工作日", "a", BEFORE_THE_HOLIDAY, XIANGTAN, {})
    assert (again.due_at, again.cite) == (day_end(9, 30), "rehearsal#art-23")
