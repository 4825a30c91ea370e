"""骚扰登记: who is marked, why, until when; one more marked, one lifted before its day."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.channels.inbox import nuisance
from huisheng.channels.inbox.actions import lift_nuisance, mark_nuisance
from huisheng.channels.inbox.contract import Abuse
from huisheng.channels.inbox.models import Nuisance
from huisheng.desks import fields, frame, posted, words
from huisheng.desks.fields import Field, Typed, typed
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist


@dataclass(frozen=True, slots=True)
class Line:
    """A mark. ``state``: 有效, 已到期 or 已撤销; ``lift_url`` where it still holds, else ""."""

    who: str
    order_url: str
    ground: str
    why: str
    until: str
    by: str
    state: str
    lifted: str
    lift_url: str


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, and the form of another one; ``order`` in the address fills in its number."""
    insist(nuisance.can(actor))
    if request.method != "POST":
        given = {"number": request.GET.get("order", "")[:40]}
        return _page(request, actor, Typed(raw=dict(given)))
    form = typed(mark_nuisance.ASKS, request.POST)
    if not form.errors:
        try:
            mark_nuisance.do(by=actor, at=clock.now(), **form.given)
        except Refusal as refusal:
            form.refuse(refusal, mark_nuisance.ASKS)
        else:
            messages.success(request, "已登记。接待这个人的席位会看到，他的来件由人看过再登记。")
            return redirect("desks:nuisances")
    return _page(request, actor, form, 422)


@require_POST
def lift(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Before its day."""
    insist(nuisance.can(actor))
    try:
        lift_nuisance.do(key, by=actor, at=clock.now(), why=request.POST.get("why", ""))
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "已撤销。")
    return redirect("desks:nuisances")


def _page(request: HttpRequest, actor: Actor, form: Typed, status: int = 200) -> HttpResponse:
    rows = nuisance.newest(actor, posted.whole(request.GET.get("before", "")))
    more, rows = len(rows) > nuisance.PAGE, rows[: nuisance.PAGE]
    context: dict[str, Any] = {
        "lines": [_line(row) for row in rows],
        "more_url": f"{reverse('desks:nuisances')}?before={rows[-1].pk}" if more else "",
        "fields": _fields(form),
        "error": form.error,
        "longest": nuisance.longest(actor, clock.now()),
    }
    return frame.page(request, actor, "nuisances/index.html", context, status=status)


def _fields(form: Typed) -> list[Field]:
    found = [fields.plain(ask, form.raw.get(ask.name, ""), form.errors.get(ask.name, "")) for ask in mark_nuisance.ASKS]
    return [replace(one, kind="date") if one.name == "until" else one for one in found]


def _line(row: Nuisance) -> Line:
    over = row.until < clock.local_day(clock.now())
    state = "已撤销" if row.lifted_at else "已到期" if over else "有效"
    by = words.moment(row.marked_at)
    return Line(
        who=row.masked,
        order_url=reverse("desks:order", args=[row.order.number]) if row.order is not None else "",
        ground=Abuse(row.ground).label,
        why=row.why,
        until=row.until.isoformat(),
        by=f"{directory.seat_label(row.marked_by)}，{by}",
        state=state,
        lifted=f"{directory.seat_label(row.lifted_by)}：{row.lifted_why}" if row.lifted_by else "",
        lift_url=reverse("desks:nuisance_lift", args=[row.pk]) if state == "有效" else "",
    )
