"""Everything the page of one order shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huisheng.channels.inbox import nuisance
from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox import reads as outbox
from huisheng.channels.outbox import templates
from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing
from huisheng.desks import likes, reviews, spot, words
from huisheng.desks.addresses import reverse
from huisheng.desks.agent import recordings
from huisheng.desks.bars import bars, custody
from huisheng.desks.cites import Cite, cite
from huisheng.desks.fields import Option
from huisheng.desks.offers import Attempt, offers
from huisheng.desks.rows import marks, rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.rules import megabytes
from huisheng.lifecycle.attachments.states import PICTURES, PLAYED, Sort
from huisheng.lifecycle.workorder import caller as callers
from huisheng.lifecycle.workorder import glance, looked
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState, OrderState, Reached
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
class File:
    """An attachment as it stands on the timeline. ``small_url``: its small picture, ``play_url``: its player; or ""."""

    name: str
    words: str
    url: str
    small_url: str
    play_url: str = ""


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
    files: Sequence[File] = ()


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
    list_url: str = "",
) -> dict[str, Any]:
    """The context of templates/orders/_detail.html. ``seen``: the caller as just revealed or refused.

    ``list_url``: where "close" leads; the list with its filters if nothing is said.
    """
    looked.opened(matter, by=actor, at=now)
    bar, aside = offers(matter, actor, query, attempt)
    told, hung = timeline(matter), attachments.on_entries(matter)
    return {
        "order": _order(matter, list_url or reverse("desks:orders") + query),
        "caller": seen or caller(matter, actor, query),
        "nuisance": nuisance.told(actor, matter.order, now),
        "nuisance_url": _nuisance_url(matter, actor),
        "recordings": recordings.section(matter, actor) if matter.order.channel == Channel.PHONE else None,
        "bars": bars(matter, now),
        "dispatches": custody(matter, now),
        "reviews": reviews.waiting(matter, actor, now),
        "group": likes.group(matter, actor, query),
        "likes_url": likes.likes_url(matter, actor, query),
        "timeline": _lines(matter, told, hung),
        "contacts": contacts(matter, actor, told),
        "verbs": bar,
        "aside": aside,
        "seen_url": _seen_url(matter, actor, query),
        "watermark_url": reverse("desks:mark") if matter.order.confidential else "",
    }


def _nuisance_url(matter: Matter, actor: Actor) -> str:
    """Where its citizen is marked, for who may, on the platform's own orders."""
    if nuisance.can(actor) is not None or matter.order.platform_id != actor.platform:
        return ""
    return f"{reverse('desks:nuisances')}?order={matter.order.number}"


def _seen_url(matter: Matter, actor: Actor, query: str) -> str:
    """Where it is said who saw this order, for who may ask."""
    if looked.may_ask(matter, actor) is not None:
        return ""
    return reverse("desks:seen", args=[matter.order.number]) + query


def _order(matter: Matter, list_url: str) -> dict[str, Any]:
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
        "spot": spot.shown(matter, platform),
        "police_no": order.police_no,
        "channel": Channel(order.channel).label,
        "source_words": "",
        "accepted": order.accepted_at,
        "accepted_words": words.moment(order.accepted_at),
        "words": personal.words,
        "list_url": list_url,
    }


def contacts(matter: Matter, actor: Actor, told: Sequence[Told]) -> dict[str, Any] | None:
    """Whether anybody has spoken to the citizen: for the unit that holds the matter, and for all once one has tried.

    See templates/orders/_detail.html: ``attempts``, of them ``reached``, the ``last`` one; ``waits``: the unit whose
    turn it is hasn't reached him yet.
    """
    # who reaches him reaches him for the platforms above too, which is noted for each at the same moment
    calls = {(one.at, one.seat): one for one in reversed(told) if one.kind == "contacted"}
    tried = [*calls.values()][::-1]
    held = [d for d in matter.dispatches if d.unit_id == actor.unit and d.state == DispatchState.SIGNED]
    waits = bool(held) and all(d.contacted_at is None for d in held)
    if not tried and not waits:
        return None
    reached = sum(one.sentence.endswith(f"（{Reached.REACHED.label}）") for one in tried)
    return {"attempts": len(tried), "reached": reached, "last": _line(tried[-1]) if tried else None, "waits": waits}


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


def row(matter: Matter, actor: Actor, now: datetime, query: str) -> Any:
    """The order's line in the list, as it is now."""
    return rows([matter.order], actor, now, query=query, current=matter.order.number)[0]


def _file(matter: Matter, one: Attachment) -> File:
    at = [matter.order.number, one.no]
    return File(
        name=one.name,
        words=f"{Sort(one.sort).label}，{megabytes(one.size)}",
        url=reverse("desks:file", args=at),
        small_url=reverse("desks:file_small", args=at) if Sort(one.sort) in PICTURES else "",
        play_url=reverse("desks:file_play", args=at) if Sort(one.sort) in PLAYED else "",
    )


def _lines(matter: Matter, told: Sequence[Told], hung: Mapping[int, Sequence[Attachment]]) -> list[Line]:
    """The ledger, and between its entries what was written to the citizen."""
    lines = [_line(one, [_file(matter, file) for file in hung.get(one.no, ())]) for one in told]
    return sorted([*lines, *map(_written, outbox.of_order(matter.order.pk))], key=lambda line: line.at)


def _written(one: Outgoing) -> Line:
    """A message to the citizen: what it was, by what it went, how far it got; never its address."""
    state = State(one.state)
    at = one.sent_at or one.made_at
    said = f"给市民发{Medium(one.medium).label}：{templates.label_of(one.template)}（{state.label}）"
    return Line(
        at=at,
        at_words=words.moment(at, year=False),
        voice="system",
        late=False,
        sentence=said,
        by="系统",
        words="",
        cite=None,
    )


def _line(told: Told, files: Sequence[File] = ()) -> Line:
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
        files=files,
    )
