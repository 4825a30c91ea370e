"""结束通话: what the call was, said at wrap-up."""

from datetime import datetime

from huisheng.channels.telephony.frame import check_call, check_time, seconds, write
from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Flag, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.vocabulary.calls import CallEnded
from huisheng.rulebook import implements

DISPOSITIONS = {"order": "形成工单", "consult": "咨询建议", "invalid": "无效来电"}
ASKS = (
    Flag("effective", "有效电话", required=True),
    Choice("disposition", "通话结果", options=DISPOSITIONS),
)


def can(call: Call, actor: Actor) -> Refusal | None:
    """Once, after it was answered."""
    refusal = check_call(call, actor)
    if refusal is None and (call.answered_at is None or call.ended_at is not None):
        refusal = Refusal("wrong_state", "只有正在通话的来电才能结束。")
    return refusal


@implements("xiangtan-2019-11#art-1")
def do(call: Call, *, by: Actor, at: datetime, **given: object) -> None:
    """End the call. An invalid one is not effective (有效电话)."""
    insist(can(call, by))
    asked = read_all(ASKS, given)
    if asked["effective"] == (asked["disposition"] == "invalid"):
        raise Refusal("contradiction", "无效来电不是有效电话，请核对“有效电话”和“通话结果”。", field="disposition")
    assert call.answered_at is not None  # can() has seen it
    check_time(at, call.answered_at)
    call.ended_at, call.effective, call.disposition = at, bool(asked["effective"]), str(asked["disposition"])
    write(call, CallEnded(call.effective, call.disposition, seconds(call.answered_at, at)), by=by, at=at)
