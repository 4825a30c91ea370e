"""What a switch said of a call, done to the call and to the seats at which it rings."""

from dataclasses import replace
from datetime import datetime, timedelta

from huisheng.channels.telephony.actions import abandon, answer, end, set_state, wrap_up
from huisheng.channels.telephony.contract import HANDED, Phase, Said, Told
from huisheng.channels.telephony.held import Held
from huisheng.channels.telephony.models import Call, Leg, Switch
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.ledger import append

_COUNTED = timedelta(seconds=1)  # switches count in whole seconds: an earlier moment may be said later than a later one

_OF_A_SEAT = (Told.RINGING, Told.NO_ANSWER, Told.ANSWERED)

DONE, HELD, VOID = "done", "held", "void"


def do(call: Call, said: Said, switch: Switch, system: Actor) -> str:
    """``done``, ``held`` or ``void``, as ``hear`` says them. Inside the page of ``hear``."""
    said = replace(said, at=max(said.at, call.offered_at))  # switches count in whole seconds
    held = append.page().known(Held)
    seat = held.seat_of(said.agent, switch.platform_id) if said.agent and said.event in _OF_A_SEAT else None
    over = bool(call.abandoned_at or call.ended_at)
    match said.event:
        case Told.RINGING if seat is not None and not over and not call.answered_at:
            _ring(held, call, seat, said.at)
        case Told.NO_ANSWER if seat is not None:
            _close(held, call, said.at, seat.seat)
        case Told.ANSWERED if not over and not call.answered_at:
            _answered(held, call, said.at, seat, system)
        case Told.RINGING | Told.ANSWERED if seat is not None and call.answered_at and said.cause == HANDED:
            _handed(held, call, said, seat)
        case Told.ABANDONED if not over and not call.answered_at:
            abandon.do(call, by=system, at=said.at)
            _close(held, call, said.at)
        case Told.ENDED if not call.answered_at:
            return VOID if over else HELD
        case Told.ENDED:
            return _ended(held, call, said.at, system)
        case Told.OFFERED | Told.QUEUED | Told.RECORDING | Told.RATED:
            pass
        case _:
            return VOID
    return DONE


def _ring(held: Held, call: Call, seat: Actor, at: datetime) -> Leg:
    """The ring at that seat, from then on where it is none yet."""
    for leg in held.legs(call):
        if leg.seat_id == seat.seat and leg.ended_at is None:
            return leg
    leg = Leg(call=call, seat_id=seat.seat, rung_at=at)
    held.rings(leg)
    append.page().keep(leg)
    return leg


def _answered(held: Held, call: Call, at: datetime, seat: Actor | None, system: Actor) -> None:
    if seat is not None:
        leg = _ring(held, call, seat, at)
        leg.answered_at = max(at, leg.rung_at)
        append.page().keep(leg)
        set_state.do(Phase.TALK, by=seat, at=at)
    answer.do(call, by=seat or system, at=at)
    _close(held, call, at)


def _handed(held: Held, call: Call, said: Said, seat: Actor) -> None:
    """It rings or is taken at a colleague's: the same call at another seat, answered and counted once."""
    leg = _ring(held, call, seat, said.at)
    if said.event is Told.ANSWERED and leg.answered_at is None:
        leg.answered_at = max(said.at, leg.rung_at)
        append.page().keep(leg)
        set_state.do(Phase.TALK, by=seat, at=said.at)


def _ended(held: Held, call: Call, at: datetime, system: Actor) -> str:
    talking = [leg for leg in held.legs(call) if leg.answered_at is not None and leg.ended_at is None]
    if not talking:
        _close(held, call, at)
        return _ended_nowhere(call, at, system)
    wrap_up.over(talking[0], call, at)
    seat = directory.actor_of_seat(talking[0].seat_id) or system
    if any(leg.answered_at is not None and leg.ended_at is None for leg in held.at_seat(seat.seat)):
        return DONE  # the seat talks on another line
    set_state.do(Phase.WRAP, by=seat, at=at)
    return DONE


def _ended_nowhere(call: Call, at: datetime, system: Actor) -> str:
    """Answered at an extension that stands at no seat: nobody will wrap it up, and no order came of it."""
    if call.ended_at is not None or call.seat != system.seat:
        return VOID
    assert call.answered_at is not None  # the caller has seen it
    end.do(call, by=system, at=max(at, call.answered_at), effective=True, disposition="consult")
    return DONE


def _close(held: Held, call: Call, at: datetime, seat: int | None = None) -> None:
    """What rings no longer: anywhere, or what rang by then at that seat."""
    ringing = [leg for leg in held.legs(call) if leg.answered_at is None and leg.ended_at is None]
    for leg in ringing:
        if seat is None or (leg.seat_id == seat and leg.rung_at < at + _COUNTED):
            leg.ended_at, leg.done = max(at, leg.rung_at), True
            append.page().keep(leg)
