"""本单位: what the unit must do next, in groups; one order beside them; several signed for at once."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.desks import frame, many, posted, show, swap, words
from huisheng.desks.addresses import reverse
from huisheng.desks.order import acted
from huisheng.desks.rows import Row, rows
from huisheng.desks.words import Dial
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import in_hand
from huisheng.lifecycle.workorder.in_hand import Item, Shelf, Todo
from huisheng.lifecycle.workorder.models import Clock
from huisheng.lifecycle.workorder.reads import look
from huisheng.lifecycle.workorder.timeline import CLOCKS

_SIGNED = "signed"  # in the session until the desk is shown again: what came of signing several at once
_WHAT = {
    Todo.LATE: "时限已过，请尽快办、尽快答复",
    Todo.ANSWER: "上级在等本单位的回复",
    Todo.UNSIGNED: "新派来的，看过就签收",
    Todo.BACK: "答复没有通过，按意见补充后再报",
    Todo.SOON: "24 小时之内到时限",
    Todo.REST: "时限还早",
}
_EMPTY = {"title": "手上没有要办的", "words": "派给本单位的工单会出现在这里。", "act": "看办过的工单"}
_KEYS = [(["x"], "选中、不选这一件（待签收）"), (["Shift", "S"], "签收选中的")]


@dataclass(frozen=True, slots=True)
class Line:
    """See templates/handler/_line.html. ``pick``: what is posted to sign for it; "" where there is nothing to sign."""

    row: Row
    own: Dial
    own_label: str
    citizen: Dial
    back: bool
    pick: str


@dataclass(frozen=True, slots=True)
class Group:
    """See templates/handler/_groups.html."""

    name: str
    label: str
    words: str
    count: int
    url: str
    late: bool
    lines: list[Line]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@require_safe
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The groups alone. htmx (target ``groups``) gets just them."""
    context = _beside(request, actor, "")
    if swap.fills(request, "groups"):
        return render(request, "handler/_groups.html", {"now": clock.now(), **context})
    return frame.page(request, actor, "handler/desk.html", context)


@require_safe
def order(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One order beside the groups; its verbs are those of every order's page."""
    only_handlers(actor)
    now, matter = clock.now(), look(number, actor)
    context = show.detail(matter, actor, now, "", list_url=_here(request))
    if swap.fills(request, "detail"):
        changed = acted(request, number)
        rail = frame.ways(request, actor) if changed else []
        answer = render(request, "orders/_detail.html", {"now": now, **context, "rail": rail})
        if changed:
            answer["HX-Trigger-After-Settle"] = "unit-moved"  # the groups ask anew: see static/handler.js
        return answer
    acted(request, number)
    return frame.page(request, actor, "handler/desk.html", {**_beside(request, actor, number), **context})


def sign(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sign for several, each by itself: one that fails stops no other, and each failure is said."""
    only_handlers(actor)
    there = swap.see(reverse("desks:unit"))
    if request.method != "POST":
        return there
    asked = request.POST.getlist("all" if "every" in request.POST else "pick")[: in_hand.PAGE]
    done: list[str] = []
    failed: list[tuple[str, str]] = []
    for one in dict.fromkeys(asked):
        number, _, seen = one[:60].partition(":")
        try:
            shown = posted.version(seen, "这一页的版本不明，请刷新后再签收。")
            why = many.one(actor, "sign_in", number, shown, {"dispatch": None})
        except Refusal as refusal:
            why = refusal.sentence
        if why:
            failed.append((number, why))
        else:
            done.append(number)
    request.session[_SIGNED] = {"done": done, "failed": failed, "asked": len(asked)}
    return there


def only_handlers(actor: Actor) -> None:
    """Refusal for every other seat."""
    if actor.role is not Role.HANDLER:
        raise Refusal("wrong_role", f"“本单位”是承办人的工作台，您的席位是{actor.role.label}。")


def _here(request: HttpRequest) -> str:
    """The desk with the group that is looked at."""
    todo = request.GET.get("todo", "")
    return reverse("desks:unit") + (f"?todo={todo}" if todo in Todo.labels() else "")


def _beside(request: HttpRequest, actor: Actor, current: str) -> dict[str, Any]:
    only_handlers(actor)
    now, todo = clock.now(), request.GET.get("todo", "")
    shelves = [in_hand.shelf(actor, now, todo, request.GET.get("after", ""))] if todo else in_hand.shelves(actor, now)
    query = f"?todo={todo}" if todo else ""
    groups = _groups(shelves, actor, current, query)
    more = shelves[0].next if todo else ""
    return {
        "unit": directory.unit_name(actor.unit),
        "groups": groups,
        "narrowed": bool(todo),
        "whole_url": reverse("desks:unit"),
        "list_url": _here(request),
        "sign_url": reverse("desks:unit_sign"),
        "score_url": reverse("desks:unit_score"),
        "pager": {
            "previous_url": reverse("desks:unit") + query if request.GET.get("after") else "",
            "next_url": f"{reverse('desks:unit')}{query}&after={more}" if more else "",
            "words": f"本页 {len(groups[0].lines) if groups else 0} 件",
        },
        "signed": request.session.pop(_SIGNED, None) if _SIGNED in request.session else None,
        "empty": {**_EMPTY, "url": reverse("desks:orders")},
        "page_keys": _KEYS,
    }


def _groups(shelves: list[Shelf], actor: Actor, current: str, query: str) -> list[Group]:
    """All rows are drawn together, so that the number of groups costs no query."""
    now = clock.now()
    every = [item for shelf in shelves for item in shelf.items]
    drawn = {row.number: row for row in rows([item.order for item in every], actor, now, current=current)}
    return [
        Group(
            name=shelf.todo.value,
            label=shelf.todo.label,
            words=_WHAT[shelf.todo],
            count=shelf.count,
            url=f"{reverse('desks:unit')}?todo={shelf.todo.value}",
            late=shelf.todo is Todo.LATE,
            lines=[_line(item, drawn[item.order.number], query) for item in shelf.items],
        )
        for shelf in shelves
    ]


def _line(item: Item, row: Row, query: str) -> Line:
    now = clock.now()
    return Line(
        row=replace(row, url=reverse("desks:unit_order", args=[row.number]) + query),
        own=_dial(item.own, now),
        own_label=CLOCKS.get(item.own.name, "") if item.own else "本单位",
        citizen=_dial(item.citizen, now),
        back=item.back and item.todo is not Todo.BACK,
        pick=f"{row.number}:{item.order.version}" if item.todo is Todo.UNSIGNED else "",
    )


def _dial(running: Clock | None, now: Any) -> Dial:
    return words.running(running.due_at, now, short=True) if running else Dial("none", "无时限")
