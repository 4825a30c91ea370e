"""The same words said twice with two numbers: 第一季度话务总数为20693个 and, a page on, 20963个."""

import re
from collections.abc import Iterator

from huisheng.circular.checker.mentions import Mention
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.scene import Scene

RULE = "前后不一"
_PERIOD = re.compile(r"\d{4}年|\d{1,2}月|第[一二三四]季度|[上下]半年|第\d+周")
_COUNTED = re.compile(r"\d[\d.]*(?:万|亿)?(?:件|个(?!月)|起|宗|条|封|通|次|%)")
_WHOLE = re.compile(r"热线|平台|系统|中心|全[市县区省州国]|1\d{4}")  # of everybody, not of one unit after another
_CLAUSE = 10  # characters; shorter ones may be of anything
_TAIL = re.compile(r"(?:约|为|是|达到?)$")


def check(scene: Scene) -> Iterator[Finding]:
    """Clauses of one period that are equal to the letter, with different counts behind them."""
    seen: dict[str, Mention] = {}
    for _, one in scene.counts:
        clause = _clause(one)
        if len(clause) < _CLAUSE or one.about:
            continue
        first = seen.setdefault(f"{clause}{one.unit}", one)
        if first.printed.high < one.printed.low or one.printed.high < first.printed.low:
            place, quote = first.place.text, one.quote()
            working = f"{place}：{first.words()}；{one.place.text}：{one.words()}"
            why = "同一句话前后印了两个数。"
            printed, other = f"{clause}{one.printed.text}{one.unit}", f"{first.printed.text}{first.unit}"
            yield Finding(RULE, Severity.CONTRADICTION, one.place, printed, other, working, why, quote)


def _clause(one: Mention) -> str:
    """The words from the period's name to the number: 2025年第一季度,12345热线话务总数; "" without either."""
    text = one.passage.text
    begin = max(text.rfind(stop, 0, one.start) + 1 for stop in "。;:(")
    words = text[begin : one.start]
    counted = [found.end() for found in _COUNTED.finditer(words)]
    periods = [found.start() for found in _PERIOD.finditer(words) if not counted or found.start() >= counted[-1]]
    whole = _TAIL.sub("", words[periods[0] :]) if periods else ""
    return whole if _WHOLE.search(whole) else ""
