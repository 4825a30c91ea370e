"""解除关联: the link was wrong; the record of both stays."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Code
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import Unlinked
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("unlink", "解除关联", (Code("to", "已关联的工单号"),))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Where there is a link to undo."""
    refusal = VERB.check(matter, actor)
    if refusal is None and not any(link.ended_at is None for link in matter.links):
        refusal = Refusal("no_link", "这件工单没有关联其他工单，无需解除。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-18")
def do(matter: Matter, *, by: Actor, at: datetime, to: str) -> None:
    """End the link to the order of that number."""
    other = look(to, by).order
    link = next((one for one in matter.links if one.to_id == other.pk and one.ended_at is None), None)
    if link is None:
        raise Refusal("no_link", f"没有与工单{other.number}的关联，请核对工单号。", field="to")
    link.ended_at = at
    matter.keep(link)
    matter.record(Unlinked(other.pk, other.number), by=by, at=at)
