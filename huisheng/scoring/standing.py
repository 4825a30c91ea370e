"""Where a unit stands: ranks, tiers, what is too small for either, and nobody last on one order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from huisheng.rulebook import implements
from huisheng.scoring import formulas
from huisheng.scoring.plan import Given, valued
from huisheng.scoring.quantity import NOTHING, Ratio, Value, by_hand, plain, rounded, written
from huisheng.scoring.scheme import GROUP, Scheme, Tiers
from huisheng.scoring.scheme import Value as Item
from huisheng.scoring.scored import COMPUTED, Cell, Interval, Row, Step
from huisheng.scoring.trace import aside, cited

_ONE_ORDER = "若有一件改为合格就不在末位，依方案不因一件排在末位，与前一名并列"


@dataclass(slots=True)
class Work:
    """A unit while it is worked out."""

    given: Given
    group: str
    ranked: bool
    values: dict[str, Value] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    ratios: dict[str, Ratio] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    tier: int = 0


def big_enough(scheme: Scheme, given: Given) -> bool:
    """Whether a unit has enough matters to be ranked or put into a tier."""
    least = scheme.minimum
    if least is None:
        return True
    size = valued(given.values.get(least.count), scheme.values[least.count].blank)
    return size is not None and size >= least.at_least


def _by_group(works: Iterable[Work]) -> list[list[Work]]:
    groups: dict[str, list[Work]] = {}
    for work in works:
        groups.setdefault(work.group, []).append(work)
    return list(groups.values())


@implements("dongchangfu-2024-02#art-18", "dongchangfu-2024-02#art-19")
def rank(item: Item, works: Sequence[Work]) -> None:
    """The ranks of one column, group by group unless it is among all; ties as the scheme says."""
    for group in [list(works)] if item.whole else _by_group(works):
        held = {work.given.key: _merit(item, work) for work in group if work.ranked}
        ranks = formulas.rank(held, descending=True, ties=item.ties)
        for work in group:
            place = ranks.get(work.given.key)
            value = None if place is None else Fraction(place)
            work.values[item.name], work.shown[item.name] = value, by_hand(value)
            sharing = list(ranks.values()).count(place or 0)
            equal = sum(one.values[item.of] == work.values[item.of] for one in group if one.ranked)
            work.steps[item.name] = _ranked(item, work, value, len(ranks), sharing, equal)


def _merit(item: Item, work: Work) -> tuple[Fraction, ...] | None:
    """What a unit is ranked by, more being better: the value, then what decides between equals; unknown is worst."""
    value = work.values[item.of]
    if value is None:
        return None
    rest: list[Fraction] = []
    for name, falling in item.then:
        other = work.values[name]
        rest += [Fraction(0), Fraction(0)] if other is None else [Fraction(1), other if falling else -other]
    return (value if item.descending else -value, *rest)


def _ranked(item: Item, work: Work, value: Value, among: int, sharing: int, equal: int) -> Step:
    label, parts = work.steps[item.of].label, (item.of, *(name for name, _ in item.then))
    if value is None:
        why = f"没有{label}，不参与排名" if work.ranked else "数量不足，不参与排名"
        return Step(item.name, item.label, "", by_hand(None), item.cite, COMPUTED, parts, why)
    way = "从高到低" if item.descending else "从低到高"
    ties = f"，{sharing}个单位并列" if sharing > 1 else ""
    words = f"{label} {work.shown[item.of]} 在{among}个单位中{way}排名"
    then = "、".join(f"{work.steps[name].label} {work.shown[name]}" for name, _ in item.then)
    note = f"并列的{'取最前的名次' if item.ties == 'lowest' else '不占后面的名次'}{ties}"
    told = f"{equal}个单位相同，再比{then}；{note}" if then and equal > 1 else note
    return Step(item.name, item.label, words, by_hand(value), item.cite, COMPUTED, parts, told)


def is_small(scheme: Scheme, name: str, ratio: Ratio) -> bool:
    """Whether a rate is one that the scheme watches, with a denominator under its limit."""
    small = scheme.small
    return small is not None and name in small.rates and 0 < ratio.under < small.below


def tails(scheme: Scheme, works: Sequence[Work]) -> list[list[Work]]:
    """Of each group the units from the end up, those with small denominators only, as far as the first other one."""
    found = []
    for group in _by_group(works):
        placed = [work for work in group if work.values[scheme.place] is not None]
        placed.sort(key=lambda work: work.values[scheme.place] or Fraction(0), reverse=True)
        tail: list[Work] = []
        for work in placed[:-1]:
            if not any(is_small(scheme, name, ratio) for name, ratio in work.ratios.items()):
                break
            tail.append(work)
        found.append(tail)
    return found


def saved(scheme: Scheme, work: Work, again: Sequence[Work]) -> bool:
    """Whether a unit for which one order more went well stands before where it stood."""
    now = next(one for one in again if one.given.key == work.given.key).values[scheme.place]
    then = work.values[scheme.place]
    return now is not None and then is not None and now < then


@implements("domain#art-45")
def lift(scheme: Scheme, spared: Sequence[Work], works: Sequence[Work]) -> None:
    """Put the spared units beside the last one who isn't spared; the places behind stay empty."""
    if not spared:
        return
    name, keys = scheme.place, {work.given.key for work in spared}
    others = [
        value
        for work in works
        if work.group == spared[0].group and work.given.key not in keys and (value := work.values[name]) is not None
    ]
    last = max(others)
    for work in spared:
        was = by_hand(work.values[name])
        work.values[name], work.shown[name] = last, by_hand(last)
        note = f"原为第{was}名；{_ONE_ORDER}{aside(cited(scheme.small.cite if scheme.small else ''))}"
        work.steps[name] = replace(work.steps[name], result=by_hand(last), note=note)


