"""督办: by phone, in writing, on site, as the office decides."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import supervisions
from huisheng.lifecycle.supervision import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OPEN_DISPATCH, DispatchState, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("supervise", "督办", (fields.FORM, fields.WORDS))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While a unit handles it, or after a visit that calls for a decision; one at a time.

    A platform below: while its own main unit handles it, or while it is supervised itself.
    """
    refusal = VERB.check(matter, actor)
    if refusal is None and any(s.answered_at is None for s in matter.supervised_by(actor.platform)):
        refusal = Refusal("pending", "上一次督办还没有回复，请先等待回复。", VERB.edges.cite)
    if refusal is None and actor.platform != matter.order.platform_id:
        refusal = _below(matter, actor)
    return refusal


def _below(matter: Matter, actor: Actor) -> Refusal | None:
    if matter.state == OrderState.AWAITING_DECISION:
        return Refusal("not_yours", "这件工单由上级平台处置，本平台不能“督办”。", VERB.edges.cite)
    held = matter.main_of(actor.platform)
    pressed = any(s.unit_id == actor.platform and s.answered_at is None for s in matter.supervisions)
    had = pressed and held is not None and held.state == DispatchState.ACCEPTED  # it handled what is pressed for
    if held is None or not (held.state in OPEN_DISPATCH or had):
        return Refusal("wrong_state", "下属的主办单位已不在办理这件工单，不能“督办”。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-37", "liaocheng-2015-01#art-3", "xiangtan-2019-11#art-15")
def do(matter: Matter, *, by: Actor, at: datetime, form: str, words: str) -> None:
    """Supervise."""
    supervisions.begin(matter, form=form, cause="decision", words=words, by=by, at=at)
