"""The visitor's screen: one citizen fills it, keys record what he says, and the next one comes by itself."""

from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.desks import frame, posted, swap
from huisheng.desks.fields import Typed, typed
from huisheng.desks.show import Caller
from huisheng.desks.visitor import card, screen
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.lifecycle.visits import reads
from huisheng.lifecycle.visits.actions import close, put_off, redo, take_next, visit
from huisheng.lifecycle.visits.actions import take as hold
from huisheng.lifecycle.workorder import caller as callers
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look
from huisheng.lifecycle.workorder.reads import take as locked
from huisheng.lifecycle.workorder.states import OrderState

VERBS: Mapping[str, ModuleType] = {"visit": visit, "redo": redo, "close": close}
_STATUS = {**posted.STATUS, "taken": 409, "put_off": 409}
_PURPOSE = "visit"  # of every look at a caller from this desk; see workorder.caller.PURPOSE


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The citizen in hand; without one what waits, and the way to begin."""
    insist(take_next.can(actor))
    order = reads.current(actor)
    if order is not None:
        return _screen(request, actor, Matter(order))
    now = clock.now()
    context = screen.head(actor, now) | {"page_keys": [(["Enter"], "取下一位")]}
    return frame.page(request, actor, "visits/index.html", context)


@require_POST
def take(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take the next one; what was in hand is let go."""
    take_next.do(by=actor, at=clock.now())
    return redirect("desks:visits")


@require_safe
def one(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One citizen, whoever has him in hand."""
    insist(take_next.can(actor))
    return _screen(request, actor, look(number, actor))


def act(request: HttpRequest, actor: Actor, number: str, name: str) -> HttpResponse:
    """Record the call, or redo or close what it showed. Refused: the page with the sentence and what was typed."""
    if name not in VERBS:
        raise Http404
    insist(take_next.can(actor))
    if request.method != "POST":
        return redirect("desks:visit", number)
    asks = VERBS[name].VERB.asks
    form = typed(asks, request.POST)
    try:
        matter = _done(request, actor, number, name, form)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        if refusal.code != "unread":
            form.refuse(refusal, asks)
        return _screen(request, actor, look(number, actor), (name, form), status=posted.status(refusal, _STATUS))
    _say(request, matter, name)
    if not _goes_on(matter, actor):
        take_next.do(by=actor, at=clock.now())
    return redirect("desks:visits")


def _done(request: HttpRequest, actor: Actor, number: str, name: str, form: Typed) -> Matter:
    """One transaction: nobody else's, the order locked, the version compared, the verb done."""
    seen, now = posted.version(request.POST.get("version", "")), clock.now()
    if form.errors or form.error:
        raise Refusal("unread", "填写的内容有误，请改正。")
    with append.writing():
        matter = locked(number, actor, seen=seen)
        hold.do(matter.order, by=actor, at=now)
        VERBS[name].do(matter, by=actor, at=now, **form.given)
    return matter


def _say(request: HttpRequest, matter: Matter, name: str) -> None:
    tag = f"draft:visit-{matter.order.number} draft:visit-{name}-{matter.order.number}"
    short = matter.order.number.rpartition("-")[2]
    if name != "visit":
        return messages.success(request, f"{short} 已{VERBS[name].VERB.label}。", extra_tags=tag)
    threat = card.warned(matter, clock.now()) if matter.state is OrderState.AWAITING_DECISION else None
    said = f"{short} 已记录：{card.recorded(matter)}，工单现为“{matter.state.label}”。"
    if threat is not None and threat.now:
        return messages.warning(request, said + threat.sentence, extra_tags=tag)
    return messages.success(request, said, extra_tags=tag)


def _goes_on(matter: Matter, actor: Actor) -> bool:
    """Whether something about this very citizen is still to be decided by the visitor."""
    if matter.state is OrderState.AWAITING_DECISION:
        threat = card.warned(matter, clock.now())
        return threat is None or not threat.now
    return matter.state is OrderState.AWAITING_VISIT and close.can(matter, actor) is None


def caller(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show name and phone once, for the visit; that is written down, and the citizen is held a little longer."""
    insist(take_next.can(actor))
    if request.method != "POST":
        return redirect("desks:visit", number)
    matter, now, status = look(number, actor), clock.now(), 200
    try:
        if matter.state is OrderState.AWAITING_VISIT:
            hold.do(matter.order, by=actor, at=now)
        name, phone = callers.reveal(matter, by=actor, purpose=_PURPOSE, at=now)
        note = f"已记录：{callers.PURPOSE.options[_PURPOSE]}，{moment(now, year=False)}"
        seen = Caller(name or "未留姓名", phone or "未留电话", shown=True, note=note)
    except Refusal as refusal:
        seen, status = replace(card.caller(matter, actor), reveal_url="", refusal=refusal.sentence), 422
    if swap.htmx(request):
        return render(request, "visits/_caller.html", {"caller": seen}, status=status)
    return _screen(request, actor, matter, seen=seen, status=status)


def later(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Put it off, with a reason; then the next one."""
    insist(take_next.can(actor))
    if request.method != "POST":
        return redirect("desks:visit", number)
    matter, now = look(number, actor), clock.now()
    form = typed(put_off.ASKS, request.POST)
    try:
        if form.errors or form.error:
            raise Refusal("unread", "填写的内容有误，请改正。")
        until = put_off.do(matter.order, by=actor, at=now, **form.given)
    except Refusal as refusal:
        if refusal.code != "unread":
            form.refuse(refusal, put_off.ASKS)
        return _screen(request, actor, matter, ("later", form), status=posted.status(refusal, _STATUS))
    short = number.rpartition("-")[2]
    said = f"{short} {moment(until, year=False)} 以后再打。"
    messages.success(request, said, extra_tags=f"draft:visit-{number}")
    take_next.do(by=actor, at=now)
    return redirect("desks:visits")


def _screen(
    request: HttpRequest,
    actor: Actor,
    matter: Matter,
    tried: tuple[str, Typed] | None = None,
    *,
    seen: Caller | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    context: dict[str, Any] = {
        **screen.head(actor, now),
        **card.card(matter, actor, now, seen=seen),
        **screen.stage(matter, actor, now, tried),
        "later": screen.later(matter, actor, now, tried),
        "page_keys": screen.KEYS,
        "next_url": reverse("desks:visit_next"),
    }
    return frame.page(request, actor, "visits/one.html", context, status=status)
