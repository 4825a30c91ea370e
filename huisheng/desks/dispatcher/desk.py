"""The dispatcher's desk: what waits, by the clock that runs out first, and the order with its decision beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.desks import frame, show, swap
from huisheng.desks.addresses import reverse
from huisheng.desks.dispatcher import dock
from huisheng.desks.offers import Attempt
from huisheng.desks.rows import Row, rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import waiting
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look
from huisheng.lifecycle.workorder.waiting import Todo, Waits
from huisheng.taxonomy import reads as taxonomy

ACTED = "dispatcher_acted"  # in the session until the next order is shown: that line of the list has changed too
KEYS = (
    (["1", "2", "3"], "选第几个建议单位（再按 Enter 派出）"),
    (["Enter"], "派出，接着看下一件"),
    (["x"], "勾选这一件，几件一起派"),
    (["Shift", "X"], "给勾选的选单位"),
    (["0"], "选其他单位"),
)


_TAKEN = ("x",)  # the letters of this page are no verb's here


@dataclass(frozen=True, slots=True)
class Line:
    """An order in the queue: its row, what is to be done, where it is and of what sort, the version seen."""

    row: Row
    todo: Todo
    region: str
    category: str
    version: int


def only(actor: Actor, *roles: Role) -> None:
    """Refusal for a seat of another role."""
    if actor.role not in roles:
        who = "、".join(role.label for role in roles)
        raise Refusal("wrong_role", f"这一页由{who}使用，您的席位是{actor.role.label}。")


@require_safe
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The queue alone."""
    only(actor, Role.DISPATCHER)
    return frame.page(request, actor, "dispatcher/queue.html", beside(request, actor))


@require_safe
def one(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """An order beside the queue, with what is to be decided."""
    only(actor, Role.DISPATCHER)
    return shown(request, actor, look(number, actor))


@require_safe
def due(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """What the clocks would say if the order went to that unit now: asked before it is sent."""
    only(actor, Role.DISPATCHER)
    matter = look(number, actor)
    advised = request.GET.get("unit", "").strip("-")
    seen = dock.due(matter, actor, advised or request.GET.get("other", ""), clock.now(), advised=advised != "")
    return render(request, "dispatcher/_due.html", {"due": seen})


def shown(
    request: HttpRequest, actor: Actor, matter: Matter, *, attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    """The order with its decision: alone for htmx, else beside the queue."""
    query, now, number = what(request), clock.now(), matter.order.number
    context = show.detail(matter, actor, now, query, attempt=attempt)
    context["dock"] = dock.dock(matter, actor, now, query, attempt)
    settle(context, number, query)
    acted = str(request.session.pop(ACTED)) if ACTED in request.session else ""
    if not swap.fills(request, "detail"):
        listed = beside(request, actor, number)
        return frame.page(request, actor, "dispatcher/detail.html", {**listed, **context}, status=status)
    context["gone"] = acted if acted != number else ""
    if acted == number or status == 409:
        todo = waiting.todo_of(matter.order, actor)
        context["line"] = _lines([Waits(matter.order, todo)], actor, query, number)[0] if todo else None
    answer = render(request, "dispatcher/_answer.html", {"now": now, **context}, status=status)
    if acted:
        answer["HX-Push-Url"] = reverse("desks:dispatch_one", args=[number]) + query
    return answer


def settle(context: dict[str, Any], number: str, query: str) -> None:
    """The verbs act and the detail closes on this desk; what the dock decides isn't offered twice."""
    within = context["dock"].verbs if context["dock"] else ()
    for name in ("verbs", "aside"):
        context[name] = [
            replace(
                offer,
                url=reverse("desks:dispatch_act", args=[number, offer.name]) + query,
                main=offer.main and not within,
                key="" if offer.key in _TAKEN else offer.key,
            )
            for offer in context[name]
            if offer.name not in within
        ]
    context["order"]["list_url"] = reverse("desks:dispatch") + query
    if context["likes_url"]:
        context["likes_url"] = f"{reverse('desks:likes', args=[number])}?at=dispatch"


def what(request: HttpRequest) -> str:
    """Which sort of work is shown, as it stands in the address: "?what=send" or ""."""
    chosen = request.GET.get("what", "")
    return f"?what={chosen}" if chosen in Todo.labels() else ""


def beside(request: HttpRequest, actor: Actor, current: str = "") -> dict[str, Any]:
    """The context of the queue; ``current``: the number of the order beside it."""
    query, chosen = what(request), request.GET.get("what", "")
    page, counted = waiting.queue(actor, chosen, request.GET.get("after", ""))
    address = reverse("desks:dispatch")
    joint = "&" if query else "?"
    return {
        "heading": Todo(chosen).label if chosen else "派单台",
        "tabs": _tabs(address, counted, chosen),
        "lines": _lines(page.rows, actor, query, current),
        "pager": {
            "previous_url": address + query if request.GET.get("after") else "",
            "next_url": f"{address}{query}{joint}after={page.next}" if page.next else "",
            "words": f"本页 {len(page.rows)} 件，先到时限的在前",
        },
        "empty": {"title": "都办完了", "words": "没有等着派单、定夺、审核的工单。", "url": "", "act": ""},
        "bulk": {"url": reverse("desks:dispatch_bulk") + query, "units": dock.units(actor), "most": 50},
        "list_url": address + query,
        "page_keys": KEYS,
    }


def _tabs(address: str, counted: Mapping[Todo, int], chosen: str) -> list[dict[str, Any]]:
    tabs = [{"label": "全部", "url": address, "count": sum(counted.values()), "current": not chosen}]
    for todo in Todo:
        there = f"{address}?what={todo.value}"
        tabs.append({"label": todo.label, "url": there, "count": counted[todo], "current": chosen == todo.value})
    return tabs


def _lines(found: list[Waits], actor: Actor, query: str, current: str) -> list[Line]:
    drawn = rows([waits.order for waits in found], actor, clock.now(), current=current)
    lines = []
    for waits, row in zip(found, drawn, strict=True):
        order = waits.order
        platform = directory.unit_by_id(order.platform_id)
        leaf = taxonomy.category(order.category_version, order.category)
        lines.append(
            Line(
                row=replace(row, url=reverse("desks:dispatch_one", args=[order.number]) + query),
                todo=waits.todo,
                region=taxonomy.region_name(platform.code if platform else "", order.region),
                category=leaf.name if leaf else "",
                version=order.version,
            )
        )
    return lines
