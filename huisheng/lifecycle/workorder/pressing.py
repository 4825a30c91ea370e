"""The orders that press a platform, by reason: scoped, paged by key; and what is known of each, a few queries for all.

``PRESSED`` says in the database's words what ``supervision.rules`` says of one matter; a test holds them together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.lifecycle.workorder.models import Clock, Dispatch, Instruction, Supervision, Visit, WorkOrder
from huisheng.lifecycle.workorder.press import Facts, Limits, Press, Running
from huisheng.lifecycle.workorder.states import LIVE, Grade, OrderState, Outcome, Part, Round

_OWN_CLOCKS = ("sign_in", "supervision")  # reasons of their own
_BAD = {"round": Round.REGULAR, "outcome": Outcome.REACHED, "grade": Grade.UNSATISFIED}
_Rows = QuerySet[WorkOrder]


def _overdue(now: datetime) -> QuerySet[Clock]:
    return Clock.objects.filter(stopped_at__isnull=True, due_at__lt=now)


def _instructed(now: datetime, limits: Limits) -> Q:
    return Q(pk__in=Instruction.objects.filter(answered_at__isnull=True).values("order_id"))


def _dissatisfied(now: datetime, limits: Limits) -> Q:
    often = Visit.objects.filter(order_id=OuterRef("pk"), **_BAD).order_by().values("order_id")
    often = often.annotate(n=Count("pk")).filter(n__gte=limits.unsatisfied)
    return Q(state=OrderState.AWAITING_DECISION) & Q(Exists(often))


def _unanswered(now: datetime, limits: Limits) -> Q:
    waiting = Supervision.objects.filter(answered_at__isnull=True).values("order_id")
    return Q(pk__in=waiting) & Q(pk__in=_overdue(now).filter(name="supervision").values("order_id"))


def _silent(now: datetime, limits: Limits) -> Q:
    return Q(due_at__lt=now) & Q(pk__in=_overdue(now).filter(name="sign_in").values("order_id"))


def _late(now: datetime, limits: Limits) -> Q:
    return Q(due_at__lt=now) & Q(pk__in=_overdue(now).exclude(name__in=_OWN_CLOCKS).values("order_id"))


def _returned(now: datetime, limits: Limits) -> Q:
    return Q(returns__gt=0, returns__gte=limits.returns)


def _soon(now: datetime, limits: Limits) -> Q:
    return Q(due_at__gte=now, due_at__lt=limits.soon)


# what may press a matter that is done too; the others press live ones only
_ALWAYS = (Press.INSTRUCTED, Press.UNANSWERED)
_CLOCKED = (Press.SILENT, Press.LATE, Press.SOON)  # a clock of the matter runs
PRESSED: dict[Press, Callable[[datetime, Limits], Q]] = {
    Press.INSTRUCTED: _instructed,
    Press.DISSATISFIED: _dissatisfied,
    Press.UNANSWERED: _unanswered,
    Press.SILENT: _silent,
    Press.LATE: _late,
    Press.RETURNED: _returned,
    Press.SOON: _soon,
}


def own(actor: Actor, unit: int | None = None) -> _Rows:
    """The platform's own orders this seat may see, of one main unit or of all: what it may press."""
    # of its own orders the platform needs no dispatch to see them: the filter's dear half falls away
    opens = Dispatch.objects.all() if actor.role is Role.HANDLER else Dispatch.objects.none()
    mine: _Rows = WorkOrder.objects.filter(platform_id=actor.platform)
    rows: _Rows = visible_to(actor).filter(mine, opens)
    return rows if unit is None else rows.filter(main_unit_id=unit)


def pressed(
    rows: _Rows, why: Press, now: datetime, limits: Limits, *, beyond: tuple[datetime, int] | None, size: int
) -> list[WorkOrder]:
    """The first ``size`` orders that press for this reason, what ran out first standing first, after that place."""
    stands = F("due_at") if why in _CLOCKED else Coalesce("due_at", "accepted_at")  # alone, an index has that order
    found = _live(rows, why).filter(PRESSED[why](now, limits)).annotate(order_at=stands)
    if beyond is not None:
        found = found.filter(Q(order_at__gt=beyond[0]) | Q(order_at=beyond[0], pk__gt=beyond[1]))
    # the words apart, of these few alone: joined, they would be read of all that are sorted
    return list(found.prefetch_related("personal").order_by("order_at", "pk")[:size])


def by_unit(rows: _Rows, now: datetime, limits: Limits) -> dict[Press, dict[int | None, int]]:
    """How many press for each reason, by main unit: live orders are gone through once for all their reasons."""
    sums = {why: Count("pk", filter=PRESSED[why](now, limits)) for why in Press if why not in _ALWAYS}
    live = rows.filter(state__in=LIVE).order_by().values_list("main_unit_id").annotate(**sums)
    found: dict[Press, dict[int | None, int]] = {why: {} for why in Press}
    for unit, *counts in live:
        for why, count in zip(sums, counts, strict=True):
            if count:
                found[why][unit] = count
    for why in _ALWAYS:
        rest = rows.filter(PRESSED[why](now, limits)).order_by()
        found[why] = dict(rest.values_list("main_unit_id").annotate(Count("pk")))
    return found


def _live(rows: _Rows, why: Press) -> _Rows:
    return rows if why in _ALWAYS else rows.filter(state__in=LIVE)


def facts(orders: Iterable[WorkOrder]) -> dict[int, Facts]:
    """What is known of each of these orders, in five queries."""
    listed = {order.pk: order for order in orders}
    keys = list(listed)
    clocks: dict[int, list[Running]] = {}
    for row in Clock.objects.filter(order_id__in=keys, stopped_at__isnull=True).order_by("due_at", "id"):
        clocks.setdefault(row.order_id, []).append(Running(row.name, row.unit_id, row.due_at))
    bad = Counter(Visit.objects.filter(order_id__in=keys, **_BAD).values_list("order_id", flat=True))
    open_ = Instruction.objects.filter(order_id__in=keys, answered_at__isnull=True).order_by("no")
    waits = _by_order(open_.values_list("order_id", "at"))
    made: dict[int, list[tuple[str, bool]]] = {}
    for one in Supervision.objects.filter(order_id__in=keys).order_by("no"):
        made.setdefault(one.order_id, []).append((one.form, one.answered_at is None))
    mains = Dispatch.objects.filter(order_id__in=keys, parent__isnull=True, part=Part.MAIN).order_by("no")
    reminded = {row.order_id: row.reminded_at is not None for row in mains}  # the last one answers for the order
    return {
        key: Facts(
            live=order.state in LIVE,
            decides=order.state == OrderState.AWAITING_DECISION,
            main=order.main_unit_id,
            clocks=clocks.get(key, []),
            returns=order.returns,
            unsatisfied=bad[key],
            instructed=waits.get(key, []),
            forms=[form for form, _ in made.get(key, [])],
            waiting=any(unanswered for _, unanswered in made.get(key, [])),
            reminded=reminded.get(key, False),
        )
        for key, order in listed.items()
    }


def _by_order(pairs: Iterable[tuple[int, datetime]]) -> Mapping[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for key, at in pairs:
        found.setdefault(key, []).append(at)
    return found
