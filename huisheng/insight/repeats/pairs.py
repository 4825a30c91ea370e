"""Two tellings held against each other: what agrees, what speaks against, how likely they are one matter; pure.

Where is weighed apart from what: the same words about another place are another matter. A pair of characters weighs
the more the fewer of the city's texts hold it (``Common``), so that 小区 and 希望 say little.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from huisheng.insight.repeats import places
from huisheng.insight.repeats.causes import causes, without
from huisheng.insight.repeats.places import AREA, LINE, NUMBER, ROAD, SPOT, Name

_STRENGTH = {SPOT: 1.0, NUMBER: 0.75, ROAD: 0.7, AREA: 0.35, LINE: 0.3}
_REGION = re.compile(
    "([a-z]\\d+|[\u4e00-\u9fff]{2})[区县](?<!小区)(?<!社区)(?<!校区)(?<!片区)(?<!地区)(?<!辖区)(?<!学区)"
)
_LITTLE = 0.25  # of a pair's weight: what everybody says is nothing
_PASSING = 0.6  # of the strength of a name that only the words tell: people name much in passing
_LEAD = 40  # characters of the words that stand for a title
_RARE = 0.45  # from here on a pair is more likely of a name than of the language


@dataclass(frozen=True)
class Told:
    """A matter as somebody told it. ``place``: the place typed apart; ``caller``: blind index of the number or b"".

    ``at``: when, by the clock on the wall.
    """

    title: str
    words: str
    place: str = ""
    category: str = ""
    region: str = ""
    at: datetime | None = None
    caller: bytes = b""

    @cached_property
    def head(self) -> str:
        """Title and place: what it is about."""
        return places.plain(f"{self.lead}。{self.place}") if self.place else self.lead

    @cached_property
    def whole(self) -> str:
        """Everything."""
        return places.plain(f"{self.title}。{self.place}。{self.words}")

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names it is about: those of its head, else the first ones of its words."""
        return self.own or _longest(places.names(self.whole))[:2]

    @cached_property
    def own(self) -> tuple[Name, ...]:
        """The names of its head."""
        return _longest(places.names(self.head))

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """What sorts of things it tells of: by its title, else by its words."""
        return causes(self._bare(self.lead)) or causes(self._bare(self.whole))[:3]

    def _bare(self, text: str) -> str:
        for name in self.names:
            text = text.replace(name.core, "。")
        return text

    @cached_property
    def lead(self) -> str:
        """The title; where there is none, how the words begin."""
        return places.plain(self.title) or places.plain(self.words[:_LEAD])

    @cached_property
    def regions(self) -> frozenset[str]:
        """Districts that its head names."""
        return frozenset(found[0] for found in _REGION.finditer(self.head))

    @cached_property
    def subject(self) -> str:
        """The head without what sorts of things it tells of."""
        return without(self.head)


class Common:
    """How common pairs of characters are among a city's texts, and among what is told everywhere (``common.txt``)."""

    def __init__(self, texts: Iterable[str]) -> None:
        count, everywhere = _everywhere()
        held = Counter(everywhere)
        for text in texts:
            count += 1
            held.update(set(pairs(places.plain(text))))
        whole = math.log(count + 2)
        self.weights = {pair: math.log((count + 2) / (n + 1)) / whole for pair, n in held.items()}

    def weight(self, pair: str) -> float:
        """0 for what every text holds, 1 for what none does."""
        return self.weights.get(pair, 1.0)

    def read(self, told: Told) -> "Weighed":
        """The telling with the weight of each of its pairs."""
        return Weighed(told, self)


class Weighed:
    """A telling whose pairs of characters are weighed; what everybody says is left out."""

    def __init__(self, told: Told, common: Common) -> None:
        self.told = told
        self.common = common
        get = common.weights.get
        self.every = {p: w for p in pairs(told.whole) if (w := get(p, 1.0) - _LITTLE) > 0}
        named = {pair for name in told.names for pair in pairs(name.core)}
        self.lead = {p: w for p in pairs(told.lead) if (w := get(p, 1.0) - _LITTLE) > 0}
        self.topic = {p: w for p, w in self.lead.items() if p not in named}
        self.said = self.every.keys() - named
        self.weighs = sum(self.every.values())
        self.says = sum(self.every[p] for p in self.said)
        self.leads = sum(self.lead.values())
        self.topics = sum(self.topic.values())


class Marks(NamedTuple):
    """What agrees and what doesn't between two tellings, each 0 to 1 but ``days``."""

    place: float  # the best name that both tell of, by how exact a place it is
    other: float  # both name places, and none of them is the other's
    region: float  # both name districts, and other ones
    subject: float  # a rare run of characters in common, where no name says so
    cause: float  # the share of sorts of things in common
    cause_other: float  # both tell of known sorts, and of other ones
    held: float  # how much of the shorter telling the longer one holds
    topic: float  # how like the titles are, names left out
    titled: float  # how much of one title the other telling holds
    lacks: float  # how much of the titles the other telling lacks: the lesser
    lacks_more: float  # and the greater
    copy: float  # how like all is, names and all
    days: float  # log of the days between, 1 for a year


