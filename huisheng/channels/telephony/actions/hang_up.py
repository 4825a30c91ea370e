"""挂机: the seat leaves its call through the switch, which then tells of the end like of any other."""

from huisheng.channels.telephony import adapters, reads
from huisheng.channels.telephony.actions import transfer
from huisheng.channels.telephony.contract import Command
from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(call: Call, actor: Actor) -> Refusal | None:
    """The seat that talks with the caller just now."""
    return transfer.can(call, actor)


def do(call: Call, *, by: Actor) -> None:
    """Tell the switch. Refusal ``cannot``, ``switch_away``, ``no_call``."""
    insist(can(call, by))
    adapters.of_call(call, Command.HANG_UP).hang_up(call.call_id, reads.extension(by))
