"""The outbox is emptied: what is due is given to its medium's sender, a few at a time, by as many as care to.

Nobody holds a transaction while a peer is slow: a row is leased, sent, and then marked. Who is cut off between the two
leaves it to be sent again, under the same key.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import Error, transaction

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox import reads, rules
from huisheng.channels.outbox.contract import Later, Never, Sender, State
from huisheng.channels.outbox.models import Outgoing
from huisheng.kernel import clock

log = logging.getLogger("huisheng.outbox")

BATCH = 20
_NO_SENDER = "平台没有接通这个渠道，请管理员设置后再发。"
_BROKEN = "发送程序出错，请管理员查看日志。"


def step(senders: Mapping[Medium, Sender], *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, at most ``BATCH``; how many were tried."""
    tried = 0
    for row in _leased():
        if stopping():
            break
        _send(row, senders.get(Medium(row.medium)))
        tried += 1
    return tried


def _leased() -> list[Outgoing]:
    now = clock.now()
    with transaction.atomic():
        due = Outgoing.objects.filter(state=State.WAITING.value, due_at__lte=now).order_by("due_at", "id")
        rows = list(due.select_for_update(skip_locked=True)[:BATCH])
        for row in rows:
            row.tries += 1
            row.due_at = now + rules.LEASE
        Outgoing.objects.bulk_update(rows, ["tries", "due_at"])
    return rows


def _send(row: Outgoing, sender: Sender | None) -> None:
    try:
        if sender is None:
            raise Never(_NO_SENDER)
        peer_ref = sender(reads.parcel(row))
    except Later as later:
        _again(row, str(later))
    except Never as never:
        _failed(row, str(never))
    except Error:
        raise
    except Exception:
        log.exception("message o%s not sent", row.pk)
        _again(row, _BROKEN)
    else:
        _mark(row, state=State.SENT.value, sent_at=clock.now(), peer_ref=peer_ref, trouble="")


def _again(row: Outgoing, trouble: str) -> None:
    wait: timedelta | None = rules.pause(row.tries)
    if wait is None:
        _failed(row, trouble)
    else:
        _mark(row, due_at=clock.now() + wait, trouble=trouble)


def _failed(row: Outgoing, trouble: str) -> None:
    _mark(row, state=State.FAILED.value, trouble=trouble)


def _mark(row: Outgoing, **said: object) -> None:
    """What a person did meanwhile (cancelled it, say) stands."""
    Outgoing.objects.filter(pk=row.pk, state=State.WAITING.value).update(**said)
