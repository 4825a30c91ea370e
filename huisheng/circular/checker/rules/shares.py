"""占: a share must be the part divided by a whole that is printed. 咨询类1713件,占15.30%."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from huisheng.circular.checker.mentions import Mention, counts
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import Fit, percent_of, show
from huisheng.circular.checker.rules.portions import Base, Share, shares_in
from huisheng.circular.checker.scene import Scene

RULE = "占比"
_GENERIC = re.compile(r"^(?:总量|总数|总体|全部|总|全体|总件数|总工单(?:数|量)?|工单总(?:数|量)|诉求总(?:数|量))?$")
_FILLERS = re.compile(r"总量|总数|总|工单|件数|数量|数|量|的|全市|全区|全县|本市|全部|所有|诉求|同期")
_SORTS = re.compile(r"受理|来电|投诉|举报|业务|办件|案件|转办|事项")
_ONE_OFF = "同组其他占比都按这个总数计算，只有这一项不符。"
_SOME_OFF = "同组多数占比按这个总数计算，这一项不符。"
_FAR = 1_000
_APART = 2  # passages between the items of one list
_PEOPLE = "家名户人"
_VAGUE = 20  # a share printed as 1 % fits too many wholes: of fewer steps than this only a named whole counts


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
    return [Base(one.span, one.words(), 0, one.printed.text) for one in fitting]


def bases(scene: Scene, group: Sequence[Share]) -> list[Base]:
    """Every printed number that may be the whole of a group of shares, the nearest first, and the parts' own sum."""
    at, own = group[0].at, {id(share.part) for share in group}
    found = [
        Base(one.span, one.words(), (at - where) if where <= at else _FAR // 2 + where - at, one.printed.text)
        for where, one in scene.counts
        if id(one) not in own or len(group) > 1
    ]
    found += [
        Base(one.span(), f"{table.title()}“{table.labels[c]}”合计{one.text}", _FAR, one.text)
        for table, c, one in scene.sums
    ]
    return sorted(found, key=lambda base: base.far)


def check(scene: Scene) -> Iterator[Finding]:
    """All shares of the text."""
    unsaid: list[list[Share]] = []
    for group in groups(scene):
        yield from _group(scene, group, unsaid)
    yield from _undisclosed(scene, unsaid)
    for found in scene.mentions:
        yield from _of_printed(found)


def _of_printed(found: Sequence[Mention]) -> Iterator[Finding]:
    """退单30件,占转办量2000件的1.5%: the whole stands in the words."""
    for part, whole, share in zip(found, found[1:], found[2:], strict=False):
        if part.kind != "count" or part.role != "plain" or whole.role != "base" or part.sentence != share.sentence:
            continue
        if not whole.value or share.kind != "percent" or part.about or whole.about:
            continue
        fit = share.printed.fit(percent_of(part.span[0], whole.span[1]), percent_of(part.span[1], whole.span[0]))
        if fit is not Fit.EXACT:
            base = Base(whole.span, whole.words(), 0, whole.printed.text)
            made = _misfit(Share(0, part, share, ()), base, fit)
            why = "四舍五入后末位差1。" if fit is Fit.CLOSE else "按文中写明的基数计算不出这个占比。"
            yield replace(made, explanation=why)


def groups(scene: Scene) -> list[list[Share]]:
    """Shares that belong together: of one passage, or one a passage in a list whose items are passages."""
    made: list[list[Share]] = []
    alone, kind = False, ""
    for at in range(len(scene.passages)):
        found = shares_in(scene, at)
        for of in dict.fromkeys("" if generic(one.share.of) else one.share.of for one in found):
            group = [one for one in found if one.share.of == of or (not of and generic(one.share.of))]
            listed = alone and len(found) == 1 and of == kind and not group[0].joint and at - made[-1][-1].at <= _APART
            if listed:
                made[-1] += group
            else:
                made.append(group)
            alone, kind = len(found) == 1, of
    return made


def _group(scene: Scene, group: list[Share], unsaid: list[list[Share]]) -> Iterator[Finding]:
    """One group: fine where one printed whole fits all; its misfits where it fits most; else its whole isn't said."""
    best = best_base(scene, group)
    if best is None:
        yield from _unfitting(scene, group, unsaid)
        return
    base, fits = best
    for share, fit in zip(group, fits, strict=True):
        if share.value > base.span[1]:
            yield from _unfitting(scene, [share], unsaid)  # more than all of it: of another whole
        elif fit is not Fit.EXACT and not (fit is Fit.OFF and _elsewhere(scene, share)):
            found = _misfit(share, base, fit)
            yield replace(found, explanation=_SOME_OFF) if fit is Fit.OFF and fits.count(Fit.OFF) > 1 else found


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
    exact = percent_of(share.value, base.value)
    computed = share.share.printed.like(exact)
    close = "各项占比四舍五入后再相加，末位不等。" if share.joint else "四舍五入后末位差1。"
    return Finding(
        RULE,
        Severity.ROUNDING if fit is Fit.CLOSE else Severity.CONTRADICTION,
        share.share.place,
        share.words(),
        computed,
        f"{share.added()}÷{base.figure}（{base.words}）＝{computed}",
        close if fit is Fit.CLOSE else _ONE_OFF,
        share.share.quote(),
    )


def _unfitting(scene: Scene, group: list[Share], unsaid: list[list[Share]]) -> Iterator[Finding]:
    """No printed whole fits: a contradiction where the words name the whole, else a whole that isn't said."""
    if len(group) > 1:
        unsaid.append(group)
        return
    [share] = group
    wholes = named(scene, share)
    if any(share.fit(base.span) is Fit.EXACT for base in bases(scene, group)):
        return  # a coarse share, 15 %, that a printed number explains
    if (
        not wholes
        and share.share.of
        and not generic(share.share.of)
        and _SORTS.sub("", _FILLERS.sub("", share.share.of))
    ):
        return  # 占全省的12%: it is said of what, that number just isn't printed here
    if not wholes and generic(share.share.of) and share.share.of:
        totals = [one for one in scene.totals(share.at) if one.value > share.value]
        wholes = [Base(one.span, one.words(), 0, one.printed.text) for one in totals[:1]]
    if not wholes:
        if _sharp(share) and share.part.unit not in _PEOPLE:
            unsaid.append(group)
        return
    base = wholes[0]
    computed = _finer(share, percent_of(share.value, base.value))
    yield Finding(
        RULE,
        Severity.CONTRADICTION,
        share.share.place,
        f"{share.part.words()},占{share.share.of}{share.share.printed.text}%",
        computed,
        f"{share.added()}÷{base.figure}（{base.words}）＝{computed}",
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
        if _of_two(scene, together):
            yield from (_unlike(share, together, len(rest)) for share in rest if len(together) > 1)
            continue
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


def _of_two(scene: Scene, group: Sequence[Share]) -> bool:
    """Whether the whole is the sum of two numbers that stand beside each other: 投诉1028件,举报268件, of 1,296."""
    low, high = _range(group)
    found = [counts(mentions) for mentions in scene.mentions[: group[0].at + 1]]
    sums = [one.value + other.value for own in found for one, other in pairwise(own) if one.sentence == other.sentence]
    return any(low <= both <= high for both in sums)


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
    most = max(share.value for share in group)
    total = next((one for one in scene.totals(group[0].at, group[0].part) if one.value > most), None)
    own = sum((share.part.value for share in group), Fraction(0))
    working = "；".join(f"{share.added()}÷{share.share.printed.text}%" for share in group)
    span = f"只有{low}" if low == high else f"在{low}与{high}之间"
    against = ""
    if total is not None:
        first = group[0]
        computed = first.share.printed.like(percent_of(first.value, total.value))
        against = f"；文中总数为{total.words()}，按它计算“{first.part.label}”应为{computed}"
    summed = "，恰为所列各项之和" if low <= own <= high else ""
    return Finding(
        RULE,
        Severity.BASE,
        group[0].share.place,
        "、".join(share.words().replace(",", "") for share in group),
        f"基数约{(low + high) // 2}" + (f"（{low}至{high}）" if low != high else ""),
        f"{working}，同时成立的基数{span}{summed}{against}",
        "这些占比用的是同一个基数，但文中没有印出这个数。",
        group[0].share.quote(),
    )


def _alone(scene: Scene, share: Share) -> Finding:
    low, high = (show(bound) for bound in share.whole())
    total = next((one for one in scene.totals(share.at, share.share) if one.value > share.value), None)
    computed = share.share.printed.like(percent_of(share.value, total.value)) if total else ""
    against = f"；按{total.words()}计为{computed}" if total else ""
    span = low if low == high else f"{low}至{high}"
    return Finding(
        RULE,
        Severity.BASE,
        share.share.place,
        share.words(),
        computed,
        f"{share.added()}÷{share.share.printed.text}%≈{span}，文中没有这样的数{against}",
        "这个占比的基数没有印出。",
        share.share.quote(),
    )
