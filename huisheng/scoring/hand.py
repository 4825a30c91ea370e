"""How the named formulas are written in a calculation by hand: 线性 as 20 − 200 × (95% − 93%), 分档 as 35（因 92% ≥
90%）.

Each writer is given what its formula was given, with the words of every argument; levels say where brackets are needed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huisheng.scoring.quantity import NOTHING, by_hand

CHOICE, OR, AND, NOT, COMPARE, SUM, TERM, SIGN, ATOM = range(9)


@dataclass(frozen=True, slots=True)
class Part:
    """An argument: its value (a number, a truth, None where it is unknown), its words and their level."""

    value: Any
    text: str
    level: int

    def within(self, level: int) -> str:
        """The words as a part of something of this level."""
        return self.text if self.level > level else f"({self.text})"


Words = tuple[str, int]
Writer = Callable[[Sequence[Part]], Words]


def linear(parts: Sequence[Part]) -> Words:
    """The full mark, or what is taken off it, or the floor."""
    value, target, full, slope, floor = parts
    rising = slope.value >= 0
    if value.value == target.value or (value.value > target.value) == rising:
        return _because(full.text, value, "≥" if rising else "≤", target)
    far, near = (target, value) if rising else (value, target)
    distance = abs(target.value - value.value)
    words = f"{full.within(SUM - 1)} − {by_hand(abs(slope.value))} × ({far.within(SUM - 1)} − {near.within(SUM)})"
    reached = full.value - abs(slope.value) * distance
    if reached < floor.value:
        return f"{floor.text}（{words} = {by_hand(reached)}，不低于{floor.text}）", CHOICE
    return words, SUM


def piecewise(parts: Sequence[Part]) -> Words:
    """The end on either side, or the straight line between two points."""
    value, *rest = parts
    pairs = _pairs(rest)
    (first, low), (last, high) = pairs[0], pairs[-1]
    if value.value <= first.value:
        return _because(low.text, value, "≤", first)
    if value.value >= last.value:
        return _because(high.text, value, "≥", last)
    upper = next(number for number, (at, _) in enumerate(pairs) if value.value <= at.value)
    (left, from_), (right, to) = pairs[upper - 1], pairs[upper]
    rise = f"({to.within(SUM - 1)} − {from_.within(SUM)})" if from_.value else to.within(TERM - 1)
    share = f"({value.within(SUM - 1)} − {left.within(SUM)}) ÷ ({right.within(SUM - 1)} − {left.within(SUM)})"
    return (f"{from_.within(SUM - 1)} + {rise} × {share}", SUM) if from_.value else (f"{rise} × {share}", TERM)


def steps(parts: Sequence[Part]) -> Words:
    """The line that was reached, or the lowest one that wasn't."""
    value, *pairs, otherwise = parts
    lines = sorted(_pairs(pairs), key=lambda pair: pair[0].value, reverse=True)
    reached = next((pair for pair in lines if value.value >= pair[0].value), None)
    if reached is None:
        return _because(otherwise.text, value, "<", lines[-1][0])
    return _because(reached[1].text, value, "≥", reached[0])


def steps_within(parts: Sequence[Part]) -> Words:
    """The limit that was kept, or the highest one that wasn't."""
    value, *pairs, otherwise = parts
    limits = sorted(_pairs(pairs), key=lambda pair: pair[0].value)
    kept = next((pair for pair in limits if value.value <= pair[0].value), None)
    if kept is None:
        return _because(otherwise.text, value, ">", limits[-1][0])
    return _because(kept[1].text, value, "≤", kept[0])


def all_or_nothing(parts: Sequence[Part]) -> Words:
    """The full mark or zero, with the condition."""
    held, full = parts
    return (f"{full.text}（因 {held.text}）" if held.value else f"0（不满足 {held.text}）"), CHOICE


def only_if(parts: Sequence[Part]) -> Words:
    """The value, or why there is none."""
    held, value = parts
    return (value.text, value.level) if held.value else (f"{NOTHING}（不满足 {held.text}）", CHOICE)


def per_occurrence(parts: Sequence[Part]) -> Words:
    """Each count times its points; the cap where it is reached."""
    cap, *pairs = parts
    terms = " + ".join(_terms(pairs))
    taken = sum(count.value * points.value for count, points in _pairs(pairs))
    if taken > cap.value:
        return f"−最小({cap.text}, {terms})", SIGN
    return f"−({terms})", SIGN


def weighted(parts: Sequence[Part]) -> Words:
    """加权率: answers times weights over all answers."""
    return f"({' + '.join(_terms(parts))}) ÷ ({' + '.join(one.within(SUM) for one in parts[::2])})", TERM


def mean(parts: Sequence[Part]) -> Words:
    """加权平均: what is unknown is left out, with its weight."""
    known = [one for pair in _pairs(parts) if None not in (pair[0].value, pair[1].value) for one in pair]
    if not known:
        return "各项都没有数", CHOICE
    weights = known[1::2]
    words, level = _sum(_terms(known), TERM)
    if sum(one.value for one in weights) != 1:
        words, level = f"{_braced(words, level)} ÷ {_braced(*_sum([one.within(SUM) for one in weights], TERM))}", TERM
    return (words, level) if len(known) == len(parts) else (f"{words}（没有数的不计，权重由其余分担）", CHOICE)


def clamped(parts: Sequence[Part]) -> Words:
    """限于: the number itself, or the limit that it passes."""
    value, low, high = parts
    if value.value < low.value:
        return f"{low.text}（{value.text} = {by_hand(value.value)}，不低于{low.text}）", CHOICE
    if value.value > high.value:
        return f"{high.text}（{value.text} = {by_hand(value.value)}，不高于{high.text}）", CHOICE
    return value.text, value.level


def _sum(terms: Sequence[str], level: int) -> Words:
    return " + ".join(terms), level if len(terms) == 1 else SUM


def _braced(words: str, level: int) -> str:
    return words if level > SUM else f"({words})"


def _pairs(parts: Sequence[Part]) -> list[tuple[Part, Part]]:
    return list(zip(parts[::2], parts[1::2], strict=True))


def _terms(parts: Sequence[Part]) -> list[str]:
    return [f"{one.within(TERM - 1)} × {other.within(TERM)}" for one, other in _pairs(parts)]


def _because(text: str, value: Part, sign: str, line: Part) -> Words:
    return f"{text}（因 {value.within(COMPARE)} {sign} {line.within(COMPARE)}）", CHOICE
