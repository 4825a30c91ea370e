"""What follows from a visit. Pure: on outcomes given."""

from collections.abc import Sequence

from huisheng.lifecycle.workorder.states import Grade, OrderState, Outcome, Round
from huisheng.rulebook import implements


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


def attempts_used(outcomes: Sequence[str]) -> int:
    """Attempts in a row, up to the last, that reached nobody. ``outcomes``: of one handling, oldest first."""
    used = 0
    for outcome in reversed(outcomes):
        if outcome == Outcome.REACHED:
            break
        used += 1
    return used
