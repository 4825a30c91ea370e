"""Exemptions asked for, decided where they stand: ground, clause and evidence read, granted or refused with words."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame, posted
from huisheng.desks.fields import Typed, typed
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.lifecycle.exemptions import fields, reads
from huisheng.lifecycle.exemptions.actions import grant_exemption, refuse_exemption
from huisheng.lifecycle.quality.actions import grant_bonus
from huisheng.lifecycle.workorder.models import Request, WorkOrder
from huisheng.lifecycle.workorder.reads import take

VERBS = {"grant_exemption": grant_exemption, "refuse_exemption": refuse_exemption}
_STATUS = {**posted.STATUS, "no_request": 409}


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those that wait, the oldest first."""
    return _index(request, actor)


def decide(request: HttpRequest, actor: Actor, number: str, name: str) -> HttpResponse:
    """Grant or refuse one. Refused: the list with the sentence and what was typed."""
    if name not in VERBS:
        raise Http404
    if request.method != "POST":
        return redirect("desks:exemptions")
    insist(grant_bonus.can(actor))
    module = VERBS[name]
    form = typed(module.VERB.asks, request.POST)
    try:
        seen = posted.version(request.POST.get("version", ""))
        with append.writing():
            module.do(take(number, actor, seen=seen), by=actor, at=clock.now(), **form.raw)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        form.refuse(refusal, module.VERB.asks)
        return _index(request, actor, (number, form), posted.status(refusal, _STATUS))
    messages.success(request, f"{number.rpartition('-')[2]} 已{module.VERB.label}。")
    return redirect("desks:exemptions")


def _index(
    request: HttpRequest, actor: Actor, tried: tuple[str, Typed] | None = None, status: int = 200
) -> HttpResponse:
    insist(grant_bonus.can(actor))
    found = reads.pending(actor, after=posted.whole(request.GET.get("after", "")), size=reads.PAGE + 1)
    here = reverse("desks:exemptions")
    asked = [_line(order, one, tried) for order, requests in found[: reads.PAGE] for one in requests]
    shown = {one["number"] for one in asked}
    stray = tried[1] if tried is not None and tried[0] not in shown else None
    context = {
        "asked": asked,
        "error": (stray.error or next(iter(stray.errors.values()), "")) if stray is not None else "",
        "more_url": f"{here}?after={found[reads.PAGE - 1][0].pk}" if len(found) > reads.PAGE else "",
        "empty": {"title": "没有待裁的申请", "words": "单位申请不计考核的工单会出现在这里。"},
        "index_url": reverse("desks:assess"),
    }
    return frame.page(request, actor, "assess/exemptions.html", context, status=status)


def _line(order: WorkOrder, one: Request, tried: tuple[str, Typed] | None) -> dict[str, Any]:
    mine = tried is not None and tried[0] == order.number and str(tried[1].raw.get("request", "")) == str(one.no)
    form = tried[1] if tried is not None and mine else Typed()
    return {
        "number": order.number,
        "short": order.number.rpartition("-")[2],
        "version": order.version,
        "title": order.personal.title,
        "url": reverse("desks:order", args=[order.number]),
        "request": one.no,
        "unit": one.unit.name,
        "ground": fields.GROUNDS.get(one.ground, one.ground),
        "clause": one.clause,
        "evidence": one.evidence,
        "at": moment(one.asked_at, year=False),
        "words": form.raw.get("words", ""),
        "error": form.error or form.errors.get("words", ""),
        "grant_url": reverse("desks:exemption", args=[order.number, "grant_exemption"]),
        "refuse_url": reverse("desks:exemption", args=[order.number, "refuse_exemption"]),
    }
