"""Orders page by page, by the key of the order they stand in: never counted through, nothing twice, nothing left out.

A key says where a page ends, in the address: "4711" among the newest first; by clock "1572829200000000-4711" (the due
time in microseconds and the order), or "n-4711" among those without a clock, which come last, the newest first.
"""

import re
from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import find
from huisheng.lifecycle.workorder.search.terms import Query

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[0-9]{1,18}")
_CLOCKED = re.compile(r"(n|[0-9]{1,17})-([0-9]{1,18})")

Rows = QuerySet[WorkOrder]


class Walk(ABC):
    """An order of the rows. ``first`` gives the first ``count`` of them beyond a key (None: from the beginning).

    ``up`` walks the other way: back to the beginning, the nearest first.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    @abstractmethod
    def key(self, order: WorkOrder) -> str:
        """Where this order stands."""

    @abstractmethod
    def first(self, key: str | None, count: int, *, up: bool = False) -> list[WorkOrder]:
        """The next rows; Refusal for a key that is none."""


class Newest(Walk):
    """The newest first; with a query those that it finds."""

    def __init__(self, rows: Rows, query: Query | None = None, under: int = 0) -> None:
        super().__init__(rows)
        self.query, self.under = query, under

    def key(self, order: WorkOrder) -> str:
        """Its id."""
        return str(order.pk)

    def first(self, key: str | None, count: int, *, up: bool = False) -> list[WorkOrder]:
        """By id, or by the search, which walks the same way."""
        edge = None if key is None else _number(key, up)
        if self.query is not None:
            return find.first(self.rows, self.query, count, under=self.under, edge=edge, up=up)
        beyond = Q() if edge is None else Q(pk__gt=edge) if up else Q(pk__lt=edge)
        return list(self.rows.filter(beyond).order_by("pk" if up else "-pk")[:count])


class ByClock(Walk):
    """What runs out first stands first; orders without a running clock last."""

    def key(self, order: WorkOrder) -> str:
        """Its due time and id."""
        due = "n" if order.due_at is None else str((order.due_at - _EPOCH) // timedelta(microseconds=1))
        return f"{due}-{order.pk}"

    def first(self, key: str | None, count: int, *, up: bool = False) -> list[WorkOrder]:
        """What has a running clock, then what has none."""
        due, edge = (None, None) if key is None else _clocked(key, up)
        without = key is not None and due is None
        if up:
            found = self._without(edge, count, up=True) if without else []
            return found + self._running(due, edge if due else None, count - len(found), up=True)
        found = [] if without else self._running(due, edge, count, up=False)
        return found + self._without(edge if without else None, count - len(found), up=False)

    def _running(self, due: datetime | None, edge: int | None, count: int, *, up: bool) -> list[WorkOrder]:
        rows = self.rows.filter(due_at__isnull=False)
        if due is not None:  # the first half is what an index can begin with
            near, tie = (Q(due_at__lte=due), Q(due_at__lt=due)) if up else (Q(due_at__gte=due), Q(due_at__gt=due))
            rows = rows.filter(near, tie | (Q(pk__lt=edge) if up else Q(pk__gt=edge)))
        return list(rows.order_by(*(("-due_at", "-pk") if up else ("due_at", "pk")))[:count]) if count else []

    def _without(self, edge: int | None, count: int, *, up: bool) -> list[WorkOrder]:
        if not count:
            return []
        beyond = Q() if edge is None else Q(pk__gt=edge) if up else Q(pk__lt=edge)
        return list(self.rows.filter(beyond, due_at__isnull=True).order_by("pk" if up else "-pk")[:count])


def _number(raw: str, up: bool) -> int:
    if not _NUMBER.fullmatch(raw):
        raise _nowhere(up)
    return int(raw)


def _clocked(raw: str, up: bool) -> tuple[datetime | None, int]:
    found = _CLOCKED.fullmatch(raw)
    if found is None:
        raise _nowhere(up)
    due = None if found[1] == "n" else _EPOCH + timedelta(microseconds=int(found[1]))  # 17 digits end in year 5138
    return due, int(found[2])


def _nowhere(up: bool) -> Refusal:
    return Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="before" if up else "after")
