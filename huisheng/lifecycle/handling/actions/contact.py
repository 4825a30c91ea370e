"""联系当事人: the unit tries to reach the citizen; the visit will ask whether it did."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import Contacted
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch
from huisheng.lifecycle.workorder.states import DispatchState, Reached
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb(
    "contact", "联系当事人", (fields.DISPATCH, Choice("outcome", "结果", options=Reached.labels()), fields.WORDS)
)


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """After signing, as often as needed."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-41", "xiangtan-2019-11#art-21")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, outcome: str, words: str) -> None:
    """Note the attempt; a reached one ends the contact clock, also of the platforms that passed the matter on."""
    held = VERB.dispatch_for(matter, by, dispatch)
    _note(matter, held, outcome, words, by, at)
    while outcome == Reached.REACHED and held.parent is not None:
        held = matter.dispatch(held.parent)
        if held.contacted_at is None and held.state == DispatchState.SIGNED:
            _note(matter, held, outcome, "", by, at)


def _note(matter: Matter, held: Dispatch, outcome: str, words: str, by: Actor, at: datetime) -> None:
    if outcome == Reached.REACHED:
        if held.contacted_at is None:
            held.contacted_at = at
            matter.keep(held)
        matter.stop("contact", held.no, at)
    matter.record(Contacted(held.no, held.unit_id, outcome, matter.note(words)), by=by, at=at)
