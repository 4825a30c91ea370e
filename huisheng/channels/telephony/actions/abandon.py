"""放弃: nobody answered before the caller hung up or the queue gave up; a missed call (漏话)."""

from datetime import datetime

from huisheng.channels.telephony.frame import check_call, check_time, seconds, write
from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.vocabulary.calls import CallAbandoned


def can(call: Call, actor: Actor) -> Refusal | None:
    """While it rings."""
    refusal = check_call(call, actor)
    if refusal is None and (call.answered_at or call.abandoned_at or call.ended_at):
        refusal = Refusal("wrong_state", "这通来电已接听或已挂断，不能记为放弃。")
    return refusal


def do(call: Call, *, by: Actor, at: datetime) -> None:
    """Note the missed call."""
    insist(can(call, by))
    check_time(at, call.offered_at)
    call.abandoned_at = at
    write(call, CallAbandoned(seconds(call.offered_at, at)), by=by, at=at)
