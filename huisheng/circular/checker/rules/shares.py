"""占: a share must be the part divided by a whole that is printed. 咨询类1713件,占15.30%."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from huisheng.circular.checker.mentions import Mention
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Fit, percent_of, show
from huisheng.circular.checker.scene import Scene

RULE = "占比"
_GENERIC = re.compile(r"^(?:总量|总数|总体|全部|总|全体|总件数|总工单(?:数|量)?|工单总(?:数|量)|诉求总(?:数|量))?$")
_FILLERS = re.compile(r"总量|总数|总|工单|件数|数量|数|量|的|全市|全区|全县|本市|全部|所有|诉求|同期")
_FAR = 1_000
_APART = 2  # passages between the items of one list
_PEOPLE = "家名户人"
_VAGUE = 20  # a share printed as 1 % fits too many wholes: of fewer steps than this only a named whole counts


@dataclass(frozen=True, slots=True)
class Share:
    """A part and its share; ``others``: counts listed before it, of which the share may be the sum's."""

    at: int
    part: Mention
    share: Mention
    others: tuple[Mention, ...]

    def fit(self, whole: tuple[Fraction, Fraction]) -> Fit:
        """How the share goes with a whole, for the part alone or with those listed before it."""
        best, low, high = Fit.OFF, Fraction(0), Fraction(0)
        for one in (self.part, *reversed(self.others)):
            low, high = low + one.span[0], high + one.span[1]
            if whole[0] >= high and whole[0] > 0:
                best = max(best, self.share.printed.fit(percent_of(low, whole[1]), percent_of(high, whole[0])))
        return best

    def whole(self) -> tuple[Fraction, Fraction]:
        """The wholes that would give the printed share."""
        printed = self.share.printed
        low = printed.low if printed.low > 0 else printed.step / 100
        return self.part.value * 100 / printed.high, self.part.value * 100 / low


@dataclass(frozen=True, slots=True)
class Base:
    """A printed number of which shares may be taken; ``far``: how far away it stands."""

    span: tuple[Fraction, Fraction]
    words: str
    far: int


def shares_in(scene: Scene, at: int) -> list[Share]:
    """The shares of a passage, each with its part."""
    found: list[Share] = []
    pending: list[Mention] = []
    listed = any(one.role == "share" for one in scene.mentions[at])
    for one in scene.mentions[at]:
        if one.kind == "count" and one.role == "plain":
            if pending and pending[-1].sentence != one.sentence:
                pending = []
            pending.append(one)
        elif one.kind == "percent" and pending and (one.role == "share" or listed and _bracketed(pending[-1], one)):
            if pending[-1].sentence == one.sentence:
                found.append(Share(at, pending[-1], one, tuple(pending[:-1])))
            pending = []
    return found


def _bracketed(part: Mention, share: Mention) -> bool:
    return share.passage.text[part.end : share.start] in (",", "(") and share.role == "plain"


def generic(of: str) -> bool:
    """占总量: the whole, without saying of what."""
    return _GENERIC.match(of) is not None


def named(scene: Scene, share: Share) -> list[Base]:
    """The counts whose label has the words after 占: 占交办工单数的1%, 交办各成员单位处理3297件."""
    stem = _FILLERS.sub("", share.share.of)
    if len(stem) < 2:
        return []
    fitting = [
        one for _, one in scene.counts if stem in one.lead and one.value >= share.part.value and one is not share.part
    ]
    return [Base(one.span, one.words(), 0) for one in fitting]


