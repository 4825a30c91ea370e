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


def _reminded(matter: Matter, actor: Actor, no: int | None) -> Dispatch | None:
    own = [d for d in matter.dispatches if matter.authority(d) == actor.platform]
    if no is not None:
        if (asked := matter.dispatch(no)) not in own:
            raise Refusal("not_yours", "这次派单不是本平台派出的，不能“催办”。", VERB.edges.cite, "dispatch")
        return asked
    main, at_work = matter.main_of(actor.platform), [d for d in own if d.state in OPEN_DISPATCH]
    if main is None or main in at_work or not at_work:
        return main
    return at_work[-1]


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """While the unit is at work on it, or under supervision."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    try:
        held = _reminded(matter, actor, dispatch)
    except Refusal as none_such:
        return none_such
    if held is None:
        return Refusal("never_sent", "这件工单没有派过单，不能“催办”。", VERB.edges.cite)
    if held.state not in OPEN_DISPATCH and not _supervised(matter, held):
        return Refusal("wrong_state", "该单位已不在办理这件工单，无需催办。", VERB.edges.cite, "dispatch")
    return None


def _supervised(matter: Matter, held: Dispatch) -> bool:
    """Whether its unit still owes an answer, though it has handled the matter."""
    open_ = any(s.unit_id == held.unit_id and s.answered_at is None for s in matter.supervisions)
    return open_ and matter.state == OrderState.UNDER_SUPERVISION


@VERB.door
@implements("domain#art-37", "liaocheng-2020-q2#art-11")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, words: str) -> None:
    """Remind the unit of the numbered dispatch; without a number the main unit, or a co-handler still at work."""
    held = _reminded(matter, by, dispatch)
    assert held is not None  # can() has seen it
    held.reminded_at = at
    matter.keep(held)
    matter.record(Reminded(held.no, held.unit_id, "decision", matter.note(words)), by=by, at=at)
