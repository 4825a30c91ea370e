"""The column beside the form: the caller's matters, what the new one may repeat, what the knowledge base says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from huisheng.channels.telephony.models import Call
from huisheng.desks import words as said
from huisheng.desks.agent import hints
from huisheng.desks.fields import code_of
from huisheng.directory.actor import Actor
from huisheng.lifecycle.workorder import similar
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.states import LIVE, OrderState
from huisheng.taxonomy import reads as taxonomy

_OWN, _LIKE = 4, 4


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
    category, region = code_of(typed.get("category", "")), code_of(typed.get("region", ""))
    words = f"{typed.get('title', '')}\n{typed.get('place', '')}\n{typed.get('words', '')}"
    own, count = similar.of_caller(blind, actor, _OWN)
    likes = similar.likely(
        actor, now=now, words=words, category=category, region=region, blind=blind, limit=_OWN + _LIKE
    )
    why = {like.order.pk: "，".join(like.why) for like in likes}
    keys = {order.pk for order in own}
    others = [like.order for like in likes if like.order.pk not in keys][:_LIKE]
    return {
        "own": [_row(order, why.get(order.pk, ""), chosen) for order in own],
        "own_count": count,
        "known": bool(blind),
        "likes": [_row(order, why[order.pk], chosen) for order in others],
        "hints": hints.suggested_knowledge(words, category, actor),
        "beside_url": reverse("desks:agent_beside"),
    }


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
        why=why.removeprefix("同一来电人，").removeprefix("同一来电人"),
        chosen=order.number in chosen,
    )
