"""What follows from a visit. Pure: on outcomes given."""

from collections.abc import Sequence

from huisheng.lifecycle.workorder.states import Grade, OrderState, Outcome, Round, Solution
from huisheng.rulebook import implements


@implements("domain#art-19")
def next_state(outcome: str, solved: str | None, grade: str | None) -> OrderState:
    """Not solved or unsatisfied waits for a decision; reached otherwise closes; not reached is tried again.

    Solved in part is not solved: somebody decides whether the rest is done again. What the citizen said nothing of
    doesn't hold the matter open. ``grade`` is of the result; how it was handled (服务过程) decides nothing.
    """
    if outcome != Outcome.REACHED:
        return OrderState.AWAITING_VISIT
    if solved in (Solution.PARTLY, Solution.NO) or grade == Grade.UNSATISFIED:
        return OrderState.AWAITING_DECISION
    return OrderState.CLOSED


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
