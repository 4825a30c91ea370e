"""Places in what people write: found by a gazetteer of the city's own names, and by endings where a name is new."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import rjieba

from huisheng.insight.places import grammar, learn
from huisheng.insight.places.grammar import KINDS, LETTERS, NUMBER, TAIL, ending, lists, plain

_FORM = 1
OFTEN = 8  # messages from which a long name has a short one
_BROKEN = "地名库文件已损坏，请重新生成。"


class Place(NamedTuple):
    """A place told in a text: ``text[start:end]`` is how, ``name`` what it is called in every text."""

    kind: str  # one of KINDS
    name: str
    start: int
    end: int


class Broken(ValueError):
    """A stored gazetteer can't be read; the sentence is for people."""


@dataclass(frozen=True)
class Gazetteer:
    """The names of one city: ``names`` as written -> (kind, one name for all ways of writing), and region codes."""

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)  # messages that told a name, when it was built

    def __post_init__(self) -> None:
        heads: dict[str, list[str]] = {}
        for name in [*self.names, *self.regions]:
            if len(name) >= 2:
                heads.setdefault(name[:2], []).append(name)
        for held in heads.values():
            held.sort(key=len, reverse=True)
        object.__setattr__(self, "_heads", heads)

    def find(self, text: str) -> tuple[Place, ...]:
        """The places of a text in their order, never overlapping; the longest known name wins.

        A community's span takes in 小区 and 三期 behind it, its name doesn't.
        """
        text = mended(text)
        found = self._known(text)
        taken = bytearray(len(text))
        for one in found:
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
        for kind, pattern in (("region", _LETTERED), ("number", NUMBER)):
            for match in pattern.finditer(text):
                _put(found, taken, Place(kind, match[0], match.start(), match.end()))
        for place in _told(text, taken):
            _put(found, taken, place)
        return tuple(sorted(found, key=lambda one: one.start))

    def _known(self, text: str) -> list[Place]:
        heads: dict[str, list[str]] = self._heads  # type: ignore[attr-defined]  # made in __post_init__, frozen since
        found, at, last = [], 0, len(text) - 1
        while at < last:
            held = heads.get(text[at : at + 2])
            name = next((one for one in held if text.startswith(one, at)), None) if held else None
            if name is None:
                at += 1
                continue
            end = at + len(name)
            kind, one = ("region", name) if name in self.regions else self.names[name]
            if kind == "community":
                tail = TAIL.match(text, end)
                end = tail.end() if tail else end
            found.append(Place(kind, one, at, end))
            at = end
        return found

    def write(self) -> bytes:
        """JSON, the same bytes for the same names."""
        held = {"form": _FORM, "names": dict(self.names), "regions": dict(self.regions), "counts": dict(self.counts)}
        return json.dumps(held, ensure_ascii=False, sort_keys=True).encode()

    @staticmethod
    def read(stored: bytes) -> "Gazetteer":
        """What ``write`` wrote. Raises Broken with a sentence for anything else."""
        try:
            held = json.loads(stored)
            names = {str(name): (str(kind), str(one)) for name, (kind, one) in held["names"].items()}
            regions = {str(name): str(code) for name, code in held["regions"].items()}
            counts = {str(name): int(n) for name, n in held["counts"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
            raise Broken(_BROKEN) from wrong
        if held.get("form") != _FORM or not all(kind in KINDS for kind, _ in names.values()):
            raise Broken(_BROKEN)
        return Gazetteer(names, regions, counts)


_LETTERED = re.compile(LETTERS)
_HALF = re.compile("[\ud800-\udfff]")


def mended(text: str) -> str:
    """Without halves of characters, which the segmenter can't read; what else there is stays where it is."""
    return _HALF.sub("\ufffd", text)


def build(texts: Iterable[str], known: Mapping[str, str] | None = None) -> Gazetteer:
    """Names learned from the city's messages (title and words in one text each), beside the ``known`` regions.

    ``known``: name of a region -> its code; without it the regions are those that the texts themselves begin with.
    Deterministic; a text given twice counts once.
    """
    texts = [mended(text) for text in texts]
    regions = {
        name: code for name, code in (known or dict.fromkeys(learn.regions(texts), "")).items() if len(name) >= 2
    }
    kinds, counts = learn.names(texts, regions)
    ones = {name: _one(name, kinds) if kind == "community" else name for name, kind in kinds.items()}
    whole: Counter[str] = Counter()
    for name, one in ones.items():
        if kinds[name] == "community":
            whole[one] = max(whole[one], counts[one], counts[name])
    short = _short(whole)
    names: dict[str, tuple[str, str]] = {}
    told: Counter[str] = Counter()
    for name, kind in kinds.items():
        one = short.get(ones[name], ones[name])
        names[name] = (kind, one)
        if kind == "community" and len(bare := plain(name)) >= 3:
            names.setdefault(bare, (kind, one))
        told[one] = max(told[one], counts[name])
    for head, whole_name in _heads(told, names):
        names.setdefault(head, whole_name)
    return Gazetteer(names, regions, told)


def _heads(told: Counter[str], names: Mapping[str, tuple[str, str]]) -> list[tuple[str, tuple[str, str]]]:
    """The first part of a long name that is often told, where it could be a name itself and means only this one."""
    meant: dict[str, set[str]] = {}
    for name, n in told.items():
        for cut in range(3, len(name) - 1):
            if n >= OFTEN and names.get(name, ("",))[0] == "community" and ending(name[:cut], weak=True) == "community":
                meant.setdefault(name[:cut], set()).add(name)
    common = lists().generic
    return [
        (head, ("community", one)) for head, (one, *others) in meant.items()
        if not others and head not in common and not rjieba.has_word(head)
    ]  # fmt: skip


def _one(name: str, kinds: Mapping[str, str]) -> str:
    """The name without 小区; without 社区 too where the name alone is a community of the city."""
    one = plain(name)
    return one[:-2] if one.endswith("社区") and kinds.get(one[:-2]) == "community" else one


def _short(counts: Counter[str]) -> dict[str, str]:
    """Short ways to tell one place: 青禾 and 水岸 for 青禾水岸, where only one longer name is meant."""
    longer: dict[str, Counter[str]] = {}
    for name, n in counts.items():
        for cut in range(2, len(name) - 1):
            longer.setdefault(name[:cut], Counter())[name] += n
            if cut <= len(name) - 3:
                longer.setdefault(name[-(len(name) - cut) :], Counter())[name] += n
    out = {}
    for name, n in counts.items():
        meant = longer.get(name)
        if not meant:
            continue
        best, most = meant.most_common(1)[0]
        if most >= 3 and 2 * most >= n and most >= 0.8 * sum(meant.values()):
            out[name] = best
    return {name: out.get(best, best) for name, best in out.items()}


def _put(found: list[Place], taken: bytearray, place: Place) -> None:
    if not any(taken[place.start : place.end]):
        found.append(place)
        taken[place.start : place.end] = b"\x01" * (place.end - place.start)


def _told(text: str, taken: bytearray) -> list[Place]:
    """New names by their endings: from the last word that can't stand in a name up to the ending."""
    out = []
    for match in grammar.strong_endings().finditer(text):
        floor = taken.rfind(1, max(0, match.start() - 12), match.end()) + 1
        start = max(grammar.name_start(text, floor, match.start()), floor)
        start += grammar.lead(text[start : match.end()])
        name = text[start : match.end()]
        kind = ending(name)
        if not kind or not grammar.sound(name):
            continue
        tail = TAIL.match(text, match.end()) if kind == "community" else None
        one = plain(name) if kind == "community" else name
        if len(one) >= 2:
            out.append(Place(kind, one, start, tail.end() if tail else match.end()))
    return out
