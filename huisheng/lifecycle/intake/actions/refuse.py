"""不予受理: outside what the hotline takes, with the reason told."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import Refused
from huisheng.lifecycle.intake import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import NOT_ENDED, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb(
    "refuse",
    "不予受理",
    (Choice("reason", "原因", options=fields.REASONS), Text("words", "向市民的说明", limit=2000)),
)


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Before it is dispatched, or when the main unit returned it and no co-handler is still at work."""
    refusal = VERB.check(matter, actor)
    if refusal is None and any(d.state in NOT_ENDED for d in matter.dispatches):
        refusal = Refusal("co_at_work", "还有协办单位没有办完，请先审核其答复或撤回。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-30")
def do(matter: Matter, *, by: Actor, at: datetime, reason: str, words: str) -> None:
    """Refuse the matter; what the citizen was told is kept beside the entry."""
    matter.record(Refused(reason, matter.note(words)), by=by, at=at, state=OrderState.REFUSED)
