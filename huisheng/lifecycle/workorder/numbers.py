"""Keys of new orders, from one sequence: never twice, rising, with gaps where a writer gave up.

A key taken one by one costs a round trip; a bulk writer (rehearsal, load) draws a block.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from huisheng.kernel.database import fixed

_DRAW = "SELECT nextval('workorder_id_seq') FROM generate_series(1, %s)"
_drawn: deque[int] = deque()
_block = 1


def next_order_id() -> int:
    """The next key of ``workorder_id_seq``."""
    if not _drawn:
        _drawn.extend(row[0] for row in fixed.rows(_DRAW, [_block]))
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
