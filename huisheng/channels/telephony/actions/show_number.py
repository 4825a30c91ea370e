"""看号码: the number of a missed call, shown to whoever calls back; the look is written down."""

from datetime import datetime

from huisheng.channels.telephony import reads
from huisheng.channels.telephony.actions import call_back
from huisheng.channels.telephony.models import Call
from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.rulebook import implements


def can(call: Call, actor: Actor) -> Refusal | None:
    """Who may call it back."""
    return call_back.can(call, actor)


@implements("domain#art-26")
def do(call: Call, *, by: Actor, at: datetime) -> str:
    """The number in full; "" where it was withheld."""
    insist(can(call, by))
    look.do(call.stream, by=by, purpose="漏话回拨", fields=("phone",), at=at)
    return reads.number(call)
