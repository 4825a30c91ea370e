"""Suggestions may fail; the pages they stand on may not. Switched off, broken or slow, they are simply not there."""

import logging
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction

from huisheng.rulebook import implements

log = logging.getLogger(__name__)

T = TypeVar("T")

SLOW = 1.0  # seconds: an answer that takes longer counts as a failure, for people type on meanwhile
STRIKES = 3  # failures in a row after which it isn't asked for a while
REST = 60.0  # seconds


class _Breaker:
    def __init__(self) -> None:
        self.strikes = 0
        self.until = 0.0

    def open(self) -> bool:
        return time.monotonic() < self.until

    def strike(self) -> None:
        self.strikes += 1
        if self.strikes >= STRIKES:
            self.strikes, self.until = 0, time.monotonic() + REST


_breakers: dict[str, _Breaker] = {}


@implements("domain#art-80")
def guarded(part: str, otherwise: T, act: Callable[[], T]) -> T:
    """What ``act`` answers; ``otherwise`` where insight is switched off, fails, or failed too often just now.

    ``part`` names what rests when it fails: with a model of a platform, the platform too.
    """
    breaker = _breakers.setdefault(part, _Breaker())
    if off() or breaker.open():
        return otherwise
    begun = time.monotonic()
    try:
        # what fails in the database must not spoil the transaction of a page
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            answer = act()
    except Exception as failure:
        # where and of what sort; its message may hold what a citizen said
        place = traceback.extract_tb(failure.__traceback__)[-1]
        log.error("insight failed: %s: %s at %s:%s", part, type(failure).__name__, place.filename, place.lineno)
        breaker.strike()
        return otherwise
    if time.monotonic() - begun > SLOW:
        log.warning("insight slow: %s", part)
        breaker.strike()
    else:
        breaker.strikes = 0
    return answer


def off() -> bool:
    """Whether the installation runs without insight (``HUISHENG_INSIGHT=off``)."""
    return not settings.INSIGHT


def heal() -> None:
    """Forget what failed: for tests."""
    _breakers.clear()
