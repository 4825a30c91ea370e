"""办结: the centre accepts the result; the citizen is called back, unless nobody is to be called."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import Concluded
from huisheng.ledger.vocabulary.visits import Closed
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import NOT_ENDED, DispatchState, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("conclude", "办结")


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Once the main unit's reply is accepted and no co-handler is still at work."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    if matter.main is None or matter.main.state != DispatchState.ACCEPTED:
        return Refusal("not_reviewed", "主办单位的答复还没有审核通过，请先审核。", VERB.edges.cite)
    if any(d.state in NOT_ENDED for d in matter.dispatches):
        return Refusal("co_at_work", "还有协办单位没有办完，请先审核其答复或撤回。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-35", "domain#art-60", "liaocheng-2020-q2#art-13", "liaocheng-2020-q2#art-14")
def do(matter: Matter, *, by: Actor, at: datetime) -> None:
    """Conclude: to the visitors, or closed at once where the rule or the citizen wants no call, or he called it off."""
    order = matter.order
    assert order.main_unit_id is not None  # a main unit has replied
    unsurveyed = matter.rules(at).find("visits.unsurveyed")
    called_off = order.called_off_at is not None
    silent = (order.no_visit or called_off) or (
        unsurveyed is not None
        and (order.channel in unsurveyed.items or (order.confidential and "confidential" in unsurveyed.items))
    )
    if not silent:
        next_ = OrderState.AWAITING_VISIT
        matter.record(Concluded(next_.value, order.main_unit_id), by=by, at=at, state=next_)
        return
    matter.record(Concluded(OrderState.CLOSED.value, order.main_unit_id), by=by, at=at)
    matter.record(Closed("withdrawn" if called_off else "no_visit"), by=by, at=at, state=OrderState.CLOSED)
