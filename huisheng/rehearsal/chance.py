"""Drawing with exact counts. Only arithmetic that gives the same on every machine: no logarithms, no powers."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """``total`` split by weights into whole shares, largest remainder first; ties by the mapping's order."""
    whole = sum(weights.values())
    shares = {key: total * weight // whole for key, weight in weights.items()}
    rest = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in rest[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def draw(rng: Random, items: Sequence[T], weights: Sequence[int], count: int) -> list[T]:
    """``count`` different items, heavier ones sooner. ValueError if fewer have a weight."""
    if sum(1 for weight in weights if weight > 0) < count:
        raise ValueError(f"{count} to draw, fewer have a weight")
    left = list(weights)
    drawn = []
    for _ in range(count):
        place = rng.choices(range(len(items)), left)[0]
        left[place] = 0
        drawn.append(items[place])
    return drawn
