"""What an order may repeat, asked for by its page once it stands; and the orders it is linked with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.desks import frame, swap, words
from huisheng.desks.addresses import reverse
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.insight.learned.guard import guarded
from huisheng.lifecycle.intake.actions import link
from huisheng.lifecycle.workorder import groups, repeats
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import look
from huisheng.lifecycle.workorder.repeats import Like
from huisheng.lifecycle.workorder.states import OrderState

_MOST = 4


@dataclass(frozen=True, slots=True)
class Linked:
    """Another order of the group. ``undo``: its link is this order's own, to end here; ``far``: linked by others."""

    number: str
    title: str
    url: str
    words: str
    undo: bool
    far: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """An order that this one may repeat, and why."""

    number: str
    title: str
    url: str
    words: str
    why: str


@require_safe
def likes(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """What may be linked with the order, for who may link; on the dispatcher's desk with its own acts (``?at=``)."""
    matter, query = look(number, actor), frame.kept(request.GET)
    route = "desks:dispatch_act" if request.GET.get("at") == "dispatch" else "desks:act"
    context = {
        "order": {"number": number, "version": matter.order.version},
        "likes": [_proposed(one, query) for one in _likely(matter, actor)],
        "link_url": reverse(route, args=[number, "link"]) + query,
    }
    if swap.fills(request, "likes"):
        return render(request, "orders/_likes.html", context)
    return frame.page(request, actor, "orders/likes.html", context)


def likes_url(matter: Matter, actor: Actor, query: str) -> str:
    """Where it is asked for; "" for who may not link."""
    if link.can(matter, actor) is not None:
        return ""
    return reverse("desks:likes", args=[matter.order.number]) + query


def group(matter: Matter, actor: Actor, query: str) -> dict[str, Any]:
    """The context of templates/orders/_group.html."""
    found = groups.group(matter.order, actor)
    rows = [
        Linked(
            number=other.number,
            title=other.personal.title,
            url=reverse("desks:order", args=[other.number]) + query,
            words=_words(other),
            undo=other.pk in found.by_it,
            far=other.pk not in found.by_it | found.to_it,
        )
        for other in found.others
    ]
    return {"rows": rows, "count": len(rows) + 1, "callers": found.callers}


def _likely(matter: Matter, actor: Actor) -> Sequence[Like]:
    if link.can(matter, actor) is not None:
        return ()
    none: Sequence[Like] = ()
    linked = [one.pk for one in groups.group(matter.order, actor).others]
    return guarded("repeats", none, lambda: repeats.of(matter.order, actor, limit=_MOST, but=linked))


def _proposed(one: Like, query: str) -> Proposed:
    order = one.order
    url = reverse("desks:order", args=[order.number]) + query
    return Proposed(order.number, order.personal.title, url, _words(order), one.why)


def _words(order: WorkOrder) -> str:
    parts = (
        words.moment(order.accepted_at, year=False),
        OrderState(order.state).label,
        directory.unit_name(order.main_unit_id, short=True),
    )
    return " · ".join(filter(None, parts))
