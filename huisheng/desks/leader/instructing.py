"""An instruction in one step from a leader's page, and the trail of instructions to their end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import door, frame, posted, swap, words
from huisheng.desks.fields import Typed, typed
from huisheng.desks.leader.lines import form, lines
from huisheng.desks.rows import rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder import instructions
from huisheng.lifecycle.workorder.instructions import Followed
from huisheng.lifecycle.workorder.reads import look, take

_VERB = VERBS["instruct"]
_UNKNOWN = "这一页的版本不明，请看过最新情况再批示，您填写的内容仍在。"


def instruct(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Write an instruction on an order and come back. Refused: the order with what was typed, and why."""
    if request.method != "POST":
        return redirect("desks:order", number)
    there = door.onward(request, request.POST.get("next", "")) or reverse("desks:leader")
    made = typed(_VERB.VERB.asks, request.POST)
    try:
        seen = posted.version(request.POST.get("version", ""), _UNKNOWN)
        with append.writing():
            matter = take(number, actor, seen=seen)
            _VERB.do(matter, by=actor, at=clock.now(), **made.raw)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        made.refuse(refusal, _VERB.VERB.asks)
        return _again(request, actor, number, made, there, posted.status(refusal))
    messages.success(
        request, f"已批示 {number}，承办单位会看到；回复后列在“我的批示”。", extra_tags=f"draft:{number}:instruct"
    )
    return swap.see(there)


def _again(request: HttpRequest, actor: Actor, number: str, made: Typed, there: str, status: int) -> HttpResponse:
    matter, now = look(number, actor), clock.now()
    order = matter.order
    order.personal = matter.personal
    (line,) = lines([order], actor, now)
    context = {"line": line, "form": form(order, actor, made), "next": there}
    return frame.page(request, actor, "leader/instruct.html", context, status=status)


@require_safe
def trail(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Instructions, one's own or the platform's, the newest first, each with its answer and the order's state."""
    if actor.role is not Role.LEADER:
        raise Http404
    whose, only = request.GET.get("whose", "own"), request.GET.get("only", "")
    raw = request.GET.get("before", "")
    if whose not in ("own", "all") or only not in ("", "waiting") or (raw and not (raw.isascii() and raw.isdigit())):
        raise Http404
    found, more = instructions.trail(
        actor, own=whose == "own", waiting=bool(only), before=int(raw[:18]) if raw else None
    )
    here = reverse("desks:leader_trail")
    tabs = (("own", "", "我的批示"), ("own", "waiting", "我的，等回复"), ("all", "", "本平台全部"))
    context = {
        "tabs": [
            {"label": label, "url": f"{here}?whose={who}&only={what}", "current": (who, what) == (whose, only)}
            for who, what, label in tabs
        ],
        "followed": told(found, actor),
        "more_url": f"{here}?whose={whose}&only={only}&before={more}" if more else "",
        "empty": {"title": "还没有批示", "words": "在领导页或任何一件工单上点“批示”，写下的会列在这里，一直跟到办完。"},
    }
    return frame.page(request, actor, "leader/trail.html", context)


def told(found: list[Followed], actor: Actor) -> list[dict[str, Any]]:
    """Each instruction in words, with its order as a line of a list."""
    now = clock.now()
    orders = {one.order.pk: one.order for one in found}
    drawn = {row.number: row for row in rows(orders.values(), actor, now)}
    return [
        {
            "row": drawn[one.order.number],
            "at": one.at,
            "at_words": words.moment(one.at),
            "seat": directory.seat_label(one.seat),
            "own": one.seat == actor.seat,
            "unit": directory.unit_name(one.unit, short=True) or "还没有承办单位",
            "words": one.words,
            "answer": one.answer,
            "answered_words": words.moment(one.answered_at) if one.answered_at else "",
            "waited": words.span((one.answered_at or now) - one.at),
        }
        for one in found
    ]
