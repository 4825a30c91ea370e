"""接听: an agent takes the call."""

from datetime import datetime

from huisheng.channels.telephony.frame import check_call, check_time, seconds, write
from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.vocabulary.calls import CallAnswered


def can(call: Call, actor: Actor) -> Refusal | None:
    """Once, while it rings."""
    refusal = check_call(call, actor)
    if refusal is None and (call.answered_at or call.abandoned_at or call.ended_at):
        refusal = Refusal("wrong_state", "这通来电已接听或已挂断，不能再接听。")
    return refusal


def do(call: Call, *, by: Actor, at: datetime) -> None:
    """Answer; the wait is counted in whole seconds."""
    insist(can(call, by))
    check_time(at, call.offered_at)
    call.answered_at, call.seat = at, by.seat
    write(call, CallAnswered(seconds(call.offered_at, at)), by=by, at=at)
