"""点击回拨: the switch rings the seat's telephone, then the number of a missed call; it tells what came of it."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from huisheng.channels.telephony import adapters, reads
from huisheng.channels.telephony.actions import call_back
from huisheng.channels.telephony.adapters import CANNOT, Adapter
from huisheng.channels.telephony.contract import OURS, Command
from huisheng.channels.telephony.models import Call, Dialling, SeatPhone, Switch
from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.rulebook import implements

_STALE = timedelta(minutes=3)  # a switch that hasn't told by then what came of it won't


def can(call: Call, actor: Actor) -> Refusal | None:
    """Who may call it back, at a telephone, where the platform's switch can."""
    refusal = call_back.can(call, actor)
    if refusal is None and not SeatPhone.objects.filter(seat_id=actor.seat).exists():
        refusal = Refusal("no_phone", "本席位没有分机，不能点击回拨，请用话机回拨。")
    if refusal is None and adapters.able(actor.platform, Command.CALL) is None:
        refusal = CANNOT
    return refusal


def offered(actor: Actor) -> bool:
    """Whether a seat's missed calls may be called back by a click: it has a telephone, and a switch can."""
    has = SeatPhone.objects.filter(seat_id=actor.seat).exists()
    return has and adapters.able(actor.platform, Command.CALL) is not None


@implements("domain#art-26")
def do(call: Call, *, by: Actor, at: datetime) -> None:
    """Begin; the number isn't shown, and that it was used is written down like a look."""
    insist(can(call, by))
    number, found = reads.number(call), adapters.able(by.platform, Command.CALL)
    assert found is not None  # can() has seen it
    if not number:
        raise Refusal("no_number", "这通来电没有显示号码，不能回拨。")
    switch, adapter = found
    key = _begun(call, switch, by, at)
    try:
        _dial(adapter, number, key, by)
    except Refusal:
        Dialling.objects.filter(source=switch.code, key=key).update(over_at=at, outcome="untaken")
        raise


def _dial(adapter: Adapter, number: str, key: str, by: Actor) -> None:
    adapter.call(SeatPhone.objects.get(seat_id=by.seat).extension, number, key)


def _begun(call: Call, switch: Switch, by: Actor, at: datetime) -> str:
    """The key under which the switch will tell of it. Committed first: it may tell at once."""
    with transaction.atomic():
        held = Dialling.objects.select_for_update().filter(call=call, over_at__isnull=True).first()
        if held is not None and held.begun_at > at - _STALE:
            raise Refusal("dialling", "这通来电正在回拨，请等结果出来再试。")
        if held is not None:
            held.over_at, held.outcome = at, "untaken"
            held.save(update_fields=["over_at", "outcome"])
        key = f"{OURS}{uuid4().hex}"
        Dialling.objects.create(call=call, seat_id=by.seat, source=switch.code, key=key, begun_at=at)
        look.do(call.stream, by=by, purpose="漏话回拨", fields=("phone",), at=at)
    return key
