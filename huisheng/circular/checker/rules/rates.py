"""Rates beside their counts: 直办28029件,直办率77.11%. And rates that can't be above 100 %."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from huisheng.circular.checker.mentions import Mention
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Fit, percent_of, show
from huisheng.circular.checker.scene import Scene

RULE = "比率"
_RATE = re.compile(r"^(?P<what>.{2,10}?)率(?:为|达到?|是|约|均为)?$")
_GRADED = re.compile(r"基本满意|比较满意|较满意|一般|部分解决")  # they may count, and nobody says how much
_DRESS = re.compile(
    r"^(?:共|已|其中|累计|实际|市民答复|群众|综合|总体|本月|投诉(?=解决|办结|调解)|诉求|工单|案件|来电|热线)+|(?:工单|事项|诉求|件数|数量|数|量|问题|总|为|件|(?<=办结)回复)+$"
)
_OTHERS = re.compile(r"[按逾超未不没非期时率]|基本|比较|较|部分|直接|自行|在线|联合|重复")  # 按期办结 is no 办结
# visits may reach matters of earlier months, targets may be passed
BOUNDED = re.compile(r"(?:满意|解决|办结|接通|响应|签收|合格|准确|答复|直办|按[时期].*)率$")


def check(scene: Scene) -> Iterator[Finding]:
    """Every rate of the text."""
    for at, found in enumerate(scene.mentions):
        for position, one in enumerate(found):
            if one.kind != "percent" or one.role != "plain":
                continue
            rate = _RATE.match(one.lead)
            if rate is None:
                continue
            if one.value > 100 and BOUNDED.search(f"{rate['what']}率"):
                yield _impossible(one)
                continue
            part = _numerator(found[:position], rate["what"], one) or _after(found[position + 1 :], rate["what"], one)
            if part is not None:
                yield from _against(scene, at, part, one)


def bare(label: str) -> str:
    """办结工单 and 已办结 are 办结."""
    return _DRESS.sub("", _DRESS.sub("", label))


def _names(lead: str, wanted: str) -> bool:
    """Whether a count is of what the rate is of: the same words, or these behind those of who did it."""
    own = bare(lead)
    if len(wanted) < 2 or not own.endswith(wanted):
        return False
    return not _OTHERS.search(own[: len(own) - len(wanted)])


def _numerator(before: Sequence[Mention], what: str, one: Mention) -> Mention | None:
    """The count of what the rate is a rate of, in the same clause; nearer than any rate of the same."""
    wanted = bare(what)
    for mention in reversed(before):
        between = mention.passage.text[mention.end : one.start]
        if mention.sentence != one.sentence or ";" in between or _GRADED.search(between):
            return None
        named = _names(mention.lead, wanted)
        if mention.kind == "count" and mention.role == "plain" and named:
            return mention if not mention.about else None
        rate = _RATE.match(mention.lead) if mention.kind == "percent" else None
        if rate is not None and bare(rate["what"]) == wanted:
            return None
    return None


def _after(after: Sequence[Mention], what: str, one: Mention) -> Mention | None:
    """直办率60.00%,直办1200件: the count stands behind its rate."""
    wanted = bare(what)
    for mention in after[:1]:
        near = mention.kind == "count" and mention.role == "plain" and mention.start - one.end <= len(wanted) + 4
        if near and mention.sentence == one.sentence and _names(mention.lead, wanted):
            return mention if not mention.about else None
    return None


def _against(scene: Scene, at: int, part: Mention, one: Mention) -> Iterator[Finding]:
    fits = Fit.OFF
    spans = [mention.span for _, mention in scene.counts if mention.value >= part.value]
    spans += [printed.span() for *_, printed in scene.sums if printed.value >= part.value]
    beside = [mention for where, mention in scene.counts if where == at]
    spans += [
        (a.value + b.value,) * 2
        for n, a in enumerate(beside)
        for b in beside[n + 1 :]
        if a.value + b.value >= part.value
    ]
    for low, high in spans:
        if low:
            fits = max(fits, one.printed.fit(percent_of(part.value, high), percent_of(part.value, low)))
    if fits is Fit.EXACT:
        return
    total = _whole(scene, at, part, one)
    if total is None:
        return
    computed = one.printed.like(percent_of(part.value, total.value))
    about = show(part.value * 100 / one.value) if one.value else "0"
    severity = Severity.ROUNDING if fits is Fit.CLOSE else Severity.BASE
    why = "四舍五入后末位差1。" if fits is Fit.CLOSE else "文中没有能算出这个比率的基数。"
    working = (
        f"{part.printed.text}÷{total.printed.text}（{total.words()}）＝{computed}；"
        f"{part.printed.text}÷{one.printed.text}%≈{about}"
    )
    yield Finding(RULE, severity, one.place, f"{part.words()},{one.words()}", computed, working, why, one.quote())


def _whole(scene: Scene, at: int, part: Mention, one: Mention) -> Mention | None:
    """What the rate is meant of: the count before it, or a total, whichever gives the nearest rate."""
    totals = [whole for whole in scene.totals(at, part) if whole.value >= part.value]
    beside = [whole for where, whole in scene.counts if where == at and whole.start < part.start]
    known = [whole for whole in (*totals[:1], *beside) if whole.value >= part.value and whole.value]
    return min(known, key=lambda whole: abs(percent_of(part.value, whole.value) - one.value), default=None)


def _impossible(one: Mention) -> Finding:
    why = "这种比率的分子是分母的一部分，不可能超过100%。"
    working = f"{one.printed.text}%＞100%"
    return Finding(RULE, Severity.CONTRADICTION, one.place, one.words(), "不超过100%", working, why, one.quote())


def impossible(value: Fraction, label: str) -> bool:
    """Whether a printed percentage can't be: for columns of tables."""
    return value > 100 and BOUNDED.search(label) is not None and "回访率" not in label
