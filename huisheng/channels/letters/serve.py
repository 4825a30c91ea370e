"""Batches that were confirmed are brought in by the process of the channels, each by a thread, piece by piece."""

import logging
import threading
from collections.abc import Sequence

from django.db import Error, close_old_connections, connection

from huisheng.channels.letters import reads
from huisheng.channels.letters.actions import bring_in
from huisheng.kernel import clock

log = logging.getLogger("huisheng.letters")

_PAUSES = (1, 2, 5, 10, 30, 60)  # seconds after a failure, growing


def accounts() -> Sequence[int]:
    """The batches to be brought in."""
    return reads.under_way()


def serve(key: int, stop: threading.Event) -> None:
    """Bring in that batch until nothing of it is left that nobody else is at, or ``stop`` is set."""
    failed = 0
    while not stop.is_set():
        close_old_connections()
        try:
            if not bring_in.do(key, at=clock.now()):
                return
            failed = 0
        except Error as error:
            log.warning("batch %s: %s", key, type(error).__name__)
            connection.close()
            stop.wait(_PAUSES[min(failed, len(_PAUSES) - 1)])
            failed += 1
