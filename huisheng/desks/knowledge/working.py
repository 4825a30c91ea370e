"""What keeps the base alive: reviews by unit, articles by use, matters answered without one."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.knowledge import shown
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import reads
from huisheng.knowledge.states import EDGES
from huisheng.lifecycle.intake import answered
from huisheng.lifecycle.intake.answered import Gap, Used


@require_safe
def reviews(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By unit how its articles stand, and those to be looked at again, the latest first."""
    insist(_may(actor, (*shown.WORKS, Role.HANDLER)))
    today = clock.local_day(clock.now())
    ahead = law.at(today, actor.scope).get("knowledge.review_ahead").count
    own = reads.visible(actor).filter(platform_id=actor.platform)
    if actor.role is Role.HANDLER:
        own = own.filter(unit_id=actor.unit)
    here = reverse("desks:knowledge")
    standings = reads.standings(own, today, ahead)
    coming = reads.to_review(own, today + timedelta(days=ahead))
    context = {
        "tabs": shown.tabs(actor, "knowledge_reviews"),
        "units": [
            {
                "name": directory.unit_name(one.unit, short=True) or "受理中心",
                "url": f"{here}?{urlencode({'unit': card.code if card else '', 'due': '1'})}",
                "count": one.count,
                "soon": one.soon,
                "late": one.late,
                "first": f"{one.first:%Y-%m-%d}" if one.first else "—",
            }
            for one in standings
            for card in (directory.unit_by_id(one.unit),)
        ],
        "rows": [
            {**shown.line(one, today), "late": (today - one.review_on).days if one.review_on else 0} for one in coming
        ],
        "ahead": ahead,
        "late": sum(one.late for one in standings),
        "soon": sum(one.soon for one in standings),
        "whole": sum(one.count for one in standings),
    }
    return frame.page(request, actor, "knowledge/reviews.html", context)


@require_safe
def uses(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How often articles are taken and what comes of it; where agents answered out of their heads."""
    insist(_may(actor, shown.WORKS))
    now = clock.now()
    days = law.at(clock.local_day(now), actor.scope).get("knowledge.gap_days").count
    since = clock.midnight(clock.local_day(now) - timedelta(days=days))
    gaps, without, whole = answered.gaps(actor, since)
    context = {
        "tabs": shown.tabs(actor, "knowledge_uses"),
        "days": days,
        "uses": [_used(one) for one in answered.used(actor, since)],
        "gaps": [_gap(one) for one in gaps],
        "without": without,
        "whole": whole,
        "writes": actor.role in EDGES["write"].roles,
    }
    return frame.page(request, actor, "knowledge/uses.html", context)


def _may(actor: Actor, roles: tuple[Role, ...]) -> Refusal | None:
    return None if actor.role in roles else Refusal("wrong_role", "这一页由知识编辑查看，您的席位没有这项权限。")


def _used(one: Used) -> dict[str, object]:
    return {
        "title": one.article.title,
        "url": reverse("desks:article_one", args=[one.article.pk]),
        "unit": directory.unit_name(one.article.unit_id, short=True),
        "used": one.used,
        "answered": one.answered,
        "share": f"{one.answered * 100 // one.used}%",
    }


def _gap(one: Gap) -> dict[str, object]:
    return {
        "name": one.name,
        "code": one.category,
        "count": one.count,
        "articles": one.articles,
        "said": "、".join(one.said),
        "orders": [
            {"title": order.personal.title, "url": reverse("desks:order", args=[order.number])} for order in one.orders
        ],
        "write_url": f"{reverse('desks:knowledge_new')}?{urlencode({'category': one.category})}",
    }
