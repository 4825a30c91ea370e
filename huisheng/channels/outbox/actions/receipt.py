"""回执: a peer says what became of a message it was given."""

from datetime import datetime

from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing


def do(*, source: str, peer_ref: str, delivered: bool, trouble: str, at: datetime) -> bool:
    """Note it on the message that the peer of ``source`` knows by that key; False where none is known (yet).

    A receipt that comes twice, or a failure after it was delivered, changes nothing.
    """
    rows = Outgoing.objects.filter(source=source, peer_ref=peer_ref).exclude(peer_ref="")
    known = rows.values_list("state", flat=True).first()
    if known is None:
        return False
    sent = rows.filter(state=State.SENT.value)
    if delivered:
        sent.update(state=State.DELIVERED.value, delivered_at=at, trouble="")
    else:
        sent.update(state=State.FAILED.value, trouble=trouble)
    return True
