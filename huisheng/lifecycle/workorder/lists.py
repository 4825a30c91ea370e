"""Lists of orders: scoped, filtered by what stands in the address, paged by key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.caller import may_find_by_phone
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.narrowing import NARROWS, PRESSING, narrowed, pressed
from huisheng.lifecycle.workorder.paging import ByClock, Newest, Walk
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.search import find
from huisheng.lifecycle.workorder.search.terms import Query, understood

__all__ = ["PRESSING", "pressed"]  # a word of lists, whose condition stands beside the others

PAGE = 50
ORDERS = {"": "最新受理在前", "due": "时限最近在前"}
KEPT = (*NARROWS, "q", "sort")  # what a view and an export keep of an address
FILTERS = (*KEPT, "after", "before")
_PATIENCE = 250  # milliseconds that a count on the side may take


@dataclass(frozen=True, slots=True)
class Page:
    """A page of orders. ``next`` goes on, ``prev`` back; "" where nothing is."""

    orders: list[WorkOrder]
    next: str
    prev: str


def page(actor: Actor, filters: Mapping[str, str], size: int = PAGE) -> Page:
    """The page that the filters of the address name. Refusal about the first filter that makes no sense.

    The newest first, or by clock (``sort``); what a search finds always stands newest first.
    """
    rows, query = narrowed(visible(actor), actor, filters), asked(actor, filters)
    if filters.get("sort", "") not in ORDERS:
        raise Refusal("bad_filter", "没有这种排列，请重新选择。", field="sort")
    # what is late is found by its clock and then sorted: joined, the words would be read of all of it
    rows = rows.prefetch_related("personal") if filters.get("clock") else rows.select_related("personal")
    by_clock = filters.get("sort") == "due" and query is None
    return _page(ByClock(rows) if by_clock else Newest(rows, query, find.top(actor)), filters, size)


def among(actor: Actor, ids: Collection[int], filters: Mapping[str, str], size: int = PAGE) -> tuple[Page, int]:
    """A page of those of these orders that the seat may see, and how many those are."""
    rows = visible(actor).filter(pk__in=list(ids))
    return _page(Newest(rows.select_related("personal")), filters, size), rows.count()


def named(actor: Actor, numbers: Collection[str]) -> list[WorkOrder]:
    """Those of these orders that the seat may see, with their titles, newest first."""
    return list(visible(actor).filter(number__in=list(numbers)).select_related("personal").order_by("-pk"))


def _page(walk: Walk, filters: Mapping[str, str], size: int) -> Page:
    after, before = filters.get("after", ""), filters.get("before", "")
    if before:
        newer = walk.first(before, size + 1, up=True)
        orders = newer[:size][::-1]
        back = walk.key(orders[0]) if len(newer) > size else ""
        return Page(orders, walk.key(orders[-1]) if orders else "", back)
    older = walk.first(after or None, size + 1)
    orders = older[:size]
    more = len(older) > size
    return Page(orders, walk.key(orders[-1]) if more else "", walk.key(orders[0]) if after and orders else "")


def filtered(actor: Actor, filters: Mapping[str, str]) -> QuerySet[WorkOrder]:
    """The orders this seat may see and the filters keep."""
    rows, query = narrowed(visible(actor), actor, filters), asked(actor, filters)
    return rows if query is None else find.matching(rows, query, under=find.top(actor))


def batch(actor: Actor, filters: Mapping[str, str], size: int, below: int | None = None) -> list[WorkOrder]:
    """The next of all these orders, with their words: newest first, by key, those before order id ``below``."""
    rows = filtered(actor, filters).select_related("personal").order_by("-pk")
    return list((rows if below is None else rows.filter(pk__lt=below))[:size])


def capped(actor: Actor, filters: Mapping[str, str], most: int) -> int | None:
    """How many there are, counted to ``most`` + 1 at the most; None where even that takes long, or makes no sense.

    A number beside a list is never worth waiting for: the database gives up in time.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(_PATIENCE)])
            count = filtered(actor, filters).order_by()[: most + 1].count()
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
            return count
    except (OperationalError, Refusal):
        return None


def asked(actor: Actor, filters: Mapping[str, str]) -> Query | None:
    """The search that stands in the address, as far as this seat may search; None for none."""
    may = may_find_by_phone(actor)
    return understood(filters.get("q", ""), by_phone=may, heard=may)
