"""The frame of an act on a model: who, of which platform, and one at a time in use."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.insight.models import Learned
from huisheng.insight.states import ModelState, Part
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.ledger import acts
from huisheng.ledger.vocabulary.learned import ModelRested

CITE = "domain#art-78"
ROLES = (Role.ADMIN, Role.SYSTEM)
_ONE_WRITER = "SELECT pg_advisory_xact_lock(hashtext('insight'), hashtext(%s))"
_NOT_FOUND = Refusal("not_found", "没有这个模型，或者您无权查看，请刷新后再选。")


def check(label: str, actor: Actor) -> Refusal | None:
    """The platform's administrator, or the platform itself at night."""
    if actor.role in ROLES:
        return None
    return Refusal("wrong_role", f"“{label}”由{Role.ADMIN.label}办理，您的席位是{actor.role.label}。", CITE)


def alone(actor: Actor) -> None:
    """Nobody else keeps, takes or rests a model of the platform until the page ends: which one is in use stays true."""
    fixed.rows(_ONE_WRITER, [str(actor.platform)])


def take(key: int, actor: Actor, *, seen: int | None = None) -> Learned:
    """The model, until the page ends nobody else's; Refusal: another platform's, or no longer as it was seen."""
    alone(actor)
    model = Learned.objects.filter(pk=key, platform_id=actor.platform).first()
    if model is None:
        raise _NOT_FOUND
    if seen is not None and model.version != seen:
        raise Refusal("stale", "这个模型刚被别人启用或停用过，请看过最新情况再操作。")
    return model


def active(platform: int, part: str) -> Learned | None:
    """The one in use."""
    return Learned.objects.filter(platform_id=platform, part=part, state=ModelState.ACTIVE).first()


def rest(model: Learned, cause: str, *, by: Actor, at: datetime) -> None:
    """Put one out of use, and write it before another takes its place: only one may be in use."""
    model.state, model.rested_at = ModelState.RESTED.value, at
    acts.write(model, ModelRested(cause), by=by, at=at)


def label(model: Learned) -> str:
    """How people call it: 承办单位第3版."""
    return f"{Part(model.part).label}第{model.n}版"
