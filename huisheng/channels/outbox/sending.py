"""The outbox is emptied: what is due is given to its medium's sender, several at once, by as many as care to.

Nobody holds a transaction while a peer is slow: a row is leased, sent, and then marked. Who is cut off between the two
leaves it to be sent again, under the same key. An account has a few under way at most, and so has a medium: a peer that
answers nobody holds up its own account alone.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from queue import Empty, SimpleQueue

from django.db import Error, close_old_connections, connection, transaction
from django.db.models import Q

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox import reads, rules
from huisheng.channels.outbox.contract import Later, Never, Sender, State
from huisheng.channels.outbox.models import Outgoing
from huisheng.kernel import clock

log = logging.getLogger("huisheng.outbox")

BATCH = 20
OF_ACCOUNT, OF_MEDIUM = 4, 12  # messages under way at once
_NO_SENDER = "平台没有接通这个渠道，请管理员设置后再发。"
_BROKEN = "发送程序出错，请管理员查看日志。"
_Account = tuple[str, int, str]  # medium, platform, source


class Hands:
    """Threads that send: begun as they are needed, ended where they aren't for ``idle`` seconds or with the process."""

    def __init__(self, idle: float = 60.0) -> None:
        self._idle = idle
        self._tasks: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._free = threading.Semaphore(0)

    def give(self, task: Callable[[], None]) -> None:
        """Have it done by one that is free, or by another one."""
        if not self._free.acquire(blocking=False):
            threading.Thread(target=self._work, daemon=True).start()
        self._tasks.put(task)

    def _work(self) -> None:
        while True:
            try:
                task = self._tasks.get(timeout=self._idle)
            except Empty:
                if self._free.acquire(blocking=False):
                    break  # nobody counts on this one any more
                continue
            close_old_connections()
            try:
                task()
            except Error as error:
                log.error("database: %s", type(error).__name__)  # noqa: TRY400  its words may be a citizen's
                connection.close()
            self._free.release()
        connection.close()


class Sending:
    """What is under way. Without ``hands`` each is sent before the next, by who calls ``step``."""

    def __init__(self, senders: Mapping[Medium, Sender], hands: Hands | None = None) -> None:
        self._senders, self._hands = senders, hands
        self._under_way: Counter[_Account] = Counter()
        self._changed = threading.Condition()

    def step(self) -> int:
        """Begin to send what is due and may be begun; how many."""
        begun = self._leased()
        for row in begun:
            if self._hands is None:
                self._done(row)
            else:
                self._hands.give(lambda row=row: self._done(row))  # type: ignore[misc]  # mypy infers no type for a lambda's defaults
        return len(begun)

    def wait(self, seconds: float) -> bool:
        """Where something is under way, until one is done, or that time is over; whether one was."""
        with self._changed:
            return bool(self._under_way.total()) and self._changed.wait(seconds)

    def _done(self, row: Outgoing) -> None:
        try:
            _send(row, self._senders.get(Medium(row.medium)))
        finally:
            with self._changed:
                self._under_way[_account(row)] -= 1
                self._changed.notify_all()

    def _leased(self) -> list[Outgoing]:
        now = clock.now()
        with transaction.atomic():
            due = Outgoing.objects.filter(state=State.WAITING.value, due_at__lte=now).exclude(self._full())
            found = due.order_by("due_at", "id").select_for_update(skip_locked=True)[:BATCH]
            rows = [row for row in found if self._begun(_account(row))]
            try:
                for row in rows:
                    row.tries += 1
                    row.due_at = now + rules.LEASE
                Outgoing.objects.bulk_update(rows, ["tries", "due_at"])
            except Error:
                with self._changed:
                    self._under_way.subtract(map(_account, rows))
                raise
        return rows

    def _full(self) -> Q:
        """Those that have enough under way."""
        with self._changed:
            found = Q(medium__in=[medium for medium in Medium if self._of(medium) >= OF_MEDIUM])
            for (medium, platform, source), count in self._under_way.items():
                if count >= OF_ACCOUNT:
                    found |= Q(medium=medium, platform_id=platform, source=source)
        return found

    def _begun(self, account: _Account) -> bool:
        """Count it, unless its account or its medium has enough."""
        with self._changed:
            if self._under_way[account] >= OF_ACCOUNT or self._of(account[0]) >= OF_MEDIUM:
                return False
            self._under_way[account] += 1
            return True

    def _of(self, medium: str) -> int:
        return sum(count for (each, _, _), count in self._under_way.items() if each == medium)


def _account(row: Outgoing) -> _Account:
    return row.medium, row.platform_id, row.source


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
