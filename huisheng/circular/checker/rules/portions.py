"""Shares as they are read: which part a percentage is of, and the printed numbers that may be its whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise, takewhile

from huisheng.circular.checker.mentions import Mention
from huisheng.circular.checker.numerals import Fit, percent_of, show
from huisheng.circular.checker.scene import Scene

_JOINT = re.compile(r"合计|总计|共占|共计|一共|累计")
_HUNDRED, _ABOUT = Fraction(100), Fraction(3)
_AFTER = re.compile(r"^(?:约?为|共计?|合计|达到?|计|有)$")  # 占45.00%,为950件


@dataclass(frozen=True, slots=True)
class Share:
    """A part and its share; ``others``: counts listed before it, of which the share may be the sum's."""

    at: int
    part: Mention
    share: Mention
    others: tuple[Mention, ...]

    @property
    def joint(self) -> bool:
        """Whether the words say that it is of several together: 合计占比75.44%."""
        return bool(self.others) and _JOINT.search(self.share.lead) is not None

    @property
    def taken(self) -> tuple[Mention, ...]:
        """What it is a share of a whole of, by its words."""
        return (*self.others, self.part) if self.joint else (self.part,)

    @property
    def value(self) -> Fraction:
        return sum((one.value for one in self.taken), Fraction(0))

    def fit(self, whole: tuple[Fraction, Fraction]) -> Fit:
        """How the share goes with a whole, for the part alone or with those listed before it."""
        best, low, high = Fit.OFF, Fraction(0), Fraction(0)
        for many, one in enumerate((self.part, *reversed(self.others)), 1):
            low, high = low + one.span[0], high + one.span[1]
            if whole[0] >= high and whole[0] > 0 and not (self.joint and many == 1):
                best = max(best, self._fit(percent_of(low, whole[1]), percent_of(high, whole[0]), many))
        return best

    def _fit(self, low: Fraction, high: Fraction, many: int) -> Fit:
        fit, printed = self.share.printed.fit(low, high), self.share.printed
        slack = printed.step * many / 2  # the shares of each, rounded, and these added
        added = self.joint and low <= printed.value + slack and high >= printed.value - slack
        return Fit.CLOSE if fit is Fit.OFF and added else fit

    def whole(self) -> tuple[Fraction, Fraction]:
        """The wholes that would give the printed share."""
        printed = self.share.printed
        low = printed.low if printed.low > 0 else printed.step / 100
        return self.value * 100 / printed.high, self.value * 100 / low

    def words(self) -> str:
        """Part and share as printed."""
        parts = "、".join(one.words() for one in self.taken)
        return f"{parts},{'合计' if self.joint else ''}占{self.share.printed.text}%"

    def added(self) -> str:
        """The part as a figure, or as the sum that it is."""
        figures = "＋".join(one.printed.text for one in self.taken)
        return f"（{figures}）" if self.joint else figures


@dataclass(frozen=True, slots=True)
class Base:
    """A printed number of which shares may be taken; ``far``: how far away it stands."""

    span: tuple[Fraction, Fraction]
    words: str
    far: int
    text: str = ""  # the figure as printed

    @property
    def value(self) -> Fraction:
        return sum(self.span, Fraction(0)) / 2

    @property
    def figure(self) -> str:
        return self.text or show(self.value)


def shares_in(scene: Scene, at: int) -> list[Share]:
    """The shares of a passage, each with its part."""
    found: list[Share] = []
    pending: list[Mention] = []
    mentions = scene.mentions[at]
    listed = any(one.role == "share" for one in mentions) or _divided(mentions)
    skip = 0
    for position, one in enumerate(mentions):
        if pending and pending[-1].sentence != one.sentence:
            pending = []
        if skip:
            skip -= 1
        elif one.kind == "count" and one.role == "plain":
            pending.append(one)
        elif one.kind == "percent" and one.role == "share" and "分别" in _clause(one):
            alike = [one, *takewhile(partial(_goes_on, one), mentions[position + 1 :])]
            found += _respectively(at, pending, alike)
            pending, skip = [], len(alike) - 1
        elif one.kind == "percent" and one.role == "share" and not pending:
            after = mentions[position + 1 : position + 2]
            found += [Share(at, part, one, ()) for part in after if _told_after(one, part)]
            skip = bool(found and after and found[-1].part is after[0])
        elif one.kind == "percent" and pending and (one.role == "share" or listed and _bracketed(pending[-1], one)):
            found.append(Share(at, pending[-1], one, tuple(pending[:-1])))
            pending = []
    return found


def _divided(mentions: Sequence[Mention]) -> bool:
    """甲16件(11.5%)、乙67件(48.2%)、…: three at least, each behind its count, that come to about a hundred."""
    found = [one for part, one in pairwise(mentions) if part.kind == "count" and _bracketed(part, one)]
    shares = [one for one in found if one.kind == "percent" and one.role == "plain"]
    return len(shares) > 2 and abs(sum((one.value for one in shares), Fraction(0)) - _HUNDRED) <= _ABOUT


def _clause(one: Mention) -> str:
    text = one.passage.text
    return text[max(text.rfind(stop, 0, one.start) for stop in ",;。(") + 1 : one.start]


def _goes_on(first: Mention, other: Mention) -> bool:
    return other.kind == "percent" and other.role == "plain" and not other.lead and other.sentence == first.sentence


def _respectively(at: int, parts: Sequence[Mention], listed: Sequence[Mention]) -> list[Share]:
    """甲1200件、乙800件,分别占60%和40%: one by one; no shares where the parts aren't as many."""
    if len(parts) < len(listed) or len(listed) < 2:
        return []
    own = parts[len(parts) - len(listed) :]
    return [Share(at, part, replace(one, of=listed[0].of), ()) for part, one in zip(own, listed, strict=True)]


def _told_after(share: Mention, part: Mention) -> bool:
    """占45.00%,为950件."""
    near = part.sentence == share.sentence and part.kind == "count" and part.role == "plain"
    return near and _AFTER.match(part.lead) is not None and part.start - share.end <= 4


def _bracketed(part: Mention, share: Mention) -> bool:
    return share.passage.text[part.end : share.start] in (",", "(") and share.role == "plain"
