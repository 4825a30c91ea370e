"""转办: not answered on the spot; the dispatchers take it."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import HandedOn
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("hand_on", "转办")


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Once, after acceptance."""
    return VERB.check(matter, actor)


@VERB.door
@implements("jining-2013#art-3", "liaocheng-2015-01#art-2", "liaocheng-2020-q2#art-2")
def do(matter: Matter, *, by: Actor, at: datetime) -> None:
    """Put the matter into the dispatchers' queue."""
    matter.record(HandedOn(), by=by, at=at, state=OrderState.AWAITING_DISPATCH)
