"""同比, 环比: growth against its difference, an earlier value, what whole numbers allow, and against its name."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from huisheng.circular.checker.mentions import Mention, basis
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Fit, Printed, percent_of, show
from huisheng.circular.checker.scene import Scene

RULE = "增长"
NAMES = "同比环比"
_NEUTRAL = re.compile(
    r"与|较|比|之|前|相|同期|去年|上年|上个?月|上周|上一?季度|上期|上半年|上旬|\d+年?|月|第[一二三四]季度|同比|环比|数据|本月|本期|均|又|则|"
    r"分别|也|还|略有|有所|大幅|小幅|明显|总量|数量|总数|件数|来电|受理|诉求|工单|办件|案件|案卷|事项|量|数|的|了|群众|各类|件|幅度|率?为|达"
)
_CHANGE = re.compile(r"增长|增加|上升|提高|提升|增幅|涨幅|下降|减少|降低|降幅|回落|下滑|增|升|降|减")
_ALL = Fraction(100)


def check(scene: Scene) -> Iterator[Finding]:
    """Every growth of the text."""
    for found in scene.mentions:
        for at, one in enumerate(found):
            if one.role == "growth" and one.kind == "percent":
                yield from _impossible(one)
                yield from _one(found, at, one)


def clause(one: Mention) -> str:
    """The words from the beginning of the sentence's clause, the comparison's own included."""
    text = one.passage.text
    begin = max(text.rfind(stop, 0, one.start) + 1 for stop in "。,;:(")
    return text[begin : one.start]


def _impossible(one: Mention) -> Iterator[Finding]:
    if one.sign < 0 and one.value > _ALL:
        why = "下降不可能超过100%。"
        yield _finding(one, Severity.CONTRADICTION, one.words(), "不超过100%", f"下降{one.printed.text}%＞100%", why)


def _one(found: Sequence[Mention], at: int, one: Mention) -> Iterator[Finding]:
    before = found[:at]
    delta = before[-1] if before and before[-1].role == "delta" and before[-1].sentence == one.sentence else None
    subject = subject_of(before, one)
    if delta is not None and delta.kind == "count":
        yield from _against_delta(before[:-1], delta, one)
    elif subject is not None:
        earlier = next((m for m in reversed(before) if m.role == "earlier" and m.sentence == one.sentence), None)
        if earlier is not None and (earlier.start > subject.start or re.search("[到至为]$", subject.lead)):
            yield from _against_earlier(subject, earlier, one)
        else:
            yield from _whole_numbers(subject, one)
    said = clause(one)
    if basis(said) == "both" and not re.search(r"同比.*环比|环比.*同比", said) and "同期" not in said:
        yield _misnamed(one, said)


def subject_of(before: Sequence[Mention], one: Mention) -> Mention | None:
    """The count that grew: the nearest plain number before, in this sentence or the last; None where it's a rate."""
    own = _NEUTRAL.sub("", _CHANGE.sub("", re.sub(r"[\d.]+[个件次起条单]?", "", clause(one))))
    if own.strip("“”,、"):
        return None
    for mention in reversed(before):
        if mention.role == "per" and mention.sentence == one.sentence:
            return None
        if mention.role in ("plain", "share") and mention.sentence >= one.sentence - 1:
            if mention.role == "share":
                continue
            if "均" in mention.lead:  # a daily mean needn't have been whole; in brackets it is but told beside
                if mention.passage.text[mention.start - len(mention.lead) - 1] == "(":
                    continue
                return None
            return mention if mention.kind == "count" and not mention.about else None
    return None


def _against_delta(before: Sequence[Mention], delta: Mention, one: Mention) -> Iterator[Finding]:
    if delta.sign != one.sign:
        why = "件数与百分比的增减方向相反。"
        yield _finding(one, Severity.CONTRADICTION, f"{delta.words()},{one.words()}", "", "一增一减", why)
        return
    totals = [m for m in before if m.kind == "count" and m.role == "plain" and not m.about]
    subject = subject_of(before, delta) or (totals[-1] if totals else None)
    if subject is None or delta.about:
        return
    growths = {id(m): _grown(m, delta) for m in totals}
    fits = {key: one.printed.fit(value) for key, value in growths.items() if value is not None}
    best = max(fits.values(), default=Fit.OFF)
    value = growths.get(id(subject))
    if best is Fit.EXACT or value is None:
        yield from _names_differ(delta, one, best)
        return
    was = subject.value - delta.sign * delta.value
    severity = Severity.ROUNDING if fits[id(subject)] is Fit.CLOSE else Severity.CONTRADICTION
    computed = one.printed.like(value)
    sign = "－" if delta.sign > 0 else "＋"
    base = f"{subject.printed.text}{sign}{delta.printed.text}＝{show(was)}"
    working = f"{delta.printed.text}÷（{base}）＝{computed}"
    yield _finding(
        one,
        severity,
        f"{subject.words()},{delta.words()},{one.words()}",
        computed,
        working,
        "增减件数与增减幅度不一致。",
    )


