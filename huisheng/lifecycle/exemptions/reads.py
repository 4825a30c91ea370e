"""Questions about exemptions asked for, scoped to the seat that decides them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import Request, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import RequestState

PAGE = 50


def _asked(actor: Actor) -> QuerySet[WorkOrder]:
    """The platform's own orders in which an exemption waits for its decision."""
    rows = visible(actor).filter(platform_id=actor.platform)
    return rows.filter(requests__kind="exemption", requests__state=RequestState.PENDING).distinct()


def waiting(actor: Actor) -> int:
    """How many orders wait."""
    return _asked(actor).count()


def pending(actor: Actor, *, after: int | None = None, size: int = PAGE) -> list[tuple[WorkOrder, Sequence[Request]]]:
    """A page of orders, the oldest first, each with its undecided requests; ``after``: the key of the last one seen."""
    rows = _asked(actor)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = rows.select_related("personal").prefetch_related("requests__unit").order_by("pk")[:size]
    return [(order, sorted(filter(_waits, order.requests.all()), key=lambda one: one.no)) for order in found]


def _waits(request: Request) -> bool:
    return request.kind == "exemption" and request.state == RequestState.PENDING


def decided(actor: Actor, first: date, last: date) -> tuple[int, int]:
    """How many orders had one granted in these days, and how many refused."""
    begins, ends = clock.window(first, last)
    rows = visible(actor).filter(platform_id=actor.platform)
    counts = [
        rows.filter(
            requests__kind="exemption",
            requests__state=state,
            requests__decided_at__gte=begins,
            requests__decided_at__lt=ends,
        )
        .distinct()
        .count()
        for state in (RequestState.GRANTED, RequestState.REFUSED)
    ]
    return counts[0], counts[1]
