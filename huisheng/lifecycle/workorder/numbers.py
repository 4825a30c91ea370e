"""Keys of new orders, from one sequence: never twice, rising, with gaps where a writer gave up.

A key taken one by one costs a round trip, so the look for an earlier order of the same source rides along; a bulk
writer (rehearsal, load) draws a block.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from huisheng.kernel.database import fixed

_DRAW = "SELECT nextval('workorder_id_seq') FROM generate_series(1, %s)"
_KNOWN = "SELECT id FROM workorder WHERE source = %s AND source_ref = %s"
_KNOWN_OR_NEXT = f"""
SELECT known.id, CASE WHEN known.id IS NULL THEN nextval('workorder_id_seq') END
FROM (SELECT 1) AS one LEFT JOIN ({_KNOWN}) AS known ON true
"""  # noqa: S608  put together from our own text

_drawn: deque[int] = deque()
_block = 1


def known_or_next(source: str, source_ref: str) -> tuple[int | None, int]:
    """The id of the order accepted for this key of its source, or None and the key for a new one."""
    if _block == 1:
        known, fresh = fixed.rows(_KNOWN_OR_NEXT, [source, source_ref])[0]
        return known, fresh or 0
    found = fixed.rows(_KNOWN, [source, source_ref])
    return (found[0][0], 0) if found else (None, _next())


def draw(count: int) -> list[int]:
    """So many fresh keys, rising."""
    return [row[0] for row in fixed.rows(_DRAW, [count])]


def _next() -> int:
    if not _drawn:
        _drawn.extend(draw(_block))
    return _drawn.popleft()


@contextmanager
def blocks_of(size: int) -> Iterator[None]:
    """Draw keys in blocks for a while: for a writer of thousands."""
    global _block
    _block = size
    try:
        yield
    finally:
        _block = 1
        _drawn.clear()
