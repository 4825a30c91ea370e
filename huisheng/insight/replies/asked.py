"""What a citizen asks for, each by itself, and which of it a reply leaves open."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huisheng.insight.replies import dates, wording
from huisheng.insight.replies.wording import level

_NUMBERED = re.compile(
    r"(?:^|(?<=[\s,:。;]))(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[、.)](?![0-9])|[①②③④⑤⑥⑦⑧⑨]|第[一二三四五六七八九][,、:]"
    r"|(?:^|(?<=[\s,:。;]))\([一二三四五六七八九1-9]\)"
)
_ANOTHER = re.compile(r",(?=另外|此外|同时|并且|还(?:想|要|有|希望)|也(?:想|要|希望)|再(?:问|请)|另,?)")
_ASKS = re.compile(
    r"(?:^|[,:、 ”]|我们?|本人|现|特|故|并|还|也|再|就|在此|因此|所以|强烈|恳切|只|想|化|坏|损|响|重|漏|民|请|时|且)"
    r"(?:希望|盼望|要求|恳请|请求|请(?!您?(?:您好|注意|原谅|谅解|假|客))|诉求|想问|想知道|咨询|询问|建议|可否|能否|能不能|可不可以|是否)"
    r"|请(?:尽快|尽早|及时|立即|马上|有关|相关|派|安排|协调|清|修|换|拆|查|帮|问|给|恢复|更换|维修|检修|告知|督促)"
)
_QUESTION = re.compile(
    r"请问|想问|咨询|何时|什么时候|什么时间|多久|几时|怎么(?:办|处理|交|算|走|样|补|申|弄|领|查)|怎样|如何|是否|能否|能不能|可不可以|可否|有没有|哪[里个些儿天年]|多少"
    r"|什么(?:手续|材料|条件|原因|流程|标准|政策|资料|证件|部门|规定|要求)|为什么|为何"
)
_YES_OR_NO = re.compile(r"(?:可以|能|有|是|会|要|算|需要|应该).*(?:吗|不|呢)\??$")
_WHOEVER = re.compile(r"领导|书记|[县市区省]长|政府|部门|贵(?:单位|局|公司)|你们|他们|上级|党|人民|老百姓|权力|利益")
_ASKED = re.compile(r"请问|想问|咨询一?下|想知道|请教")
_TAIL = re.compile(
    r",(?=让|还我|还给|避免|以免|以便|否则|不要让|不能让|给我|造福|为[^,]{0,8}(?:创造|营造)|使|防止|保障|维护|方便)"
)
# said to hurt, not to ask
_BITTER = re.compile(
    r"难道|何在|凭什么|岂|谁来|谁给|算什么|天理|良心|有没有人|怎么能|怎么可以|怎能|不是吗|对吗|是吧|哪里去|怎么会|情何以堪|不觉得|还有.{0,4}吗|不管吗|管不管|有没有王法|何必|于心何忍|重要吗|合情|合理吗|没人|对待老百姓|意义|想过|干什么|干嘛|无法无天|不作为|官僚|腐败|保护伞|后台|为民|踢皮球|良知|何时了|猫腻|应有的|放心|有什么用|杀手|浪费|不是[^?,]*吗|就能不|何以|后怕|遥远|懂法|法治社会|对得起|忍心|可怜|可悲|可笑|不知道是|向您反映|利国利民"
)
_WHEN = re.compile(r"何时|什么时候|什么时间|啥时候?|几时|多久|哪天|哪年|几月|何年|多长时间")
_MUCH = re.compile(
    r"(?<!电话)(?<!号码)(?:是|为|要|交|缴|付|补|贴|偿|领|拿|发|花|费|价格|每月|需要?|应该?)多少(?:钱|元|费用|平|个|人|年|天|岁|分|倍)?|(?:收费|补偿|补贴|缴费)标准(?:是|为|如何|怎)"
)
_WHY = re.compile(r"为什么|为何|什么原因|何原因|原因是什么|怎么回事")
_BECAUSE = re.compile(r"原因|因为|由于|系因|因[^此而]|鉴于|根据|依据|按照|经查|经核|经调查|属于|是指|目前|系")
_OPEN = re.compile(
    r"暂无|暂未|尚未(?:确定|明确|出台)|未定|(?:无法|不能|难以)(?:确定|预计)|以.{0,12}为准|待.{1,30}后|没有计划|无计划|未列入|不列入|不再|取消"
    r"|已(?:经)?(?:完成|完工|修好|恢复|解决|开通|发放|到账|办结|拆除|清理|通车|交付)"
)
_AMOUNT = re.compile(
    r"(?<![0-9一二三四五六七八九十百千万两])[0-9一二三四五六七八九十百千万两]{1,12}\s{0,4}(?:万?元|%|%|块|平方|亩|分|人|个|户|年|月|天|倍|周?岁|角|公里|米)"
)
_LISTED = re.compile(r"诉求|要求|建议|咨询|请问|请求|希望|想问|疑问|请教|答复|[一二两三四五六七八九]件")
_LONG = 80  # a longer sentence tells a story
_WORDS = 2  # own pairs a point must have before its absence says anything
_RANT = 600  # so long a matter without numbers tells a story: what it asks stands in its title
_DETAILED = 300  # a reply so long has likely answered in words of its own
_SHORT = 40
_MOST = 12  # points looked at


@dataclass(frozen=True, slots=True)
class Point:
    """One thing asked: its words as they stand there, and what sort of answer it wants: when, much, why or other."""

    words: str
    wants: str

    @property
    def short(self) -> str:
        """Its words, for a sentence: from where it asks, not more than forty characters."""
        told = self.words
        cut = max((told.rfind(mark) for mark in ",，、"), default=-1)
        if len(told) > _SHORT and cut > 0 and _ASKS.search(level(told[cut + 1 :])):
            told = told[cut + 1 :]
        return told if len(told) <= _SHORT else f"{told[: _SHORT - 1]}…"


def points(words: str) -> tuple[Point, ...]:
    """Numbered items, else the sentences and clauses that ask; never a plea without a thing in it."""
    text = level(words)
    numbers = list(_NUMBERED.finditer(text))
    if len(numbers) > 1 and _LISTED.search(text[max(numbers[0].start() - 40, 0) : numbers[0].start()] or "希望"):
        ends = [*(one.start() for one in numbers[1:]), len(text)]
        spans = [(one.end(), end) for one, end in zip(numbers, ends, strict=True)]
        items = [_point(words, text, start, end) for start, end in spans if end - start <= 2 * _LONG]
        asked = [one for one in items if one is not None]
        if len(asked) > 1:
            return tuple(asked[:_MOST])
    if len(text) > _RANT:
        return ()
    found = [_point(words, text, start, end) for start, end in _clauses(text) if _asks(text[start:end].strip(" ,"))]
    return tuple([one for one in found if one is not None][:_MOST])


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The sentences, cut where another thing is asked."""
    for sentence in wording.SENTENCE.finditer(text):
        start = sentence.start()
        for cut in _ANOTHER.finditer(text, start, sentence.end()):
            yield start, cut.start()
            start = cut.end()
        yield start, sentence.end()