@implements("council-2025-66#art-4")
def tiers(scheme: Scheme, works: Sequence[Work]) -> None:
    """Put every unit into a tier, group by group."""
    found = scheme.tiers
    if found is None:
        return
    for group in _by_group(works):
        held = {work.given.key: work.values[found.of] for work in group if work.ranked}
        ranks = formulas.rank(held, descending=True, ties="lowest")
        for work in group:
            value, place = work.values[found.of], ranks.get(work.given.key)
            if value is not None and place is not None:
                work.tier = _tier(found, value, place, len(ranks))
            work.steps[found.name] = _tiered(found, work)


def _tier(found: Tiers, value: Fraction, place: int, among: int) -> int:
    """The number of the first tier whose conditions hold; the last one has none."""
    return next(
        number
        for number, step in enumerate(found.steps, 1)
        if (step.from_ is None or value >= step.from_) and (step.top is None or place <= _seats(found, step.top, among))
    )


def _seats(found: Tiers, top: Fraction, among: int) -> Fraction:
    """How many of the units the first share are, rounded as the scheme says."""
    if found.rounding is None:
        return top * among
    mode, _ = formulas.ROUNDINGS[found.rounding.mode]
    return mode(top * among, Fraction(found.rounding.places))


def _tiered(found: Tiers, work: Work) -> Step:
    label = work.steps[found.of].label
    if not work.tier:
        why = f"没有{label}，不参与分档" if work.ranked else "数量不足，不参与分档"
        return Step(found.name, found.label, "", NOTHING, found.cite, COMPUTED, (found.of,), why)
    words, step = f"{label} {work.shown[found.of]}", found.steps[work.tier - 1]
    line = f"{by_hand(step.from_)}以上" if step.from_ is not None else ""
    share = f"前{plain(rounded(step.top * 100, 2))}%" if step.top is not None else ""
    before = found.steps[work.tier - 2]
    rest = f"不足{by_hand(before.from_)}" if before.from_ is not None and before.top is None else "其余单位"
    note = "，".join(filter(None, (line, share))) or rest
    return Step(found.name, found.label, words, step.name, found.cite, COMPUTED, (found.of,), note)


def cells(scheme: Scheme, work: Work) -> dict[str, Cell]:
    """The cells that aren't numbers: group and tier."""
    found = {}
    if scheme.groups:
        label = next(circle.label for circle in scheme.groups if circle.name == work.group)
        found[GROUP] = Cell(None, label)
    if scheme.tiers is not None:
        text = scheme.tiers.steps[work.tier - 1].name if work.tier else scheme.empty
        found[scheme.tiers.name] = Cell(Fraction(work.tier) if work.tier else None, text)
    return found


def intervals(scheme: Scheme, work: Work) -> dict[str, Interval]:
    """The Wilson intervals of rates with small denominators."""
    found: dict[str, Interval] = {}
    for name, ratio in work.ratios.items():
        if scheme.small is None or not is_small(scheme, name, ratio):
            continue
        low, high = formulas.wilson(ratio.over, ratio.under, scheme.small.z)
        counts = f"{by_hand(ratio.over)}/{by_hand(ratio.under)}"
        ends = " 至 ".join(written(Fraction(end), "percent_2") for end in (low, high))
        found[name] = Interval(low, high, f"{scheme.values[name].label} {counts}，区间 {ends}")
    return found


def notes(scheme: Scheme, rows: Sequence[Row]) -> list[str]:
    """What a reader of the table must know besides."""
    found = []
    small, least = scheme.small, scheme.minimum
    spread = [f"{row.name} {one.words}" for row in rows for one in row.intervals.values()]
    if small is not None and spread:
        found.append(
            f"分母少于{by_hand(small.below)}的率附威尔逊区间（z = {plain(small.z)}）：" + "；".join(spread) + "。"
        )
    if least is not None and (out := [row.name for row in rows if not row.ranked]):
        found.append(f"{least.label}：" + "、".join(out) + "。")
    spared = [row.name for row in rows if scheme.place and _ONE_ORDER in row.steps[scheme.place].note]
    if spared:
        found.append(f"不因一件排在末位，与前一名并列：{'、'.join(spared)}。")
    return found
