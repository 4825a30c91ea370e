"""Whether a topic is told early, and why; what people judged before teaches from when on."""

from collections.abc import Sequence
from decimal import Decimal

from huisheng.insight.hot import warning
from huisheng.insight.hot.said import Topic as Found
from huisheng.insight.hot.said import Window
from huisheng.insight.hot.warning import LEAST_LEVEL, Alert, Taught, Thresholds, Watched
from huisheng.lifecycle.topics.models import Verdict
from huisheng.rulebook import implements


@implements("domain#art-76")
def taught(verdicts: Sequence[Verdict]) -> Taught:
    """From when to warn, after what people said of topics that had a usual level then."""
    known = [
        warning.Verdict(one.true, one.people, _times(one.people, Decimal(one.usual) / 10))
        for one in verdicts
        if one.usual is not None
    ]
    return warning.taught(known)


@implements("domain#art-76")
def sentence(one: Found, window: Window, asked: Thresholds) -> str:
    """Why this is told early; "" where it isn't, and where nothing is known of what is usual."""
    usual, people = one.growth.usual, one.people
    if usual is None:
        return ""
    times, chance = _times(people, usual), warning.chance(people, one.growth.known, one.growth.share)
    if people < asked.people or times < asked.times or chance > asked.chance:
        return ""
    return Alert(Watched(one.where, one.what), window, people, usual, times, chance).sentence


def _times(people: int, usual: Decimal) -> Decimal:
    return Decimal(people) / max(usual, LEAST_LEVEL)
