"""关联重复: two matters are held to be repeats. They stay two: each citizen is still called back."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Code
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import Linked
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Link
from huisheng.lifecycle.workorder.reads import look
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("link", "关联重复", (Code("to", "重复工单号"),))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While either may still be told of the other."""
    return VERB.check(matter, actor)


@VERB.door
@implements("domain#art-18", "council-2025-66#art-3")
def do(matter: Matter, *, by: Actor, at: datetime, to: str) -> None:
    """Link this matter to the earlier one of that number, which the actor must be able to see."""
    other = look(to, by).order
    if other.pk == matter.order.pk:
        raise Refusal("itself", "不能与自己关联，请填写另一件工单的编号。", field="to")
    link = next((one for one in matter.links if one.to_id == other.pk), None)
    if link is not None and link.ended_at is None:
        raise Refusal("no_change", f"已经与工单{other.number}关联，无需重复操作。", field="to")
    if link is None:
        link = Link(order=matter.order, to=other, linked_at=at)
        matter.links.append(link)
    link.linked_at, link.ended_at = at, None
    matter.keep(link)
    matter.record(Linked(other.pk, other.number), by=by, at=at)
