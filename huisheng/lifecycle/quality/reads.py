"""Questions about checks, scoped to the seat that asks: a unit sees those about itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.quality.models import Check, Sample, SampleItem
from huisheng.lifecycle.quality.states import CheckKind, Drawn
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible as orders
from huisheng.lifecycle.workorder.states import HANDLED, OrderState, Part

PAGE = 50
_NOT_FOUND = Refusal("no_check", "没有这条检查，或者您无权查看，请核对编号。", field="check")
COMPARED = (
    *("platform_id", "unit_id", "version", "kind", "source", "first", "last", "sampled", "passed", "unvisited"),
    *("unsatisfied", "service", "knowledge", "errors", "marks", "struck_at", "order_id", "found", "complete"),
    *("order_id", "found", "complete"),
)


def visible(actor: Actor) -> QuerySet[Check]:
    """The checks this seat may see."""
    rows: QuerySet[Check] = visible_to(actor).happenings(Check.objects.all())
    return rows


def newest(actor: Actor, *, kind: str = "", before: int | None = None, size: int = PAGE) -> list[Check]:
    """A page of checks, the newest first; ``before`` is the number of the last one seen."""
    rows = visible(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:size])


def between(actor: Actor, first: date, last: date) -> list[Check]:
    """What counts on these days and wasn't struck, the newest first; at most a few hundred a period."""
    rows = visible(actor).filter(last__range=(first, last), struck_at__isnull=True).select_related("unit")
    return list(rows.order_by("-id")[:500])


def population(actor: Actor, of: str, unit: int | None, first: date, last: date) -> QuerySet[WorkOrder]:
    """What a sample is drawn from, as far as the seat may see it.

    Concluded: whose main unit (that one) replied in these days. Answered: accepted in these days, answered on the spot.
    """
    begins, ends = clock.window(first, last)
    rows = orders(actor).filter(platform_id=actor.platform)
    if of == Drawn.ANSWERED:
        done = (OrderState.ANSWERED, OrderState.ARCHIVED)
        return rows.filter(state__in=done, main_unit__isnull=True, accepted_at__gte=begins, accepted_at__lt=ends)
    if unit is not None:
        rows = rows.filter(main_unit_id=unit)
    return rows.filter(
        state__in=(*(one for one in HANDLED if one != OrderState.IN_HAND), OrderState.ARCHIVED),
        dispatches__part=Part.MAIN,
        dispatches__replied_at__gte=begins,
        dispatches__replied_at__lt=ends,
    ).distinct()


def samples(actor: Actor, *, before: int | None = None, size: int = PAGE) -> list[Sample]:
    """A page of the platform's samples with how many are looked at, the newest first."""
    rows = _samples(actor).annotate(judged=Count("items", filter=~Q(items__verdict="")))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("unit").order_by("-id")[:size])


def _samples(actor: Actor) -> QuerySet[Sample]:
    if actor.role in (*KEEPERS, Role.HANDLER):
        return Sample.objects.none()
    return Sample.objects.filter(platform_id=actor.platform)


def sample(actor: Actor, key: int, *, lock: bool = False) -> Sample:
    """A sample of the platform's. Refusal ``not_found`` for any other."""
    rows = _samples(actor)
    found = (rows.select_for_update() if lock else rows).filter(pk=key).first()
    if found is None:
        raise Refusal("not_found", "没有这个样本，或者您无权查看，请从质检页面打开。")
    return found


def items(actor: Actor, of: Sample) -> list[SampleItem]:
    """What the sample holds and the seat may see, in order, each with its order."""
    seen = orders(actor).filter(pk__in=of.items.values("order")).select_related("personal", "main_unit")
    known = {order.pk: order for order in seen}
    rows = [one for one in of.items.order_by("no") if one.order_id in known]
    for one in rows:
        one.order = known[one.order_id]
    return rows


def unreviewed(actor: Actor, *, after: int | None = None, size: int = PAGE) -> list[WorkOrder]:
    """Answers given on the spot that nobody has reviewed, the newest first."""
    rows = orders(actor).filter(platform_id=actor.platform, state=OrderState.ANSWERED, main_unit__isnull=True)
    reviewed = Check.objects.filter(order__isnull=False, struck_at__isnull=True).values("order")
    rows = rows.exclude(pk__in=reviewed)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related("personal").order_by("-pk")[:size])


def review_of(actor: Actor, order: WorkOrder) -> Check | None:
    """The review of an answer, if there is one that counts."""
    return visible(actor).filter(order=order, struck_at__isnull=True).first()


def spotted(actor: Actor, first: date, last: date) -> set[int]:
    """The units with a spot check that counts in these days."""
    rows = visible(actor).filter(kind=CheckKind.SPOT.value, last__range=(first, last), struck_at__isnull=True)
    return set(rows.exclude(unit=None).values_list("unit_id", flat=True))


def concluded_units(actor: Actor, first: date, last: date) -> Sequence[tuple[int, int]]:
    """(unit, how many of its matters it replied to in these days) for each unit that had any."""
    rows = population(actor, Drawn.CONCLUDED.value, None, first, last).order_by()
    return list(rows.values_list("main_unit_id").annotate(Count("pk", distinct=True)))


def take(key: int, actor: Actor) -> Check:
    """The check of that number, locked until the page ends, to act on."""
    check = visible(actor).select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if check is None:
        raise _NOT_FOUND
    return check


def live(check: Check) -> dict[str, Any]:
    """What the live table holds of a check, in the shape that ledger.replay folds to."""
    return {name: getattr(check, name) for name in COMPARED}
