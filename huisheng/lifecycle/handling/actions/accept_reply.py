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
    """Where a reply waits for this platform's review."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-34", "liaocheng-2015-01#art-19")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, words: str) -> None:
    """Accept the reply."""
    held = VERB.dispatch_for(matter, by, dispatch)
    held.state, held.ended_at = DispatchState.ACCEPTED.value, at
    matter.keep(held)
    matter.record(ReplyAccepted(held.no, held.unit_id, matter.note(words)), by=by, at=at)
