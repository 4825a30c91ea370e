"""Orders as everybody may see them: that there is one, of which category, where about, how far, and who handles it.

Never shown: confidential orders and those about a unit of the platform; kinds that ``disclosure.unlisted`` names.
What a citizen said, who he is and where exactly is in none of the columns that a caller of this may print.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from huisheng.lifecycle.workorder.models import Clock, WorkOrder
from huisheng.lifecycle.workorder.states import OrderState


class Span(NamedTuple):
    """Accepted from ``since`` to ``until``, both included. ``after``: only older ones than that order."""

    since: datetime
    until: datetime
    after: tuple[datetime, int] | None = None


def listed(platform: int, unlisted: Iterable[str], own: str = "") -> QuerySet[WorkOrder]:
    """The orders of a platform that everybody may see; with ``own`` also those that came from that source."""
    seen = Q(about_unit__isnull=True) & ~Q(kind__in=list(unlisted))
    if own:
        seen |= Q(source=own)
    return WorkOrder.objects.filter(seen, platform_id=platform, confidential=False)


def page(
    rows: QuerySet[WorkOrder],
    span: Span,
    size: int,
    *,
    states: Collection[OrderState] = (),
    categories: Collection[str] = (),
) -> list[WorkOrder]:
    """So many of them, newest first, walked by the index of days."""
    rows = rows.filter(accepted_at__gte=span.since, accepted_at__lte=span.until)
    if span.after is not None:
        at, key = span.after
        rows = rows.filter(Q(accepted_at__lt=at) | Q(accepted_at=at, pk__lt=key), accepted_at__lte=at)
    if states:
        rows = rows.filter(state__in=[one.value for one in states])
    if categories:
        rows = rows.filter(category__in=list(categories))
    return list(rows.order_by("-accepted_at", "-pk")[:size])


def named(rows: QuerySet[WorkOrder], numbers: Collection[str]) -> list[WorkOrder]:
    """Those of these numbers, newest first."""
    return list(rows.filter(number__in=list(numbers)).order_by("-accepted_at", "-pk"))


def clocks(orders: Iterable[WorkOrder]) -> dict[int, Clock]:
    """The citizen's clock of each order, by the order's key: what was promised, and when it was kept. One query."""
    keys = [order.pk for order in orders]
    return {clock.order_id: clock for clock in Clock.objects.filter(order_id__in=keys, name="citizen", subject=0)}
