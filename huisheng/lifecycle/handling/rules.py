"""What can be seen of a reply before it is sent: is it a copy, what does it leave out, what does it name. Pure."""

import re
from collections import Counter
from dataclasses import dataclass

from huisheng.kernel.text import fold

_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_NUMBERED = re.compile(r"(?:^|(?<=[\s，,：:。；;]))(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[、.．)）]|[①②③④⑤⑥⑦⑧⑨]")
_ANOTHER = re.compile(r"[，,](?=另外|此外|同时|并且|还(?:想|要|有|希望)|也(?:想|要|希望)|再(?:问|请)|另[，,]?)")
_ASKS = re.compile(
    r"希望|要求|请|诉求|想问|想知道|咨询|询问|是否|能否|能不能|可不可以|何时|什么时候|多久|为什么|为何|怎么|如何|多少|哪里|哪个|建议|[?？吗]"
)
# words that a reply to anything holds, or that only ask: they tell no matter from another
_EMPTY = re.compile(
    r"来电人|来电|市民|群众|反映|投诉|希望|要求|恳请|请问|请|诉求|想问|想知道|咨询|询问|是否|能否|能不能|可不可以|何时|什么时候"
    r"|多久|为什么|为何|怎么|如何|多少|哪里|哪个|建议|有关部门|相关部门|部门|尽快|及时|马上|立即|解决|处理|办理|答复|回复|核实|核查|更换"
    r"|维修|修好|修复|清理|整改|问题|情况|目前|现在|已经|一直|没有|无法|可以|需要|进行|以及|另外|此外|同时|并且|还有|因为|所以|但是"
)
_SMALL = re.compile(r"[的了是在有和与及或我你他她它们这那也都就还被把对给吗呢吧啊将能会要不没很等到从为以其之个]")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_NOT_SAID = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_TIME = re.compile(
    r"[0-9]{1,2}月[0-9]{1,2}日|[0-9一二三四五六七八九十]{1,3}[日号]|[0-9]{1,2}[:：][0-9]{2}|[0-9一二三四五六七八九十]{1,2}[点时]"
    r"|[今昨明当][日天晚]|上午|下午|中午|当晚|夜间|[本下上]周|周[一二三四五六日末]|[本下上]?月[底初末中]|年底"
    r"|[0-9一二两三四五六七八九十]+个?(?:工作日|天内?|小时|周|月)"
)
_DEED = re.compile(
    r"现场|到达|查看|检查|核查|勘查|走访|联系|告知|解释|说明|沟通|协调|约谈|责令|督促|要求其|处罚|罚款|立案|查处|查封|拆除|清理|清运"
    r"|维修|修复|修好|抢修|更换|安装|加装|疏通|恢复|停工|停止|整改|整治|退款|退还|退回|补发|发放|补办|办结|受理|登记|移交|公示|安排|组织"
    r"|增设|铺设|施工|打扫|巡查|值守|劝离|劝导|调解|支付|缴纳"
)


@dataclass(frozen=True, slots=True)
class Hint:
    """What to look at again. ``number``: the order whose reply is nearly the same, where it is about one."""

    code: str
    sentence: str
    number: str = ""


def holds_back(hints: list[Hint]) -> bool:
    """Whether a reply is held back once for them: any but a missing date alone, which may well be right."""
    return any(hint.code != "no_time" for hint in hints)


def alike(one: str, other: str) -> int:
    """How much two texts are the same, in whole percent: twice the pairs of neighbouring characters that both have,

    over all pairs of both (Sørensen–Dice), whatever the punctuation, width and case. Two empty texts have nothing
    in common.
    """
    first, second = _pairs(one), _pairs(other)
    whole = first.total() + second.total()
    return 200 * (first & second).total() // whole if whole else 0


def _pairs(words: str) -> Counter[str]:
    said = _NOT_SAID.sub("", fold(words))
    return Counter(said[at : at + 2] for at in range(len(said) - 1))


def points(words: str) -> tuple[str, ...]:
    """What the citizen asks for, each by itself: numbered items, else the sentences and clauses that ask."""
    items = [part.strip(" \n，,。；;") for part in _NUMBERED.split(words)]
    if len(items) > 2:  # what stands before the first number is no item
        return tuple(item for item in items[1:] if item)
    clauses = [clause.strip(" ，,") for part in _asking(words) for clause in _ANOTHER.split(part)]
    return tuple(clause for clause in clauses if _ASKS.search(clause))


def _asking(words: str) -> list[str]:
    """The sentences; a question keeps its mark, which may be all that asks."""
    return [part for part in re.split(r"(?<=[?？])|[。！!；;\n]+", words) if _SENTENCE.sub("", part).strip()]


def unanswered(words: str, reply: str, place: str = "") -> tuple[str, ...]:
    """Of several requests, those of whose own words the reply has none; () where only one thing is asked.

    ``place`` says where it is: its words stand in every reply and prove nothing.
    """
    asked = points(words)
    if len(asked) < 2:
        return ()
    known = _keys(place)
    said = fold(reply)
    keys = [_keys(point) - known for point in asked]
    return tuple(point for point, own in zip(asked, keys, strict=True) if own and not any(key in said for key in own))


def _keys(words: str) -> frozenset[str]:
    told = _SMALL.sub(" ", _EMPTY.sub(" ", fold(words)))
    return frozenset(run[at : at + 2] for run in _HAN.findall(told) for at in range(len(run) - 1))


def names_a_time(reply: str) -> bool:
    """Whether it says when."""
    return _TIME.search(fold(reply)) is not None


def names_a_deed(reply: str) -> bool:
    """Whether it says what was or will be done."""
    return _DEED.search(reply) is not None


def told(
    words: str,
    *,
    solved: bool,
    spoke: bool,
    asked: str,
    place: str,
    earlier: list[tuple[str, str, str]],
    from_percent: int,
) -> list[Hint]:
    """All hints about a reply, the gravest first.

    ``spoke``: the unit has reached the citizen. ``asked``: the citizen's words. ``earlier``: replies as (the order's
    number, "" for this order itself; when; words); a copy is what agrees with one in ``from_percent`` or more.
    """
    found = []
    if solved and not spoke:
        found.append(Hint("never_contacted", "您选了“已解决”，但还没有联系上市民的记录。请先联系市民，记下结果。"))
    found += _copied(words, earlier, from_percent)
    for point in unanswered(asked, words, place):
        found.append(Hint("unanswered", f"市民提到“{_short(point)}”，答复里没有写到。"))
    if not names_a_time(words):
        found.append(Hint("no_time", "没有写时间：什么时候去的，或什么时候办完。"))
    if not names_a_deed(words):
        found.append(Hint("no_deed", "没有写做法：谁去做了什么，还要做什么。"))
    return found


def _copied(words: str, earlier: list[tuple[str, str, str]], from_percent: int) -> list[Hint]:
    likest = max(((alike(words, text), number, when) for number, when, text in earlier), default=(0, "", ""))
    percent, number, when = likest
    if percent < from_percent:
        return []
    if not number:
        return [Hint("copied", f"和本件上一次的答复（{when}）有 {percent}% 相同。上次没有通过，请按退回意见改写。")]
    return [Hint("copied", f"和本单位 {when} 的一件答复有 {percent}% 相同。请按这一件的实际情况写。", number)]


def _short(point: str) -> str:
    return point if len(point) <= 40 else f"{point[:39]}…"
