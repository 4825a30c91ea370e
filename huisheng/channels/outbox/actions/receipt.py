"""回执: a peer says what became of messages it was given."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the message that the peer knows by ``peer_ref``; ``trouble``: why it wasn't delivered."""

    peer_ref: str
    delivered: bool
    trouble: str = ""


def do(*, source: str, peer_ref: str, delivered: bool, trouble: str, at: datetime) -> bool:
    """Note it on the message that the peer of ``source`` knows by that key; False where none is known (yet).

    A receipt that comes twice, or a failure after it was delivered, changes nothing.
    """
    return bool(many(source, [Fate(peer_ref, delivered, trouble)], at=at))


def many(source: str, fates: Collection[Fate], *, at: datetime) -> set[str]:
    """The same for many, in as few statements as for one; the keys of those that are known."""
    told = {fate.peer_ref: fate for fate in fates if fate.peer_ref}
    rows = Outgoing.objects.filter(source=source, peer_ref__in=list(told)).exclude(peer_ref="")
    known, ends = set(), defaultdict(list)
    for key, peer_ref, state in rows.values_list("pk", "peer_ref", "state"):
        known.add(peer_ref)
        if state == State.SENT:
            fate = told[peer_ref]
            ends["" if fate.delivered else fate.trouble, fate.delivered].append(key)
    for (trouble, delivered), keys in ends.items():
        sent = Outgoing.objects.filter(pk__in=keys, state=State.SENT.value)
        if delivered:
            sent.update(state=State.DELIVERED.value, delivered_at=at, trouble="")
        else:
            sent.update(state=State.FAILED.value, trouble=trouble)
    return known
