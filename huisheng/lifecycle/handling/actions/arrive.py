"""到达现场: the unit is on site."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import Arrived
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("arrive", "到达现场", (fields.DISPATCH, fields.WORDS))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """After signing."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-42")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, words: str) -> None:
    """Note the arrival; the first one counts."""
    held = VERB.dispatch_for(matter, by, dispatch)
    if held.arrived_at is None:
        held.arrived_at = at
        matter.keep(held)
    matter.record(Arrived(held.no, held.unit_id, matter.note(words)), by=by, at=at)
