"""Lists of orders: scoped, filtered by what stands in the address, paged by key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.caller import may_find_by_phone
from huisheng.lifecycle.workorder.models import Dispatch, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.search import find
from huisheng.lifecycle.workorder.search.terms import Query, understood
from huisheng.lifecycle.workorder.states import LIVE, OrderState
from huisheng.taxonomy.kinds import Kind

PAGE = 50
FILTERS = ("state", "clock", "unit", "kind", "from", "to", "q", "after", "before")

PRESSING = {"late": "已逾期", "soon": "快到时限"}
_SOON = timedelta(hours=24)  # what "soon" looks ahead: a way of looking, not a rule


def pressed(which: str, now: datetime) -> Q:
    """Open orders whose pressing clock ran out (``late``), or does within a day (``soon``)."""
    due = Q(due_at__lt=now) if which == "late" else Q(due_at__gte=now, due_at__lt=now + _SOON)
    return Q(state__in=LIVE) & due


@dataclass(frozen=True, slots=True)
class Page:
    """A page of orders, newest first. ``next`` goes on to older ones, ``prev`` back to newer; "" where none are."""

    orders: list[WorkOrder]
    next: str
    prev: str


def page(actor: Actor, filters: Mapping[str, str], size: int = PAGE) -> Page:
    """The page that the filters of the address name. Refusal about the first filter that makes no sense."""
    return _page(_narrowed(actor, filters), filters, size, asked(actor, filters), find.top(actor))


def among(actor: Actor, ids: Collection[int], filters: Mapping[str, str], size: int = PAGE) -> tuple[Page, int]:
    """A page of those of these orders that the seat may see, and how many those are."""
    rows = visible(actor).filter(pk__in=list(ids))
    return _page(rows, filters, size), rows.count()


def _page(
    rows: QuerySet[WorkOrder], filters: Mapping[str, str], size: int, query: Query | None = None, under: int = 0
) -> Page:
    rows = rows.select_related("personal")

    def first(edge: int | None, *, up: bool = False) -> list[WorkOrder]:
        if query is not None:
            return find.first(rows, query, size + 1, under=under, edge=edge, up=up)
        beyond = Q() if edge is None else Q(pk__gt=edge) if up else Q(pk__lt=edge)
        return list(rows.filter(beyond).order_by("pk" if up else "-pk")[: size + 1])

    after, before = filters.get("after", ""), filters.get("before", "")
    if before:
        newer = first(_key(before, "before"), up=True)
        orders = newer[:size][::-1]
        return Page(orders, str(orders[-1].pk) if orders else "", str(orders[0].pk) if len(newer) > size else "")
    older = first(_key(after, "after") if after else None)
    orders = older[:size]
    more = len(older) > size
    return Page(orders, str(orders[-1].pk) if more else "", str(orders[0].pk) if after and orders else "")


def filtered(actor: Actor, filters: Mapping[str, str]) -> QuerySet[WorkOrder]:
    """The orders this seat may see and the filters keep."""
    rows, query = _narrowed(actor, filters), asked(actor, filters)
    return rows if query is None else find.matching(rows, query, under=find.top(actor))


def asked(actor: Actor, filters: Mapping[str, str]) -> Query | None:
    """The search that stands in the address, as far as this seat may search; None for none."""
    return understood(filters.get("q", ""), by_phone=may_find_by_phone(actor))


def _narrowed(actor: Actor, filters: Mapping[str, str]) -> QuerySet[WorkOrder]:
    """What is searched: the same without the search."""
    rows = visible(actor)
    if state := filters.get("state"):
        if state not in OrderState.labels():
            raise Refusal("bad_filter", "没有这个工单状态，请重新选择。", field="state")
        rows = rows.filter(state=state)
    if kind := filters.get("kind"):
        if kind not in {k.value for k in Kind}:
            raise Refusal("bad_filter", "没有这个诉求性质，请重新选择。", field="kind")
        rows = rows.filter(kind=kind)
    if pressing := filters.get("clock"):
        if pressing not in PRESSING:
            raise Refusal("bad_filter", "时限只能选“已逾期”或“快到时限”，请重新选择。", field="clock")
        rows = rows.filter(pressed(pressing, clock.now()))
    if code := filters.get("unit"):
        rows = rows.filter(_of_unit(actor, code))
    return _between(rows, filters)


def _of_unit(actor: Actor, code: str) -> Q:
    unit = directory.unit_by_code(code, actor.platform)
    if unit is None:
        raise Refusal("bad_filter", "没有这个承办单位，请重新选择。", field="unit")
    if actor.role == Role.HANDLER and unit.id != actor.unit:
        return Q(pk__in=Dispatch.objects.filter(unit_id=unit.id).values("order_id"))
    return Q(main_unit_id=unit.id)


def _between(rows: QuerySet[WorkOrder], filters: Mapping[str, str]) -> QuerySet[WorkOrder]:
    first, last = _day(filters.get("from", ""), "from"), _day(filters.get("to", ""), "to")
    if first and last and first > last:
        raise Refusal("bad_filter", "开始日期晚于结束日期，请对调。", field="from")
    if first:
        rows = rows.filter(accepted_at__gte=clock.midnight(first))
    if last:
        rows = rows.filter(accepted_at__lt=clock.window(last, last)[1])
    return rows


def _day(raw: str, field: str) -> date | None:
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
        clock.window(day, day)  # the first and the last days there are have no midnight of their own in UTC
        return day
    except (ValueError, OverflowError):
        raise Refusal("bad_filter", "日期应写成 2019-11-05 的样子，请改正。", field=field) from None


def _key(raw: str, field: str) -> int:
    if not raw.isascii() or not raw.isdigit() or len(raw) > 18:
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field=field)
    return int(raw)