def bases(scene: Scene, group: Sequence[Share]) -> list[Base]:
    """Every printed number that may be the whole of a group of shares, the nearest first, and the parts' own sum."""
    at, own = group[0].at, {id(share.part) for share in group}
    found = [
        Base(one.span, one.words(), (at - where) if where <= at else _FAR // 2 + where - at)
        for where, one in scene.counts
        if id(one) not in own or len(group) > 1
    ]
    found += [
        Base(one.span(), f"{table.title()}“{table.labels[c]}”合计{one.text}", _FAR) for table, c, one in scene.sums
    ]
    return sorted(found, key=lambda base: base.far)


def check(scene: Scene) -> Iterator[Finding]:
    """All shares of the text."""
    unsaid: list[list[Share]] = []
    for group in groups(scene):
        yield from _group(scene, group, unsaid)
    yield from _undisclosed(scene, unsaid)


def groups(scene: Scene) -> list[list[Share]]:
    """Shares that belong together: of one passage, or one a passage in a list whose items are passages."""
    made: list[list[Share]] = []
    alone = False
    for at in range(len(scene.passages)):
        found = shares_in(scene, at)
        for of in dict.fromkeys("" if generic(one.share.of) else one.share.of for one in found):
            group = [one for one in found if one.share.of == of or (not of and generic(one.share.of))]
            listed = alone and len(found) == 1 and not of and at - made[-1][-1].at <= _APART
            if listed:
                made[-1] += group
            else:
                made.append(group)
            alone = len(found) == 1 and not of
    return made


def _group(scene: Scene, group: list[Share], unsaid: list[list[Share]]) -> Iterator[Finding]:
    """One group: fine where one printed whole fits all; its misfits where it fits most; else its whole isn't said."""
    best = best_base(scene, group)
    if best is None:
        yield from _unfitting(scene, group, unsaid)
        return
    base, fits = best
    for share, fit in zip(group, fits, strict=True):
        if fit is not Fit.EXACT and not (fit is Fit.OFF and _elsewhere(scene, share)):
            yield _misfit(share, base, fit)


def best_base(scene: Scene, group: Sequence[Share]) -> tuple[Base, list[Fit]] | None:
    """The whole that most of a group's shares fit, with their fits; None where none is convincing."""
    candidates = bases(scene, group)
    if not any(_sharp(share) for share in group):
        candidates = (
            [base for base in candidates if base.far < 2] if generic(group[0].share.of) else named(scene, group[0])
        )
    scored = [(base, [share.fit(base.span) for share in group]) for base in candidates]
    scored.sort(key=lambda one: (-sum(fit is Fit.EXACT for fit in one[1]), -sum(one[1]), one[0].far))
    if not scored:
        return None
    base, fits = scored[0]
    off, exact = fits.count(Fit.OFF), fits.count(Fit.EXACT)
    near = base.far < _FAR // 2
    convincing = not off or (exact > off and exact >= 2) or (near and exact >= max(1, off) and len(group) > 1)
    return (base, fits) if convincing else None


def _elsewhere(scene: Scene, share: Share) -> bool:
    """Whether a misfit has a whole of its own: one that its words name, or one that stands just before it."""
    near = [base for base in bases(scene, [share]) if base.far < 2]
    return any(share.fit(base.span) is Fit.EXACT for base in (*named(scene, share), *near))


def _sharp(share: Share) -> bool:
    return share.share.printed.value >= _VAGUE * share.share.printed.step


def _misfit(share: Share, base: Base, fit: Fit) -> Finding:
    exact = percent_of(share.part.value, base.span[0])
    computed = share.share.printed.like(exact)
    return Finding(
        RULE,
        Severity.ROUNDING if fit is Fit.CLOSE else Severity.CONTRADICTION,
        share.share.place,
        f"{share.part.words()},占{share.share.printed.text}%",
        computed,
        f"{share.part.printed.text}÷{show(base.span[0])}（{base.words}）＝{computed}",
        "四舍五入后末位差1。" if fit is Fit.CLOSE else "同组其他占比都按这个总数计算，只有这一项不符。",
        share.share.quote(),
    )


def _unfitting(scene: Scene, group: list[Share], unsaid: list[list[Share]]) -> Iterator[Finding]:
    """No printed whole fits: a contradiction where the words name the whole, else a whole that isn't said."""
    if len(group) > 1:
        unsaid.append(group)
        return
    [share] = group
    wholes = named(scene, share)
    if not wholes and share.share.of and not generic(share.share.of):
        return  # 占全省的12%: it is said of what, that number just isn't printed here
    if not wholes and generic(share.share.of) and share.share.of:
        wholes = [Base(one.span, one.words(), 0) for one in scene.totals(share.at) if one.value > share.part.value][:1]
    if not wholes:
        if _sharp(share) and share.part.unit not in _PEOPLE:
            unsaid.append(group)
        return
    base = wholes[0]
    computed = _finer(share, percent_of(share.part.value, base.span[0]))
    yield Finding(
        RULE,
        Severity.CONTRADICTION,
        share.share.place,
        f"{share.part.words()},占{share.share.of}{share.share.printed.text}%",
        computed,
        f"{share.part.printed.text}÷{show(base.span[0])}（{base.words}）＝{computed}",
        "按文中写明的基数计算不出这个占比，全文也没有别的数能算出来。",
        share.share.quote(),
    )


def _finer(share: Share, exact: Fraction) -> str:
    """A share to two places at least: 1 % against 9.13 %."""
    return f"{show(exact, min(share.share.printed.step, Fraction(1, 100)))}%"


def _undisclosed(scene: Scene, unsaid: list[list[Share]]) -> Iterator[Finding]:
    """Groups without a printed whole: one finding for all that a single unprinted whole would explain."""
    for group in list(unsaid):
        if group not in unsaid:
            continue
        together, rest = _agreeing(group)
        unsaid.remove(group)
        for other in list(unsaid):
            joined, odd = _agreeing([*together, *other])
            if len(together) > 1 and not odd:
                together = joined
                unsaid.remove(other)
        if len(together) > 1:
            yield _no_base(scene, together)
            yield from (_unlike(share, together, len(rest)) for share in rest)
        else:
            yield from (_alone(scene, share) for share in group)


def _agreeing(group: Sequence[Share]) -> tuple[list[Share], list[Share]]:
    """The largest part of a group that one whole number explains, and the rest."""
    best: list[Share] = []
    for seed in group:
        low, high = seed.whole()
        kept = [seed]
        for share in group:
            if share is seed:
                continue
            lower, upper = max(low, share.whole()[0]), min(high, share.whole()[1])
            if ceil(lower) <= floor(upper):
                low, high = lower, upper
                kept.append(share)
        if len(kept) > len(best):
            best = kept
    ordered = [share for share in group if share in best]
    return ordered, [share for share in group if share not in best]


def _range(group: Sequence[Share]) -> tuple[int, int]:
    return ceil(max(share.whole()[0] for share in group)), floor(min(share.whole()[1] for share in group))


def _unlike(share: Share, group: Sequence[Share], others: int) -> Finding:
    """A share that the unprinted whole of its neighbours doesn't explain; certain only where it is alone with that."""
    low, high = map(Fraction, _range(group))
    middle = Fraction((low + high) // 2)
    fit = share.fit((low, high))
    found = _misfit(share, Base((middle, middle), f"同组其他占比反推的基数约{middle}", 0), fit)
    return replace(found, severity=Severity.UNKNOWN) if fit is Fit.OFF and len(group) < others * 4 else found


def _no_base(scene: Scene, group: list[Share]) -> Finding:
    low, high = _range(group)
    total = next((one for one in scene.totals(group[0].at, group[0].share) if one.value >= group[0].part.value), None)
    own = sum((share.part.value for share in group), Fraction(0))
    working = "；".join(f"{share.part.printed.text}÷{share.share.printed.text}%" for share in group)
    against = ""
    if total is not None:
        first = group[0]
        against = (
            f"；文中总数为{total.words()}，按它计算“{first.part.lead}”应为"
            f"{first.share.printed.like(percent_of(first.part.value, total.value))}"
        )
    summed = "，恰为所列各项之和" if low <= own <= high else ""
    return Finding(
        RULE,
        Severity.BASE,
        group[0].share.place,
        "、".join(f"{share.part.words()}占{share.share.printed.text}%" for share in group),
        f"基数约{(low + high) // 2}" + (f"（{low}至{high}）" if low != high else ""),
        f"{working}，同时成立的基数在{low}与{high}之间{summed}{against}",
        "这些占比用的是同一个基数，但文中没有印出这个数。",
        group[0].share.quote(),
    )


def _alone(scene: Scene, share: Share) -> Finding:
    low, high = share.whole()
    total = next((one for one in scene.totals(share.at, share.share) if one.value > share.part.value), None)
    computed = share.share.printed.like(percent_of(share.part.value, total.value)) if total else ""
    against = f"；按{total.words()}计为{computed}" if total else ""
    return Finding(
        RULE,
        Severity.BASE,
        share.share.place,
        f"{share.part.words()},占{share.share.printed.text}%",
        computed,
        f"{share.part.printed.text}÷{share.share.printed.text}%≈{show(low)}至{show(high)}，文中没有这样的数{against}",
        "这个占比的基数没有印出。",
        share.share.quote(),
    )
