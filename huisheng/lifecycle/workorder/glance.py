"""What a home page and a rail show at a glance: how many wait where, and what runs out next. Scoped like every list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.lifecycle.workorder import levels
from huisheng.lifecycle.workorder.lists import pressed
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch, WorkOrder
from huisheng.lifecycle.workorder.overview import held
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import GONE, LIVE, DispatchState, Grade, Outcome, Part, Solution

_LINKS = "SELECT order_id, to_id FROM workorder_link WHERE (order_id = %s OR to_id = %s) AND ended_at IS NULL"
_CONFIRMED = """
SELECT DISTINCT order_id FROM workorder_visit
WHERE order_id = ANY(%s::bigint[]) AND outcome = %s AND solved = %s AND grade IS DISTINCT FROM %s
"""


@dataclass(frozen=True, slots=True)
class Glance:
    """Counts of what a seat may see. ``states``: order state -> how many are in it now.

    ``today``: accepted since midnight in Shanghai. ``late``: a clock ran out. ``soon``: one runs out within a day.
    ``unsigned``: a dispatch waits for this seat's own unit to sign.
    """

    states: dict[str, int]
    today: int
    late: int
    soon: int
    unsigned: int


def glance(actor: Actor, now: datetime) -> Glance:
    """All counts in two queries, neither of which goes through what is done."""
    today, ours = Q(accepted_at__gte=clock.midnight(clock.local_day(now))), levels.ours(actor)
    counted = (
        held(actor)
        .filter(Q(state__in=LIVE) | today)
        .aggregate(
            _today=Count("pk", filter=today),
            _late=Count("pk", filter=pressed("late", now, actor)),
            _soon=Count("pk", filter=pressed("soon", now, actor)),
            **{state.value: Count("pk", filter=Q(state=state) & ours) for state in LIVE},
        )
    )
    states = {state.value: counted[state.value] for state in LIVE}
    unsigned = Dispatch.objects.filter(unit_id=actor.unit, state=DispatchState.SENT).values("order_id")
    waits = visible(actor).filter(pk__in=unsigned).count()
    return Glance(states, counted["_today"], counted["_late"], counted["_soon"], waits)


def waiting(actor: Actor, states: Iterable[str]) -> dict[str, int]:
    """How many orders with which this seat's side has something to do are in each of these states."""
    wanted = list(states)
    if not wanted:
        return {}
    rows = visible(actor).filter(levels.ours(actor), state__in=wanted).values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(wanted, 0), **dict(rows)}


def running_out_next(actor: Actor, now: datetime, limit: int) -> list[WorkOrder]:
    """The open orders whose clock runs out first, those already late left aside."""
    # the words apart, of those few alone: joined, they would be read of all that are sorted
    seen = visible(actor) if levels.is_below(actor) else visible(actor).filter(levels.ours(actor))
    rows = levels.near(seen, actor).filter(state__in=LIVE, near__gte=now).prefetch_related("personal")
    return list(rows.order_by("near", "pk")[:limit])


def confirmed(keys: Iterable[int]) -> set[int]:
    """Those of the orders whose citizen said that it is solved, and wasn't unsatisfied."""
    asked = list(keys)
    said = [asked, Outcome.REACHED.value, Solution.YES.value, Grade.UNSATISFIED.value]
    return {key for (key,) in fixed.rows(_CONFIRMED, said)} if asked else set()


def passed_on(orders: Iterable[WorkOrder], actor: Actor) -> dict[int, int]:
    """Order -> the unit to which this seat's platform has passed on what a platform above sent it."""
    above = [order.pk for order in orders if order.platform_id != actor.platform]
    if not above:
        return {}
    sent = Dispatch.objects.filter(order_id__in=above).exclude(state__in=GONE).order_by("order_id", "no")
    columns = list(sent.values_list("order_id", "no", "unit_id", "parent", "part"))
    held = {(order, no) for order, no, unit, _, _ in columns if unit == actor.platform}
    return {order: unit for order, _, unit, parent, part in columns if part == Part.MAIN and (order, parent) in held}


def linked(matter: Matter, actor: Actor) -> list[WorkOrder]:
    """The orders held to be repeats of this one, from either side, that this seat may see; the earliest first."""
    key = matter.order.pk
    pairs = fixed.rows(_LINKS, [key, key])
    others = {side for pair in pairs for side in pair} - {key}
    return list(visible(actor).filter(pk__in=others).select_related("personal").order_by("pk")) if others else []
