"""来电: the ring. Idempotent on (source, call_id)."""

from datetime import datetime

from django.db import IntegrityError

from huisheng.channels.telephony.frame import check_role, check_time, write
from huisheng.channels.telephony.held import Held
from huisheng.channels.telephony.models import Call
from huisheng.channels.telephony.reads import next_call_id
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.kernel.asks import Code, Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.calls import CallOffered

ASKS = (
    Code("source", "来源系统"),
    Text("call_id", "通话编号", limit=128, lines=False),
    Text("queue", "队列", limit=64, required=False, lines=False),
    Text("phone", "来电号码", limit=32, required=False, lines=False),
)


def can(actor: Actor) -> Refusal | None:
    """Agents, and the switch's own seat."""
    return check_role(actor)


def do(*, by: Actor, at: datetime, **given: object) -> Call:
    """Note the ring; the call of that key if it is known already."""
    insist(can(by))
    asked = read_all(ASKS, given)
    check_time(at)
    source, call_id = str(asked["source"]), str(asked["call_id"])
    try:
        with append.writing() as page:
            known = page.known(Held).call(source, call_id)
            return _offer(asked, by, at) if known is None else _offered_before(known, by)
    except IntegrityError as error:
        if append.broken(error) != "call_once":
            raise
    # two copies of one ring at the same moment: the other one was first
    return _offered_before(Call.objects.get(source=source, call_id=call_id), by)


def _offered_before(known: Call, by: Actor) -> Call:
    if known.platform_id != by.platform:
        raise Refusal("not_yours", "这个通话编号已由别的平台登记，请更换通话编号。", field="call_id")
    return known


def _offer(asked: dict[str, object], by: Actor, at: datetime) -> Call:
    phone = text.fold(str(asked["phone"])).replace(" ", "")
    call = Call(
        id=next_call_id(),
        platform_id=by.platform,
        source=str(asked["source"]),
        call_id=str(asked["call_id"]),
        queue=str(asked["queue"]),
        offered_at=at,
    )
    call.phone_sealed = secrets.seal(phone, f"{call.stream}:phone")
    call.phone_blind = secrets.blind(phone.replace("-", ""))
    page = append.page()
    page.begin(call.stream)
    page.known(Held).begun(call)
    write(call, CallOffered(by.platform, call.source, call.call_id, call.queue), by=by, at=at)
    return call
