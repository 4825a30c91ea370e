"""Which strings are names of places in this city: learned from where they stand in its messages.

A name begins where a region ends (A7县|某某新城), after a word that leads to places (位于, 我是), or after another name
(某某镇|某某村). It ends with an ending that makes names (路, 苑, 小学), or where the city shows that it ends: before
小区, 业主, 三期, 5栋, and before many different words (boundary entropy). A word that stands after many regions is no
name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import log

import rjieba

from huisheng.insight.places.grammar import LETTERS, ending, lists, plain, sound

_LONGEST, _TOKENS = 12, 6
_WORD = re.compile(r"\w")
_ORDINAL = re.compile(r"[一二三四五六七八九十\d]+(?:期|栋|幢|栋楼|号楼)?$")
_MARK = "\x01"
FEW_TEXTS = 3
# a text or a line begins, perhaps by a word that leads to places, with one, two or three regions
_BEGINS = re.compile(
    r"(?m)^(?:投诉|举报|反映|咨询|关于|请问|建议|希望|请求|我是|位于|家住)?(?:[一-鿿]{1,3}?[市区县]){1,3}"
)
_REGION = re.compile(r"[一-鿿]{1,3}?[市区县]")
_NO_REGION = frozenset(
    ("本", "我", "全", "各", "该", "城", "小", "社", "地", "片", "园", "校", "辖", "市", "县", "区", "上", "超")
)
_NO_REGION_END = (
    "小区",
    "社区",
    "城区",
    "地区",
    "片区",
    "园区",
    "校区",
    "辖区",
    "市区",
    "景区",
    "郊区",
    "老区",
    "库区",
    "超市",
    "城市",
    "门市",
    "夜市",
)
_PROPER = frozenset(("ns", "nr", "nz", "nt", "nrt"))
_NEVER_FIRST = frozenset("vpcrd")  # not vn: a road may be called 劳动路
_NOT_FIRST = frozenset("vpcrdumqft")  # kinds of words, as the segmenter's dictionary tells them
_COUNTED = r"[\d一二三四五六七八九十几两数多近上百千万]"
_NO_NAME = re.compile(
    rf"^(?:{_COUNTED}+(?:余|多)?(?:栋|幢|座|户|楼|期|平|区|号|家|名|人|所|条|个|套|处|年|月|点|层)|小区|社区)"
    r"|^[省市县区]|全体|所有|部分|广大|业主|住户|居民|小区.|户$|(?:栋|幢|楼|期|区|号|苑|园|座)[A-Za-z\d]+$|(?<!\D)\d+$|\D\d{1,2}$|[栋幢]|安置$|期$|楼$|号$|沿线$"
)


class Seen:
    """What is known of one candidate: in how many messages, after which regions, before what."""

    __slots__ = ("after", "home", "led", "nexts", "regions", "right", "texts")

    def __init__(self) -> None:
        self.texts = self.led = self.home = self.right = self.after = 0
        self.nexts: dict[str, int] = {}
        self.regions: dict[str, int] = {}


def regions(texts: Iterable[str]) -> list[str]:
    """Cities, districts and counties that many texts begin with: where nobody has told which there are."""
    distinct = list(dict.fromkeys(texts))
    counts: Counter[str] = Counter()
    for text in distinct:
        found: set[str] = set()
        for match in _BEGINS.finditer(text):
            found.update(name for name in _REGION.findall(match[0]) if name[:-1] not in _NO_REGION and "的" not in name)
        counts.update(found)
    least = max(FEW_TEXTS, len(distinct) // 200)
    return sorted(name for name, n in counts.items() if n >= least and not name.endswith(_NO_REGION_END))


def names(texts: Iterable[str], known: Mapping[str, str]) -> tuple[dict[str, str], Counter[str]]:
    """Names of places -> kind, and in how many texts each stands. ``known`` names regions; a text counts once."""
    longest = sorted((re.escape(one) for one in known), key=len, reverse=True)
    regions = re.compile("|".join([*longest, LETTERS]))
    distinct = list(dict.fromkeys(texts))
    seen: dict[str, Seen] = {}
    for text in distinct:
        _note(seen, text, regions)
    chosen = {name: one for name, one in seen.items() if _possible(name, one)}
    counts = _everywhere(distinct, chosen)
    city = _city(chosen.values())
    kept = {name: kind for name, one in chosen.items() if (kind := _kind(name, one, counts[name], city))}
    return _maximal(kept, counts), counts


def _pieces(text: str, regions: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Tokens with the region before them, where one stands directly before."""
    told = iter(regions.findall(text))
    before = ""
    for token in rjieba.cut(regions.sub(_MARK, text), False):
        if token == _MARK:
            before = next(told)
        else:
            yield token, before
            before = ""


def _note(seen: dict[str, Seen], text: str, regions: re.Pattern[str]) -> None:
    words = lists()
    tokens = [*_pieces(text, regions), ("。", "")]
    found: dict[str, list[tuple[str, str, bool]]] = {}
    previous, opened = "\n", False
    for at, (token, region) in enumerate(tokens[:-1]):
        led = bool(region) or opened or previous in words.left
        opened = token in words.strong or (len(token) > 2 and bool(ending(token)))
        if led or previous == "\n":
            for name, after in _from(tokens, at):
                found.setdefault(name, []).append((region, after, led))
        previous = token
    for name, places in found.items():
        one = seen.get(name)
        if one is None:
            one = seen[name] = Seen()
        _add(one, places)


