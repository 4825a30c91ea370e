"""直办: the centre answers itself; the matter is done."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import Answered
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import NOT_ENDED, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("answer", "直接答复", (Text("words", "答复内容", limit=5000),))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Before it is dispatched, or when the main unit returned it and no co-handler is still at work."""
    refusal = VERB.check(matter, actor)
    if refusal is None and any(d.state in NOT_ENDED for d in matter.dispatches):
        refusal = Refusal("co_at_work", "还有协办单位没有办完，请先审核其答复或撤回。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-29", "liaocheng-2015-01#art-2", "liaocheng-2020-q2#art-2")
def do(matter: Matter, *, by: Actor, at: datetime, words: str) -> None:
    """Answer the citizen; the words are kept beside the entry."""
    matter.record(Answered(matter.note(words)), by=by, at=at, state=OrderState.ANSWERED)
