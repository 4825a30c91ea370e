"""An order as somebody elsewhere must hear of it: in codes and keys, with what the scope filter asks, in few queries.

For the push and for notices, which ask for many seats at once whether each may know of an order. Whoever tells a seat
of an order asks ``seen_by`` first, or reads it through ``reads.visible``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.directory.access import Scope
from huisheng.directory.actor import Actor
from huisheng.kernel import text
from huisheng.ledger.news import Fresh
from huisheng.ledger.vocabulary import KINDS
from huisheng.lifecycle.workorder.models import Clock, Dispatch, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import OrderState

STREAM = "workorder:"
_ORDER = (
    *("id", "number", "version", "state", "urgent", "platform_id", "confidential", "about_unit__path"),
    *("main_unit_id", "last_at"),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A dispatch of an order: its number, whose it is, where that unit stands, and what it was passed on from."""

    no: int
    unit: int
    path: str
    parent: int | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Glimpse:
    """An order in codes and keys. ``about``: the path of the unit it is about, None for none."""

    key: int
    number: str
    version: int
    state: str
    urgent: bool
    platform: int
    confidential: bool
    about: str | None
    main_unit: int | None
    last_at: datetime
    sent: tuple[Sent, ...] = ()

    def seen_by(self, scope: Scope) -> bool:
        """Whether whoever has this scope may know of it."""
        return scope.allows(self.platform, self.confidential, self.about, (one.path for one in self.sent))

    def authority(self, dispatch: int) -> int:
        """The platform that decides on a dispatch: who sent it. For one that isn't there: who accepted the order."""
        sent = {one.no: one for one in self.sent}
        parent = sent[dispatch].parent if dispatch in sent else None
        return self.platform if parent is None or parent not in sent else sent[parent].unit

    def sender_to(self, unit: int) -> int:
        """The platform that sent the order to a unit itself. For one that never had it: who accepted the order."""
        sent = [one.no for one in self.sent if one.unit == unit]
        return self.authority(sent[-1]) if sent else self.platform


@dataclass(frozen=True, slots=True)
class Told:
    """An order that something has just happened to: what, by which seat, and what stands on that."""

    order: Glimpse
    kind: str
    actor: int
    by: str

    def said(self, seat: int) -> dict[str, object]:
        """As it is sent to a seat that may see it: no word of a citizen. ``mine``: it was this seat itself."""
        return {
            "number": self.order.number,
            "version": self.order.version,
            "state": self.order.state,
            "word": OrderState(self.order.state).label,
            "did": KINDS[self.kind].label,
            "by": self.by,
            "mine": self.actor == seat,
        }


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of a unit that runs out soon. ``ref`` names it and its due time."""

    order: int
    name: str
    subject: int
    unit: int
    started_at: datetime
    due_at: datetime
    ref: str


def glimpses(keys: Collection[int]) -> dict[int, Glimpse]:
    """These orders by id, in two queries. Unscoped: see the module."""
    if not keys:
        return {}
    sent: dict[int, list[Sent]] = {}
    columns = ("order_id", "no", "unit_id", "unit__path", "parent", "ended_at")
    for order, no, unit, path, parent, ended in (
        Dispatch.objects.filter(order_id__in=list(keys)).order_by("order_id", "no").values_list(*columns)
    ):
        sent.setdefault(order, []).append(Sent(no, unit, path, parent, ended is not None))
    rows = WorkOrder.objects.filter(pk__in=list(keys)).values_list(*_ORDER)
    return {row[0]: replace(Glimpse(*row), sent=tuple(sent.get(row[0], ()))) for row in rows}


def told(entries: Iterable[Fresh]) -> list[Told]:
    """The orders that these entries are about, each once with the last of its entries; others are passed over."""
    last: dict[int, Fresh] = {}
    for entry in entries:
        if entry.stream.startswith(STREAM) and entry.no >= last.get(entry.key, entry).no:
            last[entry.key] = entry
    orders = glimpses(last)
    return [
        Told(orders[key], entry.kind, entry.actor, directory.seat_label(entry.actor))
        for key, entry in last.items()
        if key in orders
    ]


def known(actor: Actor, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    """Those of the orders that this seat may see: id -> (number, title)."""
    if not keys:
        return {}
    rows = visible(actor).filter(pk__in=list(keys)).values_list("pk", "number", "personal__title")
    return {key: (number, title) for key, number, title in rows}


def key_of(actor: Actor, number: str) -> int | None:
    """The id of an order this seat may see; None for any other."""
    return visible(actor).filter(number=text.clean(number[:60])).values_list("pk", flat=True).first()


def run_out_soon(after: datetime, until: datetime, limit: int) -> list[Running]:
    """Clocks of units that run, and run out between these instants. For the worker, which tells those units."""
    rows = Clock.objects.filter(
        stopped_at__isnull=True, missed_at__isnull=True, unit_id__isnull=False, due_at__gt=after, due_at__lte=until
    ).order_by("due_at", "id")
    return [
        Running(c.order_id, c.name, c.subject, c.unit_id, c.started_at, c.due_at, f"c{c.pk}:{c.due_at:%Y%m%dT%H%M}")
        for c in rows[:limit]
        if c.unit_id is not None
    ]
