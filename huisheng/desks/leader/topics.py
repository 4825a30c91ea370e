"""Hot topics of a platform, as a leader's page and the wall show them; each opens to its orders."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.leader import hot
from huisheng.desks.leader.lines import lines
from huisheng.desks.leader.memory import kept
from huisheng.desks.leader.places import Places
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import lists, overview

_LONGEST = 60  # characters of a code in an address


@dataclass(frozen=True, slots=True)
class Line:
    """One topic: ``usual`` in words, ``most`` the largest count beside it, for the bar."""

    name: str
    place: str
    count: int
    usual: str
    hot: bool
    most: int
    url: str


def counted(actor: Actor, now: datetime, limit: int) -> list[hot.Topic]:
    """The topics to look at: the last seven days counted now, the weeks before kept for some minutes."""
    weeks, places = _weeks(actor, now), Places(actor, now)
    recent = overview.spots(actor, now, (0,))
    key = ("spots", actor.platform, actor.unit, actor.role, actor.confidential, clock.local_day(now))
    past = kept(key, lambda: overview.spots(actor, now, range(1, hot.WEEKS + 1)))
    counts = hot.together((s.category, places.top(s.region), s.week, s.count) for s in (*recent, *past))
    return hot.topics(counts, weeks, limit)


def shown(actor: Actor, now: datetime, limit: int) -> list[Line]:
    """The same in words, each with its address."""
    found, places = counted(actor, now, limit), Places(actor, now)
    most = max((topic.recent for topic in found), default=1)
    opened = reverse("desks:leader_topic")
    return [
        Line(
            name=places.category(topic.category),
            place=places.name(topic.region),
            count=topic.recent,
            usual=usual(topic),
            hot=topic.hot,
            most=most,
            url=f"{opened}?{urlencode({'category': topic.category, 'region': topic.region})}",
        )
        for topic in found
    ]


def usual(topic: hot.Topic) -> str:
    """平常每周 3.5 件, or that there was nothing, or that nothing is known."""
    if topic.usual is None:
        return "没有更早的数可比"
    return f"平常每周 {topic.usual} 件" if topic.usual else "平常没有"


def rests(actor: Actor, now: datetime) -> str:
    """On how little the usual rests, where that is less than all the weeks looked back on; else ""."""
    weeks = _weeks(actor, now)
    return f"更早的只有 {weeks} 周可比" if 0 < weeks < hot.WEEKS else ""


@require_safe
def topic(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One topic opened: the count, how it came about week by week, and its orders."""
    if actor.role is not Role.LEADER:
        raise Http404
    category, region = request.GET.get("category", ""), request.GET.get("region", "")
    now = clock.now()
    places = Places(actor, now)
    if len(category) > _LONGEST or len(region) > _LONGEST or not category.isalnum():
        raise Http404
    spots = overview.spots(actor, now, range(hot.WEEKS + 1))
    counts = hot.together((s.category, places.top(s.region), s.week, s.count) for s in spots)
    by_week = counts.get((category, region), [0] * (hot.WEEKS + 1))
    one = hot.Topic(category, region, by_week[0], tuple(by_week[1 : _weeks(actor, now) + 1]))
    ids = overview.behind_spot(actor, now, category, places.within(region) if region else [""])
    here = f"{request.path}?{urlencode({'category': category, 'region': region})}"
    try:
        page, seen = lists.among(actor, ids, {name: request.GET.get(name, "") for name in ("after", "before")})
    except Refusal:
        raise Http404 from None
    context = {
        "title": f"{places.category_full(category)} · {places.name(region)}",
        "said": f"近 7 天（到 {moment(now, year=False)}）{one.recent} 件，{usual(one)}。{_stop(rests(actor, now))}",
        "judged": _judged(one),
        "weeks": [("近 7 天", one.recent), *((f"前 {n} 周", count) for n, count in enumerate(one.past, 1))],
        "lines": lines(page.orders, actor, now),
        "next": here,
        "back": reverse("desks:leader"),
        "pager": {
            "previous_url": f"{here}&before={page.prev}" if page.prev else "",
            "next_url": f"{here}&after={page.next}" if page.next else "",
            "words": f"共 {seen} 件，本页 {len(page.orders)} 件",
        },
    }
    return frame.page(request, actor, "leader/topic.html", context)


def _stop(words: str) -> str:
    return f"{words}。" if words else ""


def _judged(one: hot.Topic) -> str:
    if not one.past:
        return "没有更早的数可比，不判断是否热点。"
    if one.hot:
        return "明显多于平常：超出平常的部分大于一般波动的两倍。"
    return "在平常的波动以内，或件数太少，不算热点。"


def _weeks(actor: Actor, now: datetime) -> int:
    """How many whole weeks before the last seven days the platform has matters of, at most those looked back on."""
    began = kept(("began", actor.platform), lambda: overview.began(actor))
    if began is None:
        return 0
    return max(0, min(hot.WEEKS, (now - overview.WEEK - began) // overview.WEEK))
