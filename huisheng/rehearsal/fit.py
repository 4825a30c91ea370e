"""Whole counts for every unit of a printed table at once, so that the totals print right too.

Each unit's printed shares leave it many ways to count (``ways``); a total printed beside the table picks among them.
``settle`` walks from ways near a wanted size to ones whose sum prints as the total: exact arithmetic, a fixed seed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from random import Random

from huisheng.rehearsal.counts import FIFTHS, NOBODY, Blend, Graded, Printed, gradings

_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Way:
    """One way to count a unit's answers: ``weight`` of ``size`` in the total's own parts (fifths, fiftieths)."""

    size: int
    weight: int


def graded_ways(rate: Printed, limit: int) -> list[Way]:
    """Answers graded 1/0.8/0: their number and weighted sum in fifths, for each that prints as the rate."""
    return [
        Way(size, fifths)
        for size in range(1, limit + 1)
        for fifths in rate.wholes(FIFTHS * size)
        if fifths <= FIFTHS * size and next(gradings(fifths, size), None)
    ]


def plain_ways(rate: Printed, limit: int) -> list[Way]:
    """Answers yes or no."""
    return [Way(size, part) for size in range(1, limit + 1) for part in rate.wholes(size) if part <= size]


def blend_ways(rate: Printed, limit: int, blend: Blend) -> list[Way]:
    """Two gradings of the same answers: number of answers and weighted sum in fiftieths (for a blend of tenths)."""
    full = blend.whole * FIFTHS
    return [
        Way(size, full * size - missing)
        for size in range(1, limit + 1)
        for missing in blend.missing(rate, size)
        if next(blend.splits(missing), None)
    ]


def settle(
    ways: Mapping[str, Sequence[Way]], wanted: Mapping[str, int], total: Printed, parts: int, seed: int = 1
) -> dict[str, Way]:
    """A way for each unit, close to its wanted size, such that the sum of weights prints as ``total``.

    ``parts``: how many parts of weight one answer is worth in full. ValueError if the walk finds none.
    """
    rng = Random(seed)
    taken = {unit: min(found, key=lambda way: (abs(way.size - wanted[unit]), way.size)) for unit, found in ways.items()}
    names = [unit for unit, found in ways.items() if len(found) > 1]
    best = _off(taken.values(), total, parts)
    for _ in range(_STEPS):
        if not best:
            return taken
        unit = rng.choice(names)
        before = taken[unit]
        near = [way for way in ways[unit] if abs(way.size - wanted[unit]) * 4 <= max(wanted[unit], 8)]
        taken[unit] = rng.choice(near or ways[unit])
        now = _off(taken.values(), total, parts)
        if now > best:
            taken[unit] = before
        else:
            best = now
    raise ValueError("no counts were found that print as the total")


def exact(ways: Mapping[str, Sequence[Way]], wanted: Mapping[str, int], total: Printed, parts: int) -> dict[str, Way]:
    """Ways whose sum prints as ``total``, as near the wanted sizes as can be; every combination of sums is looked at.

    For small tables: where a total can be reached at all, this finds it. ValueError if it can't.
    """
    reached: dict[tuple[int, int], tuple[int, tuple[Way, ...]]] = {(0, 0): (0, ())}
    for unit, found in ways.items():
        further: dict[tuple[int, int], tuple[int, tuple[Way, ...]]] = {}
        for (size, weight), (off, path) in reached.items():
            for way in found:
                sums = size + way.size, weight + way.weight
                far = off + abs(way.size - wanted[unit])
                if sums not in further or far < further[sums][0]:
                    further[sums] = far, (*path, way)
        reached = further
    hits = [sums for sums in reached if sums[0] and total.holds(Fraction(sums[1], parts * sums[0]))]
    if not hits:
        raise ValueError("no counts print as the total")
    best = min(hits, key=lambda sums: (reached[sums][0], sums))
    return dict(zip(ways, reached[best][1], strict=True))


def _off(taken: Iterable[Way], total: Printed, parts: int) -> Fraction:
    """How far the sum's share lies outside of what prints as the total; 0 inside."""
    size = weight = 0
    for way in taken:
        size, weight = size + way.size, weight + way.weight
    share = Fraction(weight, parts * size)
    if total.holds(share):
        return Fraction(0)
    middle = (total.low + total.high) / 2
    return abs(share - middle)


def grading(missing: int, size: int, failed: Fraction, least: Graded = NOBODY) -> Graded:
    """``size`` answers that miss so many fifths, about the share ``failed`` of it by outright failures.

    ``least`` of each grade are among them. ValueError if no grading misses just that.
    """
    found = list(_gradings(missing, size, least))
    if not found:
        raise ValueError(f"{size} answers, {least} among them, can't miss {missing} fifths")
    return min(found, key=lambda one: abs(one.none * FIFTHS - missing * failed))


def _gradings(missing: int, size: int, least: Graded) -> Iterator[Graded]:
    for one in gradings(FIFTHS * size - missing, size):
        left = one.less(least)
        if min(left.full, left.partly, left.none) >= 0:
            yield one


def shared(
    missing: int, size: int, blend: Blend, lean: Fraction, least: tuple[Graded, Graded] = (NOBODY, NOBODY)
) -> tuple[int, int]:
    """Missing fifths of the first and the second grading; the first misses about ``lean`` of what the second does."""
    fit = [
        pair
        for pair in blend.splits(missing)
        if all(next(_gradings(part, size, some), None) for part, some in zip(pair, least, strict=True))
    ]
    return min(fit, key=lambda pair: abs(pair[0] - lean * pair[1]))


def apart(rate: Printed, limit: int, blend: Blend) -> tuple[int, int, int, int] | None:
    """Where no equal numbers will do: the nearest pair of numbers of answers to the two questions, the smallest first.

    (answers to the first, its missing fifths, answers to the second, its missing fifths); None if there are none.
    """
    pairs = [(first, second) for first in range(1, limit + 1) for second in range(1, limit + 1)]
    for first, second in sorted(pairs, key=lambda pair: (abs(pair[0] - pair[1]), pair[1], pair[0])):
        found = _apart(rate, first, second, blend)
        if found is not None:
            return first, found[0], second, found[1]
    return None


def _apart(rate: Printed, first: int, second: int, blend: Blend) -> tuple[int, int] | None:
    low, high = 1 - rate.high, 1 - rate.low
    one = Fraction(blend.first, blend.whole * FIFTHS * first)
    two = Fraction(blend.second, blend.whole * FIFTHS * second)
    fit = []
    for miss in range(FIFTHS * second + 1):
        rest = (low - two * miss) / one, (high - two * miss) / one
        for other in range(max(0, floor(rest[0]) + 1), min(floor(rest[1]), FIFTHS * first) + 1):
            sizes = ((other, first), (miss, second))
            if all(next(gradings(FIFTHS * size - part, size), None) for part, size in sizes):
                fit.append((other, miss))
    return min(fit, key=lambda pair: abs(pair[0] - pair[1])) if fit else None
