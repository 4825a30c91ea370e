"""The arithmetic of learning: one head's weights, and the scale that makes its scores probabilities. Slow; scipy."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from sklearn.svm import LinearSVC

from huisheng.insight.classify.bags import SPACES, Bag
from huisheng.insight.classify.calibration import KINDS, PLAIN, Doubles, Ints, Scale, logarithms, softmax

PENALTY = 0.08  # LinearSVC's C
POWER = 0.75  # of the log-count ratio by which a word's weight is multiplied
SMOOTH = 0.1  # added to counts of the ratio
STEEP = 2.5  # what one unit of a margin is worth in logits, before anything is measured
_FIRM = 5.0  # how many observations that guess is worth
_LOOSE = 0.5  # the same for the correction of the likeliest one's probability
_FOLDS, _SEED = 5, 20_190_301


class Line(NamedTuple):
    """A linear head: (spaces * rows) x labels, and a bias a label."""

    weights: Doubles
    bias: Doubles


def matrix(bag: Bag, rows: int) -> Any:
    """The bag's three spaces side by side (matters x 3 rows), for the ``rows`` most frequent words."""
    owners, columns, weights = [], [], []
    for which, space in enumerate(bag.spaces):
        known = space.word < rows
        owners.append(space.owner[known])
        columns.append(space.word[known] + which * rows)
        weights.append(space.weight[known])
    parts = (np.concatenate(weights), (np.concatenate(owners), np.concatenate(columns)))
    return sparse.csr_matrix(parts, shape=(bag.size, SPACES * rows))


def line(features: Any, target: Ints, count: int) -> Line:
    """Each class against the rest: a support vector machine on words weighed by how well they tell it from the rest."""
    weights, bias = np.zeros((features.shape[1], count)), np.full(count, -1.0)

    for number in range(count):  # one after the other: the machine draws from one chance for the whole process
        is_it = target == number
        if not is_it.any() or is_it.all():
            bias[number] = 1.0 if is_it.any() else -1.0
            continue
        ratio = _ratio(features, is_it)
        machine = LinearSVC(C=PENALTY, random_state=0).fit(features @ sparse.diags(ratio), is_it)
        weights[:, number] = machine.coef_[0] * ratio
        bias[number] = float(machine.intercept_[0])
    return Line(weights, bias)


def _ratio(features: Any, is_it: Any) -> Any:
    ours = SMOOTH + np.asarray(features[is_it].sum(axis=0)).ravel()
    theirs = SMOOTH + np.asarray(features[~is_it].sum(axis=0)).ravel()
    return np.abs(np.log((ours / ours.sum()) / (theirs / theirs.sum()))) ** POWER


def held_out(features: Any, target: Ints, count: int, fold: Ints) -> Doubles:
    """For each matter the scores of a head that saw none of its fold."""
    made = np.zeros((len(target), count))
    for number in np.unique(fold):
        here = fold == number
        if here.all():
            return made
        learned = line(features[~here], target[~here], count)
        made[here] = features[here] @ learned.weights + learned.bias
    return made


def folds(groups: Sequence[int], labels: Sequence[str]) -> Ints:
    """Which of five folds each matter is in: groups stay whole, each label is spread evenly."""
    chance = np.random.default_rng(_SEED)
    first: dict[int, str] = {}
    for group, label in zip(groups, labels, strict=True):
        first.setdefault(group, label)
    order = sorted(first, key=lambda group: (first[group], chance.random()))
    place = {group: number % _FOLDS for number, group in enumerate(order)}
    return np.array([place[group] for group in groups], dtype=np.int64)


def scales(scores: Doubles, kind: Ints, target: Ints) -> tuple[Scale, ...]:
    """For each kind of matter (title only, text only, both) the scale under which its held-out scores are likeliest."""
    general = _scale(scores, target, Scale(STEEP, np.zeros(scores.shape[1]), PLAIN))
    return tuple(_scale(scores[kind == which], target[kind == which], general) for which in range(KINDS))


def _scale(scores: Doubles, target: Ints, before: Scale) -> Scale:
    if not len(target):
        return before

    def loss(raw: Doubles) -> tuple[float, Doubles]:
        steep, shift = np.exp(raw[0]), raw[1:]
        chance = softmax(steep * scores + shift)
        off = chance.copy()
        off[np.arange(len(target)), target] -= 1
        drift, bend = raw[0] - np.log(before.steepness), shift - before.shift
        value = -np.log(np.maximum(chance[np.arange(len(target)), target], 1e-12)).sum()
        slope = np.concatenate([[steep * (off * scores).sum() + 2 * _FIRM * drift], off.sum(axis=0) + 2 * _FIRM * bend])
        return float(value + _FIRM * (drift**2 + (bend**2).sum())), slope

    start = np.concatenate([[np.log(before.steepness)], before.shift])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(-2, 4), *[(-8, 8)] * scores.shape[1]])
    chance = softmax(np.exp(found.x[0]) * scores + found.x[1:])
    bent = _bent(chance.max(axis=1), chance.argmax(axis=1) == target, before.bent)
    return Scale(float(np.exp(found.x[0])), found.x[1:], bent)


def _bent(top: Doubles, right: Any, before: tuple[float, float, float]) -> tuple[float, float, float]:
    """The correction under which it is likeliest that just these guesses were right."""
    for_it, against = logarithms(top)

    def loss(raw: Doubles) -> float:
        logit = raw[0] * for_it + raw[1] * against + raw[2]
        return float((np.logaddexp(0, logit) - right * logit).sum() + _LOOSE * ((raw - before) ** 2).sum())

    found = minimize(loss, np.array(before), method="L-BFGS-B", bounds=[(0, 9), (0, 9), (-9, 9)])
    a, b, c = map(float, found.x)
    return a, b, c


def crossed(scores: Doubles, kind: Ints, target: Ints, fold: Ints) -> Iterator[tuple[Any, tuple[Scale, ...]]]:
    """Each fold, and the scales learned from the other folds: for saying how good the probabilities are."""
    for number in np.unique(fold):
        here = fold == number
        yield here, scales(scores[~here], kind[~here], target[~here])
