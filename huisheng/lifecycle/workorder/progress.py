"""How far a matter is, for the citizen whose it is: what may be told him, in plain words, and what was promised.

Unscoped: whoever asks has made sure that it is the citizen's own matter.
"""

from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.kernel.database import fixed
from huisheng.ledger import read
from huisheng.lifecycle.workorder import rules
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.rules import Step

__all__ = ["Step", "of", "promised"]

_WORDS = "SELECT no, text FROM workorder_note WHERE order_id = %s AND erased_at IS NULL"


def of(matter: Matter) -> list[Step]:
    """The steps so far, oldest first. Two queries."""
    words: dict[int, str] = dict(fixed.rows(_WORDS, [matter.order.pk]))
    return rules.steps(read.stream(matter.order.stream), words, directory.unit_name)


def promised(matter: Matter) -> datetime | None:
    """By when the citizen has been promised an answer, as it stands now; None once he has it, or where no rule says."""
    clock = matter.clock("citizen", 0)
    return clock.due_at if clock is not None and clock.stopped_at is None else None
