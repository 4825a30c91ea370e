"""Counts that share one whole by what they mean: done and still in hand, grades of a visit, this month and so far."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from huisheng.circular.checker.mentions import Mention, counts
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.rules.addition import unequal
from huisheng.circular.checker.scene import Scene

RULE = "分项与总数"
_DONE = re.compile(r"(?:办结|办理完成|处理完毕|办理完毕|已完成|实际完成|结案)(?:工单|事项|数|了)?$")
_IN_HAND = re.compile(r"(?:正在办理|办理中|在办|未办结|未完成|待办|尚未办结|正在处理|处理中)(?:工单|事项|数|的)?$")
_CARRIED = re.compile(r"结转|上期|往期|遗留|积压|历史")
_GRADE = re.compile(r"^(?:其中|评价)?(?:非常|很|比较|较|基本|不|一般)?(?:满意|一般)(?:的|工单|件)?$")
_VISITED = re.compile(r"回访|评价|测评|反馈")
_SUM = re.compile(r"^[^\d]{0,4}(?:合计|总计|共计)(?:为|达|是)?$")
_STATUS = re.compile(r"办结|逾期|超[时期]|满意|回访|未|退单|督办|办理中|回复|答复|签收|催办|重办")
_SO_FAR = re.compile(r"累计|今年以来|截至目前")
_NOW = re.compile(r"^.*(?:本月|本周|当月|当周|本季度)")
_BARE = re.compile(r"^.*(?:累计|今年以来|截至目前)|共|总|了|热线|平台|件|数|量")
_NEAR = Fraction(2, 100)
_MEANT = Fraction(10, 100)


def check(scene: Scene) -> Iterator[Finding]:
    """Every passage."""
    for at in range(len(scene.passages)):
        found = [one for one in counts(scene.mentions[at]) if "均" not in one.lead]
        yield from _stages(scene, at, found)
        yield from _grades(found)
        yield from _trailing(found)
        yield from _so_far(found)


def _stages(scene: Scene, at: int, found: Sequence[Mention]) -> Iterator[Finding]:
    """办结3884件,办理中59件: together what was taken, carried over matters left aside."""
    for done, rest in pairwise(found):
        beside = done.sentence == rest.sentence and ";" not in done.passage.text[done.end : rest.start]
        beside = beside and not _CARRIED.search(done.passage.text)
        if not (beside and _DONE.search(done.lead) and _IN_HAND.search(rest.lead)) or done.about or rest.about:
            continue
        added = done.value + rest.value
        slack = (done.printed.step + rest.printed.step) / 2 if done.printed.step > 1 else Fraction(0)
        printed = [one for where in range(max(0, at - 2), at + 1) for one in counts(scene.mentions[where])]
        if any(one.span[0] - slack <= added <= one.span[1] + slack for one in printed) or scene.printed(added):
            continue
        wholes = [one for one in printed if one.value and one.value >= done.value and one not in (done, rest)]
        wholes = [one for one in wholes if not _SUM.match(one.lead)]
        total = min(wholes, key=lambda one: abs(one.value - added), default=None)
        if total is not None and not total.about and abs(total.value - added) / total.value <= _MEANT:
            why = "办结与在办合计应为受理（转办）数；可能含上期结转，文中没有说明。"
            yield unequal(RULE, Severity.UNKNOWN, total, (done, rest), why)


def _grades(found: Sequence[Mention]) -> Iterator[Finding]:
    """回访1000件,满意900件,不满意120件: grades can't be more than were asked."""
    for at, total in enumerate(found):
        if not _VISITED.search(total.lead):
            continue
        grades: list[Mention] = []
        for one in found[at + 1 :]:
            if one.sentence != total.sentence or not _GRADE.match(one.lead) or one.unit != total.unit:
                break
            grades.append(one)
        added = sum((one.value for one in grades), Fraction(0))
        known = any(one.value == added for one in found if one not in grades)
        unlike = len(grades) > 1 and len({one.lead for one in grades}) == len(grades)
        about = any(one.about for one in (total, *grades))
        if unlike and not known and not about and added > total.span[1]:
            yield unequal(RULE, Severity.CONTRADICTION, total, grades, "各档评价互不重叠，合计不能超过回访数。")


def _trailing(found: Sequence[Mention]) -> Iterator[Finding]:
    """甲1200件、乙1000件、丙800件,合计3000件."""
    for at, total in enumerate(found):
        if not _SUM.match(total.lead) or total.about:
            continue
        items: list[Mention] = []
        for one in reversed(found[:at]):
            if one.sentence != total.sentence or one.unit != total.unit or re.search("共|合计|总", one.lead):
                break
            items.insert(0, one)
        sums = [sum((one.value for one in items[start:]), Fraction(0)) for start in range(len(items))]
        low, high = total.span
        complete = len(items) == 2 and _DONE.search(items[0].lead) and _IN_HAND.search(items[1].lead)
        if len(items) < 2 or any(low <= added <= high for added in sums) or any(one.about for one in items):
            continue
        if not complete and any(_STATUS.search(one.lead) for one in items):
            continue
        if total.value and abs(sums[0] - total.value) / total.value <= _MEANT:
            yield unequal(RULE, Severity.CONTRADICTION, total, items, "所列各项相加不等于印出的合计。")


def _so_far(found: Sequence[Mention]) -> Iterator[Finding]:
    """本月受理300件,累计受理250件."""
    for now, far in pairwise(found):
        said = _NOW.search(now.lead) and _SO_FAR.search(far.lead) and not _SO_FAR.search(now.lead)
        if not said or now.sentence != far.sentence or now.unit != far.unit or now.about or far.about:
            continue
        label = _BARE.sub("", far.lead)
        if label and label == _BARE.sub("", _NOW.sub("", now.lead)) and far.value < now.value:
            why = "累计数不能小于其中一期的数。"
            working = f"{far.printed.text}＜{now.printed.text}"
            printed = f"{now.words()},{far.words()}"
            least = f"不少于{now.printed.text}"
            yield Finding(RULE, Severity.CONTRADICTION, far.place, printed, least, working, why, far.quote())
