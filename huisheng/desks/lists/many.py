"""Many orders at once: asked once, then each through the same verb in a transaction of its own, with the version seen.

What was done and what was refused stands side by side and nothing is lost: the refused ones may be tried once more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huisheng.desks import fields, frame, orders, swap
from huisheng.desks import many as each
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.lists import offered
from huisheng.desks.lists.offered import Many
from huisheng.desks.rows import columns, rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.states import NUMBER

MOST = 2 * lists.PAGE  # what a person has seen ticked
_PICK = re.compile(rf"({NUMBER})\.([0-9]{{1,9}})")


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticked order: its number, and the version that its row showed."""

    number: str
    version: int


@dataclass(frozen=True, slots=True)
class Line:
    """One order of the panel. ``sentence``: why not, "" where it may be or was done. ``pick``: as it stands now."""

    number: str
    title: str
    url: str
    sentence: str
    pick: str
    state: str = ""


def many(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is asked before it is done, and for which of the ticked orders it can't be now."""
    if request.method != "POST":
        return redirect(reverse("desks:orders") + frame.kept(request.GET))
    offer, picks = _read(request, actor)
    return _ask(request, actor, offer, picks) if offer and picks else _nothing(request, actor)


def do(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Do it to each, and say of each what came of it."""
    if request.method != "POST":
        return redirect(reverse("desks:orders") + frame.kept(request.GET))
    offer, picks = _read(request, actor)
    if offer is None or not picks:
        return _nothing(request, actor)
    form = typed(offer.asks, request.POST)
    if form.errors or form.error:
        return _ask(request, actor, offer, picks, form)
    given = {**offer.given, **form.given}
    refused = {pick.number: each.one(actor, offer.verb, pick.number, pick.version, given) for pick in picks}
    return _told(request, actor, offer, picks, {number: why for number, why in refused.items() if why})


def _read(request: HttpRequest, actor: Actor) -> tuple[Many | None, list[Pick]]:
    found = [_PICK.fullmatch(raw) for raw in request.POST.getlist("pick")[:MOST]]
    picks = {match[1]: Pick(match[1], int(match[2])) for match in found if match}
    return offered.one(actor, request.POST.get("many", "")), list(picks.values())


def _nothing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Nothing was ticked, or no act chosen: said where the question would stand."""
    words = "没有勾选工单，或没有选要办什么。请先在列表里勾选，再点下面的按钮。"
    return _panel(request, actor, {"title": "没有可办的", "words": words, "lines": []}, status=422)


def _ask(
    request: HttpRequest, actor: Actor, offer: Many, picks: Sequence[Pick], form: Typed | None = None
) -> HttpResponse:
    lines = [_line(request, order, _may_not(offer, order, actor)) for order in _listed(actor, picks)]
    may = sum(not line.sentence for line in lines)
    context = {
        "title": f"{offer.label}：已勾选 {len(lines)} 件",
        "offer": offer,
        "do_url": reverse("desks:many_do") + frame.kept(request.GET),
        "picks": [f"{pick.number}.{pick.version}" for pick in picks],
        "fields": [_field(ask, actor, form) for ask in offer.asks],
        "error": form.error if form else "",
        "may": may,
        "lines": sorted(lines, key=lambda line: not line.sentence),
        "words": f"其中 {len(lines) - may} 件现在不能办，原因写在下面；点下去只会办其余的。"
        if may < len(lines)
        else "",
    }
    return _panel(request, actor, context, status=422 if form else 200)


def _may_not(offer: Many, order: WorkOrder, actor: Actor) -> str:
    refusal: Refusal | None = VERBS[offer.verb].can(Matter(order), actor)
    return refusal.sentence if refusal is not None else ""


def _told(
    request: HttpRequest, actor: Actor, offer: Many, picks: Sequence[Pick], refused: dict[str, str]
) -> HttpResponse:
    held = {order.number: order for order in _listed(actor, picks)}
    lines = []
    for pick in picks:
        order, why = held.get(pick.number), refused.get(pick.number, "")
        gone = Line(pick.number, "", "", why, "", "不归您看了")  # done and passed out of sight, or never seen
        lines.append(_line(request, order, why) if order else gone)
    done, not_done = [line for line in lines if not line.sentence], [line for line in lines if line.sentence]
    again = {"picks": [line.pick for line in not_done if line.pick], "do_url": reverse("desks:many") + _query(request)}
    context = {
        "title": f"{offer.label}：办了 {len(done)} 件" + (f"，{len(not_done)} 件没有办成" if not_done else ""),
        "offer": offer,
        "told": True,
        "done": done,
        "lines": not_done,
        "again": again if again["picks"] else None,
        "tone": "warning" if not_done else "success",
    }
    changed = rows(
        held.values(),
        actor,
        clock.now(),
        query=_query(request),
        shown=columns(request.GET.get("cols", "")),
        picks=True,
    )
    return _panel(request, actor, {**context, "changed": changed})


def _panel(request: HttpRequest, actor: Actor, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Beside the list; htmx gets it alone."""
    now = clock.now()
    if swap.fills(request, "detail"):
        shell = {"now": now, "list_url": reverse("desks:orders") + _query(request)}
        return render(request, "lists/_many.html", {**shell, **context}, status=status)
    beside, _ = orders.beside(request, actor)
    return frame.page(request, actor, "lists/many.html", {**beside, **context, "changed": ()}, status=status)


def _query(request: HttpRequest) -> str:
    return frame.kept(request.GET)


def _listed(actor: Actor, picks: Sequence[Pick]) -> list[WorkOrder]:
    return lists.named(actor, [pick.number for pick in picks])


def _line(request: HttpRequest, order: WorkOrder, sentence: str) -> Line:
    url = reverse("desks:order", args=[order.number]) + _query(request)
    state = order.get_state_display()
    return Line(order.number, order.personal.title, url, sentence, f"{order.number}.{order.version}", state)


def _field(ask: Ask, actor: Actor, form: Typed | None) -> Field:
    value = form.raw.get(ask.name, "") if form else ""
    error = form.errors.get(ask.name, "") if form else ""
    if ask.name == "unit":
        units = [Option(card.code, card.name) for card in directory.addressees(actor.platform)]
        return fields.select(ask, units, value, error)
    return fields.plain(ask, value, error)
