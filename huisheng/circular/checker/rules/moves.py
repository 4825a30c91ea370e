"""Moves from one value to another, both printed: by so many matters, by so many points, doubled, or n times less."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from huisheng.circular.checker.mentions import Mention, basis
from huisheng.circular.checker.model import Finding, Passage, Severity
from huisheng.circular.checker.numerals import show
from huisheng.circular.checker.rules.growth import clause, subject_of
from huisheng.circular.checker.scene import Scene

RULE = "增长"
_EARLIER = re.compile(r"上个?月|上周|上一?季度|上期|上半年|去年|上年|同期|前一周")
_FROM = re.compile(r"[由从]|原来的?$")
_TO = re.compile(r"[到至为]$")
_DOUBLED = re.compile(r"(?P<about>将近|接近|近乎|几乎|约|近|超过?|逾)?(?:翻了?一番|翻番|(?:增长|增加)了?(?:一|1)倍)")
_LEAST, _MOST = Fraction(19, 10), Fraction(5, 2)  # what people still call doubled
_TIMES = re.compile(r"(?:下降|减少|降低|下滑|回落)了?(?:近|约|超过?)?(?P<times>\d+(?:\.\d+)?)倍")


def check(scene: Scene) -> Iterator[Finding]:
    """Every move of the text whose two ends are printed beside it, and falls that can't be."""
    for passage, found in zip(scene.passages, scene.mentions, strict=True):
        for at, one in enumerate(found):
            if one.kind == "points" and one.role == "growth":
                yield from _points(found[:at], one)
            elif one.role == "delta":
                yield from _matters(found, at, one)
        yield from _doubled(passage, found)
        yield from _times(passage, found)


def _points(before: Sequence[Mention], one: Mention) -> Iterator[Finding]:
    """95.20%,较上月94.00%提高1.20个百分点; 由94.00%提高到95.20%,提高1.20个百分点."""
    near = before[-2:]
    if len(near) < 2 or any(m.kind != "percent" or m.sentence != one.sentence or m.about for m in near):
        return
    first, second = near
    said = one.passage.text[second.end : one.start]
    if re.search("[;:]", one.passage.text[first.start : one.start]) or one.about or len(said) > 12:
        return
    if _FROM.search(first.lead) and _TO.search(second.lead):
        old, new = first, second
    elif _EARLIER.search(second.lead) and not _EARLIER.search(first.lead) and second.role == "plain":
        old, new = second, first
    else:
        return
    moved = new.value - old.value
    slack = (new.printed.step + old.printed.step + one.printed.step) / 2
    if abs(moved - one.sign * one.value) > slack:
        step = min(new.printed.step, old.printed.step)
        computed = f"{'提高' if moved > 0 else '下降'}{show(abs(moved), step)}个百分点"
        working = f"{new.printed.text}%－{old.printed.text}%＝{show(moved, step)}个百分点"
        printed = f"{first.words()},{second.words()},{one.lead}{one.printed.text}个百分点"
        yield _finding(one, printed, computed, working, "前后两个比率之差与所说的百分点不一致。")


def _matters(found: Sequence[Mention], at: int, one: Mention) -> Iterator[Finding]:
    """本月2000件,上月1500件,增加500件."""
    subject = subject_of(found[:at], one)
    around = [m for m in (*found[:at][-1:], *found[at + 1 : at + 2]) if m.role == "earlier"]
    if subject is None or not around or around[0].sentence != one.sentence or subject.sentence != one.sentence:
        return
    [earlier] = around[:1]
    said, against = basis(clause(one)), basis(clause(earlier))
    if said and against and said != against or earlier.about or one.about:
        return
    moved = subject.value - earlier.value
    if moved != one.sign * one.value and subject.printed.step == earlier.printed.step == one.printed.step:
        computed = f"{'增加' if moved > 0 else '减少'}{show(abs(moved))}"
        working = f"{subject.printed.text}－{earlier.printed.text}＝{show(moved)}"
        printed = "，".join(m.words() for m in sorted((subject, earlier, one), key=lambda m: m.start))
        yield _finding(one, printed, computed, working, "增减件数与本期、上期之差不一致。")


def _doubled(passage: Passage, found: Sequence[Mention]) -> Iterator[Finding]:
    """2000件,较上月1000件翻一番."""
    for said in _DOUBLED.finditer(passage.text):
        before = [m for m in found if m.end <= said.start() and m.kind == "count"]
        if len(before) < 2 or said["about"]:
            continue
        subject, earlier = before[-2:]
        text = passage.text[subject.start : said.start()]
        plain = subject.role == "plain" and earlier.role == "earlier" and not earlier.about and not subject.about
        if not plain or "。" in text or ";" in text or said.start() - earlier.end > 4 or not earlier.value:
            continue
        ratio = subject.value / earlier.value
        if not _LEAST <= ratio <= _MOST:
            working = f"{subject.printed.text}÷{earlier.printed.text}≈{show(ratio, Fraction(1, 100))}倍"
            printed = f"{subject.words()},{earlier.words()},{said[0]}"
            computed = f"{show(ratio, Fraction(1, 100))}倍"
            yield _finding(earlier, printed, computed, working, "翻一番是增加到两倍，与文中的两个数不符。")


def _times(passage: Passage, found: Sequence[Mention]) -> Iterator[Finding]:
    for said in _TIMES.finditer(passage.text):
        if Fraction(said["times"]) >= 1:
            why = "减少一倍就没有了，下降不能用倍数表示。"
            quote = passage.text[max(0, said.start() - 30) : said.end()]
            place = passage.place(said.start())
            working = f"下降{said['times']}倍≥100%"
            yield Finding(RULE, Severity.CONTRADICTION, place, said[0], "不超过100%", working, why, quote)


def _finding(one: Mention, printed: str, computed: str, working: str, why: str) -> Finding:
    return Finding(RULE, Severity.CONTRADICTION, one.place, printed, computed, working, why, one.quote())
