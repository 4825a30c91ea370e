"""Fetches the pictures and voices that couldn't be had while WeChat waited: one thread an account."""

import threading
from collections.abc import Sequence

from django.db import close_old_connections

from huisheng.channels.wechat import reads
from huisheng.channels.wechat.actions import collect
from huisheng.channels.wechat.models import Account
from huisheng.kernel import clock

IDLE = 2.0  # seconds between looks
TIMEOUT = 20.0  # seconds that one file may take


def accounts() -> Sequence[int]:
    """The keys of the accounts to serve now."""
    return reads.active()


def serve(key: int, stop: threading.Event) -> None:
    """Until ``stop`` is set or the account is revoked."""
    while not stop.is_set():
        account = reads.by_key(key)
        if account is None:
            return
        for row in reads.due(account, clock.now()):
            collect.do(account, row, at=clock.now(), timeout=TIMEOUT)
        close_old_connections()
        stop.wait(IDLE)


def troubled(key: int, trouble: str) -> None:
    """Note it on the account."""
    Account.objects.filter(pk=key).update(trouble=trouble)
