"""Both clocks of an order as bars, each with the derivation of its due time; and who held the matter how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huisheng.desks import words
from huisheng.desks.cites import Cite, cite
from huisheng.desks.words import Dial
from huisheng.directory import reads as directory
from huisheng.lifecycle.deadlines.rules import due_of
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.models import Clock, Dispatch
from huisheng.lifecycle.workorder.states import LIVE, DispatchState, Ground, Part, RequestState
from huisheng.lifecycle.workorder.timeline import CLOCKS

_OF_A_DISPATCH = ("sign_in", "contact", "arrive", "reply")
_CAUSES = {"resent": "改派", "returned": "退单后再派", "redo": "重办", "passed_on": "下派"}


@dataclass(frozen=True, slots=True)
class Bar:
    """See templates/orders/_bar.html; ``used`` and ``whole`` in minutes."""

    label: str
    who: str
    clock: Dial
    used: int
    whole: int
    derivation: Sequence[str]
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class Custody:
    """See templates/orders/_dispatches.html; ``held`` and ``whole`` in minutes."""

    d: int
    depth: int
    role: str
    unit: str
    state: str
    state_word: str
    sent_words: str
    signed_words: str
    held: int
    whole: int
    held_words: str
    clock: Dial
    note: str


def bars(matter: Matter, now: datetime) -> list[Bar]:
    """The citizen's clock first, then what runs for units, and the main unit's reply even when it is over."""
    citizen = matter.clock("citizen", 0)
    main = matter.main.no if matter.main is not None else None
    others = [
        clock
        for clock in matter.clocks
        if clock.name != "citizen" and (clock.stopped_at is None or (clock.name, clock.subject) == ("reply", main))
    ]
    others.sort(key=lambda clock: clock.due_at)
    return [_bar(matter, citizen, now) if citizen else _open_end(matter, now), *(_bar(matter, c, now) for c in others)]


def _open_end(matter: Matter, now: datetime) -> Bar:
    """The citizen's clock where no rule limits it: it still counts what the citizen has waited."""
    order = matter.order
    waits = order.state in LIVE
    spent = words.span((now if waits else order.last_at) - order.accepted_at)
    return Bar(CLOCKS["citizen"], "", Dial("none", f"已等 {spent}" if waits else f"用时 {spent}"), 0, 0, (), None)


def _bar(matter: Matter, clock: Clock, now: datetime) -> Bar:
    whole = words.minutes(clock.due_at - clock.started_at)
    used = words.minutes((clock.stopped_at or now) - clock.started_at)
    return Bar(
        label=CLOCKS.get(clock.name, clock.name),
        who=directory.unit_name(clock.unit_id, short=True),
        clock=_dial(clock, now),
        used=min(used, whole),
        whole=whole,
        derivation=_derivation(matter, clock),
        cite=cite(clock.cite),
    )


def _dial(clock: Clock, now: datetime, *, short: bool = False) -> Dial:
    if clock.stopped_at is not None:
        return words.stopped(clock.due_at, clock.stopped_at, short=short)
    return words.running(clock.due_at, now, short=short)


def _derivation(matter: Matter, clock: Clock) -> Sequence[str]:
    """The working as the rules give it; what was set by hand since (an extension, a resubmission) is said as set."""
    rules = matter.rules(clock.started_at, _setter(matter, clock))
    traits: dict[str, Any] = dict(matter.traits)
    if clock.name in _OF_A_DISPATCH and clock.unit_id is not None:
        traits["contact_point"] = unit(clock.unit_id).contact_point
    value = rules.find(f"deadlines.{clock.name}", **traits)
    due = due_of(value, clock.started_at, rules) if value is not None else None
    named = cite(clock.cite)
    if due is not None and value is not None and due.at == clock.due_at:
        said = named.text if named else value.cite
        return [line.replace(value.cite, said) for line in due.lines]
    return (
        f"时限：{clock.limit}。依据：{named.text if named else '办理时的决定'}",
        f"起算：{words.moment(clock.started_at)}",
        f"到期：{words.due_words(clock.due_at)}（后来调整过，以最后一次为准）",
    )


def _setter(matter: Matter, clock: Clock) -> int:
    """The platform by whose rules the clock was set: who sent the unit the matter, each level by its own."""
    sent = [d for d in matter.dispatches if d.unit_id == clock.unit_id]
    return matter.authority(sent[-1]) if sent else matter.order.platform_id


def custody(matter: Matter, now: datetime) -> list[Custody]:
    """Each dispatch in the order in which they were sent, what was passed on under what it was passed on from."""
    if not matter.dispatches:
        return []
    first = min(d.sent_at for d in matter.dispatches)
    whole = words.minutes(max(max(_until(d, now) for d in matter.dispatches) - first, timedelta(minutes=1)))
    return [_custody(matter, d, whole, now) for d in sorted(matter.dispatches, key=lambda d: _line(matter, d))]


def _line(matter: Matter, dispatch: Dispatch) -> list[int]:
    """The numbers of the dispatches from the top down to this one."""
    above = [] if dispatch.parent is None else _line(matter, matter.dispatch(dispatch.parent))
    return [*above, dispatch.no]


def _until(dispatch: Dispatch, now: datetime) -> datetime:
    """Until when the unit held it: its reply, or the end of the dispatch."""
    return dispatch.replied_at or dispatch.ended_at or now


def _custody(matter: Matter, dispatch: Dispatch, whole: int, now: datetime) -> Custody:
    held = max(_until(dispatch, now) - dispatch.sent_at, timedelta())
    reply = matter.clock("reply", dispatch.no)
    return Custody(
        d=dispatch.no,
        depth=0 if dispatch.parent is None else 1,
        role=Part(dispatch.part).label,
        unit=directory.unit_name(dispatch.unit_id, short=True),
        state=dispatch.state,
        state_word=DispatchState(dispatch.state).label,
        sent_words=words.moment(dispatch.sent_at, year=False),
        signed_words=words.moment(dispatch.signed_at, year=False) if dispatch.signed_at else "",
        held=words.minutes(held),
        whole=whole,
        held_words=words.span(held),
        clock=_dial(reply, now, short=True) if reply else Dial("none", "无时限"),
        note=_note(matter, dispatch),
    )


def _note(matter: Matter, dispatch: Dispatch) -> str:
    grounds = [
        Ground(request.ground).label
        for request in matter.requests
        if request.kind == "return" and request.dispatch == dispatch.no and request.state == RequestState.GRANTED
    ]
    cause = _CAUSES.get(dispatch.cause, "")
    return "；".join([*([cause] if cause else []), *(f"退单：{ground}" for ground in grounds)])
