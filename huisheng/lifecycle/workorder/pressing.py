"""The orders that press a platform, by reason: scoped, paged by key; and what is known of each, a few queries for all.

``PRESSED`` says in the database's words what ``supervision.rules`` says of one matter; a test holds them together.

A platform presses the units to which it sends itself. A city has its own orders, and every clock of theirs presses it.
A platform below it has what it was sent from above too: of that only the clocks of itself and its units press it, only
the returns that it granted, and the instructions that it has to answer; what a visit calls for, the city decides.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from huisheng.directory import reads as directory
from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.lifecycle.workorder import levels
from huisheng.lifecycle.workorder.models import (
    Clock,
    Contradiction,
    Dispatch,
    Instruction,
    Request,
    Supervision,
    Visit,
    WorkOrder,
)
from huisheng.lifecycle.workorder.press import LATELY, Against, Facts, Limits, Press, Running
from huisheng.lifecycle.workorder.states import (
    GONE,
    LIVE,
    NOT_ENDED,
    Grade,
    OrderState,
    Outcome,
    Part,
    RequestState,
    Round,
)

BELOW = "supervision_below"  # so is called here the clock of an answer that a platform below has asked for
_BAD = {"round": Round.REGULAR, "outcome": Outcome.REACHED, "grade": Grade.UNSATISFIED}
_Rows = QuerySet[Any]  # orders, with what is annotated


@dataclass(frozen=True, slots=True)
class Reach:
    """What a platform may press.

    ``rows``: the orders, with ``near`` (the hour of the clock that presses) and ``holder`` (the main unit pressed).
    ``sent``: the units to which it sends itself; ``tree``: it and all units below it. ``below``: another platform
    stands above it.
    """

    platform: int
    rows: _Rows
    sent: frozenset[int]
    tree: frozenset[int]
    below: bool

    @property
    def answering(self) -> frozenset[int]:
        """Whose answers to supervisions press it: its units', and its own to a platform above."""
        return self.sent | {self.platform} if self.below else self.sent

    def clocks(self) -> QuerySet[Clock]:
        """The running clocks that press it."""
        return levels.clocks(self.platform) if self.below else Clock.objects.filter(stopped_at__isnull=True)

    def counts(self, order: WorkOrder, unit: int | None) -> bool:
        """The same of one clock at hand: whether it presses, by the unit it runs for."""
        return not self.below or (order.platform_id == self.platform if unit is None else unit in self.tree)


def reach(actor: Actor, unit: int | None = None) -> Reach:
    """What this seat's platform may press, of one main unit or of all."""
    own = actor.platform
    sent, tree = frozenset(directory.sent_to_by(own)), frozenset(directory.at_or_below(own))
    below = bool(directory.platforms_above(own))
    rows = _below(actor, tree) if below else _top(actor)
    return Reach(own, rows if unit is None else rows.filter(holder=unit), sent, tree, below)


def _top(actor: Actor) -> _Rows:
    # of its own orders the platform needs no dispatch to see them: the filter's dear half falls away
    opens = Dispatch.objects.all() if actor.role is Role.HANDLER else Dispatch.objects.none()
    mine: _Rows = WorkOrder.objects.filter(platform_id=actor.platform)
    rows: _Rows = visible_to(actor).filter(mine, opens)
    made: _Rows = rows.annotate(near=F("due_at"), holder=F("main_unit_id"))
    return made


def _below(actor: Actor, tree: frozenset[int]) -> _Rows:
    own = actor.platform
    held = Dispatch.objects.filter(unit_id=own, state__in=NOT_ENDED).values("order_id")
    asked = Supervision.objects.filter(unit_id__in=tree, answered_at__isnull=True).values("order_id")
    told = Instruction.objects.filter(order__main_unit_id=own, answered_at__isnull=True).values("order_id")
    mine = Q(platform_id=own) | Q(pk__in=held) | Q(pk__in=asked) | Q(pk__in=told)
    rows: _Rows = visible_to(actor).filter(WorkOrder.objects.filter(mine), Dispatch.objects)
    return levels.with_near(rows, own)


def _overdue(reach: Reach, now: datetime) -> QuerySet[Clock]:
    return reach.clocks().filter(due_at__lt=now)


def _instructed(reach: Reach, now: datetime, limits: Limits) -> Q:
    waits = Q(pk__in=Instruction.objects.filter(answered_at__isnull=True).values("order_id"))
    return waits & (Q(platform_id=reach.platform) | Q(main_unit_id=reach.platform)) if reach.below else waits


