"""A unit's latest replies in its own words, as far as a seat may see them: what a new one is held against."""

from datetime import datetime

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.ledger import read
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch, Note, WorkOrder


def latest(matter: Matter, unit: int, actor: Actor, limit: int) -> list[tuple[str, datetime, str]]:
    """(number, when, words) of the unit's replies to its last ``limit`` orders, and of those to this one (number "").

    Three queries, whatever the number; only orders that the seat may see.
    """
    answered = Dispatch.objects.filter(unit_id=unit, replied_at__isnull=False).exclude(order=matter.order)
    seen = visible_to(actor).filter(answered, Dispatch.objects, prefix="order__")
    numbers = dict(seen.order_by("-order").values_list("order_id", "order__number")[:limit])
    streams = [WorkOrder(pk=key).stream for key in (matter.order.pk, *numbers)]
    entries = {(one.key, one.no): one for one in read.of_kind(streams, "replied") if one.unit == unit}
    notes = Note.objects.filter(order_id__in={key for key, _ in entries}, erased_at__isnull=True)
    return [
        (numbers.get(note.order_id, ""), entries[note.order_id, note.no].occurred_at, note.text)
        for note in notes
        if (note.order_id, note.no) in entries
    ]
