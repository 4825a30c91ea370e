"""A leader's page: what is wrong in five seconds, and each number opens."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame, words
from huisheng.desks.home import Counter
from huisheng.desks.leader import repeats, topics, units
from huisheng.desks.leader.instructing import told
from huisheng.desks.leader.lines import lines
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.sessions import reads as sessions
from huisheng.lifecycle.workorder import instructions, overview
from huisheng.lifecycle.workorder.overview import Standing, Today
from huisheng.lifecycle.workorder.states import OrderState

_TOPICS, _UNITS, _ORDERS, _FOLLOWED = 6, 6, 5, 4
_WEEKDAYS = "一二三四五六日"


@require_safe
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole page: some twenty questions, none of which reads what is finished and past."""
    if actor.role is not Role.LEADER:
        insist(Refusal("wrong_role", "这一页是领导席位的。"))
    now = clock.now()
    seen, stands = overview.today(actor, now), overview.standing(actor, now)
    worst, in_trouble = units.shown(actor, now, _UNITS)
    hot = topics.shown(actor, now, _TOPICS)
    reading = overview.awaiting_leader(actor, _ORDERS)
    context = {
        "day": words.day_words(now),
        "as_of": words.moment(now, year=False),
        "wrong": _wrong(stands, worst, hot, reading),
        "counters": _counters(actor, seen, stands, now),
        "topics": hot,
        "topics_rest": topics.rests(actor, now),
        "repeats": repeats.share(actor, units.DAYS, now),
        "units": worst,
        "more_units": max(0, in_trouble - len(worst)),
        "units_window": str(units.window(now)),
        "late": lines(overview.overdue_longest(actor, now, _ORDERS), actor, now),
        "soon": lines(overview.running_out(actor, now, _ORDERS), actor, now),
        "pressed": lines(overview.supervised(actor, _ORDERS), actor, now),
        "reading": lines(reading, actor, now),
        "followed": told(instructions.trail(actor, waiting=True, size=_FOLLOWED)[0], actor),
        "sessions": [_session(one) for one in sessions.coming(actor, now, 2)],
        "orders_url": reverse("desks:orders"),
        "next": request.path,
    }
    return frame.page(request, actor, "leader/today.html", context)


def _counters(actor: Actor, seen: Today, stands: Standing, now: datetime) -> list[Counter]:
    orders, day = reverse("desks:orders"), clock.local_day(now).isoformat()
    weekday = _WEEKDAYS[clock.local(now).weekday()]
    share = f"受理的 {seen.answered * 100 // seen.received}%" if seen.received else "今天还没有受理"
    states = stands.states
    return [
        Counter(
            "今日受理", f"{seen.received:,}", f"{orders}?from={day}&to={day}",
            note=f"昨日此时 {seen.yesterday:,}，上周{weekday}此时 {seen.week_before:,}",
        ),
        Counter(
            "当场答复", f"{seen.answered:,}", f"{orders}?from={day}&to={day}&state={OrderState.ANSWERED}", note=share
        ),
        Counter(
            "单位办理中", f"{states[OrderState.IN_HAND]:,}", frame.queue_url(actor, OrderState.IN_HAND),
            note=f"待派单 {states[OrderState.AWAITING_DISPATCH]:,}，待回访 {states[OrderState.AWAITING_VISIT]:,}",
        ),
        Counter(
            "已逾期", f"{stands.late:,}", f"{orders}?clock=late", clock="late" if stands.late else "",
            note=f"单位手里 {stands.late_in_hand:,}",
        ),
        Counter(
            "快到时限", f"{stands.soon:,}", f"{orders}?clock=soon", note="24 小时之内",
            clock="soon" if stands.soon else "",
        ),
        Counter(
            "督办中", f"{states[OrderState.UNDER_SUPERVISION]:,}",
            frame.queue_url(actor, OrderState.UNDER_SUPERVISION),
            note=f"回访待处置 {states[OrderState.AWAITING_DECISION]:,}",
        ),
    ]  # fmt: skip


def _wrong(
    stands: Standing, worst: list[units.Line], hot: list[topics.Line], reading: list[Any]
) -> list[dict[str, str]]:
    """What to look at first: a sentence each, the gravest first; none where nothing is wrong."""
    said = []
    if worst and worst[0].late:
        one = worst[0]
        said.append(_said("late", f"{one.name}手里逾期 {one.late} 件，最久的逾期 {one.oldest}", one.late_url))
    elif stands.late:
        said.append(
            _said("late", f"逾期 {stands.late} 件，都不在承办单位手里", f"{reverse('desks:orders')}?clock=late")
        )
    if hot and hot[0].hot:
        said.append(
            _said("soon", f"{hot[0].place}“{hot[0].name}”近 7 天 {hot[0].count} 件，{hot[0].usual}", hot[0].url)
        )
    low = next((one for one in worst if one.low), None)
    if low is not None:
        said.append(_said("soon", f"{low.name}近 30 天回访满意率 {low.rate}（{low.rate_note}）", low.rate_url))
    if reading:
        said.append(_said("", f"{len(reading)} 件领导接听件的答复等您审核", "#reading"))
    return said


def _said(state: str, sentence: str, url: str) -> dict[str, str]:
    return {"clock": state, "words": sentence, "url": url}


def _session(one: Any) -> dict[str, str]:
    unit = directory.unit_name(one.unit_id, short=True)
    return {
        "url": reverse("desks:session", args=[one.pk]),
        "words": f"{words.moment(one.starts_at, year=False)} {unit}{one.post}接听",
    }
