"""A unit's latest replies in its own words, as far as a seat may see them: what a new one is held against."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.ledger import read
from huisheng.lifecycle.workorder.glance import linked
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch, Note, WorkOrder
from huisheng.lifecycle.workorder.states import LIVE, DispatchState, OrderState

STANDS = (DispatchState.REPLIED, DispatchState.ACCEPTED)
_LINKED = 20


def latest(matter: Matter, unit: int, actor: Actor, limit: int, before: datetime) -> list[tuple[str, datetime, str]]:
    """(number, when, words) of the unit's replies to the last ``limit`` orders that it had answered before that hour,

    and of those to this one (number "").

    Three queries, whatever the number; only orders that the seat may see.
    """
    answered = Dispatch.objects.filter(unit_id=unit, replied_at__lt=before).exclude(order=matter.order)
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


def standing(since: datetime) -> QuerySet[WorkOrder]:
    """The orders that aren't archived and have a reply since then that stands: for the worker, whoever sees them."""
    replied = Dispatch.objects.filter(order_id=OuterRef("pk"), state__in=STANDS, replied_at__gte=since)
    return WorkOrder.objects.filter(Exists(replied), state__in=(*LIVE, OrderState.CLOSED))


def own(matter: Matter, unit: int) -> list[tuple[int, datetime, str]]:
    """(dispatch, when, words) of the unit's replies to this order, the oldest first; two queries."""
    entries = {one.no: one for one in read.of_kind([matter.order.stream], "replied") if one.unit == unit}
    notes = Note.objects.filter(order_id=matter.order.pk, no__in=list(entries), erased_at__isnull=True).order_by("no")
    return [(getattr(entries[one.no].body, "d", 0), entries[one.no].occurred_at, one.text) for one in notes]


def why_again(matter: Matter, unit: int) -> str:
    """With what words the unit has to answer anew: its last reply was sent back, or the matter is done again.

    "" where it is not so, or the words are erased; two queries at most.
    """
    acts = read.of_streams([matter.order.stream], ("replied", "sent_back", "redone"))
    last = [one for one in acts if getattr(one.body, "unit", None) == unit][-1:]
    if not last or last[0].kind == "replied":
        return ""
    words = Note.objects.filter(order_id=matter.order.pk, no=last[0].no, erased_at__isnull=True)
    return words.values_list("text", flat=True).first() or ""


def came_again(matter: Matter, actor: Actor, within: timedelta) -> bool:
    """Whether the matter came back soon after it was concluded: asked again, or told anew in an order linked with it.

    Of linked orders only those that the seat may see, the newest twenty; three queries, whatever the number.
    """
    order = matter.order
    others = linked(matter, actor)[-_LINKED:]
    entries = read.of_streams([one.stream for one in (order, *others)], ("concluded", "asked_again"))
    accepted = {one.stream: one.accepted_at for one in (order, *others)}
    ended = [(one.stream, one.occurred_at) for one in entries if one.kind == "concluded"]
    again = [(one.stream, one.occurred_at) for one in entries if one.kind == "asked_again"]
    return any(
        timedelta() < at - end <= within
        for stream, end in ended
        for other, at in (*again, *accepted.items())
        if order.stream in (stream, other)
    )
