"""启用模型: from now on it makes the suggestions; the one before rests. An older one again is how to roll back."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.insight import frame
from huisheng.insight.models import Learned
from huisheng.insight.states import ModelState
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.learned import ModelTaken
from huisheng.rulebook import implements

LABEL = "启用模型"


def can(model: Learned, actor: Actor) -> Refusal | None:
    """One that isn't in use."""
    refusal = frame.check(LABEL, actor)
    if refusal is None and model.state == ModelState.ACTIVE:
        return Refusal("wrong_state", f"{frame.label(model)}已经在用，不用再启用。", frame.CITE)
    return refusal


@implements("domain#art-78")
def do(key: int, *, by: Actor, at: datetime, seen: int | None = None, cause: str = "") -> Learned:
    """Put it to use at once. ``cause``: see ``ModelTaken``; "": a person chose it, or chose it again."""
    with append.writing():
        model = frame.take(key, by, seen=seen)
        insist(can(model, by))
        before = frame.active(by.platform, model.part)
        if before is not None:
            frame.rest(before, "replaced", by=by, at=at)
            append.page().flush()
        said = cause or ("again" if model.taken_at is not None else "chosen")
        model.state, model.taken_at, model.rested_at = ModelState.ACTIVE.value, at, None
        acts.write(model, ModelTaken(said), by=by, at=at)
    return model
