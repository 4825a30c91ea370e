"""Early warning: what is more than weekday, season and chance let expect; and what people's verdicts teach it.

Pure: people and their usual level come in, alerts with a sentence go out. Nothing acts; a person says whether an alert
was true.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log1p

from huisheng.insight.hot.heat import Usual
from huisheng.insight.hot.said import Window, few
from huisheng.kernel.rounding import half_up

LEAST_LEVEL = Decimal("0.2")  # what ``times`` are counted against at least: nought in eight weeks isn't never


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when to warn: so many people, so often the usual level, and chance makes it no oftener than this."""

    people: int = 5
    times: Decimal = Decimal(2)
    chance: Decimal = Decimal("0.001")


# Nothing that people say takes the thresholds beyond these: never mute, never at every second matter.
LOWEST, HIGHEST = Thresholds(3, Decimal("1.5"), Decimal("0.001")), Thresholds(15, Decimal(5), Decimal("0.001"))


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning. ``named``: where and what; ``times``: how often the usual level; ``chance``: how likely at it."""

    named: str
    window: Window
    people: int
    usual: Decimal
    times: Decimal
    chance: Decimal

    @property
    def sentence(self) -> str:
        """Why, for people."""
        span = f"{self.window.first}" if self.window.days == 1 else f"{self.window.first}至{self.window.last}"
        rare = "几乎不会" if self.chance < Decimal("0.0001") else f"只有{half_up(self.chance * 100, 2)}%的可能"
        often = f"是通常的{half_up(self.times, 1)}倍，" if self.usual >= LEAST_LEVEL else ""
        return f"{self.named}：{span}有{self.people}人反映，通常{few(self.usual)}，{often}偶然{rare}这么多。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of an alert: true, or false alarm."""

    right: bool
    people: int
    times: Decimal


def alert(named: str, window: Window, people: int, usual: Usual | None, asked: Thresholds) -> Alert | None:
    """The warning of so many people in a window; None where that isn't enough, or nothing is usual yet."""
    if usual is None or people < asked.people:
        return None
    found = Alert(named, window, people, usual.people, times(people, usual.people), chance(people, *usual[1:]))
    return found if found.times >= asked.times and found.chance <= asked.chance else None


def times(people: int, usual: Decimal) -> Decimal:
    """How often the usual level so many people are."""
    return Decimal(people) / max(usual, LEAST_LEVEL)


def chance(people: int, known: Decimal, share: Decimal) -> Decimal:
    """How likely ``people`` or more are where ``known`` came and that ``share`` of them is to be expected.

    The level is itself an estimate: what it predicts is negative binomial (Poisson, its mean gamma with the form known
    + ½), wider than Poisson the fewer it rests on.
    """
    form, part = float(known) + 0.5, float(share)
    mean = form * part
    if mean > 500:  # exp() would vanish; so many are told by ``times`` alone
        return Decimal(0) if people > mean * 1.2 else Decimal(1)
    term, below = exp(-form * log1p(part)), 0.0
    for n in range(people):
        below += term
        term *= (form + n) / (n + 1) * part / (1 + part)
    return Decimal(max(0.0, 1.0 - below))


def taught(verdicts: Sequence[Verdict], base: Thresholds | None = None, *, enough: int = 8) -> Thresholds:
    """Thresholds that would have kept the true alerts and spared the false ones.

    Of all thresholds between the bounds those with the fewest mistakes (a true one missed counts twice); of equals
    the nearest to ``base``. Fewer than ``enough`` verdicts teach nothing.
    """
    old = base or Thresholds()
    if len(verdicts) < enough:
        return old
    new = min(
        _offered(verdicts, old), key=lambda one: (_mistakes(verdicts, one), _far(one, old), one.people, one.times)
    )
    return new if _mistakes(verdicts, new) < _mistakes(verdicts, old) else old


def _offered(verdicts: Sequence[Verdict], old: Thresholds) -> Iterable[Thresholds]:
    low, high = LOWEST, HIGHEST
    times = {half_up(one.times, 1) + step for one in verdicts for step in (Decimal(0), Decimal("0.1"))}
    for asked in sorted({min(max(one, low.times), high.times) for one in times} | {old.times}):
        for people in range(low.people, high.people + 1):
            yield replace(old, people=people, times=asked)


def _passes(one: Verdict, asked: Thresholds) -> bool:
    return one.people >= asked.people and one.times >= asked.times


def _mistakes(verdicts: Sequence[Verdict], asked: Thresholds) -> int:
    return sum(2 * (not _passes(one, asked)) if one.right else int(_passes(one, asked)) for one in verdicts)


def _far(one: Thresholds, old: Thresholds) -> Decimal:
    return abs(one.people - old.people) + 2 * abs(one.times - old.times)
