"""A verb on the order beside the queue; when nothing is left to do with it, the next one comes by itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from huisheng.desks import posted, swap
from huisheng.desks.dispatcher import desk, dock
from huisheng.desks.fields import typed
from huisheng.desks.offers import Attempt
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder import waiting
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look


def act(request: HttpRequest, actor: Actor, number: str, name: str) -> HttpResponse:
    """Do it as the screen showed it. Refused: the same page with the sentence and what was typed."""
    desk.only(actor, Role.DISPATCHER)
    if name not in VERBS:
        raise Http404
    query = desk.what(request)
    if request.method != "POST":
        return redirect(reverse("desks:dispatch_one", args=[number]) + query)
    place = waiting.key_of(look(number, actor).order)
    data = request.POST.copy()
    if name in dock.SENDING:
        data["unit"] = data.get("unit", "").strip("-") or data.get("other", "")
    form = typed(VERBS[name].VERB.asks, data)
    try:
        matter = posted.done(actor, number, name, form, data.get("version", ""))
    except Refusal as refusal:
        if refusal.code != "unread":
            form.refuse(refusal, VERBS[name].VERB.asks)
        tried, status = Attempt(name, form), posted.status(refusal)
        return desk.shown(request, actor, look(number, actor), attempt=tried, status=status)
    messages.success(request, _said(matter, name), extra_tags=f"draft:{number}:{name}")
    request.session[desk.ACTED] = number
    return _onward(request, actor, matter, place, query)


def _said(matter: Matter, name: str) -> str:
    short = matter.order.number.rpartition("-")[2]
    if name in dock.SENDING:
        to = matter.order.main_unit_id if name == "send" else matter.dispatches[-1].unit_id
        return f"{short} 已派{directory.unit_name(to, short=True)}。"
    return f"{short} 已{VERBS[name].VERB.label}，现为“{matter.state.label}”。"


def _onward(request: HttpRequest, actor: Actor, matter: Matter, place: str, query: str) -> HttpResponse:
    """To the same order while something is left to do with it, else to the next, else to the first of the queue."""
    number: str | None = matter.order.number
    if waiting.todo_of(matter.order, actor) is None:
        what = query.partition("=")[2]
        number = _first(actor, what, place) or _first(actor, what, "")
    if number is not None:
        where = reverse("desks:dispatch_one", args=[number]) + query
        return swap.see(where)
    request.session.pop(desk.ACTED, None)
    where = reverse("desks:dispatch") + query
    return swap.go(request, where)


def _first(actor: Actor, what: str, after: str) -> str | None:
    rows = waiting.page(actor, what, after, size=1).rows
    return rows[0].order.number if rows else None
