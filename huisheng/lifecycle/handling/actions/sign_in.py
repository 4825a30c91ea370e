"""签收: the unit takes the dispatch."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import SignedIn
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("sign_in", "签收", (fields.DISPATCH,))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """Once, by the unit it was sent to."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-31")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None) -> None:
    """Sign for the dispatch."""
    held = VERB.dispatch_for(matter, by, dispatch)
    held.state, held.signed_at = DispatchState.SIGNED.value, at
    matter.keep(held)
    matter.record(SignedIn(held.no, held.unit_id), by=by, at=at)
