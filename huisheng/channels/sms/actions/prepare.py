"""Before a message is handed to a gateway, its parts are noted: what was taken before isn't sent again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.outbox.contract import Parcel
from huisheng.channels.sms import rules
from huisheng.channels.sms.contract import Fate
from huisheng.channels.sms.models import Submitted


def do(parcel: Parcel, *, gateway: str, of: int, at: datetime) -> Sequence[Submitted]:
    """The rows of its parts, in their order. The first one's key is the reference of them all.

    A message that failed is begun anew: a telephone that has half of it has no use for the other half of another.
    """
    with transaction.atomic():
        rows = list(Submitted.objects.select_for_update().filter(key=parcel.key).order_by("part"))
        if rows and all((row.gateway, row.of) == (gateway, of) and row.fate != Fate.FAILED for row in rows):
            return rows
        Submitted.objects.filter(pk__in=[row.pk for row in rows]).delete()
        blind = inbox.blind(rules.number(parcel.address))
        return Submitted.objects.bulk_create(
            Submitted(
                gateway=gateway,
                key=parcel.key,
                part=no,
                of=of,
                source=parcel.source,
                address_blind=blind,
                fate=Fate.SENDING.value,
                made_at=at,
            )
            for no in range(1, of + 1)
        )
