"""What a message is about, as weighted words: the title counts most, places and forms of politeness don't count."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from itertools import pairwise
from math import log, sqrt
from pathlib import Path

import rjieba

from huisheng.insight.hot.said import Said
from huisheng.insight.places.gazetteer import Gazetteer, Place, mended

TITLE, BODY, PART, PAIR = 0.68, 0.62, 0.5, 0.3  # PART: two characters of a longer word, so that 搅拌站 is near 搅拌厂
NEW = 0.5  # a place that the gazetteer doesn't know, found by its ending only
KEPT = 160  # words of a message: the rest weighs little and costs time
OPAQUE = 12  # longer than this is an address of the web or a number
READ = 400  # characters of the words that are read: what follows repeats it, or is law quoted
_WORD = re.compile(r"[A-Za-z一-鿿]")
_EARLY = 60  # a place told in the first characters is the place it is about
_CARRIES = {"community": 1.0, "school": 1.0, "shop": 1.0, "village": 0.8, "road": 0.6, "other": 0.6}


@cache
def stop() -> frozenset[str]:
    """Words that tell nothing about a matter: forms of address, function words, asking and thanking."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return frozenset(raw["stop"].split())


@cache
def alike() -> Mapping[str, str]:
    """One word for words that mean the same."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return {word: words.split()[0] for words in raw["alike"] for word in words.split()[1:]}


@cache
def _single() -> frozenset[str]:
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return frozenset(raw["single"])


@dataclass(frozen=True, slots=True)
class About:
    """One message as numbers: its words with weights (length 1), and its places with how much it is about them."""

    weights: Mapping[str, float]
    places: Mapping[str, float]
    title: tuple[str, ...]  # the words of the title in their order
    regions: tuple[str, ...]


def _blank(text: str, places: Sequence[Place]) -> str:
    out, at = [], 0
    for place in places:
        out += [text[at : place.start], "，"]
        at = place.end
    return "".join([*out, text[at:]])


def whole_words(text: str) -> Iterator[str]:
    """The segmenter's words; what it doesn't know comes as single characters, and those are put together: 某云贷."""
    ends, run = _single(), ""
    for word in rjieba.cut(mended(text), False):
        if (len(word) == 1 or word.isascii()) and word.isalnum() and word not in ends:
            run += word
            continue
        if run:
            yield run
        run = ""
        yield word
    if run:
        yield run


def tokens(text: str) -> list[str]:
    """Words that tell something, in their order."""
    left_out, same = stop(), alike()
    found = (same.get(word, word) for word in whole_words(text))
    return [word for word in found if 1 < len(word) <= OPAQUE and word not in left_out and _WORD.search(word)]


def read(messages: Sequence[Said], gazetteer: Gazetteer) -> list[About]:
    """All messages of a window; words that many messages share count little (inverse document frequency)."""
    raw = [_told(message, gazetteer) for message in messages]
    seen: Counter[str] = Counter(word for above, below, *_ in raw for word in {*above, *below})
    rarity = {word: log(1 + len(raw) / n) for word, n in seen.items()}
    out = []
    for above, below, places, title, regions in raw:
        weights: dict[str, float] = {}
        for part, share in ((above, TITLE), (below, BODY)):
            for word, weight in _unit(part, rarity).items():
                weights[word] = weights.get(word, 0.0) + share * weight
        strongest = nlargest(KEPT, weights, key=lambda word: (weights[word], word))
        out.append(About(_unit({word: weights[word] for word in strongest}), places, title, regions))
    return out


def _unit(counts: Mapping[str, float], rarity: Mapping[str, float] | None = None) -> dict[str, float]:
    weights = {word: sqrt(n) * rarity[word] for word, n in counts.items()} if rarity else dict(counts)
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def _bag(told: Sequence[str]) -> dict[str, float]:
    """Words, their pairs of characters, and pairs of words in their order: 购房|补贴."""
    counts: dict[str, float] = {}
    for word in told:
        counts[word] = counts.get(word, 0.0) + 1.0
        for at in range(len(word) - 1 if len(word) > 2 else 0):
            counts[word[at : at + 2]] = counts.get(word[at : at + 2], 0.0) + PART
    for one, other in pairwise(told):
        counts[f"{one}|{other}"] = counts.get(f"{one}|{other}", 0.0) + PAIR
    return counts


def _told(
    message: Said, gazetteer: Gazetteer
) -> tuple[dict[str, float], dict[str, float], dict[str, float], tuple[str, ...], tuple[str, ...]]:
    words = message.words[:READ]
    above, below = gazetteer.find(message.title), gazetteer.find(words)
    title = tokens(_blank(message.title, above))
    places: dict[str, float] = {message.place: 1.0} if message.place else {}
    often = Counter(place.name for place in below)
    for at, place in enumerate((*above, *below)):
        sure = _CARRIES.get(place.kind, 0.0) * (1.0 if place.name in gazetteer.counts else NEW)
        if at >= len(above):
            sure *= 0.9 if place.start < _EARLY or often[place.name] > 1 else 0.5
        if sure:
            places[place.name] = max(places.get(place.name, 0.0), sure)
    regions = tuple(dict.fromkeys(place.name for place in (*above, *below) if place.kind == "region"))
    return _bag(title), _bag(tokens(_blank(words, below))), places, tuple(title), regions
