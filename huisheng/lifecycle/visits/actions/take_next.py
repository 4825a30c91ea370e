"""取下一位: the next citizen to call, by rule; two visitors never get the same one at the same moment."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import insist
from huisheng.lifecycle.visits import reads
from huisheng.lifecycle.visits.actions import take
from huisheng.lifecycle.visits.models import Hold
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.rulebook import implements

_LOOK = 20  # how many are looked at, at once: as many as may be snatched away by others meanwhile

can = take.can


@implements("rehearsal#art-26", "rehearsal#art-27")
def do(*, by: Actor, at: datetime) -> WorkOrder | None:
    """Let go of what the seat had, and take the next; None when nobody is to be called now."""
    insist(can(by))
    Hold.objects.filter(seat=by.seat, later=False).delete()
    while True:
        candidates = list(reads.ready(by, at)[:_LOOK])
        for order in candidates:
            if take.claim(order, by, at):
                return order
        if len(candidates) < _LOOK:
            return None
