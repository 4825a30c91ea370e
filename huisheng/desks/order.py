"""One order: looked at, acted on, its caller revealed. htmx gets the detail alone, everybody else the whole page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame, orders, posted, show, swap
from huisheng.desks.fields import typed
from huisheng.desks.handler import back, cautions
from huisheng.desks.offers import Attempt
from huisheng.desks.show import Caller
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder import caller as callers
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look, visible
from huisheng.lifecycle.workorder.verb import Verb

_ACTED = "acted"  # in the session until the order is shown again: its line in the list has changed too


@require_safe
def order(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The order beside its list."""
    return _shown(request, actor, look(number, actor))


def act(request: HttpRequest, actor: Actor, number: str, name: str) -> HttpResponse:
    """Do a verb on the order as its screen showed it. Refused: the same page with the sentence and what was typed."""
    if name not in VERBS:
        raise Http404
    query = frame.kept(request.GET)
    here = reverse("desks:order", args=[number]) + query
    if request.method != "POST":
        return redirect(here)  # after signing in again, or typed by hand
    verb: Verb = VERBS[name].VERB
    form = typed(verb.asks, request.POST, request.FILES)
    try:
        cautions.pause(name, number, actor, form, seen=request.POST.get("version", ""), sure="sure" in request.POST)
        matter = posted.done(actor, number, name, form, request.POST.get("version", ""))
    except Refusal as refusal:
        if refusal.code != "unread":
            form.refuse(refusal, verb.asks)
        tried, status = Attempt(name, form), posted.status(refusal)
        return _shown(request, actor, look(number, actor), attempt=tried, status=status)
    said = f"已{verb.label}，工单现为“{matter.state.label}”。"
    messages.success(request, said, extra_tags=f"draft:{number}:{name}")
    if not visible(actor).filter(number=number).exists():
        there = reverse("desks:orders") + query
        return swap.go(request, there)
    request.session[_ACTED] = number
    return swap.see(back.there(request, number) or here)


def caller(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show name and phone once, for a purpose that is written down. Nothing of it stands in an address or is kept."""
    matter, query = look(number, actor), frame.kept(request.GET)
    if request.method != "POST":
        return redirect(reverse("desks:order", args=[number]) + query)
    now, purpose, status = clock.now(), request.POST.get("purpose", ""), 200
    try:
        name, phone = callers.reveal(matter, by=actor, purpose=purpose, at=now)
        note = f"已记录：{callers.PURPOSE.options[purpose]}，{moment(now, year=False)}"
        seen = Caller(name or "未留姓名", phone or "未留电话", shown=True, note=note)
    except Refusal as refusal:
        seen, status = show.caller(matter, actor, query, purpose_error=refusal.sentence), 422
    if swap.fills(request, "caller"):
        return render(request, "orders/_caller.html", {"caller": seen}, status=status)
    return _shown(request, actor, matter, seen=seen, status=status)


def acted(request: HttpRequest, number: str) -> bool:
    """Whether the page before this did something to the order: said once."""
    return _ACTED in request.session and request.session.pop(_ACTED) == number


def _shown(
    request: HttpRequest,
    actor: Actor,
    matter: Matter,
    *,
    attempt: Attempt | None = None,
    seen: Caller | None = None,
    status: int = 200,
) -> HttpResponse:
    query, now, number = frame.kept(request.GET), clock.now(), matter.order.number
    context = show.detail(matter, actor, now, query, attempt=attempt, seen=seen)
    changed = acted(request, number)
    if swap.fills(request, "detail"):
        if changed or status == 409:
            context["row"] = orders.line(request, actor, matter.order)
            context["rail"] = frame.ways(request, actor)
        return render(request, "orders/_detail.html", {"now": now, **context}, status=status)
    beside, _ = orders.beside(request, actor, number)
    return frame.page(request, actor, "orders/detail.html", {**beside, **context}, status=status)
