"""What became of a whole message is told to the outbox, once all of its parts say so, or one says that it failed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from huisheng.channels.outbox.actions import receipt
from huisheng.channels.outbox.actions.receipt import Fate
from huisheng.channels.sms.contract import Fate as Part
from huisheng.channels.sms.models import Submitted
from huisheng.kernel import clock

_FINAL = (Part.DELIVERED.value, Part.FAILED.value)
_TRIED_FOR = timedelta(days=1)


def do(keys: Iterable[str]) -> None:
    """Tell of the messages of these keys. One that the outbox doesn't know yet is told by ``left``."""
    whole: defaultdict[str, list[Submitted]] = defaultdict(list)
    for row in Submitted.objects.filter(key__in=list(keys), told=False).order_by("key", "part"):
        whole[row.key].append(row)
    fates: defaultdict[str, list[Fate]] = defaultdict(list)
    for rows in whole.values():
        fate = _fate(rows)
        if fate is not None:
            fates[rows[0].source].append(fate)
    known = {key for source, some in fates.items() for key in receipt.many(source, some, at=clock.now())}
    if known:
        Submitted.objects.filter(key__in=known).update(told=True)


def left(gateway: str, at: datetime) -> None:
    """Tell what couldn't be told: the outbox hadn't noted yet that it was sent."""
    waiting = Submitted.objects.filter(gateway=gateway, told=False, fate__in=_FINAL, made_at__gte=at - _TRIED_FOR)
    do(waiting.order_by("id").values_list("key", flat=True)[:500])


def _fate(rows: list[Submitted]) -> Fate | None:
    """What became of a message of these parts; None while some are on their way."""
    failed = next((row for row in rows if row.fate == Part.FAILED), None)
    if failed is None and any(row.fate != Part.DELIVERED for row in rows):
        return None
    return Fate(rows[0].key, failed is None, failed.trouble if failed is not None else "")
