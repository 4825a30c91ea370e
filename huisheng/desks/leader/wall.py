"""The wall screen of the hall: five figures, a map of tiles, the three hottest topics, what runs out.

The same for whoever opens it: what a seat of the centre without any special right may see. No number, no title, no
words of anybody; nothing of a confidential order is counted.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.desks import words
from huisheng.desks.leader import topics
from huisheng.desks.leader.places import Places
from huisheng.desks.rows import dial
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder import glance, levels, overview
from huisheng.lifecycle.workorder.states import OrderState

ROLES = frozenset({Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER, Role.AGENT})
_TOPICS, _RUNNING = 3, 5
_SHADES = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A region of the map: ``shade`` 0 (none) to 4 (as many as the fullest)."""

    name: str
    count: int
    shade: int


@require_safe
def wall(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole screen."""
    return render(request, "wall/wall.html", _context(actor))


@require_safe
def now(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What changes, asked for by the screen itself every ten seconds."""
    return render(request, "wall/_now.html", _context(actor))


def hall(actor: Actor) -> Actor:
    """The eyes of the hall: a seat of the centre that sees nothing confidential and nothing about the centre itself."""
    return replace(
        actor, role=Role.AGENT, confidential=False, unit=actor.platform, unit_path=actor.platform_path, seat=0
    )


def _context(actor: Actor) -> dict[str, Any]:
    if actor.role not in ROLES:
        insist(Refusal("wrong_role", "大屏由领导、督办员、派单员、坐席打开。"))
    eyes, at = hall(actor), clock.now()
    seen, stands = overview.today(eyes, at), overview.standing(eyes, at)
    wall_clock = clock.local(at)
    return {
        "platform": directory.unit_name(actor.platform),
        "now": at,
        "day": words.day_words(at),
        "at": f"{wall_clock:%H:%M}",
        "figures": [
            ("今日受理", seen.received, f"昨日此时 {seen.yesterday}", ""),
            ("当场答复", seen.answered, "今日受理中", ""),
            ("单位办理中", stands.states[OrderState.IN_HAND], f"待回访 {stands.states[OrderState.AWAITING_VISIT]}", ""),
            ("快到时限", stands.soon, "24 小时之内", "soon" if stands.soon else ""),
            ("已逾期", stands.late, "还没办完的", "late" if stands.late else ""),
        ],
        "tiles": tiles(eyes, at),
        "topics": topics.shown(eyes, at, _TOPICS),
        "running": _running(eyes, at),
    }


def tiles(actor: Actor, at: datetime) -> list[Tile]:
    """The platform's regions in order, counted over the last seven days; orders of no region last, if there are any."""
    places = Places(actor, at)
    counts: dict[str, int] = {}
    for code, count in overview.by_region(actor, at).items():
        counts[places.top(code)] = counts.get(places.top(code), 0) + count
    named = [(place.name, counts.pop(place.code, 0)) for place in places.first_level()]
    left = sum(counts.values())
    most = max((count for _, count in named), default=0)
    made = [Tile(name, count, shade(count, most)) for name, count in named]
    return [*made, Tile("未填地区", left, 0)] if left else made


def shade(count: int, most: int) -> int:
    """Quarters of the fullest region's count, rounded up: 0 for none, 4 for the fullest."""
    return -(-count * _SHADES // most) if most else 0


def _running(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What runs out next: the clock, the kind of matter, the place, the unit. Nothing that somebody said."""
    places, found = Places(actor, at), overview.running_out(actor, at, _RUNNING)
    near, passed = levels.nearest(found, actor), glance.passed_on(found, actor)
    return [
        {
            "clock": dial(order, at, near),
            "category": places.category(order.category[:4]),
            "region": places.name(places.top(order.region)) if order.region else "",
            "unit": directory.unit_name(passed.get(order.pk, order.main_unit_id), short=True)
            or OrderState(order.state).label,
        }
        for order in found
    ]
