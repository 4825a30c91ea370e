"""What everybody reads: the home page, results, circulars, leaders' sessions with a box for questions, answers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from huisheng.circular import public as circulars
from huisheng.circular.render import to_html
from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import search
from huisheng.knowledge.snippets import Cut
from huisheng.ledger import append
from huisheng.lifecycle.sessions import reads as sessions
from huisheng.lifecycle.sessions.actions import gather
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.portal import challenge, drafts, limits, reads, words
from huisheng.portal.frame import PHONE, Here, go, show
from huisheng.portal.models import Deed

_COMING, _PAST = 20, 10


def platforms(request: HttpRequest) -> HttpResponse:
    """Which platform's site; where there is one alone, that."""
    held = directory.platforms()
    if len(held) == 1:
        return redirect("portal:home", held[0].code)
    return render(request, "portal/platforms.html", {"platforms": held, "phone": PHONE})


def home(request: HttpRequest, here: Here) -> HttpResponse:
    """Where citizens begin: the telephone first."""
    draft = drafts.open_(here.platform, here.token)
    ways = [
        ("我要反映", "投诉、求助、咨询、建议，一分钟就好", here.url("new"), "pen"),
        ("查询进度", "凭工单号或者手机号，看办到哪一步", here.url("track"), "search"),
        ("办理结果公示", "别人反映的事办得怎么样", here.url("results"), "check"),
        ("公开数据", "办了多少、按时没有、满不满意", here.url("data"), "figures"),
        ("通报", "已经公布的通报全文", here.url("circulars"), "book"),
        ("领导接听预告", "哪位领导什么时候接电话，可以先提问", here.url("sessions"), "people"),
        ("常见问题", "先查一查，也许已经有答案", here.url("answers"), "info"),
    ]
    context = {"ways": ways, "draft_url": here.url("new") if draft is not None else "", "drop_url": here.url("drop")}
    return show(request, here, "portal/home.html", context)


def results(request: HttpRequest, here: Here) -> HttpResponse:
    """Matters that are done, without anybody's name."""
    told, more = reads.results(here.platform, here.house, _before(request))
    rows = [{"told": one, "line": "，".join(_line(one))} for one in told]
    context = {"rows": rows, "more_url": f"{here.url('results')}?before={more}" if more else ""}
    return show(request, here, "portal/results.html", context)


def circular_list(request: HttpRequest, here: Here) -> HttpResponse:
    """Circulars that were published for everybody."""
    found, more = circulars.editions(here.platform.id, _before(request))
    rows = [
        {
            "title": one.title,
            "corrected": one.corrects_id is not None,
            "day": words.day(clock.local_day(one.published_at)) if one.published_at else "",
            "url": here.url("circular", one.run_id, one.no),
        }
        for one in found
    ]
    context = {"rows": rows, "more_url": f"{here.url('circulars')}?before={more}" if more else ""}
    return show(request, here, "portal/circulars.html", context)


def circular(request: HttpRequest, here: Here, key: int, no: int) -> HttpResponse:
    """One of them, as it reads."""
    found = circulars.edition(here.platform.id, key, no)
    if found is None:
        raise Http404
    sheet = mark_safe(to_html(found[1]))  # noqa: S308  it escapes all that people wrote
    context = {"title": found[0].title, "sheet": sheet, "back_url": here.url("circulars")}
    return show(request, here, "portal/circular.html", context)


def session_list(request: HttpRequest, here: Here) -> HttpResponse:
    """Who answers the telephone when, and what came of the last ones."""
    coming = sessions.coming(here.house, here.at, _COMING)
    ended = (SessionState.ENDED, SessionState.PUBLISHED)
    past = [one for one in sessions.newest(here.house, before=here.at) if one.state in ended][:_PAST]
    context = {
        "coming": [_session(one, here) for one in coming],
        "past": [_session(one, here) for one in past],
        "asked": request.GET.get("asked") == "1",
    }
    return show(request, here, "portal/sessions.html", context)


def ask(request: HttpRequest, here: Here, key: int) -> HttpResponse:
    """The box for questions to a leader, until the session begins."""
    try:
        session = sessions.look(key, here.house)
    except Refusal:
        raise Http404 from None
    error, status, typed = "", 200, request.POST.get("words", "")
    if request.method == "POST":
        counted = here.who()
        limits.insist(Deed.QUESTIONS, counted, here.platform, here.at)
        near = limits.standing(Deed.QUESTIONS, counted, here.platform, here.at).near
        if challenge.stands_before(request, here, suspicious=near):
            status = 422
        else:
            try:
                with append.writing():
                    gather.do(sessions.take(key, here.house), by=here.house, at=here.at, words=typed)
            except Refusal as refusal:
                error, status = refusal.sentence, 422
            else:
                limits.note(Deed.QUESTIONS, counted, here.at)
                return go(f"{here.url('sessions')}?asked=1")
    context = {
        "session": _session(session, here),
        "open": gather.can(session, here.house) is None,
        "typed": typed,
        "error": error,
        "back_url": here.url("sessions"),
        "trap": challenge.TRAP,
        **challenge.shown(here, request),
    }
    return show(request, here, "portal/ask.html", context, status=status)


def answers(request: HttpRequest, here: Here) -> HttpResponse:
    """What is known already, to search in."""
    asked = request.GET.get("q", "")[:100]
    if search.typed(asked):
        found = reads.found(here.house, asked, reads.today(here.at))
        rows = [{"pieces": f.title, "snippet": f.snippet, "url": here.url("answer", f.article.pk)} for f in found]
    else:
        newest = reads.answers(here.house, reads.today(here.at))
        rows = [{"pieces": [Cut(one.title)], "snippet": [], "url": here.url("answer", one.pk)} for one in newest]
    return show(request, here, "portal/answers.html", {"rows": rows, "asked": asked, "here_url": here.url("answers")})


def answer(request: HttpRequest, here: Here, key: int) -> HttpResponse:
    """One article."""
    found = reads.answer(here.house, key, reads.today(here.at))
    if found is None:
        raise Http404
    article, shown = found
    context = {
        "title": article.title,
        "shown": shown,
        "unit": directory.unit_name(article.unit_id),
        "day": words.day(clock.local_day(article.changed_at)),
        "back_url": here.url("answers"),
    }
    return show(request, here, "portal/answer.html", context)


def _line(one: reads.Told) -> list[str]:
    return [part for part in (one.kind, one.region, f"{words.day(one.accepted)}受理") if part]


def _session(one: Session, here: Here) -> dict[str, Any]:
    return {
        "unit": directory.unit_name(one.unit_id),
        "post": one.post,
        "portfolio": one.portfolio,
        "topics": one.topics,
        "when": words.due(one.starts_at),
        "held": one.state == SessionState.HELD,
        "calls": one.calls,
        "where": one.published_where,
        "ask_url": here.url("ask", one.pk) if gather.can(one, here.house) is None else "",
    }


def _before(request: HttpRequest) -> int | None:
    raw = request.GET.get("before", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
