"""催办: a word to the unit that handles."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import Reminded
from huisheng.lifecycle.supervision import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch
from huisheng.lifecycle.workorder.states import OPEN_DISPATCH, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("remind", "催办", (fields.DISPATCH, fields.WORDS))


def _reminded(matter: Matter, no: int | None) -> Dispatch | None:
    if no is not None:
        return matter.dispatch(no)
    at_work = [d for d in matter.dispatches if d.parent is None and d.state in OPEN_DISPATCH]
    if matter.main is None or matter.main in at_work or not at_work:
        return matter.main
    return at_work[-1]


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """While the unit is at work on it, or under supervision."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    try:
        held = _reminded(matter, dispatch)
    except Refusal as none_such:
        return none_such
    if held is None:
        return Refusal("never_sent", "这件工单没有派过单，不能“催办”。", VERB.edges.cite)
    if held.state not in OPEN_DISPATCH and matter.state != OrderState.UNDER_SUPERVISION:
        return Refusal("wrong_state", "该单位已不在办理这件工单，无需催办。", VERB.edges.cite, "dispatch")
    return None


@VERB.door
@implements("domain#art-37", "liaocheng-2020-q2#art-11")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, words: str) -> None:
    """Remind the unit of the numbered dispatch; without a number the main unit, or a co-handler still at work."""
    held = _reminded(matter, dispatch)
    assert held is not None  # can() has seen it
    held.reminded_at = at
    matter.keep(held)
    matter.record(Reminded(held.no, held.unit_id, "decision", matter.note(words)), by=by, at=at)
