"""转接: the caller is connected with somebody else: 110 at one key, another seat, a unit's number."""

from datetime import datetime

from huisheng.channels.telephony import adapters, whom
from huisheng.channels.telephony.contract import Command
from huisheng.channels.telephony.frame import check_call, check_time, write
from huisheng.channels.telephony.models import Call, CallOrder, Leg
from huisheng.channels.telephony.whom import Whom
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.calls import CallTransferred
from huisheng.rulebook import implements

ASKS = (whom.ASK,)


def can(call: Call, actor: Actor) -> Refusal | None:
    """The seat that talks with the caller just now."""
    refusal = check_call(call, actor)
    talks = Leg.objects.filter(call=call, seat_id=actor.seat, answered_at__isnull=False, ended_at__isnull=True)
    if refusal is None and not talks.exists():
        refusal = Refusal("wrong_state", "这通来电不在本席位通话中，不能操作。")
    return refusal


@implements("council-2022-12#art-1")
def do(call: Call, *, by: Actor, at: datetime, **given: object) -> Whom:
    """The switch connects them; then it is noted, with the orders taken so far. Refused, nothing is noted."""
    insist(can(call, by))
    check_time(at, call.answered_at)
    found = whom.find(by, given.get("whom"), at)
    adapters.of_call(call, Command.TRANSFER).transfer(call.call_id, found.number)
    with append.writing():
        held, orders = so_far(call)
        write(held, CallTransferred(found.to, orders), by=by, at=at)
    return found


def so_far(call: Call) -> tuple[Call, tuple[str, ...]]:
    """The call, locked, and the numbers of the orders taken in it by now."""
    held = Call.objects.select_for_update().get(pk=call.pk)
    return held, tuple(CallOrder.objects.filter(call=held).order_by("pk").values_list("order__number", flat=True))
