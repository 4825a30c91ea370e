"""A supervision begins: shared by the supervisor's decision, the rule on visits and the rule on leaders' items."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import Supervised
from huisheng.lifecycle.deadlines.rules import set_clock
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Supervision
from huisheng.lifecycle.workorder.states import OrderState


def begin(matter: Matter, *, form: str, cause: str, words: str, by: Actor, at: datetime) -> None:
    """Supervise the unit that answers for the matter to the seat's platform. ``cause``: rule or decision."""
    held = matter.main_of(by.platform)
    if held is None:
        raise Refusal("never_sent", "这件工单没有主办单位，不能督办。")
    unit, decided = held.unit_id, matter.state == OrderState.AWAITING_DECISION
    state = OrderState.UNDER_SUPERVISION if decided else matter.state
    row = Supervision(order=matter.order, no=len(matter.supervisions) + 1, form=form, unit_id=unit, cause=cause, at=at)
    matter.supervisions.append(row)
    matter.keep(row)
    clock = set_clock("supervision", at, matter.rules(at, by.platform), matter.traits)
    body = Supervised(row.no, form, unit, cause, state.value, matter.note(words), (clock,) if clock else ())
    matter.record(body, by=by, at=at, state=state)
