"""稍后再打: with a reason, and the time agreed or the rule's. No state of the order: it still waits for its visit."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.visits import fields, reads
from huisheng.lifecycle.visits.actions import take
from huisheng.lifecycle.visits.models import Hold
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.rulebook import implements

ASKS = (fields.LATER, fields.UNTIL)
_CITE = "rehearsal#art-26"

can = take.can


@implements("rehearsal#art-26")
def do(order: WorkOrder, *, by: Actor, at: datetime, **given: object) -> datetime:
    """Put it off; until when. Without a time: as long as after a call that nobody answered."""
    insist(can(by))
    asked = read_all(ASKS, given)
    if order.platform_id != by.platform or order.state != OrderState.AWAITING_VISIT:
        raise Refusal("wrong_state", "这件工单现在不等回访，请打下一位。", _CITE)
    until = asked["until"] or reads.calling(by, at).again(at)
    assert isinstance(until, datetime)
    if until <= at:
        raise Refusal("in_past", "再打的时间已经过了，请改成以后的时间。", _CITE, "until")
    take.do(order, by=by, at=at)
    Hold.objects.filter(order=order, seat=by.seat).update(until=until, later=True, why=asked["why"])
    return until
