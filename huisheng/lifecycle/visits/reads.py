"""Whom to call next, whom a seat has in hand, and what it has done today. Scoped like every list."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.visits.models import Attempt, Hold
from huisheng.lifecycle.visits.rules import callable_from, next_try
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import Grade, OrderState, Outcome, Solution
from huisheng.rulebook import Value

_IN_HAND = (OrderState.AWAITING_VISIT, OrderState.AWAITING_DECISION)
_SAID = ("outcome", "grade", "solved")


@dataclass(frozen=True, slots=True)
class Calling:
    """The rules of calling back, as they stand that day: how often, how far apart, at what hours, held how long."""

    attempts: Value
    gap: Value
    slots: Value
    hold: Value

    def again(self, last: datetime) -> datetime:
        """When one who didn't answer at ``last`` is called again."""
        return next_try(clock.local(last), timedelta(hours=self.gap.count), self.slots.items)

    def opens(self, now: datetime) -> datetime:
        """Now, or the next moment at which citizens are called."""
        return callable_from(clock.local(now), self.slots.items)

    def until(self, now: datetime) -> datetime:
        """Until when one who is taken now is held."""
        return now + timedelta(minutes=self.hold.count)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What waits for the visitors. ``opens``: later than now where nobody is called at this hour.

    ``ready``: to be called now; ``later``: put off or not answered, with the next hour of those put off (``next``);
    ``others``: in other visitors' hands.
    """

    ready: int
    later: int
    others: int
    next: datetime | None
    opens: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """What a seat's own attempts of a day came to."""

    calls: int
    reached: int
    unanswered: int
    declined: int
    satisfied: int
    partly: int
    unsatisfied: int
    solved: int


def calling(actor: Actor, now: datetime) -> Calling:
    """The rules that bind the seat's platform."""
    rules = law.at(clock.local_day(now), actor.scope)
    names = ("max_attempts", "retry_hours", "call_hours", "hold_minutes")
    return Calling(*(rules.get(f"visits.{name}") for name in names))


def waiting(actor: Actor) -> QuerySet[WorkOrder]:
    """All that wait for a call of the seat's own platform."""
    return visible(actor).filter(platform_id=actor.platform, state=OrderState.AWAITING_VISIT)


def _unanswered_since(actor: Actor, moment: datetime) -> QuerySet[WorkOrder]:
    """Those where nobody answered after that. Cheap: an order that hasn't moved since then isn't looked into."""
    return waiting(actor).filter(last_at__gt=moment, visits__outcome=Outcome.UNANSWERED, visits__at__gt=moment)


def ready(actor: Actor, now: datetime) -> QuerySet[WorkOrder]:
    """To be called now, in order: those for whom this hour was agreed, then by the clock that presses.

    At an hour at which nobody is called only those who asked for it.
    """
    rules, holds = calling(actor, now), Hold.objects.filter(order=OuterRef("pk"))
    agreed = Exists(holds.filter(later=True, until__lte=now))
    missed = _unanswered_since(actor, now - timedelta(hours=rules.gap.count)).values("pk")
    due = ~Q(pk__in=missed) if rules.opens(now) <= now else Q(pk__in=[])
    free = waiting(actor).filter(~Exists(holds.filter(until__gt=now))).filter(Q(agreed) | due)
    return free.order_by(agreed.desc(), F("due_at").asc(nulls_last=True), "pk")


def current(actor: Actor) -> WorkOrder | None:
    """The order that the seat took last and hasn't done with; None where it has none in hand."""
    mine = Hold.objects.filter(seat=actor.seat, later=False).order_by("-taken_at").values("order")[:1]
    return visible(actor).filter(pk__in=Subquery(mine), platform_id=actor.platform, state__in=_IN_HAND).first()


def holder(order: WorkOrder, now: datetime) -> Hold | None:
    """Who has it in hand now, or until when it is put off."""
    return Hold.objects.filter(order=order, until__gt=now).select_related("seat").first()


def put_off_for(order: WorkOrder) -> str:
    """Why it was put off the last time (a code of ``fields.LATER``), while nobody has called since; "" if it wasn't."""
    held = Hold.objects.filter(order=order).values_list("why", flat=True).first()
    return held or ""


def outlook(actor: Actor, now: datetime) -> Outlook:
    """What the head of the page says."""
    rules = calling(actor, now)
    held = Hold.objects.filter(until__gt=now, order__in=waiting(actor).values("pk"))
    later = held.filter(later=True).aggregate(next=Min("until"))["next"]
    others = held.filter(later=False).exclude(seat=actor.seat).count()
    mine = held.filter(later=False, seat=actor.seat).count()
    ready_now, every = ready(actor, now).count(), waiting(actor).count()
    missed = _unanswered_since(actor, now - timedelta(hours=rules.gap.count))
    last = missed.aggregate(first=Min("visits__at"))["first"]
    hours = [one for one in (later, rules.again(last) if last else None) if one is not None]
    return Outlook(ready_now, every - ready_now - others - mine, others, min(hours, default=None), rules.opens(now))


def today(actor: Actor, now: datetime) -> Today:
    """The seat's own attempts since midnight in Shanghai."""
    rows = Attempt.objects.filter(seat=actor.seat, at__gte=clock.midnight(clock.local_day(now)), at__lte=now)
    # the attempt's own visit: the filter and the values read one join
    told = rows.filter(order__visits__no=F("no")).values_list(*(f"order__visits__{name}" for name in _SAID))
    outcomes, grades, solved = (Counter(column) for column in (tuple(zip(*told, strict=True)) or ((), (), ())))
    return Today(
        calls=outcomes.total(),
        reached=outcomes[Outcome.REACHED],
        unanswered=outcomes[Outcome.UNANSWERED],
        declined=outcomes[Outcome.DECLINED],
        satisfied=grades[Grade.SATISFIED],
        partly=grades[Grade.PARTLY],
        unsatisfied=grades[Grade.UNSATISFIED],
        solved=solved[Solution.YES],
    )
