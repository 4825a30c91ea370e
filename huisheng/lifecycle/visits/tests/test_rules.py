"""What follows from a visit."""

import pytest

from huisheng.lifecycle.visits.rules import attempts_used, next_state, round_of


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
