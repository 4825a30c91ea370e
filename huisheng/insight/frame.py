"""The frame of an act on a model: who, of which platform, and the entry written with its rows."""

from datetime import datetime

from django.db import models

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.insight.models import Learned
from huisheng.insight.states import ModelState, Part
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.vocabulary import Body
from huisheng.ledger.vocabulary.learned import ModelRested

CITE = "domain#art-78"
ROLES = (Role.ADMIN, Role.SYSTEM)
_NOT_FOUND = Refusal("not_found", "没有这个模型，或者您无权查看，请刷新后再选。")


def check(label: str, actor: Actor) -> Refusal | None:
    """The platform's administrator, or the platform itself at night."""
    if actor.role in ROLES:
        return None
    return Refusal("wrong_role", f"“{label}”由{Role.ADMIN.label}办理，您的席位是{actor.role.label}。", CITE)


def take(key: int, actor: Actor, *, seen: int | None = None) -> Learned:
    """The model, locked until the page ends; Refusal: another platform's, or no longer as it was seen."""
    model = Learned.objects.select_for_update().filter(pk=key, platform_id=actor.platform).first()
    if model is None:
        raise _NOT_FOUND
    if seen is not None and model.version != seen:
        raise Refusal("stale", "这个模型刚被别人启用或停用过，请看过最新情况再操作。")
    return model


def active(platform: int, part: str) -> Learned | None:
    """The one in use, locked."""
    rows = Learned.objects.select_for_update().filter(platform_id=platform, part=part, state=ModelState.ACTIVE)
    return rows.first()


def rest(model: Learned, cause: str, *, by: Actor, at: datetime) -> None:
    """Put one out of use, and write it before another takes its place: only one may be in use."""
    model.state, model.rested_at = ModelState.RESTED.value, at
    write(model, ModelRested(cause), by=by, at=at)


def write(
    model: Learned, body: Body, *, by: Actor, at: datetime, new: bool = False, also: tuple[models.Model, ...] = ()
) -> None:
    """Append the entry and keep the rows. Refusal: a time in the future."""
    if at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "办理时间晚于当前时间，请检查时钟后再试。", field="at")
    page = append.page()
    if new:
        page.begin(model.stream)
    rule = law.at(clock.local_day(at), by.scope).version
    model.version = page.append(model.stream, body, by=by, at=at, unit=by.unit, rule=rule).no
    page.keep(model)
    for row in also:
        page.keep(row)


def label(model: Learned) -> str:
    """How people call it: 承办单位第3版."""
    return f"{Part(model.part).label}第{model.n}版"
