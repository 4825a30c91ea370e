"""督办回复: the unit says what it has done; the citizen is called once more."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import SupervisionAnswered
from huisheng.lifecycle.supervision import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Supervision
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("answer_supervision", "督办回复", (fields.SUPERVISION, fields.WORDS))


def _open(matter: Matter, actor: Actor, no: int | None) -> Supervision | None:
    unit = VERB.dispatch_for(matter, actor).unit_id
    waiting = [s for s in matter.supervisions if s.answered_at is None and s.unit_id == unit and no in (None, s.no)]
    return waiting[-1] if waiting else None


def can(matter: Matter, actor: Actor, *, supervision: int | None = None) -> Refusal | None:
    """Where a supervision of this unit waits for its reply."""
    refusal = VERB.check(matter, actor)
    if refusal is None and _open(matter, actor, supervision) is None:
        refusal = Refusal("no_supervision", "没有等待本单位回复的督办。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-37", "xiangtan-2019-11#art-16")
def do(matter: Matter, *, by: Actor, at: datetime, supervision: int | None, words: str) -> None:
    """Reply to the supervision."""
    row = _open(matter, by, supervision)
    assert row is not None  # can() has seen it
    row.answered_at = at
    matter.keep(row)
    ours = row in matter.supervised_by(matter.order.platform_id)  # else a platform below pressed a unit of its own
    under = matter.state == OrderState.UNDER_SUPERVISION and ours
    state = OrderState.AWAITING_VISIT if under else matter.state
    matter.record(SupervisionAnswered(row.no, row.unit_id, state.value, matter.note(words)), by=by, at=at, state=state)