def _grown(subject: Mention, delta: Mention) -> Fraction | None:
    was = subject.value - delta.sign * delta.value
    return percent_of(delta.value, was) if was > 0 else None


def _names_differ(delta: Mention, one: Mention, fit: Fit) -> Iterator[Finding]:
    """The difference is against last month, the percentage made from it is called 同比."""
    first, second = basis(clause(delta)), basis(clause(one))
    if fit is Fit.EXACT and {first, second} == {"year", "period"}:
        yield _misnamed(one, f"{clause(delta)}{delta.printed.text}{delta.unit},{clause(one)}")


def _against_earlier(subject: Mention, earlier: Mention, one: Mention) -> Iterator[Finding]:
    if earlier.value == 0:
        return
    value = percent_of(subject.value - earlier.value, earlier.value) * one.sign
    fit = one.printed.fit(value)
    if fit is not Fit.EXACT:
        severity = Severity.ROUNDING if fit is Fit.CLOSE else Severity.CONTRADICTION
        working = (
            f"（{subject.printed.text}－{earlier.printed.text}）÷{earlier.printed.text}＝{one.printed.like(value)}"
        )
        printed = f"{subject.words()},{earlier.words()},{one.words()}"
        yield _finding(one, severity, printed, one.printed.like(value), working, "与文中的上期数不一致。")


def earlier_values(subject: Fraction, growth: Printed, sign: int, slack: int = 1) -> tuple[Fraction, Fraction] | None:
    """The earlier values that would give this growth; None where any would. ``slack``: half steps each way."""
    half = growth.step * slack / 2
    low, high = _ALL + sign * growth.value - half, _ALL + sign * growth.value + half
    return (subject * 100 / high, subject * 100 / low) if low > 0 else None


def _whole_numbers(subject: Mention, one: Mention) -> Iterator[Finding]:
    """514 件,同比增长8.44%: some whole number must have been there before."""
    if subject.value == 0 or subject.printed.step < 1:
        return
    for slack, severity in ((1, None), (2, Severity.ROUNDING)):
        span = earlier_values(subject.value, one.printed, one.sign, slack)
        if span is None or ceil(span[0]) <= floor(span[1]):
            if severity is not None and span is not None:
                was = ceil(span[0])
                computed = one.printed.like(percent_of(subject.value - was, Fraction(was)) * one.sign)
                yield _finding(
                    one,
                    severity,
                    f"{subject.words()},{one.words()}",
                    computed,
                    f"上期数应为整数，最接近的是{was}：{computed}",
                    "四舍五入后末位差1。",
                )
            return
    middle = subject.value * 100 / (_ALL + one.sign * one.value)
    around = [percent_of(subject.value - was, Fraction(was)) * one.sign for was in (floor(middle), ceil(middle)) if was]
    shown = "或".join(one.printed.like(value) for value in around)
    sign = "＋" if one.sign > 0 else "－"
    earlier = f"{subject.printed.text}÷（1{sign}{one.printed.text}%）≈{show(middle, Fraction(1, 100))}"
    working = f"{earlier}，上期数取整后为{shown}"
    yield _finding(
        one,
        Severity.CONTRADICTION,
        f"{subject.words()},{one.words()}",
        shown,
        working,
        "没有任何整数的上期数能得出这个幅度。",
    )


def _misnamed(one: Mention, said: str) -> Finding:
    right = "环比" if re.search(r"上个?月|上周|上一?季度|上期|上旬", said) else "同比"
    wrong = "同比" if right == "环比" else "环比"
    why = "与上一期相比是环比，与上年同期相比是同比；按数字算，这里比的是同一个时期。"
    return Finding(
        NAMES,
        Severity.CONTRADICTION,
        one.place,
        f"{said}{one.printed.text}%",
        right,
        f"“{said}”比的是{'上一期' if right == '环比' else '上年同期'}，不是{wrong}",
        why,
        one.quote(),
    )


def _finding(one: Mention, severity: Severity, printed: str, computed: str, working: str, why: str) -> Finding:
    return Finding(RULE, severity, one.place, printed, computed, working, why, one.quote())
