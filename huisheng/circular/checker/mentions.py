"""Numbers in sentences: what is counted, which label stands before it, whether it is a share, a growth, a rate."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from huisheng.circular.checker import numerals
from huisheng.circular.checker.model import Passage, Place
from huisheng.circular.checker.numerals import Printed

_MATTERS = (
    r"件次|件\(次\)|单次|人次|个次|件|次|起|条|宗|封|单|例|通|家|名|户|票|"
    r"个(?!百分点|小时|月|工作日|方面|问题|环节)|(?<=\d\d)个(?=问题)"
)
_NOT_COUNTED = (
    r"年|月|日|期|号|时|点|分钟|小时|天|周|届|楼|路|元|万元|亿元|倍|米|公里|"
    r"岁|级|位|版|类|种|项|批|栋|平"
)
_NUMBER = re.compile(
    r"(?<![\d.A-Za-z第])(?<!\d,)"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?<![几数上成好])(?P<words>{numerals.WORDS})(?=[余多]?(?:件|起|条|宗|封|单|次|通|个)))"
    r"(?P<scale>万|亿)?(?P<about>余|多)?"
    rf"(?:(?P<points>个?百分点)|(?P<percent>[%‰])|(?P<unit>{_MATTERS})|(?P<other>{_NOT_COUNTED}))?"
)
_NAMED = re.compile(r"(?:1\d{4}|1\d{2})(?=[\u4e00-\u9fff])")  # 12345热线, 110报警: a name, which ends no words
_PER = re.compile(r"率(?:为|达到?|是)?$")  # 申诉率为12.7人次
_A_DAY = re.compile(r"^/(?:每?[天日])")
_OF_PRINTED = re.compile(r"^(?:的|的比例为|的比重为)?(?:约)?\d+(?:\.\d+)?[%‰]")  # 占总量3000件的15%
_GREW_TO = re.compile(r"^(?:增加|增长|上升|提高|提升|上涨|下降|减少|降低|回落|[升降增减])(?:到|至|为)")
_ABOUT = re.compile(r"(?:约|近|超|超过|逾|大约|达到?近|不足|至少|以上|每|高于|低于|大于|小于|≥|≤|>|<)$")
_AND = re.compile(r"^(?:以及|[和及与])$")
_STOPS = ',;:。、()!?“”"'
_GROWN = r"增长|增加|上升|提高|提升|增幅|涨幅|增|升"
_FALLEN = r"下降|减少|降低|降幅|回落|下滑|降|减"
_CHANGE = re.compile(rf"(?P<up>{_GROWN})|(?P<down>{_FALLEN})")
_SHARE = re.compile(r"占(?![道用地据领压线位])(?P<of>[^占]{0,16})$")
_EARLIER = re.compile(r"(?:上个?月|上周|上一?季度|上期|去年同期|上年同期|同期)(?:的|为|是)?$")
_YEAR_BEFORE = re.compile(r"去年|上年|同期|同比")
_JUST_BEFORE = re.compile(r"上个?月|上周|上一?季度|上期|上半年|上旬|环比|上次|前一周")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a sentence.

    ``kind``: count, percent or points (百分点). ``role``: plain, share (占…), growth (同比增长…), delta (增加5件),
    earlier (上月739个), beside (7263件(另有协办28件)), mean (239起/天), per (14.1件/百万户) or base
    (占总量3000件的).
    ``lead``: the words since the last punctuation or number; ``of``: what a share is of; ``sign``: -1 for a fall;
    ``sentence``: its number in the passage; ``about``: 约, 余 … or written in 万.
    """

    printed: Printed
    kind: str
    role: str
    unit: str
    lead: str
    of: str
    sign: int
    about: bool
    start: int
    end: int
    sentence: int
    passage: Passage

    @property
    def value(self) -> Fraction:
        return self.printed.value

    @property
    def place(self) -> Place:
        return self.passage.place(self.start)

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        return self.printed.span()

    @property
    def label(self) -> str:
        """What is counted, in words for people: 食品(237件) has no lead, but a label."""
        if self.lead or self.passage.text[self.start - 1 : self.start] != "(":
            return self.lead
        before = re.split(r"[,;:。、!?()“”\d%]", self.passage.text[max(0, self.start - 40) : self.start - 1])
        return "" if re.fullmatch(_MATTERS, before[-1]) else before[-1].removeprefix("其中")

    def words(self) -> str:
        """As printed, with its label and unit."""
        unit = "%" if self.kind == "percent" else f"{self.unit}/天" if self.role == "mean" else self.unit
        return f"{self.label}{self.printed.text}{unit}"

    def quote(self) -> str:
        """The sentence around it, at most some thirty characters each way."""
        return self.passage.text[max(0, self.start - 30) : self.end + 20]


