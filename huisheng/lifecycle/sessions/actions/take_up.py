"""列为领导接听件: the order becomes a matter of a leader's session, to be pressed and reviewed as such."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.clock import local_day
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.sessions import TakenUp
from huisheng.lifecycle.sessions import fields, reads
from huisheng.lifecycle.sessions.rules import belongs
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import SessionItem
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("take_up", "列为领导接听件", (fields.SESSION,))


def can(matter: Matter, actor: Actor, *, session: int | None = None) -> Refusal | None:
    """While it is handled; an order belongs to one session, that of its own unit's leader on its own day."""
    refusal = VERB.check(matter, actor)
    if refusal is None and matter.session_items:
        refusal = Refusal("taken_up", "这件工单已经是领导接听件。", VERB.edges.cite)
    if refusal is not None or session is None:
        return refusal
    try:
        held = reads.look(session, actor)
    except Refusal as unseen:
        return unseen
    if held.held_at is None or held.platform_id != matter.order.platform_id:
        return Refusal("not_held", "这次领导接听还没有进行，或不属于本平台，请核对编号。", VERB.edges.cite, "session")
    accepted = local_day(matter.order.accepted_at)
    return belongs(accepted, local_day(held.held_at), matter.order.main_unit_id, held.unit_id)


@VERB.door
@implements("jining-2013#art-8")
def do(matter: Matter, *, by: Actor, at: datetime, session: int) -> None:
    """Take it up as an item of that session."""
    held = reads.look(session, by)
    item = SessionItem(order=matter.order, session=held.pk, unit_id=held.unit_id, taken_at=at)
    matter.session_items.append(item)
    matter.keep(item)
    matter.record(TakenUp(held.pk, held.unit_id), by=by, at=at)
