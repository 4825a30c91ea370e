"""停接来电: the platform's switch is told that a seat takes no calls just now, or takes them again."""

from huisheng.channels.telephony import adapters
from huisheng.channels.telephony.actions import set_state
from huisheng.channels.telephony.contract import Command, Phase
from huisheng.channels.telephony.models import SeatPhone
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist

_TOLD = (Phase.IDLE, Phase.REST, Phase.AWAY)


def can(by: Actor) -> Refusal | None:
    """The agent at the own telephone."""
    return set_state.can(by)


def do(phase: Phase, *, by: Actor) -> bool:
    """Whether a switch was told: the platform has one that can, and the seat has a telephone. Refusal where it didn't.

    Of calls and what follows them it knows by itself.
    """
    insist(can(by))
    phone = SeatPhone.objects.filter(seat_id=by.seat).first() if phase in _TOLD else None
    found = adapters.able(by.platform, Command.PAUSE) if phone is not None else None
    if phone is None or found is None:
        return False
    found[1].pause(phone.extension, phase)
    return True
