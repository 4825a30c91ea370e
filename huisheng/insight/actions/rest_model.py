"""停用模型: it makes no suggestions any more, and nobody takes its place."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.insight import frame
from huisheng.insight.models import Learned
from huisheng.insight.states import ModelState
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.rulebook import implements

LABEL = "停用模型"


def can(model: Learned, actor: Actor) -> Refusal | None:
    """The one in use."""
    refusal = frame.check(LABEL, actor)
    if refusal is None and model.state != ModelState.ACTIVE:
        return Refusal("wrong_state", f"{frame.label(model)}不在用，不用停用。", frame.CITE)
    return refusal


@implements("domain#art-78", "domain#art-80")
def do(key: int, *, by: Actor, at: datetime, seen: int | None = None) -> Learned:
    """Put it out of use: pages go on without its suggestions."""
    with append.writing():
        model = frame.take(key, by, seen=seen)
        insist(can(model, by))
        frame.rest(model, "stopped", by=by, at=at)
    return model
