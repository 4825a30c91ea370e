"""Questions about orders. The only ways to an order go through the scope filter of the directory."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Min, QuerySet

from huisheng.directory.access import Scope, visible_to
from huisheng.directory.actor import Actor
from huisheng.kernel import text
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import (
    Clock,
    Dispatch,
    Instruction,
    Link,
    Request,
    SessionItem,
    Supervision,
    Visit,
    WorkOrder,
)
from huisheng.lifecycle.workorder.states import LIVE

_NOT_FOUND = Refusal("not_found", "没有找到这件工单，或者您无权查看，请核对工单号。")


def visible(actor: Actor) -> QuerySet[WorkOrder]:
    """The orders this seat may see."""
    scope = visible_to(actor)
    return _visible(scope, scope.units()).all()


@lru_cache(maxsize=512)
def _visible(scope: Scope, units: tuple[int, ...]) -> QuerySet[WorkOrder]:
    """The same question for the same scope and units, put together once: nothing is asked of the database here."""
    rows: QuerySet[WorkOrder] = scope.filter(WorkOrder.objects.all(), Dispatch.objects, units=units)
    return rows


def look(number: str, actor: Actor) -> Matter:
    """The matter of that number, to look at. Refusal ``not_found`` also where it may not be seen."""
    order = visible(actor).filter(number=text.clean(number)).first()
    if order is None:
        raise _NOT_FOUND
    return Matter(order)


def take(number: str, actor: Actor, *, seen: int | None = None) -> Matter:
    """The matter of that number, locked until the page ends, to act on.

    ``seen`` is the version the actor's screen showed; Refusal ``stale`` if the order has moved on since.
    """
    return _locked(visible(actor).filter(number=text.clean(number)), seen)


def take_by_id(key: int) -> Matter:
    """The matter of that id, locked: for the worker and the reactions, which act for the platform itself."""
    return _locked(WorkOrder.objects.filter(pk=key), None)


def by_id(key: int) -> Matter:
    """The matter of that id, to look at: for the worker, before it locks."""
    order = WorkOrder.objects.filter(pk=key).first()
    if order is None:
        raise _NOT_FOUND
    return Matter(order)


def _locked(rows: QuerySet[WorkOrder], seen: int | None) -> Matter:
    order = rows.select_for_update(of=("self",), no_key=True).first()
    if order is None:
        raise _NOT_FOUND
    if seen is not None and seen != order.version:
        raise Refusal("stale", "这件工单刚被别人更新过，请看过最新情况再操作，您填写的内容仍在。", field="seen")
    return Matter(order)


def by_source(source: str, source_ref: str) -> WorkOrder | None:
    """The order that was accepted for this key of its source."""
    found = fixed.rows("SELECT id FROM workorder WHERE source = %s AND source_ref = %s", [source, source_ref])
    return WorkOrder.objects.get(pk=found[0][0]) if found else None


def running_out(before: datetime, limit: int) -> list[tuple[int, int]]:
    """Clocks that ran out by then and aren't noted yet: (order id, clock id), oldest first."""
    due = Clock.objects.filter(stopped_at__isnull=True, missed_at__isnull=True, due_at__lt=before)
    return list(due.order_by("due_at").values_list("order_id", "id")[:limit])


def first_matter(platform: int) -> datetime | None:
    """When the platform's first matter came to it, from a citizen or from the platform above; None if none did."""
    accepted = WorkOrder.objects.filter(platform_id=platform).aggregate(first=Min("accepted_at"))["first"]
    received = Dispatch.objects.filter(unit_id=platform).aggregate(first=Min("sent_at"))["first"]
    return min((at for at in (accepted, received) if at is not None), default=None)


def open_items(session: int) -> int:
    """How many of a leader's session's orders aren't done yet."""
    return SessionItem.objects.filter(session=session, order__state__in=LIVE).count()


def items(session: int, actor: Actor) -> list[WorkOrder]:
    """The orders of a leader's session that this seat may see, in order."""
    of_session = SessionItem.objects.filter(session=session).values("order_id")
    return list(visible(actor).filter(pk__in=of_session).order_by("id"))


_COMPARED = {
    "order": (
        *("number", "platform_id", "state", "version", "channel", "source", "source_ref", "call", "kind", "category"),
        *("category_version", "region", "urgent", "confidential", "enterprise", "no_visit", "about_unit_id"),
        *("main_unit_id", "accepted_at", "returns", "redos", "called_off_at", "police_no"),
    ),
    "dispatches": (
        *("unit_id", "part", "cause", "parent", "redo_of", "state", "sent_at", "signed_at", "contacted_at"),
        *("arrived_at", "replied_at", "reminded_at", "ended_at", "says_solved", "meeting"),
    ),
    "requests": ("kind", "dispatch", "unit_id", "state", "ground", "days", "asked_at", "decided_at"),
    "visits": ("unit_id", "round", "outcome", "solved", "grade", "process", "contacted", "at"),
    "supervisions": ("form", "unit_id", "cause", "at", "answered_at"),
    "instructions": ("unit_id", "at", "answered_at"),
    "session_items": ("unit_id", "taken_at", "reviewed_at", "approved"),
    "clocks": ("unit_id", "started_at", "due_at", "limit", "cite", "stopped_at", "missed_at"),
    "links": ("linked_at", "ended_at"),
}

_TABLES: dict[str, type[Any]] = {
    "dispatches": Dispatch,
    "requests": Request,
    "visits": Visit,
    "supervisions": Supervision,
    "instructions": Instruction,
    "session_items": SessionItem,
    "clocks": Clock,
    "links": Link,
}


def live(matter: Matter) -> dict[str, Any]:
    """What the live tables hold of a matter, in the shape that ledger.replay folds to."""
    state: dict[str, Any] = {"order": {name: getattr(matter.order, name) for name in _COMPARED["order"]}}
    for table in _TABLES:
        rows = {}
        for row in getattr(matter, table):
            key = (row.name, row.subject) if table == "clocks" else row.to_id if table == "links" else row.no
            rows[key] = {name: getattr(row, name) for name in _COMPARED[table]}
        state[table] = rows
    return state


def live_many(keys: list[int]) -> dict[int, dict[str, Any]]:
    """``live`` for many orders by id, one query a table."""
    matters = {order.pk: Matter(order, new=True) for order in WorkOrder.objects.filter(pk__in=keys)}
    for table, model in _TABLES.items():
        for row in model._default_manager.filter(order_id__in=keys).order_by("order_id", "id"):
            getattr(matters[row.order_id], table).append(row)
    return {key: live(matter) for key, matter in matters.items()}
