"""Counted by matters or by times: 退单5次的工单2起、4次的6起 … 1次的237起 are 301 matters and 396 returns."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from huisheng.circular.checker.mentions import Mention, counts
from huisheng.circular.checker.model import Finding, Passage, Severity
from huisheng.circular.checker.numerals import show
from huisheng.circular.checker.scene import Scene

RULE = "件与次"
_STEP = re.compile(r"(?P<times>\d{1,2})次的?(?:[^\d,。;、]{0,8}?)(?P<matters>\d{1,6})(?:起|件|个|条|单|宗)")


class Step(NamedTuple):
    """So many matters, each so many times."""

    times: int
    matters: int
    start: int


def check(scene: Scene) -> Iterator[Finding]:
    """Every distribution of the text against the total before it."""
    for at, passage in enumerate(scene.passages):
        steps = _steps(passage)
        if len(steps) < 2 or len({step.times for step in steps}) != len(steps):
            continue
        before = [one for one in counts(scene.mentions[at]) if one.end <= steps[0].start]
        total = next((one for one in reversed(before) if one.value >= max(step.matters for step in steps)), None)
        if total is not None:
            yield from _against(total, steps)


def _steps(passage: Passage) -> list[Step]:
    return [Step(int(f["times"]), int(f["matters"]), f.start()) for f in _STEP.finditer(passage.text)]


def _against(total: Mention, steps: Sequence[Step]) -> Iterator[Finding]:
    matters = Fraction(sum(step.matters for step in steps))
    times = Fraction(sum(step.times * step.matters for step in steps))
    by_times = "次" in total.unit
    if total.value == (times if by_times else matters) or matters == times:
        return
    if total.value == times and not by_times:
        return  # 396件次 and the like: what is counted isn't said, and it fits
    summed = "＋".join(str(step.matters) for step in steps)
    multiplied = "＋".join(f"{step.times}×{step.matters}" for step in steps)
    working = f"{summed}＝{show(matters)}件；{multiplied}＝{show(times)}次"
    if total.value == matters:
        why = "印出的是件数，不是次数。"
        computed = f"{show(matters)}件、{show(times)}次"
    elif (
        len({step.times for step in steps}) == max(step.times for step in steps)
        and min(step.times for step in steps) == 1
    ):
        why = "次数分布既合计不出这个件数，也合计不出这个次数。"
        computed = f"{show(matters)}件、{show(times)}次"
    else:
        return
    yield Finding(RULE, Severity.CONTRADICTION, total.place, total.words(), computed, working, why, total.quote())
