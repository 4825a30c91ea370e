"""取件: a citizen is in one visitor's hands for some minutes, and nobody else is given him. No state of the order."""

from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.visits import reads
from huisheng.lifecycle.visits.models import Hold
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.rulebook import implements

_CITE = "rehearsal#art-28"
# one statement: of two who reach for one citizen, the second waits for the first and then finds him taken
_CLAIM = """
INSERT INTO visit_hold (order_id, seat_id, taken_at, until, later, why)
VALUES (%s, %s, %s, %s, FALSE, '')
ON CONFLICT (order_id) DO UPDATE
SET seat_id = EXCLUDED.seat_id, taken_at = EXCLUDED.taken_at, until = EXCLUDED.until, later = FALSE
WHERE visit_hold.until <= EXCLUDED.taken_at OR (visit_hold.seat_id = EXCLUDED.seat_id AND (NOT visit_hold.later OR %s))
RETURNING order_id
"""


def can(actor: Actor) -> Refusal | None:
    """Visitors."""
    if actor.role is Role.VISITOR:
        return None
    return Refusal("wrong_role", f"回访由回访员打，您的席位是{actor.role.label}。", "domain#art-19")


def claim(order: WorkOrder, by: Actor, at: datetime, *, mine: bool = False) -> bool:
    """Hold it for some minutes; False where another seat has it, or it is put off (``mine``: even by this seat)."""
    return bool(fixed.rows(_CLAIM, [order.pk, by.seat, at, reads.calling(by, at).until(at), mine]))


@implements("rehearsal#art-28")
def do(order: WorkOrder, *, by: Actor, at: datetime) -> None:
    """Take this very one, or hold it longer. Refusal while another visitor has it."""
    insist(can(by))
    if order.platform_id != by.platform:
        raise Refusal("not_yours", "这件工单不归本平台回访。", _CITE)
    if claim(order, by, at, mine=True):
        return
    held = reads.holder(order, at)
    insist(_held(held) if held is not None else None)


def _held(held: Hold) -> Refusal:
    who, until = directory.seat_label(held.seat_id), f"{clock.local(held.until):%H:%M}"
    if held.later:
        return Refusal("put_off", f"{who}约好{until}以后再打这位市民，请先打别的。", _CITE)
    return Refusal("taken", f"{who}正在打这位市民的电话（留到{until}），请打下一位。", _CITE)
