"""退订: a citizen wants no more messages by this medium; what was sent before stays."""

from datetime import datetime

from huisheng.channels.inbox import reads
from huisheng.channels.inbox.contract import Medium
from huisheng.channels.inbox.models import Contact
from huisheng.rulebook import implements


@implements("domain#art-58")
def do(*, platform: int, medium: Medium, address: str, at: datetime) -> int:
    """End the address as a contact of its orders on that platform; of how many."""
    rows = Contact.objects.filter(medium=medium.value, address_blind=reads.blind(address), ended_at__isnull=True)
    return rows.filter(order__platform_id=platform).update(ended_at=at)
