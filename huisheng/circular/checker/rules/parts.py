"""Lists of parts behind a total: 共…件,其中A x件、B y件. Contradicted only where the list claims to be complete."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from huisheng.circular.checker.mentions import Mention, counts
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.rules.addition import unequal
from huisheng.circular.checker.rules.portions import shares_in
from huisheng.circular.checker.scene import Scene

RULE = "分项与总数"
_REST = re.compile(r"其他|其它|其余")
_ALL = re.compile(r"^(?:所有|全部)|由[^,]{0,20}组成|共分为")
_EACH = re.compile(r"分别(?:为|是)")  # tells one by one, and needn't tell of all
_TOTAL = re.compile(r"共|总|合计|累计|受理|接听|接到|收到")
_WITHIN = re.compile(r"其中|包括|分别|组成")
_STATUS = re.compile(
    r"接通|办结|结案|立案|派遣|处置|按[时期]|逾期|超[时期]|满意|回访|未|退单|督办|办理中|回复|答复|签收|催办|重办|回拨"
)
_PAIRS = (
    (r"直办|在线(?:答复|解答|办结)|直接(?:答复|解答|办理|办结)|自行处理", r"转办|交办|交由|派单|转派|转交"),
    (r"(?<![未不予])受理", r"(?:未|不予?|未予)受理"),
    (r"有效", r"无效"),
)
_APART = Fraction(25, 100)
_MATTERS = re.compile(r"^(?:个|条|封|单|宗|起|通)$")  # letters, calls and notes are one kind of matter
_NEAR = Fraction(2, 100)  # a list within two per cent of a total is taken to be meant as its parts
_MEANT = Fraction(10, 100)  # where the text says that the list is complete


def check(scene: Scene) -> Iterator[Finding]:
    """Every list of counts of the text; one finding for one list."""
    for at in range(len(scene.passages)):
        done: set[int] = set()
        for total, items, within in _lists(scene, at):
            if total.start in done or items[0].start in done:
                continue
            finding = _judge(scene, at, total, items, within)
            if finding is not None:
                done |= {total.start, items[0].start}
                yield finding
        yield from _complete(scene, at, done)


def _lists(scene: Scene, at: int) -> Iterator[tuple[Mention, list[Mention], bool]]:
    """(total, counts that follow it, whether 其中 stands between), the counts up to the end of their sentence."""
    found = [one for one in counts(scene.mentions[at]) if "均" not in one.lead]
    for n, total in enumerate(found[:-1]):
        for sentence in (total.sentence, total.sentence + 1):
            items = [one for one in found[n + 1 :] if one.sentence == sentence]
            if not items:
                continue
            between = total.passage.text[total.end : items[0].start]
            within = _WITHIN.search(between) is not None and "。" not in between or _of_that(scene, at, total, items)
            if within or _TOTAL.search(total.lead):
                yield total, _cut(items, within), within


def _of_that(scene: Scene, at: int, total: Mention, items: Sequence[Mention]) -> bool:
    """共受理430件。其中投诉407件: the next sentence begins with 其中, and it is clear of what.

    No other count stands between, or the parts are called as the whole is: 派单601件,…。其中热线派单532件,平台派单69件.
    """
    text, found, first = total.passage.text, counts(scene.mentions[at]), items[0]
    if first.sentence != total.sentence + 1 or not text.startswith("其中", text.rfind("。", 0, first.start) + 1):
        return False
    called = len(total.lead) > 1 and all(one.lead.endswith(total.lead[-2:]) for one in items)
    alone = [one.sentence for one in found].count(total.sentence) == 1 and found.index(first) == found.index(total) + 1
    near = first.value <= total.span[1] or _gapped(items, total) <= _MEANT
    return near and (called and len(items) > 1 or alone and _TOTAL.search(total.lead) is not None)


def _cut(items: list[Mention], within: bool) -> list[Mention]:
    """The list up to where another total or another 其中 begins."""
    for at, one in enumerate(items[1:], 1):
        if re.search("共|另|累计", one.lead):
            return items[:at]
        if within and "其中" in _gap(items[at - 1], one):  # 甲类10件,其中…;乙类20件,其中…: that 乙类 is no part
            breaks = [n for n in range(1, at) if ";" in _gap(items[n - 1], items[n])]
            return items[: breaks[-1] if breaks else at]
    return items


def _gap(first: Mention, second: Mention) -> str:
    return first.passage.text[first.end : second.start]


def _judge(scene: Scene, at: int, total: Mention, items: list[Mention], within: bool) -> Finding | None:
    sums = list(accumulate(one.value for one in items))
    low, high = total.span
    if any(low <= added <= high for added in sums) or total.about or any(one.about for one in items):
        return None
    if within and items[0].value > high and _same_unit(total, items[0]):
        wider = _wider(scene, at, total, items)
        if wider is not None:
            exact = any(added == wider.value for added in sums)
            why = "各项合计与总数很接近却不相等；文中没有说已列全。"
            return None if exact else unequal(RULE, Severity.UNKNOWN, wider, items, why)
        return unequal(RULE, Severity.CONTRADICTION, total, items[:1], "其中的一项比总数还大。")
    if len(items) < 2 or _explained(scene, at, items, sums):
        return None
    if within and sums[-1] > high and _alike(items) and not _counted_twice(scene, items):
        return unequal(RULE, Severity.CONTRADICTION, total, items, "其中各项之和超过总数。")
    pair = _pair(items)
    if pair is not None and 0 < _gapped(pair, total) <= _APART:
        return unequal(RULE, Severity.CONTRADICTION, total, pair, "这两项互为补充，合计应等于总数。")
    least = 2 if within else 3
    for length in range(len(items), least - 1, -1):
        part = items[:length]
        overlapping = any(_STATUS.search(one.lead) for one in part) and not (within and length == len(items))
        if _gapped(part, total) <= _NEAR and not overlapping and _one_unit(part):
            if _complete_words(part, total) or scene.own:
                return None  # _complete judges it; our own lists keep their members
            return unequal(RULE, Severity.UNKNOWN, total, part, "各项合计与总数很接近却不相等；文中没有说已列全。")
    return None


def _wider(scene: Scene, at: int, total: Mention, items: Sequence[Mention]) -> Mention | None:
    """What 其中 is really of: 收到3059条,甲1904条、乙1155条,其中咨询1160条… divides the first of them."""
    before = [one for one in counts(scene.mentions[at]) if one.start < total.start and one.sentence == total.sentence]
    for length in range(len(items), 1, -1):
        found = next((one for one in before if _gapped(items[:length], one) <= _NEAR), None)
        if found is not None:
            return found
    return None


def _complete(scene: Scene, at: int, done: set[int]) -> Iterator[Finding]:
    """A list with 其他 in it, or that says 所有 or 分别: its sum must be a number that is printed."""
    by_sentence: dict[int, list[Mention]] = {}
    for one in counts(scene.mentions[at]):
        if "均" not in one.lead:  # a daily mean is no part of anything
            by_sentence.setdefault(one.sentence, []).append(one)
    shared = {id(share.part) for share in shares_in(scene, at)}
    for items in by_sentence.values():
        start = next((n for n, one in enumerate(items) if not _TOTAL.search(one.lead) or n), 0)
        rest = next((n for n, one in enumerate(items) if _REST.search(one.lead)), None)
        text = items[0].passage.text
        begin = text.rfind("。", 0, items[0].start) + 1
        said = text[begin : items[0].start]
        each = _EACH.search(said) is not None and _ALL.search(said) is None
        claimed = each or _ALL.search(said) is not None
        listed = items if claimed and rest is None else items[start : rest + 1] if rest is not None else []
        if claimed and rest is None:
            listed = items
        if len(listed) < 3 or any(one.about for one in listed) or len(shared & {id(one) for one in listed}) > 1:
            continue
        added = sum((one.value for one in listed), Fraction(0))
        starts = [added - sum((one.value for one in listed[:n]), Fraction(0)) for n in range(len(listed) - 1)]
        if any(scene.printed(value) for value in starts):
            continue
        total = next((one for one in _wholes(scene, at, listed) if _gapped(listed, one) <= _MEANT), None)
        if total is not None and total.start not in done and not (each and _gapped(listed, total) > _NEAR):
            severity = Severity.UNKNOWN if each and rest is None else Severity.CONTRADICTION
            why = "各项合计与总数很接近却不相等；文中没有说已列全。"
            yield unequal(
                RULE, severity, total, listed, why if severity is Severity.UNKNOWN else "这一组已列全，合计应等于总数。"
            )


def _wholes(scene: Scene, at: int, listed: Sequence[Mention]) -> Iterator[Mention]:
    yield from scene.totals(at, listed[0])
    if scene.main is not None:
        yield scene.main


def _complete_words(items: Sequence[Mention], total: Mention) -> bool:
    text = total.passage.text
    sentence = text[text.rfind("。", 0, items[0].start) + 1 : items[0].start]
    return any(_REST.search(one.lead) for one in items) or _ALL.search(sentence) is not None


def _explained(scene: Scene, at: int, items: Sequence[Mention], sums: Sequence[Fraction]) -> bool:
    """Whether the list adds up to another printed number near by."""
    near = [one for where in (at - 1, at) if where >= 0 for one in counts(scene.mentions[where])]
    return any(one.value in sums[1:] for one in near if all(one is not item for item in items))


def _pair(items: Sequence[Mention]) -> list[Mention] | None:
    for first, second in zip(items, items[1:], strict=False):
        for one, other in _PAIRS:
            if (
                re.search(one, first.lead)
                and re.search(other, second.lead)
                or (re.search(other, first.lead) and re.search(one, second.lead))
            ):
                return [first, second]
    return None


def _gapped(items: Sequence[Mention], total: Mention) -> Fraction:
    added = sum((one.value for one in items), Fraction(0))
    return abs(added - total.value) / total.value if total.value else Fraction(1)


def _alike(items: Sequence[Mention]) -> bool:
    """Whether the list parts a whole: parted by 、 throughout, or its labels end alike."""
    if any(_STATUS.search(one.lead) for one in items) or not _one_unit(items):
        return False
    parted = all(_gap(one, other).startswith("、") for one, other in zip(items, items[1:], strict=False))
    return parted or len({one.lead[-2:] for one in items}) == 1 or all(one.lead.endswith("类") for one in items)


def _counted_twice(scene: Scene, items: Sequence[Mention]) -> bool:
    """Whether the list is of units, among which one matter may be counted for two: 县、局 …"""
    return all(re.search(r"[区县市局委办镇乡司院团中心街道]$", one.lead) for one in items) and not scene.own


def _same_unit(first: Mention, second: Mention) -> bool:
    return first.unit == second.unit and not re.search("次|人", first.unit)


def _one_unit(items: Sequence[Mention]) -> bool:
    return len({_MATTERS.sub("件", one.unit) for one in items}) == 1
