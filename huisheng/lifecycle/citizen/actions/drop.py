"""撤诉结案: what the citizen has called off is taken from the units that still work on it, and closed unvisited."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.visits import Closed
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OPEN_DISPATCH, DispatchState, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("drop", "撤诉结案", (Text("reason", "结案说明", limit=1000, required=False),))
_TOLD = "市民已撤回诉求。"


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Where the citizen has called it off, and no unit's reply waits to be looked at: work that is done stands."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    if matter.order.called_off_at is None:
        return Refusal("not_called_off", "市民没有撤回这件诉求，不能按撤诉结案。", VERB.edges.cite)
    if any(d.parent is None and d.state == DispatchState.REPLIED for d in matter.dispatches):
        return Refusal("co_replied", "协办单位已经答复，请先审核其答复。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-60")
def do(matter: Matter, *, by: Actor, at: datetime, reason: str) -> None:
    """Take back what is open, and close."""
    for dispatch in [d for d in matter.dispatches if d.parent is None and d.state in OPEN_DISPATCH]:
        dispatches.withdraw(matter, dispatch, by=by, at=at, words=_TOLD)
    matter.record(Closed("withdrawn", matter.note(reason)), by=by, at=at, state=OrderState.CLOSED)