def _dissatisfied(reach: Reach, now: datetime, limits: Limits) -> Q:
    often = Visit.objects.filter(order_id=OuterRef("pk"), **_BAD).order_by().values("order_id")
    often = often.annotate(n=Count("pk")).filter(n__gte=limits.unsatisfied)
    bad = Q(state=OrderState.AWAITING_DECISION) & Q(Exists(often))
    return bad & Q(platform_id=reach.platform) if reach.below else bad


def _unanswered(reach: Reach, now: datetime, limits: Limits) -> Q:
    waiting = Supervision.objects.filter(answered_at__isnull=True, unit_id__in=reach.answering).values("order_id")
    late = Clock.objects.filter(stopped_at__isnull=True, due_at__lt=now, name="supervision")
    return Q(pk__in=waiting) & Q(pk__in=late.filter(unit_id__in=reach.answering).values("order_id"))


def _silent(reach: Reach, now: datetime, limits: Limits) -> Q:
    return Q(due_at__lt=now) & Q(pk__in=_overdue(reach, now).filter(name="sign_in").values("order_id"))


def _late(reach: Reach, now: datetime, limits: Limits) -> Q:
    of_its_own = Q(name="sign_in") | Q(name="supervision", unit_id__in=reach.answering)
    return Q(due_at__lt=now) & Q(pk__in=_overdue(reach, now).exclude(of_its_own).values("order_id"))


def _returned(reach: Reach, now: datetime, limits: Limits) -> Q:
    if not reach.below:
        return Q(returns__gt=0, returns__gte=limits.returns)
    held = Dispatch.objects.filter(unit_id=reach.platform, state__in=NOT_ENDED).values("order_id")
    granted = _granted(reach).filter(order_id=OuterRef("pk")).order_by().values("order_id")
    granted = granted.annotate(n=Count("pk")).filter(n__gte=limits.returns)
    return Q(returns__gt=0) & (Q(platform_id=reach.platform) | Q(pk__in=held)) & Q(Exists(granted))


def _granted(reach: Reach) -> QuerySet[Request]:
    return Request.objects.filter(kind="return", state=RequestState.GRANTED, unit_id__in=reach.sent)


def _soon(reach: Reach, now: datetime, limits: Limits) -> Q:
    return Q(near__gte=now, near__lt=limits.soon)


def _contradicts(reach: Reach, now: datetime, limits: Limits) -> Q:
    lately = Contradiction.objects.filter(platform_id=reach.platform, at__gte=now - LATELY)
    return Q(pk__in=lately.values("order_id"))


# what may press a matter that is done too; the others press live ones only
_ALWAYS = (Press.INSTRUCTED, Press.UNANSWERED, Press.CONTRADICTS)
_CLOCKED = (Press.SILENT, Press.LATE, Press.SOON)  # a clock of the matter runs
PRESSED: dict[Press, Callable[[Reach, datetime, Limits], Q]] = {
    Press.INSTRUCTED: _instructed,
    Press.DISSATISFIED: _dissatisfied,
    Press.UNANSWERED: _unanswered,
    Press.SILENT: _silent,
    Press.LATE: _late,
    Press.RETURNED: _returned,
    Press.SOON: _soon,
    Press.CONTRADICTS: _contradicts,
}


def pressed(
    reach: Reach, why: Press, now: datetime, limits: Limits, *, beyond: tuple[datetime, int] | None, size: int
) -> list[WorkOrder]:
    """The first ``size`` orders that press for this reason, what ran out first standing first, after that place.

    Where nothing runs out, with a reply that contradicts the record, the newest stands first.
    """
    sign, past = ("-", "lt") if why is Press.CONTRADICTS else ("", "gt")
    found = _live(reach.rows, why).filter(PRESSED[why](reach, now, limits)).annotate(order_at=_stands(reach, why))
    if beyond is not None:
        at, key = beyond
        found = found.filter(Q(**{f"order_at__{past}": at}) | Q(**{"order_at": at, f"pk__{past}": key}))
    # the words apart, of these few alone: joined, they would be read of all that are sorted
    return list(found.prefetch_related("personal").order_by(f"{sign}order_at", f"{sign}pk")[:size])


def _stands(reach: Reach, why: Press) -> Any:
    """By what the orders of a list are ordered."""
    if why is Press.CONTRADICTS:
        replied = Contradiction.objects.filter(order_id=OuterRef("pk"), platform_id=reach.platform)
        return Subquery(replied.values("at"))
    return F("near") if why in _CLOCKED else Coalesce("near", "accepted_at")  # alone, an index has that order


