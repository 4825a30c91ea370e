"""Addresses of pages, as Django's ``reverse`` makes them, for screens that name a hundred of them.

An address without gaps is always the same, and one of an order differs by its number alone: both are made once.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.urls import reverse as made

from huisheng.lifecycle.workorder.states import NUMBER

_NUMBER = re.compile(NUMBER, re.ASCII)
_ANY = "X-00000000-0000000"


def reverse(name: str, args: Sequence[object] = ()) -> str:
    """The address of ``desks:NAME``; NoReverseMatch for one that isn't there, or can't have these values."""
    if not args:
        return _plain(name)
    number, *rest = args
    if not isinstance(number, str) or _NUMBER.fullmatch(number) is None:
        return made(name, args=args)
    head, tail = _around(name, *rest)
    return f"{head}{number}{tail}"


@lru_cache(maxsize=512)
def _plain(name: str) -> str:
    return made(name)


@lru_cache(maxsize=1024)
def _around(name: str, *rest: object) -> tuple[str, str]:
    head, _, tail = made(name, args=[_ANY, *rest]).partition(_ANY)
    return head, tail
