"""撤回诉求: the citizen wants no more of it. Closed where no unit has it; else the centre decides how it ends."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.citizen import CalledOff
from huisheng.ledger.vocabulary.visits import Closed
from huisheng.lifecycle.citizen import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import NOT_ENDED, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb(
    "call_off",
    "撤回诉求",
    (fields.CHANNEL, Text("words", "撤回的原因", limit=1000, required=False)),
)
_UNSENT = (OrderState.ACCEPTED, OrderState.AWAITING_DISPATCH)


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Before it is done; once."""
    refusal = VERB.check(matter, actor)
    if refusal is None and matter.order.called_off_at is not None:
        refusal = Refusal("twice", "市民已经撤回这件诉求，正等派单员处理，不用再撤回。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-60")
def do(matter: Matter, *, by: Actor, at: datetime, channel: str, words: str) -> None:
    """Call it off. A unit's work isn't undone by this: ``drop`` does that, or the reply is accepted as always."""
    free = matter.state in _UNSENT and not any(d.state in NOT_ENDED for d in matter.dispatches)
    next_ = OrderState.CLOSED if free else matter.state
    matter.order.called_off_at = at
    matter.record(CalledOff(channel, next_.value, matter.note(words)), by=by, at=at, state=next_)
    if free:
        matter.record(Closed("withdrawn"), by=by, at=at, state=next_)
