"""下派: a platform below passes what it was sent on to a unit of its own; it stays answerable upward."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.dispatch import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import Part
from huisheng.lifecycle.workorder.verb import Verb, unit_to_send
from huisheng.rulebook import implements

VERB = Verb("pass_on", "下派", (fields.DISPATCH, fields.UNIT, fields.NOTE))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """Once the platform has signed for it."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-32", "dongchangfu-2024-02#art-6")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, unit: str, note: str) -> None:
    """Send the dispatch on to ``unit``; the first one passed on is the main one among its children."""
    parent = VERB.dispatch_for(matter, by, dispatch)
    card = unit_to_send(unit, matter, by.platform, at)
    children = matter.children(parent)
    if any(child.unit_id == card.id for child in children):
        raise Refusal("already_sent", f"已经下派给{card.name}，无需重复下派。", field="unit")
    part = Part.CO if any(child.part == Part.MAIN for child in children) else Part.MAIN
    dispatches.begin(matter, card, by=by, at=at, cause="passed_on", part=part, parent=parent.no, words=note)
