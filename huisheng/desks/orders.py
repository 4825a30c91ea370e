"""The list of orders a seat may see: filters and place of paging stand in the address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.fields import Option
from huisheng.desks.rows import rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.caller import may_find_by_phone
from huisheng.lifecycle.workorder.search.snippet import snippets
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.taxonomy.kinds import Kind


@require_safe
def orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list alone. A filter that makes no sense: its sentence, and nothing listed."""
    context, refusal = beside(request, actor)
    return frame.page(request, actor, "orders/list.html", context, status=422 if refusal else 200)


def beside(request: HttpRequest, actor: Actor, current: str = "") -> tuple[dict[str, Any], Refusal | None]:
    """The context of the list, and the refusal of its filters if there is one; ``current``: the number beside it."""
    given = {name: request.GET.get(name, "") for name in lists.FILTERS}
    refusal = None
    try:
        page = lists.page(actor, given)
    except Refusal as refused:
        page, refusal = lists.Page([], "", ""), refused
    address, query = reverse("desks:orders"), frame.kept(request.GET)
    found = snippets(page.orders, lists.asked(actor, given))
    shown = rows(page.orders, actor, clock.now(), query=query, current=current, found=found)
    state = OrderState.labels().get(given["state"], "")
    return {
        "heading": f"{state}工单" if state else "全部工单",
        "filters": _filters(actor, given, address),
        "rows": shown,
        "pager": {
            "previous_url": address + frame.kept(request.GET, before=page.prev, after="") if page.prev else "",
            "next_url": address + frame.kept(request.GET, after=page.next, before="") if page.next else "",
            "words": f"本页 {len(shown)} 件",
        },
        "empty": _empty(refusal, bool(query), address, _tries(actor) if given["q"].strip() else ""),
        "export_url": "",
        "list_url": address + query,
    }, refusal


def _filters(actor: Actor, given: dict[str, str], address: str) -> dict[str, Any]:
    units = [Option(card.code, card.short) for card in _units(actor)]
    chosen = given["unit"]
    if chosen and chosen not in {option.value for option in units}:
        card = directory.unit_by_code(chosen, actor.platform)
        units += [Option(chosen, card.short)] if card else []
    states = [Option(state.value, state.label) for state in OrderState]
    clocks = [Option(value, label) for value, label in lists.PRESSING.items()]
    kinds = [Option(kind.value, kind.label) for kind in Kind]
    return {
        "choices": [
            {"name": name, "label": label, "value": given[name], "options": [Option("", f"全部{label}"), *options]}
            for name, label, options in (
                ("state", "状态", states),
                ("clock", "时限", clocks),
                ("unit", "单位", units),
                ("kind", "性质", kinds),
            )
        ],
        "from": given["from"],
        "to": given["to"],
        "q": given["q"][:80],
        "clear_url": address if any(given.values()) else "",
    }


def _units(actor: Actor) -> list[UnitCard]:
    if actor.role is not Role.HANDLER:
        return directory.addressees(actor.platform)
    own = directory.unit_by_id(actor.unit)
    return [*([own] if own else []), *directory.sub_units(actor.unit)]


def _tries(actor: Actor) -> str:
    """What to try when a search found nothing."""
    phone = "来电号码要写全" if may_find_by_phone(actor) else "来电号码请受理中心的席位查"
    return f"几个词用空格隔开，要都有才算：试试少写几个词、换个说法，或只写编号的后几位；{phone}。"


def _empty(refusal: Refusal | None, filtered: bool, address: str, tries: str) -> dict[str, str]:
    clear = {"url": address, "act": "清除筛选"}
    if refusal is not None:
        return {"title": "筛选条件不对", "words": refusal.sentence, **clear}
    if filtered:
        return {"title": "没有符合条件的工单", "words": tries or "换个条件，或清除筛选再看。", **clear}
    return {"title": "还没有工单", "words": "受理或派到本单位的工单会出现在这里。", "url": "", "act": ""}
