"""Everything the page of one order shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from huisheng.desks import words
from huisheng.desks.bars import bars, custody
from huisheng.desks.cites import Cite, cite
from huisheng.desks.fields import Option
from huisheng.desks.offers import Attempt, offers
from huisheng.desks.rows import marks, rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.lifecycle.workorder import caller as callers
from huisheng.lifecycle.workorder import glance
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.timeline import Told, masked_caller, timeline
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

_CITIZEN = ("visited",)
_UNIT = (
    *("replied", "contacted", "arrived", "stayed_away", "return_asked", "extension_asked", "exemption_asked"),
    *("supervision_answered", "instruction_answered"),
)
_SYSTEM = ("deadline_missed",)


@dataclass(frozen=True, slots=True)
class Line:
    """See templates/orders/_timeline.html."""

    at: datetime
    at_words: str
    voice: str
    late: bool
    sentence: str
    by: str
    words: str
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class Caller:
    """See templates/orders/_caller.html."""

    name: str
    phone: str
    shown: bool = False
    note: str = ""
    reveal_url: str = ""
    purposes: Sequence[Option] = ()
    purpose: str = ""
    purpose_error: str = ""
    refusal: str = ""


def detail(
    matter: Matter,
    actor: Actor,
    now: datetime,
    query: str,
    *,
    attempt: Attempt | None = None,
    seen: Caller | None = None,
) -> dict[str, Any]:
    """The context of templates/orders/_detail.html. ``seen``: the caller as just revealed or refused."""
    bar, aside = offers(matter, actor, query, attempt)
    return {
        "order": _order(matter, query),
        "caller": seen or caller(matter, actor, query),
        "bars": bars(matter, now),
        "dispatches": custody(matter, now),
        "links": _links(matter, actor, query),
        "timeline": [_line(told) for told in timeline(matter)],
        "verbs": bar,
        "aside": aside,
    }


def _order(matter: Matter, query: str) -> dict[str, Any]:
    order, personal = matter.order, matter.personal
    platform = directory.unit_by_id(order.platform_id)
    return {
        "number": order.number,
        "version": order.version,
        "title": personal.title,
        "state": order.state,
        "state_word": OrderState(order.state).label,
        "confirmed": order.state == OrderState.CLOSED and order.pk in glance.confirmed([order.pk]),
        "marks": marks(order),
        "kind": Kind(order.kind).label,
        "category": taxonomy.category_name(order.category_version, order.category),
        "region": taxonomy.region_name(platform.code if platform else "", order.region),
        "place": personal.place,
        "channel": Channel(order.channel).label,
        "source_words": "",
        "accepted": order.accepted_at,
        "accepted_words": words.moment(order.accepted_at),
        "words": personal.words,
        "list_url": reverse("desks:orders") + query,
    }


def caller(matter: Matter, actor: Actor, query: str, *, purpose: str = "", purpose_error: str = "") -> Caller:
    """Masked, with the way to see more or the reason why there is none."""
    name, phone = masked_caller(matter)
    refusal = callers.may_reveal(matter, actor)
    may = refusal is None and bool(name or phone)
    return Caller(
        name=name or "未留姓名",
        phone=phone or "未留电话",
        reveal_url=reverse("desks:caller", args=[matter.order.number]) + query if may else "",
        purposes=[Option(value, label) for value, label in callers.PURPOSE.options.items()],
        purpose=purpose,
        purpose_error=purpose_error,
        refusal=refusal.sentence if refusal is not None else "",
    )


def _links(matter: Matter, actor: Actor, query: str) -> list[dict[str, str]]:
    return [
        {
            "number": other.number,
            "title": other.personal.title,
            "url": reverse("desks:order", args=[other.number]) + query,
            "words": OrderState(other.state).label,
        }
        for other in glance.linked(matter, actor)
    ]


def row(matter: Matter, actor: Actor, now: datetime, query: str) -> Any:
    """The order's line in the list, as it is now."""
    return rows([matter.order], actor, now, query=query, current=matter.order.number)[0]


def _line(told: Told) -> Line:
    kind = told.kind
    voice = "citizen" if kind in _CITIZEN else "unit" if kind in _UNIT else "system" if kind in _SYSTEM else "act"
    return Line(
        at=told.at,
        at_words=words.moment(told.at, year=False),
        voice=voice,
        late=kind == "deadline_missed",
        sentence=told.sentence,
        by=" · ".join(filter(None, (told.seat, told.unit))),
        words=told.words,
        cite=cite(told.cite),
    )
