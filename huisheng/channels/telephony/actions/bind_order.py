"""An order is taken in a call: the call's result is known, and wrap-up need not ask for it."""

from huisheng.channels.telephony.actions import end
from huisheng.channels.telephony.frame import check_call
from huisheng.channels.telephony.models import Call, CallOrder, Leg
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(call: Call, actor: Actor) -> Refusal | None:
    """The seat that answered it."""
    refusal = check_call(call, actor)
    if refusal is None and call.seat != actor.seat:
        refusal = Refusal("not_yours", "这通来电不是本席位接听的，不能记在它名下。", field="call")
    return refusal


def do(call: Call, order: int, *, by: Actor) -> None:
    """Note the order. Where the caller has hung up already, the call ends with it, dated at the hang-up."""
    insist(can(call, by))
    CallOrder.objects.create(call=call, order_id=order)
    leg = Leg.objects.filter(call=call, seat_id=by.seat, answered_at__isnull=False).order_by("pk").last()
    if leg is not None and leg.ended_at is not None and call.ended_at is None:
        end.do(call, by=by, at=leg.ended_at, effective=True, disposition="order")
        Leg.objects.filter(pk=leg.pk).update(done=True)
