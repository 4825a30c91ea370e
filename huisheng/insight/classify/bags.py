"""Matters as weighted words: three spaces (title, text, both together), each of length one. A whole batch at once.

A word's weight in a space is (1 + ln count) times how rare it is there; the words of one matter in one space together
have length one, so that a long text counts no more than a short one, and a title no less than its text.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huisheng.insight.classify import tokens
from huisheng.insight.text import Matter

TITLE, WORDS, BOTH = range(3)
SPACES = 3
MOST_KNOWN = 200_000  # words of a vocabulary, the most frequent ones
LONGEST_KNOWN = 40  # characters; what is longer is no word
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Space(NamedTuple):
    """Entries ordered by matter: whose, which word, its weight."""

    owner: Ints
    word: Ints
    weight: Floats


class Bag(NamedTuple):
    """``size`` matters; ``kind`` of each: 0 no known word, 1 in the title only, 2 in the text only, 3 in both."""

    size: int
    spaces: tuple[Space, ...]
    kind: Ints


class Vocabulary:
    """Known words, the frequent ones first, and their rarity in each space (SPACES x words)."""

    def __init__(self, words: Sequence[str], rarity: Floats) -> None:
        self.words = tuple(words)
        self.rarity = rarity
        self._number = {word: number for number, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def bag(self, matters: Sequence[Matter]) -> Bag:
        """The matters' known words."""
        return self.weighed([tokens.of(matter) for matter in matters])

    def weighed(self, told: Sequence[tuple[list[str], list[str]]]) -> Bag:
        """The same from words that are cut already."""
        titles = self._counted([title for title, _ in told])
        words = self._counted([words for _, words in told])
        both = _counts(np.concatenate([_repeated(titles), _repeated(words)]))
        spaces = tuple(self._space(which, found, len(told)) for which, found in enumerate((titles, words, both)))
        kind = np.zeros(len(told), dtype=np.int64)
        for bit, space in ((1, spaces[TITLE]), (2, spaces[WORDS])):
            kind[np.unique(space.owner)] |= bit
        return Bag(len(told), spaces, kind)

    def _counted(self, lists: Sequence[Sequence[str]]) -> tuple[Ints, Ints]:
        find, width = self._number.get, len(self.words)
        keys = [
            np.fromiter((number for word in words if (number := find(word)) is not None), dtype=np.int64)
            + owner * width
            for owner, words in enumerate(lists)
        ]
        return _counts(np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64))

    def _space(self, which: int, found: tuple[Ints, Ints], size: int) -> Space:
        keys, counts = found
        owner, word = np.divmod(keys, max(len(self.words), 1))
        weight = (1 + np.log(counts)) * self.rarity[which][word]
        length = np.sqrt(np.bincount(owner, weight * weight, minlength=size))
        return Space(owner, word, (weight / np.maximum(length, 1e-9)[owner]).astype(np.float32))


def _counts(keys: Ints) -> tuple[Ints, Ints]:
    unique, counts = np.unique(keys, return_counts=True)
    return unique, counts.astype(np.int64)


def _repeated(found: tuple[Ints, Ints]) -> Ints:
    return np.repeat(found[0], found[1])


def learned(told: Sequence[tuple[list[str], list[str]]], least: int = 2) -> Vocabulary:
    """The words that stand in at least so many of the matters (their words cut already), and how rare they are."""
    frequency: tuple[dict[str, int], ...] = ({}, {}, {})
    for title, words in told:
        for which, found in enumerate((set(title), set(words), {*title, *words})):
            counter = frequency[which]
            for word in found:
                counter[word] = counter.get(word, 0) + 1
    often = (word for word, n in frequency[BOTH].items() if n >= least and len(word) <= LONGEST_KNOWN)
    known = sorted(often, key=lambda w: (-frequency[BOTH][w], w))[:MOST_KNOWN]
    seen = np.array([[counter.get(word, 0) for word in known] for counter in frequency], dtype=np.float64)
    rarity = np.log((1 + len(told)) / (1 + seen.reshape(SPACES, len(known)))) + 1
    return Vocabulary(known, rarity.astype(np.float32))