def by_unit(reach: Reach, now: datetime, limits: Limits) -> dict[Press, dict[int | None, int]]:
    """How many press for each reason, by main unit: live orders are gone through once for all their reasons."""
    sums: dict[Press, Any] = {
        why: Count("pk", filter=PRESSED[why](reach, now, limits)) for why in Press if why not in _ALWAYS
    }
    live = reach.rows.filter(state__in=LIVE).order_by().values_list("holder").annotate(**sums)
    found: dict[Press, dict[int | None, int]] = {why: {} for why in Press}
    for unit, *counts in live:
        for why, count in zip(sums, counts, strict=True):
            if count:
                found[why][unit] = count
    for why in _ALWAYS:
        rest = reach.rows.filter(PRESSED[why](reach, now, limits)).order_by()
        found[why] = dict(rest.values_list("holder").annotate(Count("pk")))
    return found


def _live(rows: _Rows, why: Press) -> _Rows:
    return rows if why in _ALWAYS else rows.filter(state__in=LIVE)


def facts(reach: Reach, orders: Iterable[WorkOrder]) -> dict[int, Facts]:
    """What is known of each of these orders, as far as it concerns the platform, in six queries."""
    listed = {order.pk: order for order in orders}
    keys = list(listed)
    clocks: dict[int, list[Running]] = {}
    for row in Clock.objects.filter(order_id__in=keys, stopped_at__isnull=True).order_by("due_at", "id"):
        name = BELOW if row.name == "supervision" and row.unit_id not in reach.answering else row.name
        if reach.counts(listed[row.order_id], row.unit_id):
            clocks.setdefault(row.order_id, []).append(Running(name, row.unit_id, row.due_at))
    bad = Counter(Visit.objects.filter(order_id__in=keys, **_BAD).values_list("order_id", flat=True))
    open_ = Instruction.objects.filter(order_id__in=keys, answered_at__isnull=True).order_by("no")
    waits = _by_order(open_.values_list("order_id", "at"))
    made: dict[int, list[tuple[str, bool]]] = {}
    for one in Supervision.objects.filter(order_id__in=keys, unit_id__in=reach.sent).order_by("no"):
        made.setdefault(one.order_id, []).append((one.form, one.answered_at is None))
    against = {
        one.order_id: Against(one.unit_id, one.at, one.said, one.like)
        for one in Contradiction.objects.filter(order_id__in=keys, platform_id=reach.platform)
    }
    sent = _sent(reach, listed)
    returns = (
        Counter(_granted(reach).filter(order_id__in=keys).values_list("order_id", flat=True)) if reach.below else {}
    )
    return {
        key: Facts(
            live=order.state in LIVE,
            decides=order.state == OrderState.AWAITING_DECISION and order.platform_id == reach.platform,
            main=sent[key].unit,
            clocks=clocks.get(key, []),
            returns=order.returns if not reach.below else returns[key] if sent[key].held else 0,
            unsatisfied=bad[key],
            instructed=waits.get(key, []) if reach.platform in (order.platform_id, order.main_unit_id) else [],
            forms=[form for form, _ in made.get(key, [])],
            waiting=any(unanswered for _, unanswered in made.get(key, [])),
            reminded=sent[key].reminded,
            against=against.get(key),
        )
        for key, order in listed.items()
    }


@dataclass(frozen=True, slots=True)
class _Sent:
    """The main unit to which the platform sent an order; whether it was reminded; whether the platform has it still."""

    unit: int | None
    reminded: bool
    held: bool


def _sent(reach: Reach, listed: Mapping[int, WorkOrder]) -> dict[int, _Sent]:
    mains: dict[int, Dispatch] = {}
    held: set[int] = set()
    for row in Dispatch.objects.filter(order_id__in=list(listed)).order_by("order_id", "no"):
        own = listed[row.order_id].platform_id == reach.platform
        if row.part == Part.MAIN and (row.parent is None if own else row.unit_id in reach.sent):
            mains[row.order_id] = row  # the last one answers for the order
        if row.unit_id == reach.platform and row.state in NOT_ENDED:
            held.add(row.order_id)
    found = {}
    for key, order in listed.items():
        own, main = order.platform_id == reach.platform, mains.get(key)
        unit: int | None = order.main_unit_id
        if not own:
            unit = main.unit_id if main is not None and main.state not in GONE else reach.platform
        found[key] = _Sent(unit, main is not None and main.reminded_at is not None, own or key in held)
    return found


def _by_order(pairs: Iterable[tuple[int, datetime]]) -> Mapping[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for key, at in pairs:
        found.setdefault(key, []).append(at)
    return found
