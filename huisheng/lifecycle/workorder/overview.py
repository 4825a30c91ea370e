"""What a leader and the hall see at one look: today against other days, what is late and where, what runs out.

Scoped like every list, and counted so that a million finished orders cost nothing: the orders a seat may see were
accepted by its own platform or by one above it, so each question names those platforms and goes by the indexes
(platform, accepted_at) or (platform, state).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Left

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import levels
from huisheng.lifecycle.workorder.lists import pressed
from huisheng.lifecycle.workorder.models import SessionItem, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import LIVE, OrderState, Part

WEEK = timedelta(days=7)
_SUBTOPIC = 4  # characters of a category's first two levels
_MOST = 2000  # orders opened behind one count of a hot topic: what is read there is the newest of them


@dataclass(frozen=True, slots=True)
class Today:
    """Accepted since midnight, of these answered on the spot; and accepted by the same hour of two other days."""

    received: int
    answered: int
    yesterday: int
    week_before: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many orders are where. ``states``: live state -> count; ``late_in_hand``: of ``late``, those with a unit."""

    states: dict[str, int]
    late: int
    soon: int
    late_in_hand: int


@dataclass(frozen=True, slots=True)
class Late:
    """A unit with overdue orders in hand: how many, and since when the oldest is overdue."""

    unit: int
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Spot:
    """Orders of one category (first two levels) in one region, in a span: ``week`` 0 is the last seven days."""

    category: str
    region: str
    week: int
    count: int


@dataclass(frozen=True, slots=True)
class Item:
    """A leader's item: when and how its last reply was reviewed, and whether one waits to be."""

    order: WorkOrder
    reviewed_at: datetime | None
    approved: bool
    waits: bool


def held(actor: Actor) -> QuerySet[WorkOrder]:
    """The orders this seat may see, named by the platforms that can have accepted them."""
    steps = [int(step) for step in actor.platform_path.strip("/").split("/")]
    platforms = [one for one in steps if (card := directory.unit_by_id(one)) is not None and card.is_platform]
    return visible(actor).filter(platform_id__in=platforms)


def today(actor: Actor, now: datetime) -> Today:
    """Today so far, and the same hours of yesterday and of the same weekday a week before."""
    begun = clock.midnight(clock.local_day(now))
    day = Q(accepted_at__gte=begun)
    yesterday, before = (
        Q(accepted_at__gte=begun - back, accepted_at__lte=now - back) for back in (timedelta(days=1), WEEK)
    )
    counted = held(actor).filter(day | yesterday | before).aggregate(
        received=Count("pk", filter=day),
        answered=Count("pk", filter=day & Q(state=OrderState.ANSWERED)),
        yesterday=Count("pk", filter=yesterday),
        week_before=Count("pk", filter=before),
    )  # fmt: skip
    return Today(**counted)


def standing(actor: Actor, now: datetime) -> Standing:
    """Every live order with which the seat's side has something to do, counted once."""
    late, ours = pressed("late", now, actor), levels.ours(actor)
    counted = held(actor).filter(state__in=LIVE).aggregate(
        _late=Count("pk", filter=late),
        _soon=Count("pk", filter=pressed("soon", now, actor)),
        _in_hand=Count("pk", filter=late & Q(state=OrderState.IN_HAND)),
        **{state.value: Count("pk", filter=Q(state=state) & ours) for state in LIVE},
    )  # fmt: skip
    return Standing(
        {state.value: counted[state.value] for state in LIVE}, counted["_late"], counted["_soon"], counted["_in_hand"]
    )


def late_units(actor: Actor, now: datetime) -> list[Late]:
    """Units that have overdue orders in hand, those with most first."""
    rows = levels.near(held(actor), actor)
    rows = rows.filter(state=OrderState.IN_HAND, near__lt=now, main_unit_id__isnull=False)
    found = rows.values("holder").annotate(n=Count("pk"), oldest=Min("near")).order_by("-n", "oldest")
    return [Late(row["holder"], row["n"], row["oldest"]) for row in found]


def running_out(actor: Actor, now: datetime, limit: int) -> list[WorkOrder]:
    """The live orders whose clock runs out first, those already late left aside."""
    # the words apart, of those few alone: joined, they would be read of all that are sorted
    rows = levels.near(held(actor), actor).filter(state__in=LIVE, near__gte=now).prefetch_related("personal")
    return list(rows.order_by("near", "pk")[:limit])


