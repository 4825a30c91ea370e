"""After linkage: each group takes in what plainly belongs to it and lets go what doesn't, seen from its middle."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import median

from huisheng.insight.hot.words import About

LEAST = 4  # members from which a group has a middle worth the name
MAIN = 0.6  # share of members that tell a place for it to be the group's own
HERE, NOWHERE, ELSEWHERE = 0.25, 0.85, 0.2  # added where the place is told; factors where none, where another is
PLAIN = 0.36  # so alike in what is said that the place need not be told
OWN = 0.6  # how sure a place must be for a message to be about it alone
STRAY = 0.4  # factor for a message about one place in a group that has none
TAKEN = 0.62  # of the median fit of its members: from here taken in
LEFT, LOOSE = 1.1, 0.8  # of that: below let go, by a group without and with a place
LOWEST, HIGHEST = 0.26, 0.42  # bounds of what is asked
ONE_MATTER = 0.3  # how alike the middles of two groups are that are one, where both have one place
BESIDE = 0.32  # HERE and a little of what is said
SEARCHED = 10  # words of the middle by which others are looked for


@dataclass(frozen=True, slots=True)
class Middle:
    """What a group is about: summed words, its own place or "", and every place that its members tell."""

    weights: Mapping[str, float]
    length: float
    place: str
    told: frozenset[str]

    def fit(self, one: About, *, inside: bool) -> float:
        """How well a message belongs; its own words are taken out of the middle where it stands ``inside``."""
        dot = sum(weight * self.weights.get(word, 0.0) for word, weight in one.weights.items())
        if inside:
            rest = self.length**2 - 2 * dot + 1
            cosine = (dot - 1) / sqrt(rest) if rest > 0.01 else 0.0
        else:
            cosine = dot / self.length
        return self._placed(max(cosine, 0.0), one)

    def takes(self, one: About, bar: float) -> bool:
        """Whether a message from outside belongs; less is asked of one that tells the group's own place."""
        asked = min(bar, BESIDE) if self.place and one.places.get(self.place, 0.0) >= 0.8 else bar
        return self.fit(one, inside=False) >= asked

    def alike(self, other: "Middle") -> float:
        """Cosine of two middles."""
        dot = sum(weight * other.weights.get(word, 0.0) for word, weight in self.weights.items())
        return dot / (self.length * other.length)

    def _placed(self, cosine: float, one: About) -> float:
        if not self.place:
            return cosine * (STRAY if max(one.places.values(), default=0.0) >= OWN else 1.0)
        if self.place in one.places:
            return cosine + HERE * one.places[self.place]
        sure = max(one.places.values(), default=0.0)
        if sure >= 0.5 and not self.told.intersection(one.places):
            return cosine * ELSEWHERE
        return cosine * NOWHERE if cosine < PLAIN else cosine + HERE / 3


def middle(group: Iterable[int], about: Sequence[About]) -> Middle:
    """The middle of a group of messages."""
    members = [about[index] for index in group]
    weights: dict[str, float] = defaultdict(float)
    places: Counter[str] = Counter()
    for one in members:
        for word, weight in one.weights.items():
            weights[word] += weight
        places.update({name: 1 for name, sure in one.places.items() if sure >= 0.5})
    named = sorted(places, key=lambda name: (-places[name], name))
    own = named[0] if named and places[named[0]] >= MAIN * len(members) else ""
    told = frozenset(name for name in named if places[name] >= 2)
    return Middle(weights, sqrt(sum(weight * weight for weight in weights.values())) or 1.0, own, told)


def bar(group: Iterable[int], about: Sequence[About]) -> float:
    """The fit from which a message belongs to a group."""
    held = list(group)
    whole = middle(held, about)
    usual = median(whole.fit(about[index], inside=True) for index in held)
    return min(max(TAKEN * usual, LOWEST), HIGHEST)


def refined(groups: Sequence[Sequence[int]], about: Sequence[About]) -> list[list[int]]:
    """The groups again, the larger first: each takes strays and members of smaller ones that fit it better."""
    split = sorted((part for group in groups for part in _by_place(group, about)), key=lambda part: (-len(part), part))
    belongs = {index: at for at, group in enumerate(split) for index in group}
    out = [set(group) for group in split]
    holders = _holders(about)
    for at, held in enumerate(out):
        if len(held) < LEAST:
            continue
        whole = middle(held, about)
        asked = bar(held, about)
        for index in sorted(_near(whole, holders) - held):
            other = belongs.get(index, -1)
            if 0 <= other < at and len(out[other]) >= LEAST:
                continue
            if whole.takes(about[index], asked):
                if other >= 0:
                    out[other].discard(index)
                held.add(index)
                belongs[index] = at
        _let_go(held, whole, min(asked, bar(held, about)), about)
    return _merged([sorted(group) for group in out if len(group) > 1], about)


def _merged(groups: list[list[int]], about: Sequence[About]) -> list[list[int]]:
    """Groups with one own place and middles that are alike are one matter in other words; the closest pair first."""
    by_place: dict[str, list[tuple[list[int], Middle]]] = defaultdict(list)
    for group in groups:
        whole = middle(group, about)
        by_place[whole.place].append((group, whole))
    out = [group for group, _ in by_place.pop("", [])]
    for parts in by_place.values():
        while len(parts) > 1:
            like, at, to = max(
                (one.alike(other), -at, -to) for (at, (_, one)), (to, (_, other)) in combinations(enumerate(parts), 2)
            )
            if like < ONE_MATTER:
                break
            group = sorted(parts[-at][0] + parts[-to][0])
            parts[-at] = (group, middle(group, about))
            del parts[-to]
        out += [group for group, _ in parts]
    return out


def _let_go(held: set[int], whole: Middle, asked: float, about: Sequence[About]) -> None:
    """Those that don't fit, measured against the middle of the others. What tells a place of the group's stays."""
    low = asked * (LOOSE if whole.place else LEFT)
    for index in sorted(held):
        here = whole.place and not whole.told.isdisjoint(about[index].places)
        if not here and whole.fit(about[index], inside=True) < low:
            held.discard(index)


def _by_place(group: Sequence[int], about: Sequence[About]) -> list[list[int]]:
    """One nuisance in ten places is ten matters: members about places of their own leave a group that has none."""
    if middle(group, about).place:
        return [list(group)]
    rest: list[int] = []
    apart: dict[str, list[int]] = defaultdict(list)
    for index in group:
        places = about[index].places
        best = min(places, key=lambda name: (-places[name], name)) if places else ""
        if best and places[best] >= OWN:
            apart[best].append(index)
        else:
            rest.append(index)
    return [part for part in [rest, *apart.values()] if part]


def _holders(about: Sequence[About]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(about):
        for key in [*one.weights, *(f"@{name}" for name in one.places)]:
            out[key].append(index)
    return out


def _near(whole: Middle, holders: Mapping[str, list[int]]) -> set[int]:
    """Messages that tell the group's place, or two of its strongest words."""
    top = sorted(whole.weights, key=lambda word: (-whole.weights[word], word))[:SEARCHED]
    shared = Counter(index for word in top for index in holders.get(word, ()))
    near = {index for index, n in shared.items() if n >= 2}
    return near.union(holders.get(f"@{whole.place}", ())) if whole.place else near
