"""What waits for a dispatcher, by the clock that runs out first: scoped, paged by key, counted without reading all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value

from huisheng.directory.actor import Actor
from huisheng.directory.models import Unit
from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled
from huisheng.lifecycle.workorder.models import Dispatch, Request, Supervision, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import LIVE, NOT_ENDED, OPEN_DISPATCH, DispatchState, OrderState, RequestState

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_Ids = QuerySet[Any, Any]  # rows of one column: the ids of orders


class Todo(Labelled):
    """What a dispatcher has to do with an order; of several things the first counts."""

    RETURN = "return", "退单"
    SEND = "send", "待派"
    ABOVE = "above", "上级派来"
    REVIEW = "review", "待审"
    EXTENSION = "extension", "延期"


@dataclass(frozen=True, slots=True)
class Waits:
    """An order and what is to be done with it."""

    order: WorkOrder
    todo: Todo


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of what waits, what runs out first standing first; ``next`` goes on, "" where nothing follows."""

    rows: list[Waits]
    next: str


def page(actor: Actor, todo: str = "", after: str = "", size: int = PAGE) -> Waiting:
    """The page of one sort (a value of ``Todo``) or of all; ``after`` is a page's ``next`` or a row's ``key_of``."""
    return _page(visible(actor), actor, todo, after, size)


def queue(actor: Actor, todo: str = "", after: str = "") -> tuple[Waiting, dict[Todo, int]]:
    """A page, and how much waits of each sort: one desk shows both, and what the seat may see is asked once."""
    rows = visible(actor)
    waiting = _page(rows, actor, todo, after, PAGE)
    return waiting, _counts(rows, actor)


def _page(visible_: QuerySet[WorkOrder], actor: Actor, todo: str, after: str, size: int) -> Waiting:
    parts = _parts(visible_, actor, todo)
    beyond = _beyond(after) if after else Q()
    columns = [
        rows.filter(beyond).annotate(todo=Value(name.value, CharField())).values_list("due_at", "pk", "todo").order_by()
        for name, rows in parts
    ]
    merged = columns[0].union(*columns[1:], all=True) if len(columns) > 1 else columns[0]
    # an order may wait for several things: read twice as many, so that a page is full without repeating one
    found = list(merged.order_by(F("due_at").asc(nulls_last=True), "pk", "todo")[: 2 * size + 1])
    sorts: dict[int, list[Todo]] = {}
    for _, key, name in found:
        sorts.setdefault(key, []).append(Todo(name))
    more = len(sorts) > size or len(found) > 2 * size
    keys = list(sorts)[:size]
    orders = {row.pk: row for row in visible_.filter(pk__in=keys).select_related("personal")} if keys else {}
    first = list(Todo)
    rows = [Waits(orders[key], min(sorts[key], key=first.index)) for key in keys if key in orders]
    return Waiting(rows, key_of(rows[-1].order) if more and rows else "")


def counts(actor: Actor) -> dict[Todo, int]:
    """How much waits of each sort, in one query."""
    return _counts(visible(actor), actor)


def _counts(visible_: QuerySet[WorkOrder], actor: Actor) -> dict[Todo, int]:
    parts = _parts(visible_, actor, "")
    # the constant is what is grouped by, so each part gives one row or none
    sums = [
        rows.annotate(todo=Value(name.value, CharField())).values("todo").annotate(n=Count("pk")).order_by()
        for name, rows in parts
    ]
    found = dict.fromkeys(Todo, 0)
    for row in sums[0].union(*sums[1:], all=True):
        found[Todo(row["todo"])] += row["n"]
    return found


def todo_of(order: WorkOrder, actor: Actor) -> Todo | None:
    """What is to be done with this order now; None where nothing waits for this seat."""
    held = {name for name, rows in _parts(visible(actor), actor, "") if rows.filter(pk=order.pk).exists()}
    return next((todo for todo in Todo if todo in held), None)


def key_of(order: WorkOrder) -> str:
    """Where the order stands in the queue, as ``page`` takes it."""
    due = "" if order.due_at is None else str((order.due_at - _EPOCH) // _MICRO)
    return f"{due}-{order.pk}"


def _beyond(key: str) -> Q:
    due, dash, pk = key.rpartition("-")
    sane = dash and pk.isascii() and pk.isdigit() and len(pk) <= 18 and len(due) <= 17
    if not sane or not (due == "" or (due.isascii() and due.isdigit())):
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="after")
    if due == "":
        return Q(due_at__isnull=True, pk__gt=int(pk))
    at = _EPOCH + int(due) * _MICRO
    return Q(due_at__gt=at) | Q(due_at=at, pk__gt=int(pk)) | Q(due_at__isnull=True)


def _parts(rows: QuerySet[WorkOrder], actor: Actor, todo: str) -> list[tuple[Todo, QuerySet[WorkOrder]]]:
    if todo and todo not in Todo.labels():
        raise Refusal("bad_filter", "没有这一类待办，请重新选择。", field="what")
    own = actor.platform
    # the units this platform sends to: a unit's requests and replies are decided by the platform of the unit above it
    below = list(Unit.objects.filter(parent__platform_id=own).exclude(pk=own).values_list("id", flat=True))
    replied = Dispatch.objects.filter(unit_id__in=below, state=DispatchState.REPLIED).values("order_id")
    mine: Mapping[str, object] = {"platform_id": own}
    every = [
        (Todo.RETURN, rows.filter(pk__in=_asked("return", below))),
        (Todo.SEND, rows.filter(state=OrderState.AWAITING_DISPATCH, **mine)),
        (Todo.ABOVE, rows.filter(pk__in=_held(own)).exclude(**mine)),
        (Todo.ABOVE, rows.filter(pk__in=_pressed(own)).exclude(**mine).exclude(pk__in=_held(own))),
        (Todo.REVIEW, rows.filter(state=OrderState.REPLIED, **mine)),
        (Todo.REVIEW, rows.filter(pk__in=replied, state__in=LIVE).exclude(state=OrderState.REPLIED, **mine)),
        (Todo.EXTENSION, rows.filter(pk__in=_asked("extension", below))),
    ]
    return [(name, part) for name, part in every if todo in ("", name.value)]


def _asked(kind: str, below: list[int]) -> _Ids:
    asked = Request.objects.filter(kind=kind, state=RequestState.PENDING, unit_id__in=below)
    return asked.values("order_id")


def _held(own: int) -> _Ids:
    """Orders of which the platform itself holds a dispatch that isn't with a unit of its own now."""
    child = Dispatch.objects.filter(order_id=OuterRef("order_id"), parent=OuterRef("no"), state__in=NOT_ENDED)
    held = Dispatch.objects.filter(unit_id=own, state__in=OPEN_DISPATCH)
    return held.filter(~Exists(child)).values("order_id")


def _pressed(own: int) -> _Ids:
    return Supervision.objects.filter(unit_id=own, answered_at__isnull=True).values("order_id")
