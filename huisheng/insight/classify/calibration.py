"""Probabilities that mean what they say: how far they are off, and how scores become probabilities."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
BINS = 15
KINDS = 4  # of Bag.kind: nothing known, title, text, both


PLAIN = (1.0, 1.0, 0.0)


class Scale(NamedTuple):
    """Scores become logits: ``steepness`` times the score plus the class's ``shift``; their softmax is a probability.

    ``bent`` then corrects the likeliest one's: logit = a ln p - b ln (1 - p) + c, so that some labels may be mistaken
    whatever the words say, and a narrow lead may mean more than it seems (Kull, Silva Filho, Flach 2017).
    """

    steepness: float
    shift: Doubles
    bent: tuple[float, float, float] = PLAIN


def probabilities(scores: Doubles, kind: Ints, scales: Sequence[Scale], prior: Doubles) -> Doubles:
    """Rows that sum to one. Where no word is known, how frequent the classes are."""
    made = np.tile(prior, (len(scores), 1))
    for which, scale in enumerate(scales):
        here = kind == which
        if which and here.any():
            made[here] = bend(softmax(scale.steepness * scores[here] + scale.shift), scale.bent)
    return made


def bend(chance: Doubles, bent: tuple[float, float, float]) -> Doubles:
    """Correct the likeliest class's probability; it stays the likeliest, the others share the rest as before."""
    if chance.shape[1] < 2:
        return chance
    top = chance.max(axis=1)
    for_it, against = logarithms(top)
    wanted = 1 / (1 + np.exp(-(bent[0] * for_it + bent[1] * against + bent[2])))
    others = np.sort(chance, axis=1)[:, -2] / np.maximum(1 - top, 1e-12)  # the next one's share of the rest
    least = others / (1 + others)
    new = np.clip(wanted, least, 1 - 1e-9)
    made: Doubles = chance * ((1 - new) / np.maximum(1 - top, 1e-12))[:, None]
    made[np.arange(len(made)), chance.argmax(axis=1)] = new
    made /= made.sum(axis=1, keepdims=True)
    return made


def logarithms(top: Doubles) -> tuple[Doubles, Doubles]:
    """ln p and -ln (1 - p), kept finite."""
    return np.log(np.clip(top, 1e-6, 1.0)), -np.log(np.clip(1 - top, 1e-6, 1.0))


def softmax(logits: Doubles) -> Doubles:
    """Each row's exponentials, summing to one."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    made: Doubles = raised / raised.sum(axis=1, keepdims=True)
    return made


def error(probability: Doubles, right: NDArray[np.bool_]) -> float:
    """Expected calibration error of the chosen classes: 15 equal bins, |share right - mean probability|, weighted."""
    if not len(probability):
        return 0.0
    places = np.clip(np.ceil(probability * BINS).astype(np.int64) - 1, 0, BINS - 1)
    off = np.bincount(places, right.astype(np.float64) - probability, minlength=BINS)
    return float(np.abs(off).sum() / len(probability))
