"""What a switch said of a call, done to the call and to the seats at which it rings."""

from dataclasses import replace
from datetime import datetime, timedelta

from huisheng.channels.telephony import reads
from huisheng.channels.telephony.actions import abandon, answer, end, set_state, wrap_up
from huisheng.channels.telephony.contract import Phase, Said, Told
from huisheng.channels.telephony.models import Call, Leg, Switch
from huisheng.directory.actor import Actor

_COUNTED = timedelta(seconds=1)  # switches count in whole seconds: an earlier moment may be said later than a later one

DONE, HELD, VOID = "done", "held", "void"


def do(call: Call, said: Said, switch: Switch, system: Actor) -> str:
    """``done``, ``held`` or ``void``, as ``hear`` says them. Inside the page of ``hear``."""
    said = replace(said, at=max(said.at, call.offered_at))  # switches count in whole seconds
    seat = reads.seat_of(said.agent, switch.platform_id) if said.agent else None
    over = bool(call.abandoned_at or call.ended_at)
    match said.event:
        case Told.RINGING if seat is not None and not over and not call.answered_at:
            Leg.objects.get_or_create(call=call, seat_id=seat.seat, ended_at=None, defaults={"rung_at": said.at})
        case Told.NO_ANSWER if seat is not None:
            _close(call, said.at, seat.seat)
        case Told.ANSWERED if not over and not call.answered_at:
            _answered(call, said, seat, system)
        case Told.ABANDONED if not over and not call.answered_at:
            abandon.do(call, by=system, at=said.at)
            _close(call, said.at)
        case Told.ENDED if not call.answered_at:
            return VOID if over else HELD
        case Told.ENDED:
            return _ended(call, said.at, system)
        case Told.OFFERED | Told.QUEUED | Told.RECORDING | Told.RATED:
            pass
        case _:
            return VOID
    return DONE


def _answered(call: Call, said: Said, seat: Actor | None, system: Actor) -> None:
    if seat is not None:
        leg, _ = Leg.objects.get_or_create(call=call, seat_id=seat.seat, ended_at=None, defaults={"rung_at": said.at})
        leg.answered_at = max(said.at, leg.rung_at)
        leg.save(update_fields=["answered_at"])
        set_state.do(Phase.TALK, by=seat, at=said.at)
    answer.do(call, by=seat or system, at=said.at)
    _close(call, said.at)


def _ended(call: Call, at: datetime, system: Actor) -> str:
    leg = Leg.objects.filter(call=call, answered_at__isnull=False, ended_at__isnull=True).first()
    if leg is None:
        return _ended_nowhere(call, at, system)
    wrap_up.over(leg, call, at)
    seat = reads.answerer(call)
    if Leg.objects.filter(seat_id=seat.seat, answered_at__isnull=False, ended_at__isnull=True).exists():
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


def _close(call: Call, at: datetime, seat: int | None = None) -> None:
    """What rings no longer: anywhere, or what rang by then at that seat."""
    ringing = Leg.objects.filter(call=call, answered_at__isnull=True, ended_at__isnull=True)
    for leg in ringing if seat is None else ringing.filter(seat_id=seat, rung_at__lt=at + _COUNTED):
        leg.ended_at, leg.done = max(at, leg.rung_at), True
        leg.save(update_fields=["ended_at", "done"])
