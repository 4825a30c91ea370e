"""Numbers by which a telling is found again among a million: of its places, and of the shape of its words. Pure.

Two tellings that share one may be the same matter; whether they are, ``judge`` says. The numbers are hashes, so no
name of a place is kept by them; they are stable: the same text gives the same numbers in every process.
"""

from hashlib import blake2b
from typing import NamedTuple

from huisheng.insight.repeats import places
from huisheng.insight.repeats.pairs import Told, pairs
from huisheng.insight.repeats.places import LINE, Name

MOST = 6  # names that an order is kept under
BANDS, WIDE = 3, 2  # of the shape: so many numbers, each of so many of the least pairs
_SHAPED = 300  # characters that make the shape
_PRIMES = (
    0x9E3779B97F4A7C15,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x27D4EB2F165667C5,
    0x85EBCA77C2B2AE63,
    0xFF51AFD7ED558CCD,
)
_WORD = 2**64 - 1
_SPREAD = 0xD6E8FEB86659FD93


class Keys(NamedTuple):
    """``whole``: names as they are. ``near``: how they end before 小区 or 路. ``shape``: near copies share some."""

    whole: tuple[int, ...]
    near: tuple[int, ...]
    shape: tuple[int, ...]

    @property
    def every(self) -> frozenset[int]:
        """All of them."""
        return frozenset((*self.whole, *self.near, *self.shape))


def asked(told: Told) -> Keys:
    """Those under which others are looked for: of the names it is about."""
    return _keys(told, told.names)


def kept(told: Told) -> Keys:
    """Those under which it is kept: of all names it tells of, its own first."""
    return _keys(told, (*told.own, *places.names(told.whole)))


def _keys(told: Told, names: tuple[Name, ...]) -> Keys:
    exact = list({name.core: name for name in names if name.kind != LINE}.values())[:MOST]
    return Keys(
        whole=tuple({_number(f"={name.core}"): None for name in exact}),
        near=tuple({_number(f"{name.kind}:{name.stem[-2:]}"): None for name in exact if len(name.stem) > 1}),
        shape=_shape(told.whole[:_SHAPED]),
    )


def _shape(text: str) -> tuple[int, ...]:
    """Bands of the least of the pairs under several orders: alike texts share one, others hardly ever."""
    held = [(ord(pair[0]) << 21 | ord(pair[1])) * _SPREAD & _WORD for pair in set(pairs(text))]
    if len(held) < 12:  # a few words are alike by chance
        return ()
    least = [min((one * prime & _WORD) ^ (one >> 29) for one in held) for prime in _PRIMES]
    return tuple(_number(f"~{n}{least[n * WIDE : (n + 1) * WIDE]}") for n in range(BANDS))


def _number(said: str) -> int:
    """A signed number of 64 bits, as the database keeps them."""
    return int.from_bytes(blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
