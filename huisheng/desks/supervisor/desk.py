"""The supervisor's desk: what needs pressing and why, the gravest first; who holds how much of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.desks import frame, show, swap
from huisheng.desks.addresses import reverse
from huisheng.desks.dispatcher.desk import only
from huisheng.desks.fields import Option
from huisheng.desks.offers import Attempt
from huisheng.desks.rows import Row, rows
from huisheng.desks.supervisor import dock, words
from huisheng.desks.supervisor.words import Why
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.supervision import reads
from huisheng.lifecycle.supervision.reads import Pressed, Pressing
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.press import Press
from huisheng.lifecycle.workorder.reads import look

ACTED = "supervisor_acted"  # in the session until the next order is shown: that line of the list has changed too
KEYS = (
    (["1"], "催办（再按 Enter 发出）"),
    (["2", "3", "4"], "电话、书面、现场督办"),
    (["x"], "勾选这一件，几件一起催"),
    (["Shift", "X"], "给勾选的写催办内容"),
)
_KEPT = ("why", "unit")


@dataclass(frozen=True, slots=True)
class Line:
    """An order that presses: its row, the reasons, the next act in words, the version seen.

    ``said``: what in its reply contradicts the record, where the list is of such.
    """

    row: Row
    reasons: list[Why]
    step: str
    version: int
    said: str


@require_safe
def pressing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, and beside it how much presses each unit."""
    only(actor, *reads.ROLES)
    context, refusal = beside(request, actor)
    return frame.page(request, actor, "supervisor/pressing.html", context, status=422 if refusal else 200)


@require_safe
def one(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """An order beside the list, with what can be done about it."""
    only(actor, *reads.ROLES)
    return shown(request, actor, look(number, actor))


def shown(
    request: HttpRequest, actor: Actor, matter: Matter, *, attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    """The order with its reasons, trail and next act: alone for htmx, else beside the list."""
    query, now, number = kept(request), clock.now(), matter.order.number
    context = show.detail(matter, actor, now, query, attempt=attempt)
    context["dock"] = dock.dock(matter, actor, now, query, attempt)
    settle(context, number, query)
    acted = str(request.session.pop(ACTED)) if ACTED in request.session else ""
    if not swap.fills(request, "detail"):
        listed, _ = beside(request, actor, number)
        return frame.page(request, actor, "supervisor/detail.html", {**listed, **context}, status=status)
    if acted or status == 409:
        changed = matter if acted in ("", number) else look(acted, actor)
        context["line"] = _lines([reads.one(actor, changed.order, now)], actor, query, now, number)[0]
    answer = render(request, "supervisor/_answer.html", {"now": now, **context}, status=status)
    if acted:
        answer["HX-Push-Url"] = reverse("desks:supervision_one", args=[number]) + query
    return answer


def settle(context: dict[str, Any], number: str, query: str) -> None:
    """The verbs act and the detail closes on this desk; what the dock does isn't offered twice."""
    within = context["dock"].verbs if context["dock"] else ()
    for name in ("verbs", "aside"):
        context[name] = [
            replace(
                offer,
                url=reverse("desks:supervision_act", args=[number, offer.name]) + query,
                main=offer.main and not within,
                key="" if offer.key == "x" else offer.key,
            )
            for offer in context[name]
            if offer.name not in within
        ]
    context["order"]["list_url"] = reverse("desks:supervision") + query


def kept(request: HttpRequest, **changed: str) -> str:
    """The filters of the address, "?why=…&unit=…" or "", with some changed."""
    values = {name: request.GET.get(name, "") for name in _KEPT} | changed
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given)}" if given else ""


