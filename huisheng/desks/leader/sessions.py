"""Leaders at the telephone (领导接听): scheduled, announced a week ahead, held, followed to published results."""

from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.desks import fields, frame, posted, swap, words
from huisheng.desks.cites import cite
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.leader import session
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.lifecycle.sessions import reads
from huisheng.lifecycle.sessions.actions import announce, cancel, end, gather, hold, publish, take_up
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.reads import take

VERBS: dict[str, ModuleType] = {
    module.ACT.name: module for module in (hold, gather, end, publish, cancel)
}  # in the order of the buttons


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The sessions this seat may see, the latest first."""
    found, more = reads.page(actor, after=posted.whole(request.GET.get("after", "")))
    here = reverse("desks:sessions")
    context = {
        "sessions": [_line(one) for one in found],
        "more_url": f"{here}?after={more}" if more else "",
        "new_url": reverse("desks:session_new") if announce.can(actor) is None else "",
        "empty": {"title": "还没有领导接听", "words": "预告一次接听以后会列在这里，一直跟到结果公开。"},
    }
    return frame.page(request, actor, "sessions/index.html", context)


def _line(one: Session) -> dict[str, str]:
    return {
        "url": reverse("desks:session", args=[one.pk]),
        "starts": words.moment(one.starts_at),
        "unit": directory.unit_name(one.unit_id),
        "post": one.post,
        "topics": one.topics,
        "state": SessionState(one.state).label,
        "calls": str(one.calls) if one.calls is not None else "—",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Announce one. Too late, or anything else wrong: the form with the sentence and what was typed."""
    insist(announce.can(actor))
    form = None
    if request.method == "POST":
        form = typed(announce.ACT.asks, request.POST)
        try:
            made = announce.do(by=actor, at=clock.now(), **form.raw)
        except Refusal as refusal:
            form.refuse(refusal, announce.ACT.asks)
        else:
            messages.success(request, "已预告，预告页可以打印，也可以贴到门户网站。", extra_tags="draft:session")
            return swap.see(reverse("desks:session", args=[made.pk]))
    now = clock.now()
    ahead = law.at(clock.local_day(now), actor.scope).get("sessions.notice_days")
    context = {
        "fields": [_asked(ask, actor, form) for ask in announce.ACT.asks],
        "error": form.error if form else "",
        "ahead": ahead.count,
        "earliest": (clock.local_day(now) + timedelta(days=ahead.count)).isoformat(),
        "cite": cite(ahead.cite),
        "back": reverse("desks:sessions"),
    }
    return frame.page(request, actor, "sessions/new.html", context, status=422 if form else 200)


def _asked(ask: Ask, actor: Actor, form: Typed | None) -> Field:
    value = form.raw.get(ask.name, "") if form else ""
    error = form.errors.get(ask.name, "") if form else ""
    if ask.name == "unit":
        own = directory.unit_by_id(actor.platform)
        cards = [*([own] if own else []), *directory.addressees(actor.platform)]
        return fields.select(ask, [Option(card.code, card.name) for card in cards], value, error)
    drawn = fields.plain(ask, value, error)
    if ask.name == "starts_at":
        return replace(drawn, kind="datetime-local")
    hints = {"post": "写职务，不写姓名：姓名印发时填", "topics": "受理哪些事，市民看了知道该不该打"}
    return replace(drawn, hint=hints.get(ask.name, ""))


@require_safe
def one(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One session, from the notice to the results."""
    return _shown(request, actor, _look(key, actor))


@require_safe
def notice(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """The public notice as it is printed or posted."""
    found = _look(key, actor)
    context = {"notice": session.notice(found), "back": reverse("desks:session", args=[key])}
    return frame.page(request, actor, "sessions/notice.html", context)


def act(request: HttpRequest, actor: Actor, key: int, name: str) -> HttpResponse:
    """Do an act of a session as its screen showed it. Refused: the same page with the sentence and what was typed."""
    if name not in VERBS:
        raise Http404
    here = reverse("desks:session", args=[key])
    if request.method != "POST":
        return redirect(here)
    verb = VERBS[name]
    form = typed(verb.ACT.asks, request.POST)
    try:
        with append.writing():
            held = reads.take(key, actor)
            _same(held, request.POST.get("version", ""))
            verb.do(held, by=actor, at=clock.now(), **form.raw)
    except Refusal as refusal:
        if refusal.code == "no_session":
            raise Http404 from None
        form.refuse(refusal, verb.ACT.asks)
        return _shown(request, actor, _look(key, actor), (name, form), posted.status(refusal))
    messages.success(request, f"已{verb.ACT.label}。", extra_tags=f"draft:session:{key}:{name}")
    return swap.see(here)


def take_up_order(request: HttpRequest, actor: Actor, key: int, number: str) -> HttpResponse:
    """Make an order an item of this session, in one step from its page."""
    here = reverse("desks:session", args=[key])
    if request.method != "POST":
        return redirect(here)
    try:
        seen = posted.version(request.POST.get("version", ""), "这一页的版本不明，请看过最新情况再操作。")
        with append.writing():
            take_up.do(take(number, actor, seen=seen), by=actor, at=clock.now(), session=key)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _shown(request, actor, _look(key, actor), error=refusal.sentence, status=posted.status(refusal))
    messages.success(request, f"{number} 已列为领导接听件。")
    return swap.see(f"{here}#items")


def _look(key: int, actor: Actor) -> Session:
    try:
        return reads.look(key, actor)
    except Refusal:
        raise Http404 from None


def _same(held: Session, seen: str) -> None:
    if seen != str(held.version):
        raise Refusal("stale", "这次接听刚被别人更新过，请看过最新情况再操作，您填写的内容仍在。", field="version")


def _shown(
    request: HttpRequest,
    actor: Actor,
    found: Session,
    tried: tuple[str, Typed] | None = None,
    status: int = 200,
    error: str = "",
) -> HttpResponse:
    context: dict[str, Any] = session.shown(found, actor, VERBS, tried)
    context["error"] = error or context["error"]
    return frame.page(request, actor, "sessions/one.html", context, status=status)
