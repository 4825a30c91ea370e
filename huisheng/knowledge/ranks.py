"""Places in a quiz: right answers first, then time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from huisheng.kernel.rounding import divided


@dataclass(frozen=True, slots=True)
class OfUnit:
    """A unit: how many of its seats took part, and their right answers on the average, in tenths of one."""

    place: int
    unit: int
    taken: int
    invited: int
    mean: Decimal


def right(chosen: Sequence[int], key: Sequence[int]) -> int:
    """How many were chosen right: ``chosen`` from 1 (0: none), ``key`` from 0."""
    return sum(one == other + 1 for one, other in zip(chosen, key, strict=True))


def places(scores: Sequence[tuple[int, int]]) -> list[int]:
    """Places of (right, seconds), which are sorted, the best first: equals share the better place."""
    found: list[int] = []
    for at, score in enumerate(scores):
        found.append(found[-1] if at and scores[at - 1] == score else at + 1)
    return found


def of_units(taken: Sequence[tuple[int, int]], invited: Mapping[int, int]) -> list[OfUnit]:
    """Units by the mean of those who took part: (unit, right) of each; ``invited``: seats by unit. Means that print
    alike share a place."""
    sums: dict[int, list[int]] = {}
    for unit, score in taken:
        sums.setdefault(unit, []).append(score)
    means = {unit: divided(sum(all_), len(all_), 1) for unit, all_ in sums.items()}
    order = sorted(means, key=lambda unit: (-means[unit], -len(sums[unit]), unit))
    told = places([(int(means[unit] * 10), 0) for unit in order])
    return [
        OfUnit(place, unit, len(sums[unit]), max(invited.get(unit, 0), len(sums[unit])), means[unit])
        for place, unit in zip(told, order, strict=True)
    ]
