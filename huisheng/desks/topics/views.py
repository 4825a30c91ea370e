"""Hot topics: the list by people, by matters or by what is told early; one of them opened, and judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.desks import fields, frame, words
from huisheng.desks.fields import Typed, typed
from huisheng.desks.rows import rows
from huisheng.desks.topics import figures
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.topics import reads
from huisheng.lifecycle.topics.actions import judge_topic
from huisheng.lifecycle.topics.models import Topic, Verdict
from huisheng.lifecycle.topics.states import Span
from huisheng.lifecycle.workorder import lists

_SORTS = {"people": "按人数", "matters": "按件数", "growth": "按预警"}


@dataclass(frozen=True, slots=True)
class Line:
    """A topic as the list shows it; ``most``: the largest count of people beside it, for the bar."""

    rank: int
    name: str
    url: str
    people: int
    matters: int
    most: int
    share: str
    before: str
    year: str
    usual: str
    days: str
    warning: str
    verdict: str


def only(actor: Actor) -> None:
    """Refusal for who doesn't steer."""
    if actor.role not in reads.ROLES:
        who = "、".join(role.label for role in reads.ROLES)
        raise Refusal("wrong_role", f"热点由{who}查看，您的席位是{actor.role.label}。")


@require_safe
def topics(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is hot over a span."""
    only(actor)
    span, by = _chosen(request)
    found = reads.ranked(actor, span, by)
    here = reverse("desks:topics")
    context = {
        "spans": [_tab(here, one.label, one.value == span, span=one.value, by=by) for one in Span],
        "sorts": [_tab(here, label, name == by, span=span, by=name) for name, label in _SORTS.items()],
        "lines": _lines(found),
        "warned": len([topic for topic in found if topic.warning]),
        "said": _said(found),
        "coming_url": reverse("desks:topics_coming"),
    }
    return frame.page(request, actor, "topics/index.html", context)


@require_safe
def coming(request: HttpRequest, actor: Actor) -> HttpResponse:
    """未诉先办: what came in these weeks of earlier years."""
    only(actor)
    found = reads.coming(actor)
    most = max((one.last_year for one in found), default=1)
    context = {
        "lines": [(one, f"{one.usual // 10}.{one.usual % 10}", most) for one in found],
        "day": found[0].day if found else None,
        "back": reverse("desks:topics"),
    }
    return frame.page(request, actor, "topics/coming.html", context)


@require_safe
def topic(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One of them: how it grew, who judged it, its matters."""
    only(actor)
    return _opened(request, actor, reads.take(actor, key), Typed())


@require_POST
def judge(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Say whether it is one."""
    only(actor)
    found = reads.take(actor, key)
    form = typed(judge_topic.ACT.asks, request.POST)
    if not form.errors:
        try:
            made = judge_topic.do(key, by=actor, at=clock.now(), **form.given)
        except Refusal as refusal:
            if refusal.code == "wrong_role":
                raise
            form.refuse(refusal, judge_topic.ACT.asks)
        else:
            said = "确是热点" if made.true else "不是热点"
            messages.success(request, f"已判定：{said}。以后预警的门槛照此调整。", extra_tags=f"draft:topic-{key}")
            return redirect(reverse("desks:topic", args=[key]))
    return _opened(request, actor, found, form, 422)


def _opened(request: HttpRequest, actor: Actor, found: Topic, form: Typed, status: int = 200) -> HttpResponse:
    here = reverse("desks:topic", args=[found.pk])
    try:
        asked = {name: request.GET.get(name, "") for name in ("after", "before")}
        page, seen = lists.among(actor, reads.members(found), asked)
    except Refusal:
        raise Http404 from None
    verdict = reads.verdicts([found]).get(found.pk)
    why = next(ask for ask in judge_topic.ACT.asks if ask.name == "why")
    context = {
        "topic": found,
        "facts": _facts(found),
        "warning": found.warning,
        "verdict": _judged(verdict),
        "judge_url": reverse("desks:topic_judge", args=[found.pk]) if judge_topic.can(actor) is None else "",
        "why": fields.plain(why, form.raw.get("why", ""), form.errors.get("why", "")),
        "error": form.error or form.errors.get("true", ""),
        "rows": rows(page.orders, actor, clock.now()),
        "back": reverse("desks:topics") + f"?span={found.span}",
        "pager": {
            "previous_url": f"{here}?before={page.prev}" if page.prev else "",
            "next_url": f"{here}?after={page.next}" if page.next else "",
            "words": f"共 {seen} 件，本页 {len(page.orders)} 件",
        },
    }
    return frame.page(request, actor, "topics/one.html", context, status=status)


def _chosen(request: HttpRequest) -> tuple[str, str]:
    span, by = request.GET.get("span", Span.WEEK.value), request.GET.get("by", "people")
    return span if span in Span.labels() else Span.WEEK.value, by if by in _SORTS else "people"


def _tab(here: str, label: str, current: bool, **asked: str) -> dict[str, Any]:
    return {"label": label, "url": f"{here}?span={asked['span']}&by={asked['by']}", "current": current}


def _lines(found: Sequence[Topic]) -> list[Line]:
    verdicts = reads.verdicts(found)
    most = max((one.people for one in found), default=1)
    return [
        Line(
            rank=at,
            name=one.name,
            url=reverse("desks:topic", args=[one.pk]),
            people=one.people,
            matters=one.matters,
            most=most,
            share=figures.percent(one.share),
            before=figures.against(one.people, one.before),
            year=figures.against(one.people, one.year),
            usual=figures.usual(one),
            days=figures.days(one),
            warning=one.warning,
            verdict=_verdict(verdicts.get(one.pk)),
        )
        for at, one in enumerate(found, 1)
    ]


def _facts(one: Topic) -> list[tuple[str, str]]:
    return [
        ("人数", f"{one.people} 人"),
        ("件数", f"{one.matters} 件" + (f"，其中一人 {one.loudest} 件" if one.loudest > 1 else "")),
        ("占比", figures.percent(one.share)),
        ("环比", figures.against(one.people, one.before)),
        ("同比", figures.against(one.people, one.year)),
        ("平常", figures.usual(one)),
        ("起止", figures.days(one)),
    ]


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return "确是热点" if verdict.true else "不是热点"


def _judged(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    why = f"：{verdict.why}" if verdict.why else ""
    return f"{words.moment(verdict.judged_at)} 判定{_verdict(verdict)}（当时 {verdict.people} 人）{why}"


def _said(found: Sequence[Topic]) -> str:
    if not found:
        return ""
    seen = max(one.seen_at for one in found)
    return f"{words.moment(seen)} 归并；一个人反映多次只算一人。"
