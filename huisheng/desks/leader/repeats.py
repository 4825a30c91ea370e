"""Repeats: how many there are, what several people told of, and what one told of again and again.

Of a number nothing is shown but how often: neither it, nor a name, nor the same mark twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.leader.memory import kept
from huisheng.desks.leader.trend import SPANS
from huisheng.desks.rows import Row, rows
from huisheng.desks.words import from_to
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder import groups
from huisheng.lifecycle.workorder.groups import By, Many, Ranked
from huisheng.measures import reckon, token
from huisheng.measures.figure import Figure, Scope, Window

ROLES = (Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER, Role.ASSESSOR)
USUAL = "30"
_MEASURES = ("accepted_repeated", "accepted_repeated_share")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the matters of some days were repeats, and their share: each as printed, and where it opens."""

    window: str
    count: str
    count_url: str
    rate: str
    rate_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A matter told of several times: its first order, place and days; ``count``: what it is ranked by."""

    row: Row
    place: str
    days: str
    many: Many
    count: int


@require_safe
def repeats(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The groups of linked orders to which something came in these days."""
    if actor.role not in ROLES:
        who = "、".join(role.label for role in ROLES)
        insist(Refusal("wrong_role", f"重复诉求由{who}查看，您的席位是{actor.role.label}。"))
    days, by = request.GET.get("days", USUAL), request.GET.get("by", By.PEOPLE.value)
    days, by = days if days in SPANS else USUAL, by if by in By.labels() else By.PEOPLE.value
    now, after, here = clock.now(), request.GET.get("after", ""), reverse("desks:repeats")
    since, refusal = clock.midnight(clock.local_day(now) - timedelta(days=int(days) - 1)), None
    try:
        page = groups.ranked(actor, since, By(by), after=after)
    except Refusal as refused:
        page, refusal = Ranked([], "", 0), refused
    query = f"{here}?days={days}&by={by}"
    lines = _lines(page, By(by), actor, now)
    context = {
        "spans": [_tab(label, f"{here}?days={n}&by={by}", n == days) for n, label in SPANS.items()],
        "sorts": [_tab(label, f"{here}?days={days}&by={one}", one == by) for one, label in By.labels().items()],
        "span": SPANS[days],
        "share": share(actor, int(days), now),
        "lines": lines,
        "most": max((line.count for line in lines), default=1),
        "caller": by == By.CALLER,
        "empty": _empty(refusal, here),
        "pager": {
            "previous_url": query if after else "",
            "next_url": f"{query}&after={page.next}" if page.next else "",
            "words": "共 {1} {0}，本页 {2} {0}".format("个号码" if by == By.CALLER else "组", page.count, len(lines)),
        },
    }
    return frame.page(request, actor, "leader/repeats.html", context, status=422 if refusal else 200)


def share(actor: Actor, days: int, now: datetime) -> Share:
    """Of the days that ended yesterday: past, so that they are counted once."""
    last = clock.local_day(now) - timedelta(days=1)
    window = Window(last - timedelta(days=days - 1), last)
    told = kept(("repeats", actor.platform, window), lambda: reckon.figures(_MEASURES, Scope(actor.platform, window)))
    count, rate = (told[name][None] for name in _MEASURES)
    return Share(str(window), count.text, _url(count), rate.text, _url(rate))


def _url(figure: Figure) -> str:
    return reverse("desks:number", args=[token.pack(figure)])


def _lines(page: Ranked, by: By, actor: Actor, now: datetime) -> list[Line]:
    drawn, day = rows([one.order for one in page.rows], actor, now), clock.local_day
    return [
        Line(
            row=row,
            place=one.order.personal.place,
            days=from_to(day(one.first), day(one.last), day(one.last).year),
            many=one,
            count=one.callers if by is By.PEOPLE else one.matters,
        )
        for one, row in zip(page.rows, drawn, strict=True)
    ]


def _tab(label: str, url: str, current: bool) -> dict[str, object]:
    return {"label": label, "url": url, "current": current}


def _empty(refusal: Refusal | None, here: str) -> dict[str, str]:
    if refusal is not None:
        return {"title": "没有这一页", "words": refusal.sentence, "url": here, "act": "回到第一页"}
    said = "坐席、派单员把重复的工单关联起来以后，几个人反映、反映几次就列在这里。"
    return {"title": "这些天没有", "words": said, "url": "", "act": ""}
