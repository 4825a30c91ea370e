"""What became of a whole message is told to the outbox, once all of its parts say so, or one says that it failed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from huisheng.channels.outbox.actions import receipt
from huisheng.channels.sms.contract import Fate
from huisheng.channels.sms.models import Submitted
from huisheng.kernel import clock

_FINAL = (Fate.DELIVERED.value, Fate.FAILED.value)
_TRIED_FOR = timedelta(days=1)


def do(keys: Iterable[str]) -> None:
    """Tell of the messages of these keys. One that the outbox doesn't know yet is told by ``left``."""
    whole: defaultdict[str, list[Submitted]] = defaultdict(list)
    for row in Submitted.objects.filter(key__in=list(keys), told=False).order_by("key", "part"):
        whole[row.key].append(row)
    told = [row.pk for rows in whole.values() if _told(rows) for row in rows]
    if told:
        Submitted.objects.filter(pk__in=told).update(told=True)


def left(gateway: str, at: datetime) -> None:
    """Tell what couldn't be told: the outbox hadn't noted yet that it was sent."""
    waiting = Submitted.objects.filter(gateway=gateway, told=False, fate__in=_FINAL, made_at__gte=at - _TRIED_FOR)
    do(waiting.order_by("id").values_list("key", flat=True)[:500])


def _told(rows: list[Submitted]) -> bool:
    failed = next((row for row in rows if row.fate == Fate.FAILED), None)
    if failed is None and any(row.fate != Fate.DELIVERED for row in rows):
        return False
    first = rows[0]
    trouble = failed.trouble if failed is not None else ""
    return receipt.do(
        source=first.source, peer_ref=first.key, delivered=failed is None, trouble=trouble, at=clock.now()
    )
