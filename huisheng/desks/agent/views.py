"""The agent's first page, the call bar as it is polled, and what the form asks for while it is filled."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.channels.telephony import hall
from huisheng.channels.telephony import reads as telephony
from huisheng.channels.telephony import whom as people
from huisheng.channels.telephony.actions import hang_up, pause, set_state, three_way, transfer, wrap_up
from huisheng.channels.telephony.contract import Phase
from huisheng.channels.telephony.models import Call
from huisheng.desks import frame, swap
from huisheng.desks.agent import bar as bars
from huisheng.desks.agent import beside as panel
from huisheng.desks.agent import day
from huisheng.desks.agent import understood as reading
from huisheng.desks.door import onward
from huisheng.desks.fields import Option, code_of
from huisheng.desks.rows import rows
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder import similar, taken

KEYS = [
    (["F2"], "打开来电的受理表"),
    (["F4"], "示闲"),
    (["F6"], "转接、三方通话（通话时）"),
    (["F7"], "挂机（通话时）"),
    (["F8"], "咨询建议，示闲（整理时）"),
    (["F9"], "无效来电，示闲（整理时）"),
]
_SHOWN = 6
_READ = ("words", "title", "kind", "category", "region", "place", "phone", "caller_name", "urgent", "enterprise")
_TYPED = ("words", "title", "category", "region", "place", "phone", "urgent", "about")


@require_safe
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The day so far, whom to call back, what was taken last."""
    insist(set_state.can(actor))
    now = clock.now()
    lost, more = hall.missed(actor, now, size=_SHOWN)
    mine = taken.page(actor, since=day.begins(now), size=_SHOWN)
    context = {
        "bar": bars.bar(actor),
        "counters": day.counters(actor, now),
        "missed": day.missed_rows(lost, actor, now),
        "missed_more": bool(more),
        "rows": rows(mine.orders, actor, now),
        "page_keys": KEYS,
    }
    return frame.page(request, actor, "agent/home.html", context)


@require_safe
def call_bar(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The bar alone; 304 while nothing has changed."""
    insist(set_state.can(actor))
    shown = bars.bar(actor)
    if request.headers.get("If-None-Match", "") == f'"{shown.tag}"':
        return HttpResponse(status=304, headers={"ETag": f'"{shown.tag}"'})
    return _bar(request, shown)


@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Change the seat's state; after a call say what it was in the same act."""
    insist(set_state.can(actor))
    if request.method != "POST":
        return redirect("desks:agent")
    given = {name: request.POST.get(name, "") for name in ("state", "disposition")}
    error, status = "", 200
    try:
        wrap_up.do(by=actor, at=clock.now(), **given)
        pause.do(Phase(given["state"]), by=actor)
    except Refusal as refusal:
        told = refusal.code.startswith("switch_")
        error, status = (f"状态已改。{refusal.sentence}", 200) if told else (refusal.sentence, 422)
    if swap.htmx(request):
        return _bar(request, bars.bar(actor), error, status)
    if error:
        messages.error(request, error)
    back = onward(request, request.POST.get("next", "")) or reverse("desks:agent")
    return swap.see(back)


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Tell the switch what to do with the call that this seat talks in: hang up, hand on, call somebody in."""
    insist(set_state.can(actor))
    if request.method != "POST":
        return redirect("desks:agent")
    call, done, error = telephony.at_seat(key, actor), request.POST.get("done", ""), ""
    try:
        if done == "hang_up":
            hang_up.do(call, by=actor)
        else:
            _connect(request, call, actor, done)
    except Refusal as refusal:
        error = refusal.sentence
    if swap.htmx(request):
        return _bar(request, bars.bar(actor), error, 422 if error else 200)
    if error:
        messages.error(request, error)
    return swap.see(onward(request, request.POST.get("next", "")) or reverse("desks:agent"))


def _connect(request: HttpRequest, call: Call, actor: Actor, done: str) -> None:
    """``done``: transfer or three_way, to whom it says; with "_police" after it to 110."""
    act = done.removesuffix("_police")
    words = people.POLICE if act != done else request.POST.get("whom", "")
    verb = three_way if act == "three_way" else transfer
    found = verb.do(call, by=actor, at=clock.now(), whom=words)
    said = f"正在呼叫{found.name}，接起后三方同时通话。" if verb is three_way else f"已转给{found.name}。"
    messages.success(request, said)


@require_POST
def beside_form(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The column beside the form for what is typed so far. POST, so that no word of a citizen stands in an address."""
    insist(set_state.can(actor))
    typed = {name: request.POST.get(name, "")[:8000] for name in _TYPED}
    context = panel.beside(actor, clock.now(), typed, called(request.POST, actor), request.POST.getlist("link"))
    return render(request, "agent/_beside.html", context)


@require_POST
def understood_form(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is understood of the words typed so far; 204 where that hasn't changed, or where nothing is understood."""
    insist(set_state.can(actor))
    typed = {name: request.POST.get(name, "")[:8000] for name in _READ}
    context = reading.understood(actor, clock.now(), typed)
    if context is None:
        return HttpResponse(status=204)
    tag = blake2b(repr(context).encode("utf-8", "replace"), digest_size=6).hexdigest()
    if request.POST.get("understood", "") == tag:
        return HttpResponse(status=204)
    return render(request, "agent/_understood.html", {**context, "tag": tag})


@require_safe
def places(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Communities and roads for what is typed."""
    insist(set_state.can(actor))
    found = similar.places(actor, request.GET.get("place", ""), code_of(request.GET.get("region", "")))
    return render(request, "frame/_options.html", {"options": [Option(name, name) for name in found]})


@require_safe
def whom(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whom the caller may be connected with, by what is typed."""
    insist(set_state.can(actor))
    found = people.named(actor, clock.now(), request.GET.get("whom", "")[:64])
    return render(request, "frame/_options.html", {"options": [Option(one.name, one.note) for one in found]})


def called(data: Mapping[str, Any], actor: Actor) -> Call | None:
    """The call that the form is bound to, if it is at this seat; Refusal ``not_found`` for another one's."""
    key = str(data.get("call", ""))
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Refusal("not_found", "没有这通来电，请回到受理台。")
    return telephony.at_seat(int(key), actor)


def _bar(request: HttpRequest, shown: bars.Bar, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "bar": shown,
        "bar_error": error,
        "bar_whom": request.POST.get("whom", "") if error else "",
        "now": clock.now(),
    }
    answer = render(
        request, "agent/_answer.html" if request.method == "POST" else "agent/_bar.html", context, status=status
    )
    answer["ETag"] = f'"{shown.tag}"'
    return answer
