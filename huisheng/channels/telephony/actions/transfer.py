"""转接: the caller is connected with somebody else: 110 at one key, another agent, a unit's number."""

from datetime import datetime

from huisheng.channels.telephony import adapters
from huisheng.channels.telephony.contract import Command
from huisheng.channels.telephony.frame import check_call, check_time, write
from huisheng.channels.telephony.models import Call, CallOrder, Leg, SeatPhone
from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Choice, Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.calls import CallTransferred
from huisheng.rulebook import implements

TO = {"police": "110", "number": "号码或分机"}
ASKS = (
    Choice("to", "转给", options=TO),
    Text("number", "号码", limit=32, required=False, lines=False),
)


def can(call: Call, actor: Actor) -> Refusal | None:
    """The seat that talks with the caller just now."""
    refusal = check_call(call, actor)
    talks = Leg.objects.filter(call=call, seat_id=actor.seat, answered_at__isnull=False, ended_at__isnull=True)
    if refusal is None and not talks.exists():
        refusal = Refusal("wrong_state", "这通来电不在本席位通话中，不能操作。")
    return refusal


def police(actor: Actor, at: datetime) -> str:
    """The number at which 110 is reached; "" where none is in force."""
    found = law.at(clock.local_day(at), actor.scope).find("calls.police_number")
    return found.words if found is not None else ""


@implements("council-2022-12#art-1")
def do(call: Call, *, by: Actor, at: datetime, **given: object) -> None:
    """The switch connects them; then it is noted, with the orders taken so far. Refused, nothing is noted."""
    insist(can(call, by))
    check_time(at, call.answered_at)
    asked = read_all(ASKS, given)
    to_police = asked["to"] == "police"
    number = police(by, at) if to_police else str(asked["number"])
    if not number:
        raise Refusal("missing", "请填写要转到的号码或分机。", field="number")
    adapter = adapters.of_call(call, Command.TRANSFER)
    inside = SeatPhone.objects.filter(platform_id=by.platform, extension=number).exists()
    adapter.transfer(call.call_id, number)
    with append.writing():
        held = Call.objects.select_for_update().get(pk=call.pk)
        orders = tuple(CallOrder.objects.filter(call=held).order_by("pk").values_list("order__number", flat=True))
        write(held, CallTransferred("police" if to_police else "seat" if inside else "outside", orders), by=by, at=at)
