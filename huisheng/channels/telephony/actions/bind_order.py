"""An order is taken in a call: the call's result is known, and wrap-up need not ask for it."""

from huisheng.channels.telephony.actions import end
from huisheng.channels.telephony.frame import check_call
from huisheng.channels.telephony.held import Held
from huisheng.channels.telephony.models import Call, CallOrder, Leg
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append


def can(call: Call, actor: Actor) -> Refusal | None:
    """The seat that answered it, or one to which it was handed on."""
    refusal = check_call(call, actor)
    answered = Leg.objects.filter(call=call, seat_id=actor.seat, answered_at__isnull=False)
    if refusal is None and call.seat != actor.seat and not answered.exists():
        refusal = Refusal("not_yours", "这通来电不是本席位接听的，不能记在它名下。", field="call")
    return refusal


def do(call: Call, order: int, *, by: Actor) -> None:
    """Note the order. Where the caller has hung up already, the call ends with it, dated at the hang-up."""
    insist(can(call, by))
    page = append.page()
    held = page.known(Held)
    page.keep(CallOrder(call=call, order_id=order))
    held.binds(call)
    legs = [leg for leg in held.legs(call) if leg.seat_id == by.seat and leg.answered_at is not None]
    if legs and legs[-1].ended_at is not None and call.ended_at is None:
        end.do(call, by=by, at=legs[-1].ended_at, effective=True, disposition="order")
        legs[-1].done = True
        page.keep(legs[-1])
