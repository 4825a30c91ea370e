"""What follows from a visit. Pure: on outcomes given."""

from collections.abc import Sequence
from dataclasses import dataclass

from huisheng.lifecycle.workorder.states import Grade, OrderState, Outcome, Round
from huisheng.rulebook import implements


@dataclass(frozen=True, slots=True)
class Attempt:
    """A visit as the rules need it."""

    round: str
    outcome: str
    solved: bool | None
    grade: str | None

    @property
    def effective(self) -> bool:
        """The citizen was reached and judged."""
        return self.outcome == Outcome.REACHED and self.grade is not None

    @property
    def unsatisfied(self) -> bool:
        """Reached, and not content."""
        return self.effective and self.grade == Grade.UNSATISFIED


@implements("domain#art-19")
def next_state(outcome: str, solved: bool | None, grade: str | None) -> OrderState:
    """Solved and not unsatisfied closes; reached otherwise waits for a decision; not reached is tried again."""
    if outcome != Outcome.REACHED:
        return OrderState.AWAITING_VISIT
    if solved and grade in (Grade.SATISFIED, Grade.PARTLY):
        return OrderState.CLOSED
    return OrderState.AWAITING_DECISION


def round_of(answered_supervisions: int) -> Round:
    """The round of the next visit: after a supervision's reply it judges the supervision, before that the handling."""
    return Round.SUPERVISION if answered_supervisions else Round.REGULAR


def unsatisfied_regular(attempts: Sequence[Attempt]) -> int:
    """How often a regular visit found the citizen unsatisfied."""
    return sum(1 for a in attempts if a.round == Round.REGULAR and a.unsatisfied)


def attempts_used(attempts: Sequence[Attempt]) -> int:
    """Attempts in a row, up to the last, that reached nobody."""
    used = 0
    for attempt in reversed(attempts):
        if attempt.outcome == Outcome.REACHED:
            break
        used += 1
    return used
