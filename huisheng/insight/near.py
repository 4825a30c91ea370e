"""Near copies: texts that are the same but for a few characters, found without comparing each with each."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from huisheng.insight import grams
from huisheng.insight.text import clean

LENGTH = 3  # characters of a shingle
LIKE = 0.6  # share of shingles in common (Jaccard) from which two texts are near copies
_BANDS, _ROWS = 16, 4  # of 64 least hashes: at LIKE, all but one pair in ten is compared; at 0.8 all but one in 10,000
_FIRST = 8  # how many of those that look alike in a band are compared with
_CHUNK = 2_000_000  # characters hashed at a time
_HELD = 4096  # texts whose shingles are kept at once: some kilobytes each


class Union:
    """Numbers that join into groups; the least number of a group stands for it."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def find(self, one: int) -> int:
        """Who stands for it."""
        above = self._above
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Put both into one group."""
        low, high = sorted((self.find(one), self.find(other)))
        self._above[high] = low


def groups(texts: Sequence[str], like: float = LIKE) -> list[int]:
    """A number for each text; near copies share it. Empty texts are nobody's copy."""
    union = Union(len(texts))
    cleaned = ["".join(clean(text).split()) for text in texts]
    known: dict[str, int] = {}
    fresh: list[int] = []
    for number, text in enumerate(cleaned):
        if not text:
            continue
        if text in known:
            union.join(known[text], number)
        else:
            known[text] = number
            fresh.append(number)
    _join_alike(cleaned, fresh, like, union)
    return [union.find(number) for number in range(len(texts))]


def _join_alike(texts: Sequence[str], fresh: Sequence[int], like: float, union: Union) -> None:
    marks = _signatures([texts[number] for number in fresh])
    shingles = lru_cache(_HELD)(lambda number: _shingles(texts[number]))

    def near(one: int, other: int) -> bool:
        ours, theirs = shingles(one), shingles(other)
        both = len(ours & theirs)
        return both >= like * (len(ours) + len(theirs) - both)

    for band in range(_BANDS):
        rows = np.ascontiguousarray(marks[:, band * _ROWS : (band + 1) * _ROWS])
        first: dict[bytes, list[int]] = {}
        for place, number in enumerate(fresh):
            leaders = first.setdefault(rows[place].tobytes(), [])
            for leader in leaders:
                if union.find(leader) == union.find(number) or near(leader, number):
                    union.join(leader, number)
                    break
            else:
                if len(leaders) < _FIRST:
                    leaders.append(number)


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[at : at + LENGTH] for at in range(max(len(text) - LENGTH + 1, 1)))


def _signatures(texts: Sequence[str]) -> NDArray[np.uint32]:
    """The least hash of each text's shingles under each of the 64 functions; texts have at least one character."""
    parts, start = [np.empty((0, _BANDS * _ROWS), dtype=np.uint32)], 0
    while start < len(texts):
        stop, size = start, 0
        while stop < len(texts) and (stop == start or size + len(texts[stop]) <= _CHUNK):
            size += len(texts[stop]) + LENGTH
            stop += 1
        parts.append(_signed(texts[start:stop]))
        start = stop
    return np.concatenate(parts)


def _signed(texts: Sequence[str]) -> NDArray[np.uint32]:
    points, owners = grams.codes([text.ljust(LENGTH, "\0") for text in texts])
    run = points
    for length in range(2, LENGTH + 1):
        run = grams.rolled(points, run, length)
    whole = owners[: len(run)] == owners[LENGTH - 1 :]
    whole &= points[LENGTH - 1 :] != ord(grams.BREAK)
    hashes = grams.mixed(run[whole])
    starts = np.searchsorted(owners[: len(run)][whole], np.arange(len(texts)))
    chance = np.random.default_rng(12345)
    made = np.empty((len(texts), _BANDS * _ROWS), dtype=np.uint32)
    for column in range(_BANDS * _ROWS):
        odd = np.uint64(int(chance.integers(1, 2**63)) | 1)
        made[:, column] = np.minimum.reduceat(((hashes * odd) >> np.uint64(32)).astype(np.uint32), starts)
    return made
