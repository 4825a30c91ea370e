"""Keys from sequences: never twice, rising, with gaps where a writer gave up.

A key taken alone costs a round trip; a bulk writer (rehearsal, load) draws a block.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from huisheng.kernel.database import fixed

_block = 1
_all: list["Keys"] = []


class Keys:
    """The keys of one sequence."""

    def __init__(self, sequence: str) -> None:
        self._sql = f"SELECT nextval('{sequence}') FROM generate_series(1, %s)"  # noqa: S608  a name of our own
        self._drawn: deque[int] = deque()
        _all.append(self)

    def draw(self, count: int) -> list[int]:
        """So many fresh keys, rising."""
        return [row[0] for row in fixed.rows(self._sql, [count])]

    def next(self) -> int:
        """The next one."""
        if not self._drawn:
            self._drawn.extend(self.draw(_block))
        return self._drawn.popleft()


def alone() -> bool:
    """Whether keys are taken one by one."""
    return _block == 1


@contextmanager
def blocks_of(size: int) -> Iterator[None]:
    """Draw keys in blocks for a while: for a writer of thousands."""
    global _block
    _block = size
    try:
        yield
    finally:
        _block = 1
        for keys in _all:
            keys._drawn.clear()
