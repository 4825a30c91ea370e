"""Shares that make up a whole: when they come to 100 % or 其他 is among them, the parts must add up to it."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from huisheng.circular.checker import spelling
from huisheng.circular.checker.mentions import Mention, counts
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Fit, percent_of, show
from huisheng.circular.checker.rules.portions import Base, Share, shares_in
from huisheng.circular.checker.rules.shares import best_base
from huisheng.circular.checker.scene import Scene

RULE = "分项合计"
_REST = re.compile(r"^(?:其他|其它|其余|另有|另外)")
_OTHERS = re.compile(r"(?:其他|其它|其余)(?!.*率)")
_STEPS = re.compile(r"\d+-\d+(?:秒|分|小时|天|日|次|元|岁|个工作日)")
_OPEN = re.compile(r"\d+(?:秒|分钟?|小时|天|日|次|元|岁|个工作日)(?:及?以上|以外)")
_LOST = Fraction(50)  # steps that come to less are of something else
_LOOK_ON = 6  # passages after the last share in which 其他 of the same level may stand
_HUNDRED = Fraction(100)


def check(scene: Scene) -> Iterator[Finding]:
    """Groups of one passage, groups over passages that name the same whole, and lists of shares without counts."""
    everywhere: dict[str, list[Share]] = {}
    for at in range(len(scene.passages)):
        found = shares_in(scene, at)
        if len(found) > 1:
            yield from _parts(scene, found)
        for share in found:
            if share.share.of:
                everywhere.setdefault(share.share.of, []).append(share)
        yield from _only_shares(scene, at)
    for group in everywhere.values():
        if len({share.at for share in group}) > 1:
            yield from _parts(scene, group)


def _parts(scene: Scene, group: Sequence[Share]) -> Iterator[Finding]:
    best = best_base(scene, group)
    if best is None or Fit.OFF in best[1] or any(share.others and _joint(share, best[0]) for share in group):
        return
    parts = [share.part for share in group]
    rest = _rest(scene, group)
    printed = sum((share.share.value for share in group), Fraction(0))
    slack = sum((share.share.printed.step for share in group), Fraction(0)) / 2
    others = rest is not None or any(re.search("其他|其它", part.lead) for part in parts)
    added = sum((part.value for part in parts), rest.value if rest is not None else Fraction(0))
    low, high = best[0].span
    if (
        not (others or abs(printed - _HUNDRED) <= slack)  # overlapping categories come to more than a hundred
        or low <= added <= high
        or any(part.about for part in parts)
        or _unshared(scene, group, low - added)
    ):
        return
    yield _finding([*parts, *([rest] if rest is not None else [])], best[0], added)


def _joint(share: Share, base: Base) -> bool:
    """Whether the share is that of several parts together."""
    alone = percent_of(share.part.value, base.span[0])
    return share.share.printed.fit(alone) is Fit.OFF


def _rest(scene: Scene, group: Sequence[Share]) -> Mention | None:
    """What is left: a later count of the same sentence, or of a later passage of the same level, that is of 其他."""
    first, last = group[0].at, group[-1].at
    if first == last:
        end, shared = group[-1].share, {id(share.part) for share in group}
        later = [one for one in counts(scene.mentions[last]) if one.start > end.start and one.sentence == end.sentence]
        return next((one for one in later[:1] if _REST.match(one.lead) and id(one) not in shared), None)
    for at in range(last + 1, min(len(scene.passages), last + 1 + _LOOK_ON)):
        if _REST.match(spelling.bare(scene.passages[at].text)):
            return next(iter(counts(scene.mentions[at])), None)
    return None


def _unshared(scene: Scene, group: Sequence[Share], missing: Fraction) -> bool:
    """Whether the missing rest stands in the list, without a share of its own: 感谢类工单34件."""
    inside = {id(share.part) for share in group}
    return any(
        one.value == missing and id(one) not in inside for share in group for one in counts(scene.mentions[share.at])
    )


def _finding(parts: Sequence[Mention], base: Base, added: Fraction) -> Finding:
    total = base.span[0]
    return Finding(
        RULE,
        Severity.CONTRADICTION,
        parts[-1].place,
        "、".join(part.words() for part in parts),
        show(added),
        f"{'＋'.join(part.printed.text for part in parts)}＝{show(added)}，而总数是{show(total)}（{base.words}），"
        f"{'少' if added < total else '多'}{show(abs(total - added))}",
        "各项占比用的是这个总数，又列全了各项，合计却不等于它。",
        parts[-1].quote(),
    )


def _only_shares(scene: Scene, at: int) -> Iterator[Finding]:
    """咨询类占41.50%、投诉举报类占33.26% … 其他类占3.22%: a full list comes to 100 %."""
    percents = [one for one in scene.mentions[at] if one.kind == "percent"]
    listed = [one for one in percents if one.role == "share" or one.role == "plain" and _OTHERS.match(one.lead)]
    sentences = {one.sentence for one in listed if _OTHERS.match(one.lead)} | _ranges(scene, at)
    for sentence in sentences:
        own = [one for one in listed if one.sentence == sentence]
        if len(own) < 3 or any(one.kind == "count" and one.sentence == sentence for one in scene.mentions[at]):
            continue
        added = sum((one.value for one in own), Fraction(0))
        slack = sum((one.printed.step for one in own), Fraction(0)) / 2
        if abs(added - _HUNDRED) > slack:
            if not any(_OTHERS.match(one.lead) for one in own) and abs(added - _HUNDRED) > _LOST:
                continue
            close = abs(added - _HUNDRED) <= slack * 2
            shown = show(added, own[0].printed.step)
            yield Finding(
                RULE,
                Severity.ROUNDING if close else Severity.CONTRADICTION,
                own[0].place,
                "、".join(f"{one.lead}{one.printed.text}%" for one in own),
                f"{shown}%",
                f"{'＋'.join(one.printed.text for one in own)}＝{shown}",
                "这一组占比已列全，合计应为100%。",
                own[0].quote(),
            )


def _ranges(scene: Scene, at: int) -> set[int]:
    """Sentences of 0-30秒占98.9%;30-60秒占0.4%; … 180秒以上占0.3%: nothing is left out of them."""
    sentences = enumerate(scene.passages[at].text.split("。"))
    return {number for number, text in sentences if len(_STEPS.findall(text)) > 1 and _OPEN.search(text)}