def mentions(passage: Passage, most: int) -> list[Mention]:
    """The first ``most`` numbers of a passage that count or measure; dates, phone and house numbers are left out."""
    found: list[Mention] = []
    sentences = [match.start() for match in re.finditer("。", passage.text)]
    last = 0
    for match in _NUMBER.finditer(passage.text):
        kind = _kind(match)
        if kind is None:
            if match["other"] and match["scale"] is None or _NAMED.match(passage.text, match.start()):
                continue
            last = match.end()
            continue
        begin = max([last, *(passage.text.rfind(stop, last, match.start()) + 1 for stop in _STOPS)])
        lead = _AND.sub("", passage.text[begin : match.start()].lstrip(".-—·*:"))
        printed = _printed(match, kind)
        if printed is None:
            continue
        role, of, sign = _role(kind, lead, passage.text, match)
        if kind == "count" and lead.startswith("另") and passage.text[begin - 1 : begin] == "(":
            role = "beside"
        about = bool(match["about"] or _ABOUT.search(lead))
        number = bisect_left(sentences, match.start())
        unit = match["unit"] or ""
        found.append(
            Mention(printed, kind, role, unit, lead, of, sign, about, match.start(), match.end(), number, passage)
        )
        last = match.end()
        if len(found) == most:
            break
    return found


def _printed(match: re.Match[str], kind: str) -> Printed | None:
    """The number with its scale; 一百二十 as 120, 12.5‰ as 1.25 %."""
    if match["words"]:
        whole = numerals.worded(match["words"])
        return Printed(match["words"], Fraction(whole), Fraction(1)) if whole is not None else None
    scale = {"万": 10_000, "亿": 100_000_000}.get(match["scale"] or "", 1)
    found = numerals.number(match["digits"], scale, kind != "count")
    if found is None:
        return None
    if match["percent"] == "‰":
        value, step = found.value / 10, found.step / 10
        return Printed(numerals.show(value, step), value, step, True)
    return Printed(f"{match['digits']}{match['scale'] or ''}", found.value, found.step, found.percent)


def _kind(match: re.Match[str]) -> str | None:
    if match["percent"]:
        return "percent"
    if match["points"]:
        return "points"
    if match["unit"]:
        return "count"
    after = match.string[match.end() : match.end() + 3]
    if match["other"] is None and re.match(r",占|\(占|占", after):
        return "count"
    return None


def _role(kind: str, lead: str, text: str, match: re.Match[str]) -> tuple[str, str, int]:
    share = _SHARE.search(lead)
    if kind == "percent" and share:
        return "share", _base_words(share["of"]), 1
    change = next(reversed(list(_CHANGE.finditer(lead))), None)
    after = lead[change.end() :] if change is not None else "----"
    if change is not None and len(after) <= 3 and not (kind == "count" and re.search("[到至]", after)):
        sign = -1 if change["down"] else 1
        return ("delta" if kind == "count" else "growth"), "", sign
    after = text[match.end() : match.end() + 12]
    if kind == "count" and (_EARLIER.search(lead) or re.search("[由从]$", lead) and _GREW_TO.search(after)):
        return "earlier", "", 1
    if kind == "count" and _A_DAY.search(after):
        return "mean", "", 1
    if kind == "count" and (after.startswith("/") or _PER.search(lead)):
        return "per", "", 1
    if kind == "count" and share and _OF_PRINTED.search(after):
        return "base", _base_words(share["of"]), 1
    return "plain", "", 1


def _base_words(of: str) -> str:
    return re.sub(r"^(?:比例|比重|比率?|有?率|了)|(?:的|比例|比重|比率?|为|达到?|约|是|近|到)+$", "", of)


def basis(text: str) -> str:
    """With which earlier time a clause compares: ``year``, ``period``, ``both`` where it says both, ""."""
    year, period = bool(_YEAR_BEFORE.search(text)), bool(_JUST_BEFORE.search(text))
    return "both" if year and period else "year" if year else "period" if period else ""


def figure(value: Fraction, like: Sequence[Mention]) -> str:
    """A value as its neighbours are printed: 716.19万 beside 716.23万."""
    texts = [one.printed.text for one in like]
    for word, scale in (("万", 10_000), ("亿", 100_000_000)):
        if texts and all(text.endswith(word) for text in texts):
            return f"{numerals.show(value / scale, min(one.printed.step for one in like) / scale)}{word}"
    return numerals.show(value)


def counts(found: Sequence[Mention]) -> list[Mention]:
    """The plain counts among them."""
    return [one for one in found if one.kind == "count" and one.role == "plain"]