def _from(tokens: list[tuple[str, str]], at: int) -> Iterator[tuple[str, str]]:
    """Every string of whole tokens that begins here and could be a name, with the word after it."""
    words, name = lists(), ""
    for place in range(at, min(len(tokens) - 1, at + _TOKENS)):
        token, region = tokens[place]
        if token in words.never or not _WORD.match(token) or (region and place > at):
            return
        name += token
        if len(name) > _LONGEST:
            return
        if len(name) >= 2:
            yield name, _after(tokens, place + 1)


def _after(tokens: list[tuple[str, str]], at: int) -> str:
    word, region = tokens[at]
    if region or not _WORD.match(word):
        return "。"
    following = tokens[at + 1][0] if at + 1 < len(tokens) else "。"
    if word == "的" and following in lists().home:
        return following
    if _ORDINAL.match(word) and (following in ("期", "栋", "幢", "号楼") or word[-1] in "期栋幢楼"):
        return "期"
    if word.isascii() and word.isalnum() and following in ("区", "座", "栋", "幢"):
        return "期"  # E4区, c2栋: a part of a place where people live
    return word


def _add(one: Seen, places: list[tuple[str, str, bool]]) -> None:
    words = lists()
    one.texts += 1
    befores, afters = {region for region, _, _ in places if region}, {after for _, after, _ in places}
    one.led += any(led for _, _, led in places)
    one.after += bool(befores)
    one.home += not words.home.isdisjoint(afters)
    one.right += not words.right.isdisjoint(afters)
    for after in afters:
        one.nexts[after] = one.nexts.get(after, 0) + 1
    for region in befores:
        one.regions[region] = one.regions.get(region, 0) + 1


def _possible(name: str, one: Seen) -> bool:
    words = lists()
    if name in words.generic or plain(name) in words.generic or _NO_NAME.search(name):
        return False
    if ending(name):
        return bool(one.led) and sound(name) and _noun(name, sure=one.texts >= 4)
    if name.endswith(words.office):
        return False
    return (one.texts >= 2 and one.after >= 2) or (one.led >= 1 and one.home >= 2 and _noun(name))


def _noun(name: str, *, sure: bool = False) -> bool:
    """Doesn't begin with a verb, a pronoun, a preposition: 考虑某某小学 is no name. Less is asked where it is sure."""
    head, kind = rjieba.tag(name)[0]
    if len(head) < 2 or not rjieba.has_word(head):
        return True
    return kind not in _NEVER_FIRST if sure else kind[0] not in _NOT_FIRST


def _everywhere(texts: list[str], names: Iterable[str]) -> Counter[str]:
    """In how many texts a name stands, wherever."""
    heads: dict[str, list[str]] = {}
    for name in names:
        heads.setdefault(name[:2], []).append(name)
    counts: Counter[str] = Counter()
    for text in texts:
        held = set()
        for at in range(len(text) - 1):
            for name in heads.get(text[at : at + 2], ()):
                if text.startswith(name, at):
                    held.add(name)
        counts.update(held)
    return counts


def _city(seen: Iterable[Seen]) -> str:
    """The region that stands before everything: it tells nothing about a name."""
    total: Counter[str] = Counter()
    for one in seen:
        total.update(one.regions)
    return total.most_common(1)[0][0] if total else ""


def _kind(name: str, one: Seen, everywhere: int, city: str) -> str:
    """The kind of place, or "" where the messages don't bear it out."""
    told = ending(name)
    districts = [n for region, n in one.regions.items() if region != city]
    total = sum(districts)
    if told:
        anywhere = told in ("school", "shop", "other", "region") and _common_stem(name)
        if told == "community" and one.after == 0 and _common_stem(name):
            return ""
        return "" if anywhere and (total < 2 or max(districts) < 0.8 * total) else told
    if name in lists().home or name in lists().right or (total >= 3 and max(districts) < 0.6 * total):
        return ""
    near = lists().home | lists().right | {"。"}
    whole = sum(n for word, n in one.nexts.items() if word in near)
    piece = max((n for word, n in one.nexts.items() if word not in near), default=0)
    if piece > 0.5 * one.texts > whole or one.after + one.led < 0.15 * everywhere:
        return ""
    single = rjieba.has_word(name)
    lived = one.home >= 2 and one.home >= 0.2 * one.texts
    if single and not (total >= 3 or (lived and rjieba.tag(name)[0][1] in _PROPER)):
        return ""
    local = total >= 2 and one.after >= 0.3 * everywhere and _spread(one.nexts) >= 0.9
    if not (lived or local):
        return ""
    return "community" if lived else ending(name, weak=True)


def _common_stem(name: str) -> bool:
    """公办幼儿园, 实验学校: a common word and an ending, unless one district alone has it."""
    words = lists().strong
    stem = next(name[:-length] for length in range(1, 7) if name[-length:] in words)
    return rjieba.has_word(stem) and rjieba.tag(stem)[0][1] not in _PROPER


def _spread(nexts: Mapping[str, int]) -> float:
    """Entropy (nats) of what follows: a name is followed by anything, a piece of a name by its other piece."""
    total = sum(nexts.values())
    return -sum(n / total * log(n / total) for n in nexts.values())


def _maximal(kept: dict[str, str], counts: Counter[str]) -> dict[str, str]:
    """Without names that are two names (某某街道|某某湾) or a word and a name (原来|某某大道)."""
    out = {}
    for name, kind in kept.items():
        for cut in range(1, len(name) - 1):
            head, rest = name[:cut], name[cut:]
            if rest not in kept:
                continue
            parts = kept.get(head) in ("region", "road", "village") or head[-2:] in ("街道", "社区", "小区")
            rare = counts[rest] >= (3 if cut > 1 else 5) * counts[name]
            if parts or (kept[rest] == kind and rare and head not in kept):
                break
        else:
            out[name] = kind
    return out
