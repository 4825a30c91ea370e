"""漏话回拨: a missed call is called back."""

from datetime import datetime

from huisheng.channels.telephony.frame import check_call, check_time, write
from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.vocabulary.calls import CallReturned
from huisheng.rulebook import implements

OUTCOMES = {"reached": "已接通", "unanswered": "未接听"}
ASKS = (Choice("outcome", "结果", options=OUTCOMES),)


def can(call: Call, actor: Actor) -> Refusal | None:
    """A missed call, until it is reached."""
    refusal = check_call(call, actor)
    if refusal is None and (call.abandoned_at is None or call.returned_at is not None):
        refusal = Refusal("wrong_state", "只有未接通、尚未回拨成功的来电才需要回拨。")
    return refusal


@implements("liaocheng-2015-01#art-1")
def do(call: Call, *, by: Actor, at: datetime, **given: object) -> None:
    """Note an attempt; a reached one settles the missed call."""
    insist(can(call, by))
    asked = read_all(ASKS, given)
    assert call.abandoned_at is not None  # can() has seen it
    check_time(at, call.abandoned_at)
    if asked["outcome"] == "reached":
        call.returned_at = at
    write(call, CallReturned(str(asked["outcome"])), by=by, at=at)
