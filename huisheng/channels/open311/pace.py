"""How often somebody without a key may ask from one address. Each process counts for itself: it is no figure, only a
brake for who reads everything in a loop. Keys are counted in the database (``actions.use_key``)."""

import threading
from datetime import datetime

WITHOUT_KEY = 300  # questions a minute from one address
_MANY = 10_000  # addresses of one minute; beyond that none more is counted

_lock = threading.Lock()
_minute = 0
_asked: dict[str, int] = {}


def too_fast(address: str, at: datetime) -> bool:
    """Count one question of that address; whether it was one too many in this minute."""
    global _minute
    minute = int(at.timestamp()) // 60
    with _lock:
        if minute != _minute:
            _minute = minute
            _asked.clear()
        if address not in _asked and len(_asked) >= _MANY:
            return False
        _asked[address] = _asked.get(address, 0) + 1
        return _asked[address] > WITHOUT_KEY


def forget() -> None:
    """Count from none again: for tests."""
    with _lock:
        _asked.clear()
