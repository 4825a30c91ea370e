"""The column beside the form: the caller's matters, what the new one may repeat, what the knowledge base says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from huisheng.channels.inbox import nuisance
from huisheng.channels.telephony.models import Call
from huisheng.desks import duty
from huisheng.desks import words as said
from huisheng.desks.agent import hints
from huisheng.desks.fields import code_of
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.insight.learned.guard import guarded
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import repeats, similar
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.repeats import Like
from huisheng.lifecycle.workorder.states import LIVE, OrderState
from huisheng.taxonomy import reads as taxonomy

_OWN, _LIKE, _UNITS = 4, 4, 2


@dataclass(frozen=True, slots=True)
class Beside:
    """An earlier order beside the form. ``chosen``: it will be linked."""

    number: str
    short: str
    title: str
    url: str
    state: str
    state_word: str
    open: bool
    at: str
    sort: str
    why: str
    chosen: bool


def beside(actor: Actor, now: datetime, typed: Mapping[str, str], call: Call | None, chosen: Collection[str]) -> Any:
    """The context of templates/agent/_beside.html, from what is typed so far."""
    phone = typed.get("phone", "")
    blind = similar.blind_of(phone) if phone.strip() else bytes(call.phone_blind) if call else b""
    category = code_of(typed.get("category", ""))
    words = f"{typed.get('title', '')}\n{typed.get('place', '')}\n{typed.get('words', '')}"
    own, count = similar.of_caller(blind, actor, _OWN)
    likes = _likely(actor, now, typed, blind)
    why = {like.order.pk: like.why for like in likes}
    keys = {order.pk for order in own}
    others = [like.order for like in likes if like.order.pk not in keys][:_LIKE]
    return {
        "own": [_row(order, why.get(order.pk, ""), chosen) for order in own],
        "own_count": count,
        "known": bool(blind),
        "nuisance": nuisance.told(actor, blind, now),
        "likes": [_row(order, why[order.pk], chosen) for order in others],
        "duty": on_call(actor, now, typed),
        "hints": hints.suggested_knowledge(words, category, actor),
        "beside_url": reverse("desks:agent_beside"),
    }


def _likely(actor: Actor, now: datetime, typed: Mapping[str, str], blind: bytes) -> list[Like]:
    """What it may repeat; nothing where that fails: the form goes on without."""
    none: list[Like] = []
    return guarded(
        "repeats",
        none,
        lambda: repeats.likely(
            actor,
            now=now,
            title=typed.get("title", ""),
            words=typed.get("words", ""),
            place=typed.get("place", ""),
            category=code_of(typed.get("category", "")),
            region=code_of(typed.get("region", "")),
            blind=blind,
            limit=_OWN + _LIKE,
        ),
    )


def on_call(actor: Actor, now: datetime, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Who is on duty, as (where, words): at the units of the catalogue, and who sends it there. Else nothing.

    Where the matter is urgent or the office closed; not the unit that the citizen complains about.
    """
    if not typed.get("urgent") and not duty.closed(actor, now):
        return []
    platform, day = directory.unit_by_id(actor.platform), clock.local_day(now)
    if platform is None:
        return []
    version = taxonomy.version_at(day, platform.scope)
    category, region = code_of(typed.get("category", "")), code_of(typed.get("region", ""))
    lines = taxonomy.duties(platform.code, version.code, category, region, day) if version and category else []
    codes = [code for code in dict.fromkeys(line.unit for line in lines) if code != typed.get("about", "")]
    cards = [card for code in codes[:_UNITS] if (card := directory.addressee(code, actor.platform, day)) is not None]
    turns = directory.duty_at({actor.platform, actor.unit, *(card.id for card in cards)}, now)
    senders = [turn for turn in turns if turn.unit in (actor.platform, actor.unit) and turn.role == Role.DISPATCHER]
    found = [(card.short, [turn for turn in turns if turn.unit == card.id]) for card in cards]
    return [(where, duty.words(held, now) or duty.NOBODY) for where, held in (*found, ("派单员", senders))]


def _row(order: WorkOrder, why: str, chosen: Collection[str]) -> Beside:
    category = taxonomy.category(order.category_version, order.category)
    return Beside(
        number=order.number,
        short=order.number.rpartition("-")[2],
        title=order.personal.title,
        url=reverse("desks:order", args=[order.number]),
        state=order.state,
        state_word=OrderState(order.state).label,
        open=order.state in LIVE,
        at=said.moment(order.accepted_at, year=False),
        sort=category.name if category else "",
        why=why,
        chosen=order.number in chosen,
    )
