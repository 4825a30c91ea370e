"""不是诉求: a message that waited for a person is no matter of a citizen: an advertisement, an automatic answer."""

from datetime import datetime

from django.db import transaction

from huisheng.channels.inbox import frame
from huisheng.channels.inbox.contract import Outcome
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text, read_all
from huisheng.rulebook import implements

ASKS = (Text("reason", "为什么不是诉求", limit=200, lines=False),)


@implements("domain#art-57")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> None:
    """Put aside with the reason; it is kept as it came. Refusal where it doesn't wait for a person."""
    asked = read_all(ASKS, given)
    with transaction.atomic():
        row = frame.held(key, by)
        row.outcome, row.trouble = Outcome.ASIDE.value, str(asked["reason"])
        row.decided_by, row.decided_at = by.seat, at
        row.save(update_fields=["outcome", "trouble", "decided_by", "decided_at"])
