"""What is past is counted once and trusted for some minutes: weeks before this one, a month that ended yesterday."""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

TRUST_SECONDS = 600
_MOST = 64  # platforms and ways of seeing; beyond that the oldest goes

_kept: dict[Hashable, tuple[float, Any]] = {}


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gave for this key within the last minutes, or gives now."""
    held = _kept.get(key)
    if held is not None and time.monotonic() - held[0] < TRUST_SECONDS:
        found: T = held[1]
        return found
    made = make()
    _kept.pop(key, None)
    while len(_kept) >= _MOST:
        del _kept[next(iter(_kept))]
    _kept[key] = (time.monotonic(), made)
    return made


def forget() -> None:
    """Throw it all away: in tests."""
    _kept.clear()
