"""A learned classifier: given matters, their likely classes with probabilities and the words that speak for them.

A flat model has one head. A tree of codes has a head at every label with labels below it: what is below, given that
one is there; a fine label's probability is the product along its path, so coarse and fine never contradict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huisheng.insight.classify import tokens
from huisheng.insight.classify.bags import Bag, Floats, Space, Vocabulary
from huisheng.insight.classify.calibration import Doubles, Scale, probabilities
from huisheng.insight.text import Matter

MOST_WORDS = 5
SUREST = 99
Path = tuple[tuple[str, float], ...]
_CELLS = 4_000_000  # numbers held at a time while scoring
_AT_ONCE = 512  # matters
_FAINT = 0.002  # a branch less likely than that is divided by how frequent its labels are, without reading the words


@dataclass(frozen=True, slots=True)
class Guess:
    """A class, how likely it is, and the matter's own words that speak most for it against the other classes.

    ``path``: in a tree, the labels above it and itself with their probabilities, the coarse first.
    """

    label: str
    probability: float
    words: tuple[str, ...] = ()
    path: Path = ()

    @property
    def percent(self) -> int:
        """The probability as people read it: nobody is told that a suggestion is certain."""
        return min(round(100 * self.probability), SUREST)


@dataclass(frozen=True, slots=True)
class Head:
    """Decides between ``labels``. ``weights``: spaces x rows x labels, for the ``rows`` most frequent words."""

    labels: tuple[str, ...]
    weights: NDArray[np.floating[Any]]
    bias: Doubles
    scales: tuple[Scale, ...]
    prior: Doubles

    def scores(self, bag: Bag) -> Doubles:
        """Matters x labels."""
        made = np.tile(self.bias, (bag.size, 1))
        for weights, space in zip(self.weights, bag.spaces, strict=True):
            _add(made, weights, space)
        return made

    def probabilities(self, bag: Bag) -> Doubles:
        """Matters x labels; rows sum to one."""
        return probabilities(self.scores(bag), bag.kind, self.scales, self.prior)


def _add(made: Doubles, weights: NDArray[np.floating[Any]], space: Space) -> None:
    step = max(_CELLS // weights.shape[1], 1)
    known = space.word < weights.shape[0]
    owner, word, weight = space.owner[known], space.word[known], space.weight[known]
    for start in range(0, len(word), step):
        some = slice(start, start + step)
        owners, begins = np.unique(owner[some], return_index=True)
        made[owners] += np.add.reduceat(weights[word[some]] * weight[some, None], begins, axis=0)


@dataclass(frozen=True)
class Model:
    """``heads``: node of the tree -> its head, "" the root. ``card``: from how many it learned, how good it was."""

    vocabulary: Vocabulary
    heads: Mapping[str, Head]
    labels: tuple[str, ...]
    card: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, data: bytes) -> "Model":
        """A written model. Refusal ("broken_model", "newer_model") where it can't be used."""
        from huisheng.insight.classify import keeping

        return keeping.read(data)

    def write(self) -> bytes:
        """As bytes, without pickle; the same model gives the same bytes."""
        from huisheng.insight.classify import keeping

        return keeping.write(self)

    def classify(self, texts: Sequence[Matter], top: int = 3, words: int = MOST_WORDS) -> list[tuple[Guess, ...]]:
        """For each matter the ``top`` likeliest classes, likeliest first, each with at most ``words`` of its words."""
        made: list[tuple[Guess, ...]] = []
        for start in range(0, len(texts), _AT_ONCE):
            made += self._some(texts[start : start + _AT_ONCE], top, words)
        return made

    def probabilities(self, texts: Sequence[Matter]) -> Doubles:
        """Matters x ``labels``."""
        return self._chances(self.vocabulary.bag(texts))[0]

    def _some(self, texts: Sequence[Matter], top: int, words: int) -> list[tuple[Guess, ...]]:
        told = [tokens.of(matter) for matter in texts]
        bag = self.vocabulary.weighed(told)
        chance, inner = self._chances(bag)
        order = np.argsort(-chance, axis=1, kind="stable")[:, : max(top, 1)]
        made = []
        for row, likeliest in enumerate(order):
            label_of = [self.labels[place] for place in likeliest]
            spoken = self._spoken(bag, row, label_of) if words else []
            said_here = {*told[row][0], *told[row][1]}
            reasons = [tokens.telling(one, said_here, words) for one in spoken] or [()] * len(label_of)
            sure = [float(chance[row, place]) for place in likeliest]
            paths = [self._path(label, p, inner, row) for label, p in zip(label_of, sure, strict=True)]
            made.append(tuple(map(Guess, label_of, sure, reasons, paths)))
        return made

    def _chances(self, bag: Bag) -> tuple[Doubles, dict[str, Doubles]]:
        """Of every label; and of every node of the tree that is reached, itself or below it."""
        reached: dict[str, Doubles] = {"": np.ones(bag.size)}
        made = np.zeros((bag.size, len(self.labels)))
        place = {label: number for number, label in enumerate(self.labels)}
        for node, head in self.heads.items():  # from the top: a node's name begins with those above it
            likely = reached[node] >= _FAINT
            chance = np.tile(head.prior, (bag.size, 1))
            if likely.any():
                chance[likely] = head.probabilities(bag)[likely]
            chance *= reached[node][:, None]
            for column, label in enumerate(head.labels):
                if label in self.heads and label != node:
                    reached[label] = chance[:, column]
                else:
                    made[:, place[label]] = chance[:, column]
        return made, reached

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        """Label -> the nodes from the root down whose heads lead to it."""
        leading: dict[str, tuple[str, ...]] = {"": ()}
        found: dict[str, tuple[str, ...]] = {}
        for node, head in self.heads.items():
            here = (*leading[node], node)
            for label in head.labels:
                (leading if label in self.heads and label != node else found)[label] = here
        return found

    def _path(
        self, label: str, chance: float, reached: Mapping[str, Doubles], row: int
    ) -> tuple[tuple[str, float], ...]:
        if len(self.heads) == 1:
            return ()
        above = [(node, float(reached[node][row])) for node in self._above[label] if node not in ("", label)]
        return (*above, (label, chance))

    def _spoken(self, bag: Bag, row: int, labels: Sequence[str]) -> list[dict[str, float]]:
        """For each label what each word of the matter speaks for it."""
        spoken: list[dict[str, float]] = [{} for _ in labels]
        named = self.vocabulary.words
        for which, space in enumerate(bag.spaces):
            begin, end = np.searchsorted(space.owner, (row, row + 1))
            numbers, weight = space.word[begin:end], space.weight[begin:end]
            for said, label in zip(spoken, labels, strict=True):
                for number, share in zip(numbers, self._share(which, label, numbers) * weight, strict=True):
                    said[named[number]] = said.get(named[number], 0.0) + float(share)
        return spoken

    def _share(self, which: int, label: str, numbers: NDArray[np.int64]) -> Floats:
        """What each word speaks for the label against the mean of the others, summed along its path."""
        total = np.zeros(len(numbers), dtype=np.float32)
        for node in self._above[label]:
            head = self.heads[node]
            column = _column(head, node, label)
            known = numbers < head.weights.shape[1]
            rows = head.weights[which][numbers[known]].astype(np.float32)
            others = (rows.sum(axis=1) - rows[:, column]) / max(len(head.labels) - 1, 1)
            total[known] += rows[:, column] - others
        return total


def _column(head: Head, node: str, label: str) -> int:
    """Under which of the head's labels a label falls: itself, or a code above it."""
    if label in head.labels:
        return head.labels.index(label)
    return next(n for n, one in enumerate(head.labels) if one != node and label.startswith(one))