def marks(one: Weighed, two: Weighed) -> Marks:
    """Hold two tellings against each other; the order of the two makes no difference."""
    a, b, common = one.told, two.told, one.common
    best, firm = _agreement(a, b, common)
    other = _elsewhere(a, b, best, firm)
    doubt = 1.0 - other if other < 0.5 else 0.0
    subject = max(_run(a, b, common), _run(b, a, common))
    shared = set(a.causes) & set(b.causes)
    lacks = sorted((_lacks(one, two), _lacks(two, one)))
    both = sum(one.every[p] for p in one.said & two.said)
    titles = sum(one.topic[p] for p in one.topic.keys() & two.topic.keys())
    copied = sum(one.every[p] for p in one.every.keys() & two.every.keys())
    days = abs((a.at - b.at).total_seconds()) / 86400 if a.at and b.at else 0.0
    return Marks(
        place=doubt * max(best, 0.0 if a.own and b.own else 0.8 * subject),
        other=other,
        region=float(bool(a.regions and b.regions and not a.regions & b.regions)),
        subject=subject,
        cause=len(shared) / max(min(len(a.causes), len(b.causes)), 1),
        cause_other=float(bool(a.causes and b.causes and not shared)),
        held=_share(both, min(one.says, two.says)),
        topic=_share(titles, math.sqrt(one.topics * two.topics), 1.0),
        titled=max(_titled(one, two), _titled(two, one)),
        lacks=lacks[0],
        lacks_more=lacks[1],
        copy=_share(copied, math.sqrt(one.weighs * two.weighs)),
        days=min(math.log1p(days) / math.log1p(365), 1.0),
    )


def _elsewhere(a: Told, b: Told, best: float, firm: float) -> float:
    """How surely the two tell of different places."""
    if a.own and b.own:
        return 1.0 if firm == 0.0 else 0.0 if firm > 0.5 else 0.4
    named, bare = (a, b) if a.own else (b, a)
    if named.own and best < 0.5 and max(_STRENGTH[name.kind] for name in named.own) > 0.5:
        return 0.8 if bare.names else 0.6  # a place is named, and the other tells of it nowhere
    return 0.4 if a.names and b.names and best < 0.5 else 0.0


def _agreement(a: Told, b: Told, common: Common) -> tuple[float, float]:
    """How exact the most exact name is that both tell of; and how surely one as exact as the heads are is in both.

    That is 1 if it stands in the other's head, 0.5 if only in its words: there people name what is near, too.
    """
    best = firm = 0.0
    exact = min(max((_STRENGTH[name.kind] for name in x.own), default=0.0) for x in (a, b))
    for x, y in ((a, b), (b, a)):
        for name in x.names:
            held = _held(name, y)
            if held:
                rare = min(max((_rarest(name.stem, common) - 0.3) / 0.15, 0.0), 1.0)
                strength = _STRENGTH[name.kind] * held * rare * (1.0 if x.own else _PASSING)
                best = max(best, strength)
                if _STRENGTH[name.kind] >= exact and held * rare >= 0.5:
                    firm = max(firm, 1.0 if _in_head(name, y) else 0.5)
    return best, firm


def _rarest(stem: str, common: Common) -> float:
    return max((common.weight(stem[n : n + 2]) for n in range(len(stem) - 1)), default=1.0)


def _held(name: Name, other: Told) -> float:
    """How well a name stands in the other telling: whole, or a good part of it."""
    if name.core in other.whole:
        return 1.0
    if name.kind not in (SPOT, ROAD):
        return 0.0
    if len(name.stem) > 3 and (name.stem[-3:] in other.whole or name.stem[:4] in other.whole):
        return 0.8
    best = 0.0
    for one in other.names:
        if one.kind == name.kind and (run := _together(name.stem, one.stem)) >= 3:
            best = max(best, run / min(len(name.stem), len(one.stem)))
    return best if best >= 0.6 else 0.0


def _in_head(name: Name, other: Told) -> bool:
    stem = name.stem
    return (
        name.core in other.head
        or stem in other.head
        or any(one.kind == name.kind and _together(stem, one.stem) >= min(3, len(stem)) for one in other.own)
    )


def _together(a: str, b: str) -> int:
    """The longest run of characters that both hold."""
    best = 0
    for at in range(len(a)):
        while at + best < len(a) and a[at : at + best + 1] in b:
            best += 1
    return best


def _run(x: Told, y: Told, common: Common) -> float:
    """The rarest run of characters of the subject that the other telling holds."""
    best = now = 0.0
    text, whole = x.subject, y.whole
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        now = max(now + common.weight(pair) - _RARE, 0.0) if pair.isalnum() and pair in whole else 0.0
        best = max(best, now)
    return min(best / 1.5, 1.0)


def _lacks(x: Weighed, y: Weighed) -> float:
    """How much of the lead the other telling lacks."""
    return _share(sum(w for p, w in x.lead.items() if p not in y.every), x.leads)


def _titled(x: Weighed, y: Weighed) -> float:
    """How much of the lead, names left out, the other one tells."""
    return _share(sum(w for p, w in x.topic.items() if p in y.said), x.topics, 1.0)


def _share(part: float, whole: float, least: float = 1e-6) -> float:
    return min(part / max(whole, least), 1.0)


@cache
def _everywhere() -> tuple[int, Counter[str]]:
    lines = Path(__file__).with_name("common.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return 1000, Counter({pair: int(row[0]) for row in rows for pair in row[1:]})


def pairs(text: str) -> list[str]:
    """Every two neighbouring characters that are letters, digits or signs of writing, in their order."""
    return [pair for n in range(len(text) - 1) if (pair := text[n : n + 2]).isalnum()]


def _longest(names: tuple[Name, ...]) -> tuple[Name, ...]:
    kept: dict[int, Name] = {}
    for name in names:
        kept[name.start] = name
    return tuple({name.core: name for name in kept.values()}.values())
