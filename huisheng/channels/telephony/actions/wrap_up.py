"""整理完毕: what the call was, asked only where no order says it, and the seat's next state in the same act."""

from datetime import datetime

from huisheng.channels.telephony import reads
from huisheng.channels.telephony.actions import end, set_state
from huisheng.channels.telephony.contract import Phase
from huisheng.channels.telephony.held import Held
from huisheng.channels.telephony.models import Call, Leg
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append

ASKS = (
    Choice("state", "状态", options={phase.value: phase.label for phase in Phase if phase is not Phase.TALK}),
    Choice("disposition", "通话结果", required=False, options=end.DISPOSITIONS),
)


def can(by: Actor) -> Refusal | None:
    """The agent at the own telephone."""
    return set_state.can(by)


def do(*, by: Actor, at: datetime, **given: object) -> None:
    """Change the seat's state. ``wrap`` while it talks: the agent says that the call is over, whatever the switch says.

    Refusal ``in_talk`` for another state during a call, ``no_result`` where a call is over, without an order, and
    nothing was said of it.
    """
    insist(can(by))
    asked = read_all(ASKS, given)
    phase, result = Phase(str(asked["state"])), asked["disposition"]
    with append.writing() as page:
        held = page.known(Held)
        legs = held.answered_at_seat(by.seat)
        talking = [leg for leg in legs if leg.ended_at is None]
        if phase is Phase.WRAP:
            for leg in talking:
                over(leg, held.call_of(leg), at)
        elif talking:
            raise Refusal("in_talk", "正在通话，挂机后再改状态；如已挂机，请先按“已挂机”。", field="state")
        else:
            for leg in legs[:1]:
                _settle(leg, held.call_of(leg), result, by)
            if len(legs) > 1:
                phase = Phase.WRAP  # an earlier call is still to be said
        set_state.do(phase, by=by, at=at)


def over(leg: Leg, call: Call, at: datetime) -> None:
    """The call is over at this seat. One with an order has its result; the others wait for it."""
    leg.ended_at = max(at, leg.answered_at or leg.rung_at)
    leg.done = call.ended_at is not None
    page = append.page()
    page.keep(leg)
    if call.ended_at is None and page.known(Held).bound(call):
        _end(call, leg, "order", reads.answerer(call))


def _settle(leg: Leg, call: Call, result: object, by: Actor) -> None:
    if call.ended_at is None:
        if not result:
            raise Refusal("no_result", "上一通来电没有形成工单：请选“咨询建议”或“无效来电”。", field="disposition")
        _end(call, leg, str(result), by)
    leg.done = True
    append.page().keep(leg)


def _end(call: Call, leg: Leg, result: str, by: Actor) -> None:
    assert leg.ended_at is not None  # the callers have set it
    end.do(call, by=by, at=leg.ended_at, effective=result != "invalid", disposition=result)
    leg.done = True
