"""Whether a topic is told early, and why; what people judged before teaches from when on."""

from collections.abc import Sequence
from decimal import Decimal

from huisheng.insight.hot import warning
from huisheng.insight.hot.heat import Usual
from huisheng.insight.hot.said import Topic as Found
from huisheng.insight.hot.said import Window
from huisheng.insight.hot.warning import Thresholds
from huisheng.lifecycle.topics.models import Verdict
from huisheng.rulebook import implements


@implements("domain#art-76")
def taught(verdicts: Sequence[Verdict]) -> Thresholds:
    """From when to warn, after what people said of topics that had a usual level then."""
    known = [
        warning.Verdict(one.true, one.people, warning.times(one.people, Decimal(one.usual) / 10))
        for one in verdicts
        if one.usual is not None
    ]
    return warning.taught(known)


@implements("domain#art-76")
def sentence(one: Found, window: Window, asked: Thresholds) -> str:
    """Why this is told early; "" where it isn't, and where nothing is known of what is usual."""
    growth = one.growth
    usual = None if growth.usual is None else Usual(growth.usual, growth.known, growth.share)
    alert = warning.alert(f"{one.where} {one.what}".strip(), window, one.people, usual, asked)
    return alert.sentence if alert is not None else ""