def overdue_longest(actor: Actor, now: datetime, limit: int) -> list[WorkOrder]:
    """The live orders that have been late longest."""
    rows = levels.near(held(actor), actor).filter(state__in=LIVE, near__lt=now).prefetch_related("personal")
    return list(rows.order_by("near", "pk")[:limit])


def supervised(actor: Actor, limit: int) -> list[WorkOrder]:
    """Orders under supervision, the nearest due first."""
    rows = held(actor).filter(levels.ours(actor), state=OrderState.UNDER_SUPERVISION).select_related("personal")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:limit])


def awaiting_leader(actor: Actor, limit: int) -> list[WorkOrder]:
    """A leader's items whose latest reply the leader hasn't read."""
    replied = Max("dispatches__replied_at", filter=Q(dispatches__parent__isnull=True, dispatches__part=Part.MAIN))
    rows = held(actor).filter(state=OrderState.REPLIED, session_items__isnull=False).annotate(replied=replied)
    unread = rows.filter(Q(session_items__reviewed_at__isnull=True) | Q(session_items__reviewed_at__lt=F("replied")))
    return list(unread.select_related("personal").order_by("pk")[:limit])


def taken_up(session: int, actor: Actor) -> list[Item]:
    """A session's items that this seat may see, in order, with what the leader said of the last reply."""
    replied = Max("dispatches__replied_at", filter=Q(dispatches__parent__isnull=True, dispatches__part=Part.MAIN))
    rows = visible(actor).filter(pk__in=SessionItem.objects.filter(session=session).values("order_id"))
    reviewed, approved = F("session_items__reviewed_at"), F("session_items__approved")
    found = rows.annotate(replied=replied, reviewed=reviewed, approved=approved).select_related("personal")
    return [
        Item(
            order,
            order.reviewed,
            bool(order.approved),
            order.state == OrderState.REPLIED and (order.reviewed is None or order.reviewed < order.replied),
        )
        for order in found.order_by("pk")
    ]


def spots(actor: Actor, now: datetime, weeks: Iterable[int]) -> list[Spot]:
    """Accepted orders by category and region, a count for each of these weeks back from this instant."""
    found = []
    for week in weeks:
        rows = _span(actor, now, week).annotate(subtopic=Left("category", _SUBTOPIC))
        grouped = rows.values_list("subtopic", "region").annotate(Count("pk")).order_by()
        found += [Spot(category, region, week, count) for category, region, count in grouped]
    return found


def by_region(actor: Actor, now: datetime) -> dict[str, int]:
    """Region -> orders accepted in the last seven days."""
    return dict(_span(actor, now, 0).values_list("region").annotate(Count("pk")).order_by())


def behind_spot(actor: Actor, now: datetime, category: str, regions: Collection[str]) -> list[int]:
    """The ids of the orders of the last seven days that make one count of ``spots``, the newest first.

    ``regions`` are all codes that were counted together; with none of them any region counts. "" as the category: any.
    """
    rows = _span(actor, now, 0)
    if category:
        rows = rows.filter(category__startswith=category)
    if regions:
        rows = rows.filter(region__in=list(regions))
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:_MOST])


def began(actor: Actor) -> datetime | None:
    """When the first order this seat's platform accepted came in; None before it has any."""
    first: datetime | None = (
        WorkOrder.objects.filter(platform_id=actor.platform)
        .order_by("platform_id", "accepted_at")
        .values_list("accepted_at", flat=True)
        .first()
    )
    return first


def candidates(actor: Actor, day: datetime, unit: int, limit: int) -> Sequence[WorkOrder]:
    """Orders accepted on the Shanghai day of an instant that a unit has in hand and that are no leader's items yet."""
    first, end = clock.window(clock.local_day(day), clock.local_day(day))
    rows = held(actor).filter(platform_id=actor.platform, accepted_at__gte=first, accepted_at__lt=end)
    rows = rows.filter(state=OrderState.IN_HAND, main_unit_id=unit, session_items__isnull=True)
    return list(rows.select_related("personal").order_by("pk")[:limit])


def _span(actor: Actor, now: datetime, week: int) -> QuerySet[WorkOrder]:
    end = now - week * WEEK
    return held(actor).filter(accepted_at__gt=end - WEEK, accepted_at__lte=end)
