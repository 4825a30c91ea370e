"""An order as a line of a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from huisheng.desks import words
from huisheng.desks.words import Dial
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.lifecycle.workorder import glance
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search.snippet import Part as Piece
from huisheng.lifecycle.workorder.states import LIVE, OrderState
from huisheng.taxonomy.kinds import Kind

_DONE = (OrderState.ANSWERED, OrderState.CLOSED, OrderState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as one character with its meaning."""

    word: str
    meaning: str
    urgent: bool = False


_MARKS = {
    "urgent": Mark("急", "紧急", True),
    "confidential": Mark("密", "保密"),
    "enterprise": Mark("企", "企业诉求"),
    "no_visit": Mark("免访", "无需回访"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """See templates/orders/_row.html."""

    number: str
    short: str
    title: str
    url: str
    current: bool
    marks: list[Mark]
    unit: str
    kind: str
    state: str
    state_word: str
    confirmed: bool
    clock: Dial
    due_short: str
    snippet: Sequence[Piece] = ()


def marks(order: WorkOrder) -> list[Mark]:
    """The marks that are on the order."""
    return [mark for name, mark in _MARKS.items() if getattr(order, name)]


def dial(order: WorkOrder, now: datetime) -> Dial:
    """The clock that presses, in the words of a list."""
    if order.due_at is not None and order.state in LIVE:
        return words.running(order.due_at, now, short=True)
    return Dial("done", "已办") if order.state in _DONE else Dial("none", "无时限")


def rows(
    orders: Iterable[WorkOrder],
    actor: Actor,
    now: datetime,
    *,
    query: str = "",
    current: str = "",
    found: Mapping[int, Sequence[Piece]] | None = None,
) -> list[Row]:
    """The orders (with ``personal``) as rows, as that seat's platform sees them, with few queries for all.

    ``query`` keeps the filters in each address; ``found``: order id -> where it holds what was searched for.
    """
    listed = list(orders)
    units = glance.passed_on(listed, actor)
    closed = glance.confirmed(o.pk for o in listed if o.state == OrderState.CLOSED)
    return [
        Row(
            number=order.number,
            short=order.number.rpartition("-")[2],
            title=order.personal.title,
            url=reverse("desks:order", args=[order.number]) + query,
            current=order.number == current,
            marks=marks(order),
            unit=directory.unit_name(units.get(order.pk, order.main_unit_id), short=True),
            kind=Kind(order.kind).label,
            state=order.state,
            state_word=OrderState(order.state).label,
            confirmed=order.pk in closed,
            clock=dial(order, now),
            due_short=words.due_words(order.due_at, year=False) if order.due_at and order.state in LIVE else "",
            snippet=(found or {}).get(order.pk, ()),
        )
        for order in listed
    ]
