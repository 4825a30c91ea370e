"""A unit's own work in hand, each order in one group by what must be done next, what presses first.

Scoped like every list. A dispatch of the unit that is open opens an order here, and so does a supervision or an
instruction that waits for the unit's answer. All begins at the unit's open dispatches, found by their index: of those
the ids and the hours are read and sorted out here; whole orders and clocks only of what is shown.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled
from huisheng.ledger import read
from huisheng.lifecycle.workorder.models import Clock, Dispatch, Instruction, Supervision, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import OPEN_DISPATCH, DispatchState

SHORT, PAGE = 6, 50
_SOON = timedelta(hours=24)  # what "soon" looks ahead: a way of looking, not a rule
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_KEY = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


class Todo(Labelled):
    """What must be done next, in the order in which it presses."""

    LATE = "late", "已逾期"
    ANSWER = "answer", "督办、批示待回复"
    UNSIGNED = "unsigned", "待签收"
    BACK = "back", "被退回补充"
    SOON = "soon", "快到时限"
    REST = "rest", "在办"


_DECIDED = (Todo.ANSWER, Todo.UNSIGNED, Todo.LATE)


@dataclass(frozen=True, slots=True)
class Item:
    """One order in hand with both clocks: the unit's that presses (None: none runs), and the citizen's."""

    order: WorkOrder
    todo: Todo
    own: Clock | None
    citizen: Clock | None
    back: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A group: how many there are, and those shown; ``next``: where the page after these begins, "" at the end."""

    todo: Todo
    count: int
    items: list[Item]
    next: str = ""


_Place = tuple[datetime, int]  # when the unit's own nearest clock runs out, and the order: what presses first is least


@dataclass(frozen=True, slots=True)
class _Held:
    """The orders, and their places in order: those whose group stands, and those of which the ledger is asked first."""

    rows: QuerySet[WorkOrder]
    decided: dict[Todo, list[_Place]]
    undecided: list[_Place]


def shelves(actor: Actor, now: datetime) -> list[Shelf]:
    """Every group that isn't empty, with its first few orders."""
    held = _held(actor, now)
    shown = [key for places in held.decided.values() for _, key in places[:SHORT]]
    back = _sent_back(actor, [*shown, *(key for _, key in held.undecided)])
    groups = {**held.decided, **_later(held.undecided, back, now)}
    items = _items(held, {todo: places[:SHORT] for todo, places in groups.items()}, back, actor)
    return [Shelf(todo, len(groups[todo]), items[todo]) for todo in Todo if todo in groups]


def shelf(actor: Actor, now: datetime, todo: str, after: str = "") -> Shelf:
    """One group, page by page. Refusal for a group or a place that is none."""
    if todo not in Todo.labels():
        raise Refusal("bad_filter", "没有这一组，请回到本单位工作台。", field="todo")
    chosen, edge, held = Todo(todo), _place(after) if after else None, _held(actor, now)
    if chosen in _DECIDED:
        places = held.decided.get(chosen, [])
        page = _beyond(places, edge)
        back = _sent_back(actor, [key for _, key in page[:PAGE]])
    else:
        back = _sent_back(actor, [key for _, key in held.undecided])
        places = _later(held.undecided, back, now).get(chosen, [])
        page = _beyond(places, edge)
    more = _key(page[PAGE - 1]) if len(page) > PAGE else ""
    return Shelf(chosen, len(places), _items(held, {chosen: page[:PAGE]}, back, actor)[chosen], more)


def _held(actor: Actor, now: datetime) -> _Held:
    """The unit's orders as places. Only ids and times are read of all: what a unit has open is a small part of all."""
    open_ = Dispatch.objects.filter(unit_id=actor.unit, state__in=OPEN_DISPATCH).values_list("order_id", "state")
    supervised = Supervision.objects.filter(unit_id=actor.unit, answered_at__isnull=True)
    # the main unit answers an instruction, to whomever it was written
    instructed = Instruction.objects.filter(order__main_unit_id=actor.unit, answered_at__isnull=True)
    waits = Value(Todo.ANSWER.value, TextField())
    why: dict[int, set[str]] = {}
    for key, what in open_.union(*(one.values_list("order_id", waits) for one in (supervised, instructed)), all=True):
        why.setdefault(key, set()).add(what)
    clocks = Clock.objects.filter(order=OuterRef("pk"), unit_id=actor.unit, stopped_at__isnull=True).order_by("due_at")
    rows = visible(actor).filter(pk__in=list(why))
    held = _Held(rows, {}, [])
    for key, due in rows.order_by().values_list("pk", Subquery(clocks.values("due_at")[:1])):
        place = (due or _NEVER, key)
        if Todo.ANSWER in why[key]:
            held.decided.setdefault(Todo.ANSWER, []).append(place)
        elif DispatchState.SENT in why[key]:
            held.decided.setdefault(Todo.UNSIGNED, []).append(place)
        elif place[0] < now:
            held.decided.setdefault(Todo.LATE, []).append(place)
        else:
            held.undecided.append(place)
    for places in (*held.decided.values(), held.undecided):
        places.sort()
    return held


def _sent_back(actor: Actor, keys: list[int]) -> set[int]:
    """Those of the orders whose last reply of the unit was sent back; looked up in the ledger, so for few at a time."""
    last = read.last_kinds([f"workorder:{key}" for key in keys], "replied", "sent_back", unit=actor.unit)
    return {key for key in keys if last.get(f"workorder:{key}") == "sent_back"}


def _later(undecided: list[_Place], back: set[int], now: datetime) -> dict[Todo, list[_Place]]:
    groups: dict[Todo, list[_Place]] = {}
    for due, key in undecided:
        todo = Todo.BACK if key in back else Todo.SOON if due < now + _SOON else Todo.REST
        groups.setdefault(todo, []).append((due, key))
    return groups


def _items(held: _Held, shown: dict[Todo, list[_Place]], back: set[int], actor: Actor) -> dict[Todo, list[Item]]:
    keys = [key for places in shown.values() for _, key in places]
    orders = {order.pk: order for order in held.rows.filter(pk__in=keys).select_related("personal")}
    own: dict[int, Clock] = {}
    citizens: dict[int, Clock] = {}
    running = Clock.objects.filter(order_id__in=keys, stopped_at__isnull=True)
    for clock in running.filter(Q(name="citizen") | Q(unit_id=actor.unit)).order_by("due_at"):
        (citizens if clock.name == "citizen" else own).setdefault(clock.order_id, clock)
    return {
        todo: [
            Item(orders[key], todo, own.get(key), citizens.get(key), key in back) for _, key in places if key in orders
        ]
        for todo, places in shown.items()
    }


def _beyond(places: list[_Place], edge: _Place | None) -> list[_Place]:
    return places if edge is None else [place for place in places if place > edge]


def _key(place: _Place) -> str:
    return f"{(place[0] - _EPOCH) // timedelta(microseconds=1)}-{place[1]}"


def _place(raw: str) -> _Place:
    found = _KEY.fullmatch(raw)
    try:
        if found is None:
            raise OverflowError
        return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError:
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="after") from None
