"""Missed calls to call back: the oldest first, the number shown for that purpose alone."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.channels.telephony import hall
from huisheng.channels.telephony import reads as telephony
from huisheng.channels.telephony.actions import call_back, dial_back, set_state, show_number
from huisheng.desks import frame, swap
from huisheng.desks.agent import day
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append


@require_safe
def missed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list."""
    insist(set_state.can(actor))
    return _page(request, actor)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Have the switch call back (``dial``), or see the number (``show``) and say what the call back came to.

    Which is ``reached`` or ``unanswered``; of its own call back the switch tells that itself.
    """
    insist(set_state.can(actor))
    if request.method != "POST":
        return redirect("desks:agent_missed")
    done, now = request.POST.get("done", ""), clock.now()
    call = hall.to_return(key, actor)
    if done == "show":
        number = show_number.do(call, by=actor, at=now) or "号码未显示"
        return _page(request, actor, key, number)
    try:
        if done == "dial":
            dial_back.do(call, by=actor, at=now)
            messages.info(request, "请接起您的话机，随后接通来电人；结果会自动记下。")
            return swap.see(reverse("desks:agent_missed"))
        with append.writing():
            locked = telephony.take(call.source, call.call_id, actor)
            call_back.do(locked, by=actor, at=now, outcome=done)
    except Refusal as refusal:
        return _page(request, actor, key, error=refusal.sentence)
    if done == "reached":
        messages.success(request, "已记下：回拨接通。")
    else:
        messages.info(request, "已记下：没有人接，过一会儿再拨。")
    where = reverse("desks:agent_missed")
    return swap.see(where)


def _page(request: HttpRequest, actor: Actor, key: int = 0, number: str = "", error: str = "") -> HttpResponse:
    now, raw = clock.now(), request.GET.get("after", "")
    if key:  # the row asked about stands first, wherever it was
        after = key - 1
    elif raw and not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。")
    else:
        after = int(raw or 0)
    lost, more = hall.missed(actor, now, after=after)
    shown = [
        replace(row, shown=number, error=error) if row.key == key else row for row in day.missed_rows(lost, actor, now)
    ]
    here = reverse("desks:agent_missed")
    pager = {"previous_url": here if after else "", "next_url": f"{here}?after={more}" if more else ""}
    context = {"missed": shown, "pager": {**pager, "words": f"本页 {len(shown)} 通"}}
    return frame.page(request, actor, "agent/missed.html", context, status=422 if error else 200)
