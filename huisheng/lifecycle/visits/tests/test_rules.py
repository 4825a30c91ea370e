"""What follows from a visit."""

import pytest

from huisheng.lifecycle.visits.rules import attempts_used, next_state, round_of


@pytest.mark.parametrize(
    ("outcome", "solved", "grade", "state"),
    [
        ("reached", True, "satisfied", "closed"),
        ("reached", True, "partly", "closed"),
        ("reached", True, "unsatisfied", "awaiting_decision"),
        ("reached", False, "satisfied", "awaiting_decision"),
        ("reached", False, "unsatisfied", "awaiting_decision"),
        ("reached", True, None, "awaiting_decision"),
        ("unanswered", None, None, "awaiting_visit"),
        ("declined", None, None, "awaiting_visit"),
    ],
)
def test_next_state(outcome: str, solved: bool | None, grade: str | None, state: str) -> None:
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
