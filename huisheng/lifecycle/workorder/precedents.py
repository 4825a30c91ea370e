"""What became of matters like this one: scoped like every list, and bounded, however many there were."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from huisheng.directory.actor import Actor
from huisheng.lifecycle.workorder import glance
from huisheng.lifecycle.workorder.models import Dispatch, Request, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import OrderState as S
from huisheng.lifecycle.workorder.states import Part, RequestState

MOST = 500  # read at most so many, the newest: enough to see who concludes such matters
_CONCLUDED = (S.AWAITING_VISIT, S.AWAITING_DECISION, S.UNDER_SUPERVISION, S.CLOSED, S.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Precedents:
    """Matters of the same category accepted since a day and sent to a unit; ``here``: of the same region only.

    ``total`` of them were read, ``more`` says that there are others; the counts are by unit: those it concluded,
    returns that were granted to it and returns that were refused. ``beside``: unit -> who handled beside it, how often.
    """

    total: int = 0
    more: bool = False
    here: bool = False
    concluded: Counter[int] = field(default_factory=Counter)
    returned: Counter[int] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    beside: dict[int, Counter[int]] = field(default_factory=dict)


def precedents(order: WorkOrder, actor: Actor, now: datetime, days: int) -> Precedents:
    """Those of the last ``days`` days this seat may see: in the same region, else wherever the category is."""
    like = visible(actor).filter(
        platform_id=order.platform_id,
        category=order.category,
        category_version=order.category_version,
        accepted_at__gte=now - timedelta(days=days),
        main_unit__isnull=False,
    )
    like = like.exclude(pk=order.pk)
    if order.region and (rows := _newest(like.filter(region=order.region))):
        return _counted(rows, actor, here=True)
    return _counted(_newest(like), actor, here=False)


def _newest(rows: QuerySet[WorkOrder]) -> list[WorkOrder]:
    columns = rows.only("pk", "platform_id", "main_unit_id", "state")
    return list(columns.order_by("-accepted_at", "-pk")[: MOST + 1])


def _counted(rows: list[WorkOrder], actor: Actor, *, here: bool) -> Precedents:
    more, rows = len(rows) > MOST, rows[:MOST]
    if not rows:
        return Precedents(here=here)
    below = glance.passed_on(rows, actor)  # what a platform above sent here went on to a unit of ours
    units = {row.pk: below.get(row.pk) if row.platform_id != actor.platform else row.main_unit_id for row in rows}
    ended = {row.pk: unit for row in rows if row.state in _CONCLUDED and (unit := units[row.pk]) is not None}
    beside: dict[int, Counter[int]] = defaultdict(Counter)
    for key, unit in Dispatch.objects.filter(order_id__in=ended, part=Part.CO).values_list("order_id", "unit_id"):
        beside[ended[key]][unit] += 1
    asked = Request.objects.filter(
        order_id__in=[row.pk for row in rows],
        kind="return",
        state__in=(RequestState.GRANTED, RequestState.REFUSED),
    )
    rulings = {(unit, state): n for unit, state, n in asked.values_list("unit_id", "state").annotate(Count("pk"))}
    return Precedents(
        total=len(rows),
        more=more,
        here=here,
        concluded=Counter(ended.values()),
        returned=Counter({unit: n for (unit, state), n in rulings.items() if state == RequestState.GRANTED}),
        refused=Counter({unit: n for (unit, state), n in rulings.items() if state == RequestState.REFUSED}),
        beside=dict(beside),
    )
