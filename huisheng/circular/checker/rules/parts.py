"""Lists of parts behind a total: 共…件,其中A x件、B y件. Contradicted only where the list claims to be complete."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from huisheng.circular.checker.mentions import Mention, counts
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import show
from huisheng.circular.checker.rules.shares import shares_in
from huisheng.circular.checker.scene import Scene

RULE = "分项与总数"
_REST = re.compile(r"其他|其它|其余")
_ALL = re.compile(r"^(?:所有|全部)|分别(?:为|是)|由[^,]{0,20}组成|共分为")
_TOTAL = re.compile(r"共|总|合计|累计|受理|接听|接到|收到")
_WITHIN = re.compile(r"其中|包括|分别|组成")
_STATUS = re.compile(r"办结|按[时期]|逾期|超[时期]|满意|回访|未|退单|督办|办理中|回复|答复|签收|催办|重办|回拨")
_PAIRS = ((r"直办|在线答复|直接答复|直接办理|自行处理", r"转办|交办|派单|转派|转交"), (r"有效", r"无效"))
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
            within = _WITHIN.search(between) is not None and "。" not in between
            if within or _TOTAL.search(total.lead):
                yield total, _cut(items, within), within


def _cut(items: list[Mention], within: bool) -> list[Mention]:
    """The list up to where another total or another 其中 begins."""
    for at, one in enumerate(items[1:], 1):
        if re.search("共|另|累计", one.lead) or (within and "其中" in _gap(items[at - 1], one)):
            return items[:at]
    return items


def _gap(first: Mention, second: Mention) -> str:
    return first.passage.text[first.end : second.start]


def _judge(scene: Scene, at: int, total: Mention, items: list[Mention], within: bool) -> Finding | None:
    sums = list(accumulate(one.value for one in items))
    low, high = total.span
    if any(low <= added <= high for added in sums) or total.about or any(one.about for one in items):
        return None
    if within and items[0].value > high and _same_unit(total, items[0]):
        return _finding(Severity.CONTRADICTION, total, items[:1], "其中的一项比总数还大。")
    if len(items) < 2 or _explained(scene, at, items, sums):
        return None
    if within and sums[-1] > high and _alike(items) and not _counted_twice(scene, items):
        return _finding(Severity.CONTRADICTION, total, items, "其中各项之和超过总数。")
    pair = _pair(items)
    if pair is not None and 0 < _gapped(pair, total) <= _MEANT:
        return _finding(Severity.CONTRADICTION, total, pair, "这两项互为补充，合计应等于总数。")
    least = 2 if within else 3
    for length in range(len(items), least - 1, -1):
        part = items[:length]
        overlapping = any(_STATUS.search(one.lead) for one in part) and not (within and length == len(items))
        if _gapped(part, total) <= _NEAR and not overlapping and _one_unit(part):
            if _complete_words(part, total) or scene.own:
                return None  # _complete judges it; our own lists keep their members
            return _finding(Severity.UNKNOWN, total, part, "各项合计与总数很接近却不相等；文中没有说已列全。")
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
        claimed = _ALL.search(text[begin : items[0].start]) is not None
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
        if total is not None and total.start not in done:
            yield _finding(Severity.CONTRADICTION, total, listed, "这一组已列全，合计应等于总数。")


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
    return parted or len({one.lead[-2:] for one in items}) == 1


def _counted_twice(scene: Scene, items: Sequence[Mention]) -> bool:
    """Whether the list is of units, among which one matter may be counted for two: 县、局 …"""
    return all(re.search(r"[区县市局委办镇乡司院团中心街道]$", one.lead) for one in items) and not scene.own


def _same_unit(first: Mention, second: Mention) -> bool:
    return first.unit == second.unit and not re.search("次|人", first.unit)


def _one_unit(items: Sequence[Mention]) -> bool:
    return len({one.unit for one in items}) == 1


def _finding(severity: Severity, total: Mention, items: Sequence[Mention], why: str) -> Finding:
    added = sum((one.value for one in items), Fraction(0))
    less = "少" if added < total.value else "多"
    return Finding(
        RULE,
        severity,
        items[0].place,
        f"{total.words()}；{'、'.join(one.words() for one in items)}",
        show(added),
        f"{'＋'.join(one.printed.text for one in items)}＝{show(added)}，总数{total.printed.text}，"
        f"{less}{show(abs(added - total.value))}",
        why,
        total.quote(),
    )
