"""三方通话: somebody is called into the call: 110, a unit or another seat; whoever leaves, the others go on."""

from datetime import datetime

from huisheng.channels.telephony import adapters, reads, whom
from huisheng.channels.telephony.actions import transfer
from huisheng.channels.telephony.contract import Command
from huisheng.channels.telephony.frame import check_time, write
from huisheng.channels.telephony.models import Call
from huisheng.channels.telephony.whom import Whom
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.calls import CallJoined
from huisheng.rulebook import implements

ASKS = (whom.ASK,)


def can(call: Call, actor: Actor) -> Refusal | None:
    """The seat that talks with the caller just now."""
    return transfer.can(call, actor)


@implements("council-2022-12#art-1")
def do(call: Call, *, by: Actor, at: datetime, **given: object) -> Whom:
    """The switch calls him in; then it is noted, with the orders taken so far. Refused, nothing is noted."""
    insist(can(call, by))
    check_time(at, call.answered_at)
    found = whom.find(by, given.get("whom"), at)
    adapters.of_call(call, Command.THREE_WAY).three_way(call.call_id, reads.extension(by), found.number)
    with append.writing():
        held, orders = transfer.so_far(call)
        write(held, CallJoined(found.to, orders), by=by, at=at)
    return found
