"""撤回: a dispatch is taken back; without its main one the matter waits for dispatch again."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.dispatch import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("withdraw", "撤回", (fields.DISPATCH, fields.REASON))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """While its unit hasn't replied."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-33")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, reason: str) -> None:
    """Take the dispatch back."""
    taken = VERB.dispatch_for(matter, by, dispatch)
    state = OrderState.AWAITING_DISPATCH if taken is matter.main else None
    dispatches.withdraw(matter, taken, by=by, at=at, words=reason, state=state)
