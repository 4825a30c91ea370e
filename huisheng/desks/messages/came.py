"""来件: what waits for a person first; then all of them, newest first. One of them, and what is done with it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.channels.inbox import frame as acts
from huisheng.channels.inbox import reads
from huisheng.channels.inbox.actions import place, register, set_aside
from huisheng.channels.inbox.contract import Came, Medium, Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.desks import fields, frame, posted, words
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.offers import category_field
from huisheng.directory import reads as directory
from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder.matter import unit
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel


@dataclass(frozen=True, slots=True)
class Line:
    """A message as a list shows it: never its words, nor who wrote it."""

    url: str
    at: str
    channel: str
    outcome: str
    waits: bool
    trouble: str
    number: str
    order_url: str


@require_safe
def came(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list; ``all`` in the address: every message, else those that wait."""
    insist(acts.can(actor))
    every = "all" in request.GET
    after = posted.whole(request.GET.get("after", ""))
    rows = reads.newest(actor, before=after) if every else reads.waiting(actor, after=after or 0)
    more, rows = len(rows) > reads.PAGE, rows[: reads.PAGE]
    here = reverse("desks:messages") + ("?all=1&" if every else "?")
    context: dict[str, Any] = {
        "lines": [_line(row) for row in rows],
        "every": every,
        "more_url": f"{here}after={rows[-1].pk}" if more else "",
        "here": "came",
    }
    return frame.page(request, actor, "messages/came.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One message; posted: it is registered as an order. Whoever opens it is written down."""
    insist(acts.can(actor))
    message = reads.one(key, actor)
    if request.method != "POST":
        look.do(_stream(message), by=actor, purpose="处理来件", fields=("words",), at=clock.now())
        return _page(request, actor, message, None)
    form = typed(register.ASKS, request.POST)
    if not form.errors:
        try:
            order = register.do(key, by=actor, at=clock.now(), **form.given)
        except Refusal as refusal:
            form.refuse(refusal, register.ASKS)
        else:
            messages.success(request, f"已登记，工单号 {order.number}。", extra_tags=f"draft:message-{key}")
            return redirect("desks:order", order.number)
    return _page(request, actor, message, form)


@require_POST
def aside(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """No matter of a citizen."""
    insist(acts.can(actor))
    try:
        set_aside.do(key, by=actor, at=clock.now(), reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _page(request, actor, reads.one(key, actor), None, wrong=refusal.sentence)
    messages.success(request, "已标为“不是诉求”，原件仍在“全部来件”里。")
    return redirect("desks:messages")


@require_POST
def again(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Try to place it by itself once more."""
    insist(acts.can(actor))
    message = place.do(reads.one(key, actor).pk, at=clock.now())
    if message.outcome == Outcome.HELD:
        messages.warning(request, "还是登记不了，原因见下；请人工登记。")
        return redirect("desks:message", key)
    messages.success(request, f"{Outcome(message.outcome).label}。")
    return redirect("desks:messages")


def _line(row: Incoming) -> Line:
    number = row.order.number if row.order is not None else ""
    return Line(
        url=reverse("desks:message", args=[row.pk]),
        at=words.moment(row.received_at),
        channel=Channel(row.channel).label,
        outcome=Outcome(row.outcome).label,
        waits=row.outcome in (Outcome.HELD, Outcome.RECEIVED),
        trouble=row.trouble,
        number=number,
        order_url=reverse("desks:order", args=[number]) if number else "",
    )


def _stream(message: Incoming) -> str:
    return f"message:{message.pk}"


def _page(
    request: HttpRequest, actor: Actor, message: Incoming, form: Typed | None, *, wrong: str = ""
) -> HttpResponse:
    said = reads.came(message, files=False)
    held = message.outcome == Outcome.HELD
    status = 422 if wrong or form is not None else 200
    context: dict[str, Any] = {
        "line": _line(message),
        "medium": Medium(message.medium).label,
        "sent": words.moment(message.at),
        "title": said.title,
        "words": said.words,
        "files": message.files.count(),
        "decided": directory.seat_label(message.decided_by) if message.decided_by else "",
        "fields": _fields(actor, said, form) if held else [],
        "error": form.error if form else "",
        "key": message.pk,
        "aside_url": reverse("desks:message_aside", args=[message.pk]) if held else "",
        "again_url": reverse("desks:message_again", args=[message.pk]) if held else "",
        "wrong": wrong,
        "here": "came",
    }
    return frame.page(request, actor, "messages/one.html", context, status=status)


def _fields(actor: Actor, said: Came, form: Typed | None) -> list[Field]:
    raw = (
        form.raw
        if form
        else {"title": said.title[:100], "words": said.words[:5000], "place": said.place, "kind": said.kind}
    )
    errors = form.errors if form else {}
    return [_field(actor, ask, raw.get(ask.name, ""), errors.get(ask.name, "")) for ask in register.ASKS]


def _field(actor: Actor, ask: Ask, value: object, error: str) -> Field:
    card = unit(actor.platform)
    if ask.name == "category":
        version = taxonomy.version_at(clock.local_day(clock.now()), card.scope)
        return category_field(ask, version.code if version else "", str(value), error)
    if ask.name == "region":
        regions = [Option(one.code, one.name) for one in taxonomy.regions(card.code)]
        return fields.select(ask, regions, value, error, blank="（不清楚）")
    return fields.plain(ask, value, error)
