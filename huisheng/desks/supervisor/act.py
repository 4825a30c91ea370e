"""A verb on the order beside the list; and a reminder to the units of several orders at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from huisheng.desks import frame, many, posted, swap
from huisheng.desks.dispatcher.desk import only
from huisheng.desks.fields import typed
from huisheng.desks.many import Result
from huisheng.desks.offers import Attempt
from huisheng.desks.supervisor import desk, dock
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.supervision import reads
from huisheng.lifecycle.supervision.rules import REMIND
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look, visible


def act(request: HttpRequest, actor: Actor, number: str, name: str) -> HttpResponse:
    """Do it as the screen showed it. The dock posts ``how``: remind, or the form of a supervision."""
    only(actor, *reads.ROLES)
    if name not in VERBS:
        raise Http404
    query = desk.kept(request)
    if request.method != "POST":
        return redirect(reverse("desks:supervision_one", args=[number]) + query)
    data, how = request.POST.copy(), request.POST.get("how", "")
    if name in dock.VERBS and how:
        name = "remind" if how == REMIND else "supervise"
        data["form"] = "" if how == REMIND else how
    before = reads.one(actor, look(number, actor).order, clock.now())
    form = typed(VERBS[name].VERB.asks, data)
    form.raw["how"] = how
    try:
        matter = posted.done(actor, number, name, form, data.get("version", ""))
    except Refusal as refusal:
        if refusal.code != "unread":
            form.refuse(refusal, VERBS[name].VERB.asks)
        tried, status = Attempt(name, form), posted.status(refusal)
        return desk.shown(request, actor, look(number, actor), attempt=tried, status=status)
    messages.success(request, _said(matter, name), extra_tags=f"draft:{number}:{name}")
    return _onward(request, actor, matter, before, name)


def _said(matter: Matter, name: str) -> str:
    short = matter.order.number.rpartition("-")[2]
    return f"{short} 已{VERBS[name].VERB.label}，工单现为“{matter.state.label}”。"


def _onward(request: HttpRequest, actor: Actor, matter: Matter, before: reads.Pressed, name: str) -> HttpResponse:
    """Once it was pressed, the next one comes; after any other act the order stays, if it may still be seen."""
    query, number = desk.kept(request), matter.order.number
    why, unit = request.GET.get("why", ""), request.GET.get("unit", "")
    there = None
    if name in dock.VERBS:
        try:
            there = reads.following(actor, before, clock.now(), why=why, unit=unit)
        except Refusal:  # filters that make no sense: the order stays
            there = None
    if visible(actor).filter(number=number).exists():
        request.session[desk.ACTED] = number
        there_no = there.number if there is not None else number
        where = reverse("desks:supervision_one", args=[there_no]) + query
    else:
        where = reverse("desks:supervision") + query
    return swap.see(where)


def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Remind the units of the ticked orders; the answer lists them one by one."""
    only(actor, *reads.ROLES)
    back = reverse("desks:supervision") + desk.kept(request)
    if request.method != "POST":
        return redirect(back)
    words, error = request.POST.get("words", ""), ""
    results: list[Result] = []
    try:
        orders = many.picked(request.POST.getlist("order"))
        if not words.strip():
            raise Refusal("missing", "请写催办内容。", field="words")
        results = many.each(actor, "remind", orders, {"dispatch": None, "words": words})
    except Refusal as refusal:
        error = refusal.sentence
    went = sum(not one.refusal for one in results)
    context: dict[str, Any] = {
        "results": [
            {"result": one, "url": reverse("desks:supervision_one", args=[one.number])} for one in results
        ],
        "went": went,
        "refused": len(results) - went,
        "error": error,
        "words": words,
        "ticked": request.POST.getlist("order")[: many.MOST] if error else [],
        "url": reverse("desks:supervision_bulk") + desk.kept(request),
        "back_url": back,
    }  # fmt: skip
    return frame.page(request, actor, "supervisor/bulk.html", context, status=422 if error else 200)
