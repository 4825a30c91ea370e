"""What follows from a visit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel import clock
from huisheng.lifecycle.visits.rules import (
    attempts_used,
    brings_supervision,
    callable_from,
    next_state,
    next_try,
    promises,
    round_of,
    unsatisfied_so_far,
)


@pytest.mark.parametrize(
    ("outcome", "solved", "grade", "state"),
    [
        ("reached", "yes", "satisfied", "closed"),
        ("reached", "yes", "partly", "closed"),
        ("reached", "yes", "unsatisfied", "awaiting_decision"),
        ("reached", "partly", "satisfied", "awaiting_decision"),
        ("reached", "no", "satisfied", "awaiting_decision"),
        ("reached", "no", "unsatisfied", "awaiting_decision"),
        ("reached", "yes", None, "closed"),
        ("reached", None, "partly", "closed"),
        ("reached", None, "unsatisfied", "awaiting_decision"),
        ("reached", "partly", None, "awaiting_decision"),
        ("reached", "no", None, "awaiting_decision"),
        ("unanswered", None, None, "awaiting_visit"),
        ("declined", None, None, "awaiting_visit"),
    ],
)
def test_next_state(outcome: str, solved: str | None, grade: str | None, state: str) -> None:
    assert next_state(outcome, solved, grade) == state


def test_round_of() -> None:
    assert [round_of(n) for n in (0, 1, 2)] == ["regular", "supervision", "supervision"]


@pytest.mark.parametrize(
    ("outcomes", "used"),
    [
        ([], 0),
        (["unanswered"], 1),
        (["unanswered", "declined", "unanswered"], 3),
        (["unanswered", "reached"], 0),
        (["unanswered", "reached", "unanswered"], 1),
    ],
)
def test_attempts_used(outcomes: list[str], used: int) -> None:
    assert attempts_used(outcomes) == used


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2019-11-04 07:00", "2019-11-04 08:30"),
        ("2019-11-04 08:30", "2019-11-04 08:30"),
        ("2019-11-04 11:59", "2019-11-04 11:59"),
        ("2019-11-04 12:00", "2019-11-04 14:00"),
        ("2019-11-04 20:00", "2019-11-05 08:30"),
        ("2019-11-04 23:59", "2019-11-05 08:30"),
    ],
)
def test_called_by_day(at: str, opens: str) -> None:
    assert callable_from(wall(at), ("08:30-12:00", "14:00-20:00")) == wall(opens)


def test_a_day_may_end_at_midnight() -> None:
    assert callable_from(wall("2019-11-04 23:59"), ("00:00-24:00",)) == wall("2019-11-04 23:59")
    with pytest.raises(ValueError, match="no slot"):
        callable_from(wall("2019-11-04 23:59"), ())


@given(
    st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)),
    st.integers(0, 100),
    st.integers(0, 22),
    st.integers(1, 2),
)
def test_next_try_is_late_enough_and_within_hours(last: datetime, gap: int, first: int, length: int) -> None:
    slots = (f"{first:02}:00-{first + length:02}:00",)
    begun = clock.local(last.replace(tzinfo=UTC))
    again = next_try(begun, timedelta(hours=gap), slots)
    assert again >= begun + timedelta(hours=gap)
    assert first <= clock.local(again).hour < first + length
    assert callable_from(again, slots) == again
    assert again - begun <= timedelta(hours=gap, days=1)


@pytest.mark.parametrize(
    ("made", "most", "supervised", "brings"),
    [(1, 2, False, False), (2, 2, False, True), (3, 2, False, True), (2, 2, True, False), (9, None, False, False)],
)
def test_what_brings_supervision(made: int, most: int | None, supervised: bool, brings: bool) -> None:
    assert brings_supervision(made, most, supervised=supervised) is brings


def test_which_visits_the_rule_counts() -> None:
    visits = [
        ("regular", "reached", "unsatisfied"),
        ("regular", "reached", "satisfied"),
        ("regular", "unanswered", None),
        ("supervision", "reached", "unsatisfied"),
    ]
    assert unsatisfied_so_far(visits) == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("已到现场查看，预计11月20日前修复，请谅解。", ["预计11月20日前修复"]),
        ("我局将在3个工作日内更换井盖；已设围挡。", ["我局将在3个工作日内更换井盖"]),
        ("承诺月底前完工！计划下周五通车", ["承诺月底前完工", "计划下周五通车"]),
        ("11月3日已到现场处理。", []),
        ("将尽快处理。", []),
        ("", []),
    ],
)
def test_promises(words: str, found: list[str]) -> None:
    assert promises(words) == found
