"""归档: the fifth of 济宁's five steps (统计归档); nothing follows it."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import Archived
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OrderState, RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("archive", "归档")


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Once it is done, and nothing about it waits for a decision or an answer."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    if any(request.state == RequestState.PENDING for request in matter.requests):
        return Refusal("pending", "还有申请没有审批，请先审批再归档。", VERB.edges.cite)
    waiting = [row.answered_at for row in matter.supervisions] + [row.answered_at for row in matter.instructions]
    if None in waiting:
        return Refusal("unanswered", "还有督办或批示没有回复，请先办完再归档。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-38")
def do(matter: Matter, *, by: Actor, at: datetime) -> None:
    """Archive the matter."""
    matter.record(Archived(), by=by, at=at, state=OrderState.ARCHIVED)
