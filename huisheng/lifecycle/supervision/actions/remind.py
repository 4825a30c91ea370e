"""催办: a word to the unit that handles."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import Reminded
from huisheng.lifecycle.supervision import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import NOT_ENDED
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("remind", "催办", (fields.DISPATCH, fields.WORDS))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """While a unit is at work on it."""
    refusal = VERB.check(matter, actor)
    if refusal is None and matter.main is None:
        refusal = Refusal("never_sent", "这件工单没有派过单，不能“催办”。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-37", "liaocheng-2020-q2#art-11")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, words: str) -> None:
    """Remind the main unit, or that of the numbered dispatch."""
    held = matter.main if dispatch is None else matter.dispatch(dispatch)
    assert held is not None  # can() has seen it
    if dispatch is not None and held.state not in NOT_ENDED:
        raise Refusal("wrong_state", "该单位已不在办理这件工单，无需催办。", VERB.edges.cite, "dispatch")
    held.reminded_at = at
    matter.keep(held)
    matter.record(Reminded(held.no, held.unit_id, "decision", matter.note(words)), by=by, at=at)
