"""Batches that were confirmed are brought in by the process of the channels, each by a thread, piece by piece."""

import threading
from collections.abc import Sequence

from django.db import close_old_connections

from huisheng.channels.letters import reads
from huisheng.channels.letters.actions import bring_in
from huisheng.kernel import clock


def accounts() -> Sequence[int]:
    """The batches to be brought in."""
    return reads.under_way()


def serve(key: int, stop: threading.Event) -> None:
    """Bring in that batch until nothing of it is left that nobody else is at, or ``stop`` is set."""
    while not stop.is_set() and bring_in.do(key, at=clock.now()):
        close_old_connections()


def troubled(key: int, trouble: str) -> None:
    """Nothing to show: a batch shows how far it is, and goes on from there."""
