"""Everything the page of one leader's session shows: how far it has come, its rule, questions, items, acts."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from django.urls import reverse

from huisheng.desks import fields, words
from huisheng.desks.circulars import Offer
from huisheng.desks.cites import cite
from huisheng.desks.fields import Typed
from huisheng.desks.leader.lines import lines
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.sessions import reads
from huisheng.lifecycle.sessions.actions import take_up
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.rules import announced_early
from huisheng.lifecycle.sessions.states import SessionState as S
from huisheng.lifecycle.workorder import overview
from huisheng.lifecycle.workorder.overview import Item
from huisheng.lifecycle.workorder.reads import open_items
from huisheng.lifecycle.workorder.states import LIVE

_CANDIDATES = 20
_MAIN = ("hold", "end", "publish")
# steps as a citizen would follow them: state from which on it is done
_STEPS = (
    ("预告", "announced_at"),
    ("接听", "held_at"),
    ("结束", "ended_at"),
    ("公开结果", "published_at"),
)


def shown(
    found: Session, actor: Actor, verbs: Mapping[str, ModuleType], tried: tuple[str, Typed] | None
) -> dict[str, Any]:
    """The context of templates/sessions/one.html."""
    now = clock.now()
    taken = overview.taken_up(found.pk, actor)
    offers = _offers(found, actor, verbs, tried)
    drawn = {offer.name for offer in offers if not offer.refusal}
    unseen = tried is not None and tried[0] not in drawn
    may_take = found.state in (S.HELD, S.ENDED) and actor.platform == found.platform_id
    may_take = may_take and actor.role in take_up.VERB.edges.roles
    return {
        "session": _head(found),
        "steps": _steps(found),
        "rule": _rule(found),
        "questions": [
            {"no": one.no, "words": one.words, "at": words.moment(one.at, year=False), "erased": bool(one.erased_at)}
            for one in reads.questions(found)
        ],
        "items": _items(taken, actor),
        "hidden": open_items(found.pk) - sum(item.order.state in LIVE for item in taken),
        "done": sum(item.order.state not in LIVE for item in taken),
        "candidates": _candidates(found, actor) if may_take else [],
        "offers": offers,
        "error": _general(tried[1]) if tried is not None and unseen else "",
        "now_said": words.moment(now),
    }


def _general(form: Typed) -> str:
    return form.error or next(iter(form.errors.values()), "")


def _head(found: Session) -> dict[str, Any]:
    return {
        "key": found.pk,
        "version": found.version,
        "title": f"{directory.unit_name(found.unit_id)}{found.post}接听",
        "state": S(found.state).label,
        "starts": words.moment(found.starts_at),
        "unit": directory.unit_name(found.unit_id),
        "post": found.post,
        "portfolio": found.portfolio,
        "topics": found.topics,
        "calls": found.calls,
        "published_where": found.published_where,
        "cancelled": words.moment(found.cancelled_at) if found.cancelled_at else "",
        "cancelled_why": found.cancelled_why,
        "notice_url": reverse("desks:session_notice", args=[found.pk]),
        "back": reverse("desks:sessions"),
    }


def _steps(found: Session) -> list[dict[str, Any]]:
    told = [(label, getattr(found, name)) for label, name in _STEPS]
    now_at = next((n for n, (_, at) in enumerate(told) if at is None), len(told))
    return [
        {
            "label": label,
            "at": words.moment(at, year=False) if at else "",
            "next": n == now_at and not found.cancelled_at,
        }
        for n, (label, at) in enumerate(told)
    ]


def _rule(found: Session) -> dict[str, Any]:
    """The rule of the notice as it was when it was announced, and how it was kept."""
    announced, held = clock.local_day(found.announced_at), clock.local_day(found.starts_at)
    platform = directory.unit_by_id(found.platform_id)
    rules = law.at(announced, platform.scope if platform else "")
    ahead = rules.get("sessions.notice_days")
    late = announced_early(announced, held, rules)
    kept = f"{announced} 预告，提前 {(held - announced).days} 日"
    return {
        "words": f"应至少提前 {ahead.count} 日预告；{kept}" + ("，晚了。" if late is not None else "，合规定。"),
        "late": late is not None,
        "cite": cite(ahead.cite),
    }


def _items(taken: list[Item], actor: Actor) -> list[dict[str, Any]]:
    drawn = lines([item.order for item in taken], actor, clock.now())
    told = []
    for item, line in zip(taken, drawn, strict=True):
        review = "等接话领导审核" if item.waits else ""
        if not review and item.reviewed_at is not None:
            review = f"审核{'通过' if item.approved else '未通过'} {words.moment(item.reviewed_at, year=False)}"
        told.append({"row": line.row, "review": review, "waits": item.waits})
    return told


def _candidates(found: Session, actor: Actor) -> list[dict[str, Any]]:
    held = found.held_at or found.starts_at
    orders = overview.candidates(actor, held, found.unit_id, _CANDIDATES)
    return [
        {
            "row": line.row,
            "version": order.version,
            "url": reverse("desks:session_take", args=[found.pk, order.number]),
        }
        for order, line in zip(orders, lines(orders, actor, clock.now()), strict=True)
    ]


def _offers(
    found: Session, actor: Actor, verbs: Mapping[str, ModuleType], tried: tuple[str, Typed] | None
) -> list[Offer]:
    """What this seat may do with the session now; what only a rule forbids is said."""
    offers = []
    for name, module in verbs.items():
        form = tried[1] if tried is not None and tried[0] == name else None
        if actor.role not in module.ACT.roles or actor.platform != found.platform_id:
            continue
        refusal = module.can(found, actor)
        if refusal is not None and refusal.code == "wrong_state" and form is None:
            continue
        if refusal is not None and form is None:
            offers.append(Offer(name, module.ACT.label, "", (), refusal=refusal.sentence))
            continue
        held = form or Typed()
        drawn = [fields.plain(a, held.raw.get(a.name, ""), held.errors.get(a.name, "")) for a in module.ACT.asks]
        url = reverse("desks:session_act", args=[found.pk, name])
        offers.append(
            Offer(
                name, module.ACT.label, url, drawn, error=held.error, open=form is not None, main=_leads_on(name, found)
            )
        )
    return offers


def _leads_on(name: str, found: Session) -> bool:
    """Whether it is what comes next: the beginning only on its day."""
    return name in _MAIN and (name != "hold" or clock.local_day(found.starts_at) == clock.local_day(clock.now()))


def notice(found: Session) -> dict[str, Any]:
    """The public notice in words: what 济宁 prints a week ahead, the leader's name left to the pen."""
    wall = clock.local(found.starts_at)
    day = f"{wall.year}年{wall.month}月{wall.day}日（星期{'一二三四五六日'[wall.weekday()]}）"
    announced = clock.local(found.announced_at)
    return {
        "platform": directory.unit_name(found.platform_id),
        "unit": directory.unit_name(found.unit_id),
        "post": found.post,
        "portfolio": found.portfolio,
        "topics": found.topics,
        "day": day,
        "hour": f"{wall:%H:%M}",
        "announced": f"{announced.year}年{announced.month}月{announced.day}日",
        "cancelled": found.state == S.CANCELLED,
        "why": found.cancelled_why,
        "rule": _rule(found),
    }
