"""Messages about the same thing in the same place: who is near whom, then average linkage, never a long chain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from huisheng.insight.hot.words import About
from huisheng.insight.near import Union

ALIKE = 0.21  # mean likeness of two groups from which they are one
NEAR = 0.26  # likeness of two messages from which they may be in one group at all
SAME_PLACE, ELSEWHERE = 0.28, 0.1
COMMON = 60  # a word in more messages than this (or in 2 %) all are compared only with the next few
NEXT = 3  # messages after it with which one is compared where too many share a word
BRIEF = 32  # words of a message by which pairs are judged before they are linked
STRONGEST = 12  # words of a message by which others are looked for
STRICTER, STRICTEST = 0.04, 0.5
LARGEST = 600  # messages that average linkage takes at once


def groups(about: Sequence[About]) -> list[list[int]]:
    """Indices of messages, group by group, two and more each; the largest first."""
    edges = _edges(about)
    out = []
    for part in _parts(range(len(about)), edges, NEAR):
        out += _linked(part, about)
    return sorted((sorted(group) for group in out if len(group) > 1), key=lambda group: (-len(group), group))


def _parts(indices: Iterable[int], edges: Mapping[tuple[int, int], float], near: float) -> list[list[int]]:
    """What hangs together by edges; where that is too much, by stronger edges."""
    union = Union(max(indices, default=0) + 1)
    for (one, other), like in edges.items():
        if like >= near:
            union.join(one, other)
    parts: dict[int, list[int]] = defaultdict(list)
    for index in indices:
        parts[union.find(index)].append(index)
    out = []
    for part in parts.values():
        if len(part) > LARGEST and near >= STRICTEST:  # one matter of very many: taken in pieces, joined again later
            out += [part[at : at + LARGEST] for at in range(0, len(part), LARGEST)]
        elif len(part) > LARGEST:
            held = set(part)
            out += _parts(part, {pair: like for pair, like in edges.items() if pair[0] in held}, near + STRICTER)
        elif len(part) > 1:
            out.append(part)
    return out


def placed(cosine: float, one: About, other: About) -> float:
    """The likeness of what is said, seen together with where: 0 to 1."""
    if not one.places or not other.places:
        return cosine
    shared = max(
        (min(sure, other.places[name]) for name, sure in one.places.items() if name in other.places), default=0
    )
    if shared:
        return cosine + (1.0 - cosine) * SAME_PLACE * shared if cosine > 0.05 else cosine
    return cosine * (1.0 - (1.0 - ELSEWHERE) * min(max(one.places.values()), max(other.places.values())))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def _edges(about: Sequence[About]) -> dict[tuple[int, int], float]:
    """Pairs that are near: only those are compared that share a place, or a word that is strong in both and rare."""
    holders: dict[str, list[int]] = defaultdict(list)
    brief = []
    for index, message in enumerate(about):
        strongest = nlargest(BRIEF, message.weights, key=lambda word: (message.weights[word], word))
        brief.append({word: message.weights[word] for word in strongest})
        for key in [*strongest[:STRONGEST], *(f"@{name}" for name in message.places)]:
            holders[key].append(index)
    common = min(max(COMMON, len(about) // 50), 2 * COMMON)
    shared: set[tuple[int, int]] = set()
    for held in holders.values():
        if len(held) <= common:
            shared.update(combinations(held, 2))
        else:
            shared.update(pair for step in range(1, NEXT + 1) for pair in zip(held, held[step:], strict=False))
    out = {}
    for one, other in shared:
        cosine = _cosine(brief[one], brief[other])
        like = placed(cosine, about[one], about[other])
        if like >= NEAR:
            out[one, other] = like
    return out


def _linked(part: Sequence[int], about: Sequence[About]) -> list[list[int]]:
    """Average linkage within one part."""
    likes = _matrix(part, about)
    sizes = np.ones(len(part))
    held = [[index] for index in part]
    np.fill_diagonal(likes, -1.0)
    while True:
        at = int(np.argmax(likes))
        one, other = divmod(at, len(part))
        if likes[one, other] < ALIKE:
            break
        likes[one] = (likes[one] * sizes[one] + likes[other] * sizes[other]) / (sizes[one] + sizes[other])
        likes[:, one] = likes[one]
        likes[one, one] = -1.0
        likes[other] = likes[:, other] = -1.0
        sizes[one] += sizes[other]
        held[one] += held[other]
        held[other] = []
    return [group for group in held if group]


def _matrix(part: Sequence[int], about: Sequence[About]) -> NDArray[np.float64]:
    """Likeness of each with each."""
    columns = {
        word: at for at, word in enumerate(dict.fromkeys(word for index in part for word in about[index].weights))
    }
    table = np.zeros((len(part), len(columns)), dtype=np.float32)
    for row, index in enumerate(part):
        for word, weight in about[index].weights.items():
            table[row, columns[word]] = weight
    cosines = (table @ table.T).astype(np.float64)
    out = np.tril(cosines, -1)
    told = [(row, about[index]) for row, index in enumerate(part) if about[index].places]
    for at, (row, one) in enumerate(told):
        for column, other in told[:at]:
            out[row, column] = placed(float(cosines[row, column]), one, other)
    whole: NDArray[np.float64] = out + out.T
    return whole
