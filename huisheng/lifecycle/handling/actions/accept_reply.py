"""审核通过: the level above takes the unit's result."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import ReplyAccepted
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("accept_reply", "审核通过", (fields.DISPATCH, fields.WORDS))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """Where a reply waits for this platform's review; the main unit's on a leader's item, once the leader approved."""
    refusal = VERB.check(matter, actor, dispatch)
    if refusal is not None or VERB.dispatch_for(matter, actor, dispatch) is not matter.main:
        return refusal
    if matter.session_items and (matter.awaits_leader or not matter.session_items[-1].approved):
        return Refusal("await_leader", "领导接听件的答复须先经接话领导审核通过。", "jining-2013#art-9")
    return None


@VERB.door
@implements("domain#art-34", "liaocheng-2015-01#art-19")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, words: str) -> None:
    """Accept the reply."""
    held = VERB.dispatch_for(matter, by, dispatch)
    held.state, held.ended_at = DispatchState.ACCEPTED.value, at
    matter.keep(held)
    matter.record(ReplyAccepted(held.no, held.unit_id, matter.note(words)), by=by, at=at)
