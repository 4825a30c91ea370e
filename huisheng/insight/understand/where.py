"""Where it is: names that the city's gazetteer and regions know, else what ends as places end (小区, 路, 村)."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from huisheng.insight.understand.found import Where
from huisheng.insight.understand.plain import plain

_WINDOW, _SHORTEST = 12, 2
_JOINT: Final = re.compile(r"[的和与、，,及跟 ]{0,2}(?:交叉口)?")
_REGIONS, _NAMED_BY_REGION = ("省", "市", "县", "镇", "乡", "区", "道"), ("shop", "school", "other")
_NO_NAME: Final = "马道线铁公网思出之条段修走问回退后来生活手半末权乡老小农水集建套头巴泥辅新全本各该"
_PART: Final = re.compile(r"第?[一二三四五六七八九十\d]+[期区号组]")
_TAILS: Final = re.compile(r"(?:街道办事处|街道办|街道|开发区|新区|高新区|镇|乡|区|县|市)$")
_STREET: Final = re.compile(
    r"路|街(?!道)|大道|小区|花园|家园|学校|小学|中学|大桥|广场|村(?!镇)|社区|医院|公园|苑|公司|超市|酒店|市场"
)


class Place(Protocol):
    """What a gazetteer finds (insight.places)."""

    @property
    def kind(self) -> str:
        """Of which sort."""

    @property
    def name(self) -> str:
        """What it is called in every text."""

    @property
    def start(self) -> int:
        """Where it begins in this one."""

    @property
    def end(self) -> int:
        """Where it ends."""


class Gazetteer(Protocol):
    """The names of a city's places."""

    def find(self, text: str) -> tuple[Place, ...]:
        """The places in the text."""


