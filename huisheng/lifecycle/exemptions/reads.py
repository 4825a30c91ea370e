"""Questions about exemptions asked for, scoped to the seat that decides them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import levels
from huisheng.lifecycle.workorder.models import Request, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import RequestState

PAGE = 50


def _requests(actor: Actor) -> QuerySet[Request]:
    """Exemptions asked for by the units to which the seat's platform sends itself: these it decides."""
    return levels.asked_of(actor.platform, "exemption")


def _asked(actor: Actor) -> QuerySet[WorkOrder]:
    """The orders in which an exemption waits for the platform's decision."""
    waits = _requests(actor).filter(state=RequestState.PENDING)
    return visible(actor).filter(pk__in=waits.values("order_id"))


def waiting(actor: Actor) -> int:
    """How many orders wait."""
    return _asked(actor).count()


def pending(actor: Actor, *, after: int | None = None, size: int = PAGE) -> list[tuple[WorkOrder, Sequence[Request]]]:
    """A page of orders, the oldest first, each with its undecided requests; ``after``: the key of the last one seen."""
    rows = _asked(actor)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.select_related("personal").order_by("pk")[:size])
    held: dict[int, list[Request]] = {order.pk: [] for order in found}
    waits = _requests(actor).filter(state=RequestState.PENDING, order_id__in=list(held))
    for request in waits.select_related("unit").order_by("no"):
        held[request.order_id].append(request)
    return [(order, held[order.pk]) for order in found]


def decided(actor: Actor, first: date, last: date) -> tuple[int, int]:
    """How many orders had one granted in these days, and how many refused."""
    begins, ends = clock.window(first, last)
    made = _requests(actor).filter(decided_at__gte=begins, decided_at__lt=ends)
    counts = [
        visible(actor).filter(pk__in=made.filter(state=state).values("order_id")).count()
        for state in (RequestState.GRANTED, RequestState.REFUSED)
    ]
    return counts[0], counts[1]
