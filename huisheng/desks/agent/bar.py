"""The call bar: the seat's state, its call, who waits. Polled, until an event says that it changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.urls import reverse

from huisheng.channels.telephony import hall, whom
from huisheng.channels.telephony.contract import Command, Phase
from huisheng.channels.telephony.hall import AtSeat
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import similar
from huisheng.lifecycle.workorder.states import LIVE
from huisheng.taxonomy import reads as taxonomy

_MANY = 100
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ring:
    """The call at this seat. ``phase``: ringing, talk or wrap; ``before``: what is known of the caller, in words.

    ``hang_up``, ``transfer``, ``three_way``: whether its switch can; ``police``: and whether 110 has a number.
    """

    key: int
    phase: str
    word: str
    since: datetime
    phone: str
    region: str
    queue: str
    before: str
    url: str
    taken: int
    asks: bool
    more: int
    line_url: str = ""
    hang_up: bool = False
    transfer: bool = False
    three_way: bool = False
    police: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A state to change to: code, words on the button, what the call was ("" where nothing is asked), key."""

    state: str
    label: str
    disposition: str = ""
    key: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """See templates/agent/_bar.html. ``tag`` changes when anything of it does."""

    extension: str
    phase: str
    word: str
    since: datetime | None
    waiting: int
    oldest: datetime | None
    limit: int
    missed: str
    call: Ring | None
    choices: tuple[Choice, ...]
    tag: str


def bar(actor: Actor) -> Bar:
    """What the bar of that agent shows now."""
    now = clock.now()
    seen = hall.hall(actor, now)
    ring = _ring(seen.call, actor) if seen.call is not None else None
    limit = law.at(clock.local_day(now), actor.scope).find("calls.answer_seconds")
    seconds = limit.count if limit is not None else 0
    missed = f"{_MANY - 1}+" if seen.missed >= _MANY else str(seen.missed or "")
    choices = _choices(seen.phase, ring)
    said = repr((seen, ring, missed, seconds))
    return Bar(
        extension=seen.extension,
        phase=seen.phase.value,
        word=seen.phase.label,
        since=seen.since if seen.since and now - seen.since < _A_DAY else None,  # older, it is no time to look at
        waiting=seen.waiting,
        oldest=seen.oldest,
        limit=seconds,
        missed=missed,
        call=ring,
        choices=choices,
        tag=sha256(said.encode()).hexdigest()[:20],
    )


def _ring(call: AtSeat, actor: Actor) -> Ring:
    orders, count = similar.of_caller(call.blind, actor, 1)
    at_work = sum(order.state in LIVE for order in orders)
    before = f"此前 {count} 件" + ("，有没办完的" if at_work else "") if count else "首次来电" if call.blind else ""
    platform = directory.unit_by_id(actor.platform)
    where = taxonomy.region_name(platform.code if platform else "", orders[0].region) if orders else ""
    words = {"ringing": "来电", "talk": "通话", "wrap": "整理"}
    return Ring(
        key=call.call,
        phase=call.phase,
        word=words[call.phase],
        since=call.since,
        phone=call.phone or "号码未显示",
        region=where,
        queue=call.queue,
        before=before,
        url=f"{reverse('desks:new')}?call={call.call}",
        taken=len(call.orders),
        asks=call.phase == "wrap" and not call.settled,
        more=call.more,
        line_url=reverse("desks:agent_line", args=[call.call]),
        hang_up=Command.HANG_UP in call.commands,
        transfer=Command.TRANSFER in call.commands,
        three_way=Command.THREE_WAY in call.commands,
        police=Command.TRANSFER in call.commands and bool(whom.police(actor, clock.now())),
    )


def _choices(phase: Phase, ring: Ring | None) -> tuple[Choice, ...]:
    """The states that the seat may change to, the likeliest first."""
    if ring is not None and ring.phase == "talk":
        return (Choice("wrap", "已挂机"),)
    if ring is not None and ring.phase == "ringing":
        return ()
    if ring is not None and ring.asks:
        return (
            Choice("idle", "咨询建议，示闲", "consult", "F8"),
            Choice("idle", "无效来电，示闲", "invalid", "F9"),
        )
    free = Choice("idle", "示闲", key="F4", main=phase is Phase.WRAP)
    rest, away = Choice("rest", "小休"), Choice("away", "离席")
    return tuple(choice for choice in (free, rest, away) if choice.state != phase)
