"""The list of orders a seat may see: filters, order, columns and place of paging stand in the address."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.addresses import reverse
from huisheng.desks.lists import exporting, filters, offered, tabs
from huisheng.desks.lists.tabs import Tried
from huisheng.desks.rows import Row, columns, rows
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing import reads
from huisheng.lifecycle.listing.models import SavedView
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.caller import may_find_by_phone
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search.snippet import snippets, titles
from huisheng.lifecycle.workorder.search.terms import Query
from huisheng.lifecycle.workorder.states import OrderState


@require_safe
def orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list alone. A filter that makes no sense: its sentence, and nothing listed."""
    if "col" in request.GET:  # the form of columns; nothing ticked: the usual ones
        return redirect(reverse("desks:orders") + frame.kept(request.GET, cols=".".join(request.GET.getlist("col"))))
    views = reads.views(actor)
    if not request.GET and (opens := tabs.first(views, actor)):
        return redirect(opens)
    context, refusal = beside(request, actor, views=views)
    return frame.page(request, actor, "orders/list.html", context, status=422 if refusal else 200)


def beside(
    request: HttpRequest,
    actor: Actor,
    current: str = "",
    *,
    tried: Tried | None = None,
    views: Sequence[SavedView] | None = None,
) -> tuple[dict[str, Any], Refusal | None]:
    """The context of the list, and the refusal of its filters if there is one; ``current``: the number beside it.

    ``tried``: a view that was refused just now. ``views``: the seat's, where they have been read already.
    """
    held = filters.given(request.GET)
    refusal = None
    try:
        page = lists.page(actor, held)
    except Refusal as refused:
        page, refusal = lists.Page([], "", ""), refused
    address, query = reverse("desks:orders"), frame.kept(request.GET)
    many = offered.buttons(actor)
    above, view = tabs.tabs(request, actor, held, reads.views(actor) if views is None else views, tried)
    state = OrderState.labels().get(held["state"], "")
    return {
        "heading": view.name if view else f"{state}工单" if state else "全部工单",
        **above,
        "filters": filters.bar(request, actor, held),
        "heads": filters.heads(request, held, columns(request.GET.get("cols", ""))),
        "columns": filters.chosen_columns(request),
        "rows": _rows(request, actor, page, lists.asked(actor, held), current),
        "many": many,
        "many_url": reverse("desks:many") + query,
        "pager": _pager(request, page),
        "empty": _empty(refusal, any(held.values()), address, _tries(actor) if held["q"].strip() else ""),
        "export": exporting.form(request, actor),
        "page_keys": offered.KEYS if many else (),
        "list_url": address + query,
    }, refusal


def _rows(request: HttpRequest, actor: Actor, page: lists.Page, asked: Query | None, current: str) -> list[Row]:
    return rows(
        page.orders,
        actor,
        clock.now(),
        query=frame.kept(request.GET),
        current=current,
        found=snippets(page.orders, asked),
        titles=titles(page.orders, asked),
        shown=columns(request.GET.get("cols", "")),
        picks=bool(offered.buttons(actor)),
    )


def _pager(request: HttpRequest, page: lists.Page) -> dict[str, str]:
    address = reverse("desks:orders")
    return {
        "previous_url": address + frame.kept(request.GET, before=page.prev, after="") if page.prev else "",
        "next_url": address + frame.kept(request.GET, after=page.next, before="") if page.next else "",
        "words": f"本页 {len(page.orders)} 件",
    }


def line(request: HttpRequest, actor: Actor, order: WorkOrder, *, current: bool = True) -> Row:
    """One order as the list that the address names shows it: what follows in the list after an act."""
    shown, picks = columns(request.GET.get("cols", "")), bool(offered.buttons(actor))
    query, beside = frame.kept(request.GET), order.number if current else ""
    return rows([order], actor, clock.now(), query=query, current=beside, shown=shown, picks=picks)[0]


def _tries(actor: Actor) -> str:
    """What to try when a search found nothing."""
    phone = "来电号码要写全" if may_find_by_phone(actor) else "来电号码请受理中心的席位查"
    return f"几个词用空格隔开，要都有才算：试试少写几个词、换个说法，或只写编号的后几位；{phone}。"


def _empty(refusal: Refusal | None, filtered: bool, address: str, tries: str) -> dict[str, str]:
    clear = {"url": f"{address}?view=all", "act": "清除筛选"}
    if refusal is not None:
        return {"title": "筛选条件不对", "words": refusal.sentence, **clear}
    if filtered:
        return {"title": "没有符合条件的工单", "words": tries or "换个条件，或清除筛选再看。", **clear}
    return {"title": "还没有工单", "words": "受理或派到本单位的工单会出现在这里。", "url": "", "act": ""}
