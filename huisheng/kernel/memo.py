"""What is asked again and again while one page is read, and is the same until it is made: asked once.

A page that only reads opens a memo (``reading``); it ends with the page, and each thread has its own. Outside of one,
and so in every act, in the worker and in the push, ``once`` asks each time: nothing is ever answered from before.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("memo", default=None)


@contextmanager
def reading(only: bool = True) -> Iterator[None]:
    """Inside, what ``once`` was told is remembered; with ``only`` false nothing is (the page may change something)."""
    token = _held.set({} if only else None)
    try:
        yield
    finally:
        _held.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of ``ask``, or what it said before while the same page is read. ``key`` names question and values."""
    held = _held.get()
    if held is None:
        return ask()
    if key not in held:
        held[key] = ask()
    answer: T = held[key]
    return answer
