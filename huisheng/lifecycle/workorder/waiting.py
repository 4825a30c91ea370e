"""What waits for a dispatcher, by the clock that runs out first: scoped, paged by key, counted without reading all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled
from huisheng.lifecycle.workorder.models import Dispatch, Request, Supervision, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import LIVE, NOT_ENDED, OPEN_DISPATCH, DispatchState, OrderState, RequestState

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_LAST = datetime.max.replace(tzinfo=UTC)
_BELOW = """
SELECT unit.id FROM directory_unit AS unit JOIN directory_unit AS above ON above.id = unit.parent_id
WHERE above.platform_id = %s AND unit.id <> %s ORDER BY unit.id
"""
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
    return _read(actor, _known(todo), after, size, counted=False)[0]


def queue(actor: Actor, todo: str = "", after: str = "") -> tuple[Waiting, dict[Todo, int]]:
    """A page, and how much waits of each sort: one statement says both."""
    return _read(actor, _known(todo), after, PAGE, counted=True)


# every: all that waits, found and scoped once, of which the page and the numbers are two views
_EVERY = """
WITH others AS MATERIALIZED ({others}), every AS MATERIALIZED (
    {own}SELECT seen.due_at, seen.pk, others.todo FROM ({seen}) AS seen JOIN others ON others.pk = seen.pk
)
"""
_PAGE = "(SELECT due_at, pk, todo, NULL::bigint FROM every WHERE {beyond} ORDER BY due_at, pk, todo LIMIT %s)"
_COUNTED = " UNION ALL SELECT NULL, NULL, todo, count(*) FROM every GROUP BY todo"
_OTHERS = "SELECT pk FROM others"
_NONE = "SELECT NULL::timestamptz AS due_at, NULL::bigint AS pk, NULL AS todo WHERE false"


def _read(actor: Actor, todo: str, after: str, size: int, *, counted: bool) -> tuple[Waiting, dict[Todo, int]]:
    beyond, key = _beyond(after)
    if visible_to(actor).nothing:
        return Waiting([], ""), dict.fromkeys(Todo, 0)
    if todo:
        beyond, key = f"({beyond}) AND todo = %s", [*key, todo]
    every, given = _every(actor, visible_to(actor).units(), _below(actor), "" if counted else todo)
    # an order may wait for several things: read twice as many, so that a page is full without repeating one
    most = 2 * size + 1
    values: list[Any] = [*given, *key, most]
    with connection.cursor() as cursor:
        cursor.execute(every + _PAGE.format(beyond=beyond) + _COUNTED * counted, values)
        read = cursor.fetchall()
    held = dict.fromkeys(Todo, 0) | {Todo(name): n for _, _, name, n in read if n is not None}
    found = sorted((due or _LAST, pk, name) for due, pk, name, n in read if n is None)
    return _waiting(actor, [(pk, Todo(name)) for _, pk, name in found], size, most), held


@lru_cache(maxsize=256)
def _every(actor: Actor, units: tuple[int, ...], below: tuple[int, ...], todo: str) -> tuple[str, tuple[object, ...]]:
    """The first half of the statement and its values: the same for the same seat and units, put together once."""
    parts = _other_parts(WorkOrder.objects.all(), actor.platform, below)
    own = [one for name, part in _own_parts(actor) if todo in ("", name.value) for one in _compiled(name, part)]
    others = [one for name, part in parts if todo in ("", name.value) for one in _compiled(name, part)]
    in_sight = visible_to(actor).filter(WorkOrder.objects.all(), Dispatch.objects, units=units)
    in_sight = in_sight.filter(pk__in=RawSQL(_OTHERS, []))  # noqa: S611  our own text
    seen, seen_given = in_sight.values_list("due_at", "pk").order_by().query.sql_with_params()
    sql = _EVERY.format(
        others=" UNION ALL ".join(one for one, _ in others) or _NONE,
        own="".join(f"{one} UNION ALL " for one, _ in own),
        seen=seen,
    )
    return sql, (*(value for _, values in (*others, *own) for value in values), *seen_given)


def _compiled(name: Todo, rows: QuerySet[WorkOrder]) -> list[tuple[str, Sequence[Any]]]:
    """The statement with its values; none where Django knows beforehand that nothing is found (a platform alone)."""
    named = rows.annotate(todo=Value(name.value, CharField())).values_list("due_at", "pk", "todo")
    try:
        return [named.order_by().query.sql_with_params()]
    except EmptyResultSet:
        return []


def _waiting(actor: Actor, found: list[tuple[int, Todo]], size: int, most: int) -> Waiting:
    sorts: dict[int, list[Todo]] = {}
    for key, name in found:
        sorts.setdefault(key, []).append(name)
    more = len(sorts) > size or len(found) == most
    keys = list(sorts)[:size]
    orders = {row.pk: row for row in visible(actor).filter(pk__in=keys).select_related("personal")} if keys else {}
    first = list(Todo)
    rows = [Waits(orders[key], min(sorts[key], key=first.index)) for key in keys if key in orders]
    return Waiting(rows, key_of(rows[-1].order) if more and rows else "")


def todo_of(order: WorkOrder, actor: Actor) -> Todo | None:
    """What is to be done with this order now; None where nothing waits for this seat."""
    parts = [*_own_parts(actor), *_other_parts(visible(actor), actor.platform, _below(actor))]
    held = {name for name, rows in parts if rows.filter(pk=order.pk).exists()}
    return next((todo for todo in Todo if todo in held), None)


def key_of(order: WorkOrder) -> str:
    """Where the order stands in the queue, as ``page`` takes it."""
    due = "" if order.due_at is None else str((order.due_at - _EPOCH) // _MICRO)
    return f"{due}-{order.pk}"


def _beyond(key: str) -> tuple[str, list[object]]:
    """What stands after that place, as a condition and its values."""
    if not key:
        return "true", []
    due, dash, pk = key.rpartition("-")
    sane = dash and pk.isascii() and pk.isdigit() and len(pk) <= 18 and len(due) <= 17
    if not sane or not (due == "" or (due.isascii() and due.isdigit())):
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="after")
    if due == "":
        return "due_at IS NULL AND pk > %s", [int(pk)]
    return "due_at IS NULL OR (due_at, pk) > (%s, %s)", [_EPOCH + int(due) * _MICRO, int(pk)]


def _known(todo: str) -> str:
    if todo and todo not in Todo.labels():
        raise Refusal("bad_filter", "没有这一类待办，请重新选择。", field="what")
    return todo


def _own_parts(actor: Actor) -> list[tuple[Todo, QuerySet[WorkOrder]]]:
    """What waits among the orders that the platform itself accepted."""
    # of its own orders the platform needs no dispatch to see them: the filter's dear half falls away
    mine = WorkOrder.objects.filter(platform_id=actor.platform)
    rows: QuerySet[WorkOrder] = visible_to(actor).filter(mine, Dispatch.objects.none())
    return [
        (Todo.SEND, rows.filter(state=OrderState.AWAITING_DISPATCH)),
        (Todo.REVIEW, rows.filter(state=OrderState.REPLIED)),
    ]


def _other_parts(rows: QuerySet[WorkOrder], own: int, below: Sequence[int]) -> list[tuple[Todo, QuerySet[WorkOrder]]]:
    """What else waits, whoever accepted it: ``rows`` are those in sight, or all where the sight is asked apart."""
    replied = Dispatch.objects.filter(unit_id__in=below, state=DispatchState.REPLIED).values("order_id")
    mine: Mapping[str, object] = {"platform_id": own}
    return [
        (Todo.RETURN, rows.filter(pk__in=_asked("return", below))),
        (Todo.ABOVE, rows.filter(pk__in=_held(own)).exclude(**mine)),
        (Todo.ABOVE, rows.filter(pk__in=_pressed(own)).exclude(**mine).exclude(pk__in=_held(own))),
        (Todo.REVIEW, rows.filter(pk__in=replied, state__in=LIVE).exclude(state=OrderState.REPLIED, **mine)),
        (Todo.EXTENSION, rows.filter(pk__in=_asked("extension", below))),
    ]


def _below(actor: Actor) -> tuple[int, ...]:
    """The units this platform sends to: what they ask and reply is decided by the platform of the unit above them."""
    return tuple(key for (key,) in fixed.rows(_BELOW, [actor.platform, actor.platform]))


def _asked(kind: str, below: Sequence[int]) -> _Ids:
    asked = Request.objects.filter(kind=kind, state=RequestState.PENDING, unit_id__in=below)
    return asked.values("order_id")


def _held(own: int) -> _Ids:
    """Orders of which the platform itself holds a dispatch that isn't with a unit of its own now."""
    child = Dispatch.objects.filter(order_id=OuterRef("order_id"), parent=OuterRef("no"), state__in=NOT_ENDED)
    held = Dispatch.objects.filter(unit_id=own, state__in=OPEN_DISPATCH)
    return held.filter(~Exists(child)).values("order_id")


def _pressed(own: int) -> _Ids:
    return Supervision.objects.filter(unit_id=own, answered_at__isnull=True).values("order_id")
