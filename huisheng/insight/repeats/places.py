"""The names of places and bodies in what somebody tells, for holding two matters against each other; pure.

A name is found by its end (小区, 路, 公司) and begins where a word of speech, a higher level or a sign stands. The same
text always gives the same names, whatever a city's other texts say: what is kept under a name is found under it later.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from huisheng.insight.repeats.causes import without

MOST = 600  # characters that are looked at
_LONGEST = 9  # characters before an end that may belong to the name

# a spot, a road, an area that holds many spots, a bus route, a metro line that passes many
SPOT, ROAD, AREA, NUMBER, LINE = "spot", "road", "area", "number", "line"

_WORDS = {
    name: said.split()
    for name, said in tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8")).items()
}
_KINDS = {
    **dict.fromkeys(_WORDS["areas"], AREA),
    **dict.fromkeys(_WORDS["spots"], SPOT),
    **dict.fromkeys(_WORDS["roads"], ROAD),
}
_ENDS = sorted(_KINDS, key=len, reverse=True)
_END = re.compile("|".join(f"{end}(?!灯)" if end == "路" else end for end in _ENDS))

_NONE = re.compile("|".join(_WORDS["none"]))
_STOP = re.compile("|".join(sorted(_WORDS["speech"], key=len, reverse=True)))
_HIGHER = re.compile("[A-Za-z]?\\d*[市区县省州]|街道|镇|乡|社区|大道|[东西南北中]路|路|街|开发区|号|栋|期|巷|线")
_BREAK = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z·.]")
_GENERIC = re.compile("(安置小区|小区|社区|有限公司|公司|楼盘|项目)$")
_NUMERALS = str.maketrans("零一二三四五六七八九", "0123456789")
_LINE = re.compile("([一二三四五六七八九])号线")
_NUMBERED = re.compile(
    r"(?<![0-9a-z])([a-z]{0,2}\d{1,4}路)(?=公交|公共|车|巴士|大巴|区间)|(?:公交|巴士|公交车)([a-z]{0,2}\d{1,4}路)|(\d{1,2}号线)"
)
_COMMON = frozenset(_WORDS["common"])
_TAILS = tuple(word for word in _COMMON if len(word) > 1)


@dataclass(frozen=True, slots=True)
class Name:
    """One name. ``core``: without 小区, 公司 and the like; ``stem``: without its end; where it stands in the text."""

    kind: str
    core: str
    start: int
    end: int
    stem: str = ""


def plain(text: str) -> str:
    """Compatibility forms folded, small letters, no white space, at most MOST characters."""
    folded = "".join(unicodedata.normalize("NFKC", text[: 2 * MOST]).lower().split())[:MOST]
    return _LINE.sub(lambda found: f"{found[1].translate(_NUMERALS)}号线", folded)


@lru_cache(maxsize=2048)
def names(said: str) -> tuple[Name, ...]:
    """The names in a text that ``plain`` made, in their order. Never fails; nothing for a text without names."""
    numbered = _numbered(said)
    found, last = [*numbered], Name("", "", 0, 0)
    for end in _END.finditer(said):
        name = _named(said, end, last)
        if name is not None and not any(name.start < one.end and one.start < name.end for one in numbered):
            found.append(name)
            last = name
    return tuple(sorted(found, key=lambda name: name.start))


def _named(said: str, end: re.Match[str], last: Name) -> Name | None:
    first = max(end.start() - _LONGEST, 0)
    before = said[first : end.start()]
    for sign in (_BREAK, _STOP, _HIGHER):
        for stop in sign.finditer(before):
            first = max(first, end.start() - len(before) + stop.end())
    if last.start < first < last.end:
        first = last.end
    whole = said[first : end.end()]
    core = _GENERIC.sub("", whole)
    stem = _own(_stem(core))
    tail = said[max(first - 1, 0) : end.end()]
    if (
        len(stem) + len(end[0]) < 3
        or not without(stem).strip("。")
        or not without(core).strip("。")
        or len(core) < 2
        or core.isdigit()
        or any(bad.end() == len(tail) for bad in _NONE.finditer(tail))
    ):
        return None
    return Name(_KINDS[end[0]], core, first, end.end(), stem)


def _stem(core: str) -> str:
    """云龙 of 云龙花园, whether 小区 stood behind it or not."""
    end = next((end for end in _ENDS if core.endswith(end) and len(core) > len(end)), "")
    return core.removesuffix(end)


def _own(stem: str) -> str:
    """The stem without common words at its end: 保利西海岸 of 保利西海岸配套; "" where nothing else is left."""
    while stem not in _COMMON and stem.endswith(_TAILS):
        stem = stem.removesuffix(next(word for word in _TAILS if stem.endswith(word)))
    return "" if stem in _COMMON else stem


def _numbered(said: str) -> list[Name]:
    found = []
    for one in _NUMBERED.finditer(said):
        core = one[1] or one[2] or one[3]
        found.append(Name(LINE if one[3] else NUMBER, core, one.start(), one.end(), core))
    return found
