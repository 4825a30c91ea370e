"""What a lesson brought, and whether that is enough to put it to use. Pure."""

from dataclasses import dataclass
from datetime import date

from huisheng.rulebook import implements


@dataclass(frozen=True, slots=True)
class Outcome:
    """A model's bytes, what it was learned from, and how it did on the last weeks, which were kept from it.

    ``right_before``: how the one in use did on the same; None where there is none or it couldn't be asked.
    ``macro_f1`` and ``calibration_error`` are in thousandths; None where nothing was compared.
    """

    weights: bytes
    first: date
    last: date
    examples: int
    labels: int
    judged: int = 0
    right: int = 0
    right_before: int | None = None
    macro_f1: int | None = None
    calibration_error: int | None = None


@implements("domain#art-78")
def cause_to_take(outcome: Outcome, least: int, *, in_use: bool, ever: bool = False) -> str:
    """Why it may be put to use by itself: ``first`` or ``better``; "" where a person has to decide.

    Too few compared: nothing can be told. The first one must be right more often than not. Where there was one
    (``ever``) and none is in use, a person stopped it: no lesson starts it again.
    """
    if outcome.judged < least or (ever and not in_use):
        return ""
    if not in_use:
        return "first" if 2 * outcome.right > outcome.judged else ""
    if outcome.right_before is None:
        return ""
    return "better" if outcome.right >= outcome.right_before else ""


@implements("domain#art-78")
def drifted(now: tuple[int, int], learned: tuple[int, int], percent: int) -> bool:
    """Whether (right, judged) of the last weeks lies ``percent`` points or more below what it was when learned."""
    if not now[1] or not learned[1]:
        return False
    return 100 * (learned[0] * now[1] - now[0] * learned[1]) >= percent * now[1] * learned[1]