def beside(request: HttpRequest, actor: Actor, current: str = "") -> tuple[dict[str, Any], Refusal | None]:
    """The context of the list, and the refusal of its filters if there is one."""
    now, address, query = clock.now(), reverse("desks:supervision"), kept(request)
    why, unit, refusal = request.GET.get("why", ""), request.GET.get("unit", ""), None
    try:
        page = reads.page(actor, now, why=why, unit=unit, after=request.GET.get("after", ""))
    except Refusal as refused:
        page, refusal = Pressing([], ""), refused
    counted = reads.counts(actor, now)
    order = "新答复的在前" if why == Press.CONTRADICTS else "重的在前"
    heading = Press(why).label if why in Press.labels() else "督办台"
    empty = refusal.sentence if refusal else "没有逾期、快到时限、反复退单、等回复和答复与记录不一致的工单。"
    return {
        "heading": heading,
        "order": order,
        "tabs": _tabs(request, counted, address),
        "lines": _lines(page.rows, actor, query, now, current),
        "choices": _units(actor, unit),
        "why": why,
        "pager": {
            "previous_url": address + query if request.GET.get("after") else "",
            "next_url": address + kept(request, after=page.next) if page.next else "",
            "words": f"本页 {len(page.rows)} 件，{order}",
        },
        "empty": {"title": "没有要督的", "words": empty, "url": address if query else "", "act": "清除筛选"},
        "bulk_url": reverse("desks:supervision_bulk") + query,
        "list_url": address + query,
        "table": None if current else _table(counted, address),
        "page_keys": KEYS,
    }, refusal


def _tabs(
    request: HttpRequest, counted: Mapping[Press, Mapping[int | None, int]], address: str
) -> list[dict[str, Any]]:
    code, here = request.GET.get("unit", ""), request.GET.get("why", "")
    tabs: list[dict[str, Any]] = [
        {"label": "全部", "url": address + kept(request, why=""), "count": "", "current": not here}
    ]
    for press in Press:
        where = address + kept(request, why=press.value)
        tabs.append({"label": press.label, "url": where, "count": _of(counted[press], code), "current": here == press})
    return tabs


def _of(by_unit: Mapping[int | None, int], code: str) -> int:
    """All, or those of the unit of that code."""
    if not code:
        return sum(by_unit.values())
    return sum(n for key, n in by_unit.items() if key is not None and _code(key) == code)


def _code(key: int) -> str:
    card = directory.unit_by_id(key)
    return card.code if card else ""


def _units(actor: Actor, chosen: str) -> list[Option]:
    own = reads.itself(actor)
    cards = [*([own] if own else []), *directory.addressees(actor.platform)]
    return [Option("", "全部单位"), *(Option(card.code, card.short, card.code == chosen) for card in cards)]


def _table(counted: Mapping[Press, Mapping[int | None, int]], address: str) -> dict[str, Any]:
    """Units by reasons; each number leads to its list."""
    held = {key for by_unit in counted.values() for key in by_unit}
    total = {key: sum(by_unit.get(key, 0) for by_unit in counted.values()) for key in held}
    lines = []
    for key in sorted(held, key=lambda key: (-total[key], key or 0)):
        code = _code(key) if key is not None else ""
        cells = []
        for press in Press:
            n = counted[press].get(key, 0)
            there = f"{address}?{urlencode({'why': press.value, 'unit': code})}" if n and code else ""
            cells.append({"text": str(n) if n else "", "url": there})
        name = directory.unit_name(key, short=True) if key is not None else "还没有派单"
        lines.append({"name": name, "url": f"{address}?{urlencode({'unit': code})}" if code else "", "cells": cells})
    return {"columns": [press.label for press in Press], "lines": lines}


def _lines(found: list[Pressed], actor: Actor, query: str, now: datetime, current: str) -> list[Line]:
    drawn = rows([one.order for one in found], actor, now, current=current)
    against = f"why={Press.CONTRADICTS.value}" in query  # there it comes first, whatever else presses
    return [
        Line(
            row=replace(row, url=reverse("desks:supervision_one", args=[one.order.number]) + query),
            reasons=[
                words.why(reason, now)
                for reason in sorted(one.reasons, key=lambda one: against and one.press is not Press.CONTRADICTS)
            ],
            step=words.step_words(one.step),
            version=one.order.version,
            said="".join(said for reason in one.reasons for said in reason.said) if against else "",
        )
        for one, row in zip(found, drawn, strict=True)
    ]
