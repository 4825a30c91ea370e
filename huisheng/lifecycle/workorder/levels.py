"""What of the orders a seat sees is its own side's to do, where it sees by dispatch: a unit, a platform below another.

Such a seat sees every order that was ever sent to its side, also what it gave back and what sisters have in hand with
it. What is counted as waiting there, somebody there must be able to do something with; what is called late or soon
there goes by the clocks of its own side. For a city's centre all of that is every order, and nothing is added.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.lifecycle.workorder.models import Clock, Dispatch, Request, Supervision, WorkOrder
from huisheng.lifecycle.workorder.states import GONE, NOT_ENDED, OrderState, Part

_HANDLED_BY_UNITS = (OrderState.IN_HAND, OrderState.UNDER_SUPERVISION)


def is_below(actor: Actor) -> bool:
    """Whether this is a seat of the centre of a platform that has another above it."""
    return actor.role is not Role.HANDLER and bool(directory.platforms_above(actor.platform))


def by_dispatch(actor: Actor) -> bool:
    """Whether the seat sees orders of others by their dispatches."""
    return actor.role is Role.HANDLER or is_below(actor)


def ours(actor: Actor) -> Q:
    """Orders with which the seat's side has something to do in the state they are in."""
    if not by_dispatch(actor):
        return Q()
    handles = actor.role is Role.HANDLER
    side = directory.at_or_below(actor.unit if handles else actor.platform)
    held = Dispatch.objects.filter(unit_id__in=side, state__in=NOT_ENDED).values("order_id")
    asked = Supervision.objects.filter(unit_id__in=side, answered_at__isnull=True).values("order_id")
    # of a unit all else is what it has handed in; what the platforms above do next is nothing to a platform
    rest = ~Q(state__in=_HANDLED_BY_UNITS) if handles else Q(platform_id=actor.platform)
    return (
        rest
        | Q(state=OrderState.IN_HAND, pk__in=held)
        | Q(state=OrderState.UNDER_SUPERVISION, pk__in=asked)
    )  # fmt: skip


def clocks(platform: int) -> QuerySet[Clock]:
    """The running clocks of a platform's own side: its units', its own, and the citizens' of its own orders."""
    own = Q(unit__isnull=True, order__platform_id=platform)
    return Clock.objects.filter(Q(unit_id__in=directory.at_or_below(platform)) | own, stopped_at__isnull=True)


def with_near(rows: QuerySet[WorkOrder], platform: int) -> QuerySet[Any]:
    """The rows with ``near``, the hour of the nearest of those clocks, and ``holder``, the main unit pressed."""
    counted = clocks(platform).filter(order_id=OuterRef("pk")).order_by().values("order_id")
    sent = _sent_by(platform).filter(order_id=OuterRef("pk")).order_by("-no").values("unit_id")
    key = BigIntegerField()
    below: Any = Coalesce(Subquery(sent[:1]), Value(platform), output_field=key)
    return rows.annotate(
        near=Subquery(counted.annotate(first=Min("due_at")).values("first")),
        holder=Case(When(platform_id=platform, then=F("main_unit_id")), default=below, output_field=key),
    )


def held_by(unit: int, platform: int) -> Q:
    """The same as ``holder`` in ``with_near``, as a condition: the orders of which that is the main unit there."""
    if unit == platform:
        here = Dispatch.objects.filter(unit_id=platform).exclude(state__in=GONE).values("order_id")
        held = Q(pk__in=here) & ~Q(pk__in=_sent_by(platform).values("order_id"))
    else:
        later = _sent_by(platform).filter(order_id=OuterRef("order_id"), no__gt=OuterRef("no"))
        held = Q(pk__in=_sent_by(platform).filter(~Exists(later), unit_id=unit).values("order_id"))
    return Q(platform_id=platform, main_unit_id=unit) | (~Q(platform_id=platform) & held)


def _sent_by(platform: int) -> QuerySet[Dispatch]:
    """The main dispatches that a platform sent to units of its own, and that weren't given back or taken away."""
    sent = Dispatch.objects.filter(unit_id__in=directory.sent_to_by(platform), part=Part.MAIN)
    return sent.exclude(state__in=GONE)


def asked_of(platform: int, kind: str) -> QuerySet[Request]:
    """Requests of a kind that a platform decides: those of the units to which it sends itself."""
    return Request.objects.filter(kind=kind, unit_id__in=directory.sent_to_by(platform))


def near(rows: QuerySet[WorkOrder], actor: Actor) -> QuerySet[Any]:
    """The rows with ``near`` and ``holder`` as this seat's platform sees them: at the top those of the order itself."""
    if is_below(actor):
        return with_near(rows, actor.platform)
    return rows.annotate(near=F("due_at"), holder=F("main_unit_id"))


def nearest(orders: Iterable[WorkOrder], actor: Actor) -> dict[int, datetime | None]:
    """Order -> the hour of the nearest clock of the seat's own side, for orders that came from a platform above."""
    if not is_below(actor):
        return {}
    above = [order.pk for order in orders if order.platform_id != actor.platform]
    found = clocks(actor.platform).filter(order_id__in=above) if above else Clock.objects.none()
    known = dict(found.order_by().values_list("order_id").annotate(Min("due_at")))
    return {key: known.get(key) for key in above}
