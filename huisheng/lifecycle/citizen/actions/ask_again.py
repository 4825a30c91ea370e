"""再次反映: the citizen isn't helped, or has called off too soon; the matter is open again, with all that was done."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.base import ClockStart
from huisheng.ledger.vocabulary.citizen import AskedAgain
from huisheng.lifecycle.citizen import fields
from huisheng.lifecycle.deadlines.rules import set_clock, within
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import GONE, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("ask_again", "再次反映", (fields.CHANNEL, Text("words", "反映的内容", limit=5000)))
_DONE = (OrderState.CLOSED, OrderState.ANSWERED)


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """For some days after it was closed or answered; before that only what the citizen had called off."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    if matter.state in _DONE:
        return _too_late(matter, clock.now())
    if matter.order.called_off_at is None:
        return Refusal("in_hand", "这件诉求正在办理，不用再次反映；有新情况的，请用“补充诉求”。", VERB.edges.cite)
    return None


def _too_late(matter: Matter, now: datetime) -> Refusal | None:
    citizen = matter.clock("citizen", 0)
    if citizen is None or citizen.stopped_at is None:
        return None
    late = within("citizen.again", citizen.stopped_at, now, matter.rules(citizen.stopped_at), matter.traits)
    if late is None:
        return None
    return Refusal("too_late", f"办结已超过{late.limit}，不能在原件上再次反映，请另行受理。", late.cite)


@VERB.door
@implements("domain#art-61")
def do(matter: Matter, *, by: Actor, at: datetime, channel: str, words: str) -> None:
    """Open it again: for a decision where a unit has handled it, else for dispatch."""
    next_ = _next(matter)
    matter.order.called_off_at = None
    matter.record(AskedAgain(channel, next_.value, matter.note(words), _clocks(matter, at)), by=by, at=at, state=next_)


def _next(matter: Matter) -> OrderState:
    if matter.state not in _DONE:
        return matter.state
    handled = matter.main is not None and matter.main.state not in GONE
    return OrderState.AWAITING_DECISION if handled else OrderState.AWAITING_DISPATCH


def _clocks(matter: Matter, at: datetime) -> tuple[ClockStart, ...]:
    """The citizen's clock, if it has stopped: it runs on as with a redo, but anew where it is over by now.

    A matter that was done in time would else have been late on a day long past.
    """
    citizen = matter.clock("citizen", 0)
    if citizen is None or citizen.stopped_at is None:
        return ()
    if citizen.due_at > at:
        return (ClockStart("citizen", citizen.due_at, citizen.limit, citizen.cite),)
    anew = set_clock("citizen", at, matter.rules(at), matter.traits)
    return (anew,) if anew is not None else ()
