"""再发: a message that was given up is tried again, from the beginning."""

from datetime import datetime

from django.db import transaction

from huisheng.channels.outbox import frame
from huisheng.channels.outbox.contract import State
from huisheng.directory.actor import Actor
from huisheng.rulebook import implements


@implements("domain#art-58")
def do(key: int, *, by: Actor, at: datetime) -> None:
    """Due at once. Refusal where it is no failed message of the seat's platform."""
    with transaction.atomic():
        row = frame.failed(key, by)
        row.state, row.tries, row.due_at, row.peer_ref = State.WAITING.value, 0, at, ""
        row.decided_by, row.decided_at = by.seat, at
        row.save(update_fields=["state", "tries", "due_at", "peer_ref", "decided_by", "decided_at"])