def _asks(clause: str) -> bool:
    """Whether it asks for something that an answer can give: short, of nobody in general, not to hurt."""
    if _BITTER.search(clause) or len(clause) > _LONG:
        return False
    if _ASKED.search(clause):
        return True
    if _WHOEVER.search(clause) or len(clause) > _SHORT + 5:
        return False
    if clause.endswith("?"):
        return _QUESTION.search(clause) is not None or _YES_OR_NO.search(clause) is not None
    return _ASKS.search(clause) is not None or _QUESTION.search(clause) is not None


def _point(words: str, text: str, start: int, end: int) -> Point | None:
    tail = _TAIL.search(text, start, end)
    end = tail.start() if tail else end
    told = text[start:end]
    wants = "when" if _WHEN.search(told) else "much" if _MUCH.search(told) else "why" if _WHY.search(told) else "other"
    if len(keys(told)) < (wants in ("other", "why")):
        return None
    return Point(words[start:end].strip(" \n\u3000,，。.；;：:、"), wants)


def keys(words: str) -> frozenset[str]:
    """Pairs of neighbouring characters of its own: nothing that is said of anything."""
    told = wording.SMALL.sub(" ", wording.PLEA.sub(" ", level(words)))
    runs = [run for run in wording.RUN.findall(told) if run[0] >= "\u3400"]
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def unanswered(asked: Sequence[Point], reply: str, place: str = "") -> tuple[int, ...]:
    """Which of the points (from 0) the reply leaves open.

    A question of time or amount: neither a time (an amount) nor that none can be told. Another point, if there are
    several: none of its own words. ``place`` says where it is: its words stand in every reply and prove nothing.
    """
    text = dates.body(level(reply))
    known = keys(place)
    own = [keys(point.words) - known for point in asked]
    often = Counter(pair for one in own for pair in one)
    return tuple(
        at
        for at, point in enumerate(asked)
        if _open(point, text, _telling(own[at], often) if len(asked) > 1 else frozenset())
    )


def _telling(own: frozenset[str], often: Counter[str]) -> frozenset[str]:
    """The pairs by which a point is told from the others; all of it where too few are left."""
    alone = frozenset(pair for pair in own if often[pair] == 1)
    return alone if len(alone) >= _WORDS + 1 else own


def _open(point: Point, text: str, own: frozenset[str]) -> bool:
    if point.wants == "when":
        return not dates.found(text) and not _OPEN.search(text)
    if point.wants == "much":
        return not _AMOUNT.search(text) and not _OPEN.search(text)
    if point.wants == "why" and _BECAUSE.search(text):
        return False
    least = _WORDS if len(text) < _DETAILED else _WORDS + 2
    return len(own) >= least and not any(pair in text for pair in own)