class _Rules(NamedTuple):
    kinds: dict[str, str]
    ending: re.Pattern[str]
    left: re.Pattern[str]
    words: re.Pattern[str]
    never: frozenset[str]
    detail: re.Pattern[str]
    tail: re.Pattern[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads((Path(__file__).parent / "words" / "places.toml").read_text("utf-8"))
    kinds = {ending: kind for kind, endings in raw["endings"].items() for ending in endings}
    endings = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    words = "|".join(sorted(map(re.escape, raw["left"]["words"].split()), key=len, reverse=True))
    words = f"{words}|{raw['left']['pattern']}"
    regions = "|".join(raw["left"]["region"].split())
    return _Rules(
        kinds,
        re.compile(
            rf"(?:{endings})(?![政民委支组长官]|(?<=街)道|(?<=[镇乡])[上里下村]|(?<=路)(?:面|过|灯|口|费|程|线|况|人))"
        ),
        re.compile(rf"(?:{words}|{regions}|[{re.escape(raw['left']['chars'])}])"),
        re.compile(rf"(?:{words}|[{re.escape(raw['left']['chars'])}])"),
        frozenset(raw["left"]["never"].split()),
        re.compile(raw["after"]["detail"]),
        re.compile(raw["after"]["tail"]),
    )


def places(text: str, gazetteer: Gazetteer | None, regions: Mapping[str, str]) -> tuple[Where, ...]:
    """All places in order, none inside another. Regions first, then the gazetteer, then by their endings."""
    flat, taken, found = plain(text), set[int](), list[Where]()
    for one in (*_regions(flat, regions), *_known(text, gazetteer, regions), *_ended(flat)):
        if taken.isdisjoint(range(one.start, one.end)):
            taken.update(range(one.start, one.end))
            found.append(one._replace(name=text[one.start : one.end]) if one.kind != "region" else one)
    for hit in _rules().detail.finditer(flat):
        if hit.start() - 1 in taken and taken.isdisjoint(range(*hit.span())):
            taken.update(range(*hit.span()))
            found.append(Where("number", text[hit.start() : hit.end()], *hit.span(), "", "门牌、楼栋"))
    return tuple(sorted(found, key=lambda one: one.start))


def region(found: Iterable[Where], codes: Mapping[str, str]) -> Where | None:
    """The one region that is meant; None where several are named that don't lie in one another.

    ``codes``: region code -> the line of codes above it, "/430302/43030201/".
    """
    named = {one.code: one for one in found if one.code}
    inner = [
        one for code, one in named.items() if not any(code != o and f"/{code}/" in codes.get(o, "") for o in named)
    ]
    return inner[0] if len(inner) == 1 else None


def place(text: str, found: tuple[Where, ...]) -> str:
    """The words for the place field: the first places that stand together, with numbers and 门口, 交叉口."""
    spots = [one for one in found if one.kind != "region"]
    if not spots:
        return ""
    best: tuple[int, int, int] | None = None
    for at, one in enumerate(spots):
        end, kinds = one.end, {one.kind}
        for two in spots[at + 1 :]:
            if not _JOINT.fullmatch(text[end : two.start]):
                break
            end, kinds = two.end, kinds | {two.kind}
        weight = (
            2 * len(kinds - {"number"})
            + ("number" in kinds)
            + 2 * bool(kinds & {"community", "road", "village", "school"})
        )
        if kinds != {"number"} and (best is None or weight > best[0]):
            best = (weight, one.start, end)
    if best is None:
        return ""
    tail = _rules().tail.match(text, best[2])
    start = best[1]
    if text[start : best[2]] in _rules().kinds:
        start = next((one.start for one in found if one.end == start), start)
    return text[start : tail.end() if tail else best[2]][:60].strip()


def _known(text: str, gazetteer: Gazetteer | None, regions: Mapping[str, str]) -> Iterator[Where]:
    for one in gazetteer.find(text) if gazetteer is not None else ():
        code = regions.get(one.name, "") if one.kind == "region" else ""
        yield Where(one.kind, one.name, one.start, one.end, code, f"“{one.name}”在本市地名里")


def _regions(flat: str, regions: Mapping[str, str]) -> Iterator[Where]:
    if not regions:
        return
    pattern, codes = _names(tuple(sorted(regions.items())))
    for hit in pattern.finditer(flat):
        full = hit[0] in regions
        if full or not _STREET.match(flat, hit.end()):  # 石桥路 is no 石桥镇
            yield Where("region", hit[0], hit.start(), hit.end(), codes[hit[0]], f"“{hit[0]}”是本市的区域")


@lru_cache(maxsize=8)
def _names(regions: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Names and, where only one region has it, what is left of a name without 镇, 街道, 区."""
    codes, short = dict(regions), dict[str, list[str]]()
    for name, code in regions:
        stem = _TAILS.sub("", name)
        if stem != name and len(stem) >= _SHORTEST:
            short.setdefault(stem, []).append(code)
    codes = {stem: held[0] for stem, held in short.items() if len(held) == 1} | codes
    return re.compile("|".join(sorted(map(re.escape, codes), key=len, reverse=True))), codes


def _ended(flat: str) -> Iterator[Where]:
    rules, done = _rules(), 0
    for hit in rules.ending.finditer(flat):
        low = max(hit.start() - _WINDOW, done)
        start = max((cut.end() for cut in rules.left.finditer(flat, low, hit.start())), default=low)
        stem = flat[start : hit.start()]
        if not stem and flat[max(start - 1, 0) : start] in _REGIONS and rules.kinds[hit[0]] in _NAMED_BY_REGION:
            done = hit.end()  # 石桥镇|卫生院: the region is the name
            begins = max((cut.end() for cut in rules.words.finditer(flat, low, hit.start())), default=low)
            yield Where(rules.kinds[hit[0]], flat[begins:done], begins, done, "", f"像地名，以“{hit[0]}”结尾")
            yield Where(rules.kinds[hit[0]], hit[0], start, done, "", f"像地名，以“{hit[0]}”结尾")
        if not stem or stem in rules.never or stem[-2:] in rules.never or not stem.isalnum() or stem.isdigit():
            continue
        if (rules.kinds[hit[0]] in ("road", "region", "village") and stem[-1] in _NO_NAME) or _PART.fullmatch(stem):
            continue
        if len(stem) < _SHORTEST and (rules.kinds[hit[0]] not in ("road", "village") or start == low):
            continue
        done = hit.end()
        yield Where(rules.kinds[hit[0]], flat[start : hit.end()], start, hit.end(), "", f"像地名，以“{hit[0]}”结尾")
