"""The orders that a seat accepted: found by the look that every acceptance writes down. Scoped like every list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.models import Look
from huisheng.lifecycle.workorder.lists import PAGE, Page
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import OrderState

PURPOSE = "受理"  # as intake writes it
_MOST = 2000  # more than a seat accepts in a day


@dataclass(frozen=True, slots=True)
class Counts:
    """How many orders a seat took, answered on the spot, and has still to answer or hand on."""

    taken: int
    answered: int
    waiting: int


def counts(actor: Actor, since: datetime) -> Counts:
    """Of those accepted by this seat since then."""
    found = _mine(actor, since).aggregate(
        n=Count("pk"),
        answered=Count("pk", filter=Q(state=OrderState.ANSWERED)),
        waiting=Count("pk", filter=Q(state=OrderState.ACCEPTED)),
    )
    return Counts(found["n"], found["answered"], found["waiting"])


def page(actor: Actor, *, since: datetime, state: str = "", before: int | None = None, size: int = PAGE) -> Page:
    """Those orders, newest first; an unknown state finds none."""
    rows = _mine(actor, since).select_related("personal").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    orders = list(rows[: size + 1])
    return Page(orders[:size], str(orders[size - 1].pk) if len(orders) > size else "", "")


def numbers(actor: Actor, keys: Collection[int]) -> dict[int, str]:
    """Id -> number, of those of these orders that the seat may see."""
    return dict(visible(actor).filter(pk__in=list(keys)).values_list("pk", "number")) if keys else {}


def _mine(actor: Actor, since: datetime) -> QuerySet[WorkOrder]:
    looks = Look.objects.filter(seat_id=actor.seat, at__gte=since, purpose=PURPOSE).order_by("-at")
    subjects = looks.values_list("subject", flat=True)[:_MOST]
    keys = [int(subject.partition(":")[2]) for subject in subjects if subject.startswith("workorder:")]
    return visible(actor).filter(pk__in=keys)
