"""督办: by phone, in writing, on site, as the office decides."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import supervisions
from huisheng.lifecycle.supervision import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("supervise", "督办", (fields.FORM, fields.WORDS))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While a unit handles it, or after a visit that calls for a decision; one at a time."""
    refusal = VERB.check(matter, actor)
    if refusal is None and any(s.answered_at is None for s in matter.supervisions):
        refusal = Refusal("pending", "上一次督办还没有回复，请先等待回复。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-37", "liaocheng-2015-01#art-3", "xiangtan-2019-11#art-15")
def do(matter: Matter, *, by: Actor, at: datetime, form: str, words: str) -> None:
    """Supervise."""
    supervisions.begin(matter, form=form, cause="decision", words=words, by=by, at=at)
