"""How places are told in Chinese: endings, what stands around them, numbers of houses, regions. No names of a city."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import rjieba

KINDS: Final = ("region", "community", "road", "number", "shop", "school", "village", "other")

# Published messages hide names behind letters (A市, A3区); they are regions like any other.
LETTERS: Final = r"[A-Z]\d{0,2}(?:市|区|县|省)"
_NUMBER: Final = (
    r"(?:[A-Za-z]?\d{1,4}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座(?!谈))(?:[A-Za-z东西]?\d{0,2}单元)?(?:\d{2,4}(?:室|房|号)?)?"
    r"|\d{1,2}单元(?:\d{3,4}(?:室|房|号)?)?|(?<=[路街道巷弄])\d{1,4}号(?:院|楼|附\d+号?)?"
)
NUMBER: Final = re.compile(_NUMBER)
# What is told with a community but is no part of its name: 三期, 二区, 小区, 4.1期.
_PART: Final = r"(?:第?[一二三四五六七八九十\d.、至到]{1,5}期|[一二三四五六七八九十\dA-Z]{1,2}区(?!别))"
TAIL: Final = re.compile(rf"(?:{_PART}|住宅小区|小区|楼盘|社区(?!巴士|医院|卫生))+")
_TAILS: Final = re.compile(rf"(?:{_PART}|住宅小区|小区|楼盘)+$")
_JOINTS: Final = re.compile(r"[\s·•・.．—\-“”\"'‘’《》]+")


class Lists(NamedTuple):
    """The lists of ``words.toml``, as sets."""

    strong: dict[str, str]  # ending -> kind
    weak: dict[str, str]
    left: frozenset[str]
    home: frozenset[str]
    right: frozenset[str]
    never: frozenset[str]
    generic: frozenset[str]
    office: tuple[str, ...]


@cache
def lists() -> Lists:
    """Read once: the generic words around Chinese place names."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    bounds = raw["bounds"]
    by_ending = [
        {ending: kind for kind, endings in raw[part].items() for ending in endings} for part in ("strong", "weak")
    ]
    return Lists(
        by_ending[0],
        by_ending[1],
        frozenset(bounds["left"]),
        frozenset(bounds["right_home"]),
        frozenset(bounds["right_any"]),
        frozenset(bounds["never"].split()),
        frozenset(bounds["generic"].split()),
        tuple(bounds["office"].split()),
    )


def ending(name: str, *, weak: bool = False) -> str:
    """The kind that the longest known ending of ``name`` tells, or "" where it tells none."""
    tables = (lists().strong, lists().weak) if weak else (lists().strong,)
    for length in range(min(6, len(name)), 0, -1):
        for table in tables:
            if name[-length:] in table:
                return table[name[-length:]]
    return ""


def sound(name: str) -> bool:
    """A name by its ending, and not only that: something stands before it, and it is no common noun or office."""
    words = lists()
    length = next((length for length in range(1, min(6, len(name)) + 1) if name[-length:] in words.strong), 0)
    if not length or len(name) < 3 or len(name) - length < (2 if length == 2 else 1):
        return False
    if name in words.generic or plain(name) in words.generic:
        return False
    return not name.endswith(words.office) or (words.strong[name[-length:]] == "shop" and len(name) >= 5)


def plain(name: str) -> str:
    """One name for one place: without 小区, numbers of phases, joints: 某某·水岸三期小区 = 某某水岸."""
    bare = _JOINTS.sub("", name)
    cut = _TAILS.sub("", bare)
    return cut if len(cut) >= 2 and cut not in lists().generic else bare


@cache
def _strong_endings() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, lists().strong), key=len, reverse=True)))


def strong_endings() -> re.Pattern[str]:
    """Finds endings in running text, the longest first."""
    return _strong_endings()


# A name of a place that nobody knows yet is believed only between clear bounds.
_STOP: Final = re.compile(
    r"[^\w]|[的是在了及或我你他她它们这那哪被把从到向请吗呢吧啊么很没不也都就还但却而且因让使于由与至给跟距离去回有每某该本各等]"
    r"|关于|反映|投诉|举报|咨询|建议|请求|希望|要求|强烈|质疑|位于|坐落|座落|地处|住|购买|小区|业主|居民|村民|附近|旁边|对面|尊敬|领导|书记|[市区县省](?=\w)|街道|社区"
)


def name_start(text: str, floor: int, end: int) -> int:
    """Where a name whose ending begins at ``end`` may begin at the earliest: at most nine characters before.

    ``floor`` is where the place before it ends; without a bound in reach there is no name.
    """
    low = max(0, end - 9, floor)
    start = -1 if end - 9 > max(0, floor) else low
    for match in _STOP.finditer(text, low, end):
        start = match.end()
    return end if start < 0 else start


_LED: Final = frozenset("成过做变作搞出送查找修建装设叫开办无多少之")
_COUNTED: Final = re.compile(r"[一二三四五六七八九十几两数多近上百千万\d]+(?:[个家条名处栋座所间些套户位组班起])?$")


def lead(name: str) -> int:
    """How many characters at the beginning of an unknown name are words of the sentence: 逼迁|某某职校."""
    cut = at = 0
    for piece, kind in rjieba.tag(name)[:-1]:
        at += len(piece)
        told = len(piece) >= 2 and kind[0] in "vpcrduqf" and rjieba.has_word(piece)
        if told or piece in _LED or (at == len(piece) and _COUNTED.match(piece)):
            cut = at
    return cut
