"""不再发: nobody tries this message again; the citizen was told otherwise, or needn't be."""

from datetime import datetime

from django.db import transaction

from huisheng.channels.outbox import frame
from huisheng.channels.outbox.contract import State
from huisheng.directory.actor import Actor
from huisheng.rulebook import implements


@implements("domain#art-58")
def do(key: int, *, by: Actor, at: datetime) -> None:
    """Cancelled. Refusal where it is no failed message of the seat's platform."""
    with transaction.atomic():
        row = frame.failed(key, by)
        row.state, row.decided_by, row.decided_at = State.CANCELLED.value, by.seat, at
        row.save(update_fields=["state", "decided_by", "decided_at"])
