"""Where a unit stands: ranks, tiers, what is too small for either, and nobody last on one order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from huisheng.rulebook import implements
from huisheng.scoring import formulas
from huisheng.scoring.plan import Given, valued
from huisheng.scoring.quantity import NOTHING, Ratio, Value, by_hand, plain, written
from huisheng.scoring.scheme import GROUP, Scheme, Tiers
from huisheng.scoring.scheme import Value as Item
from huisheng.scoring.scored import COMPUTED, Cell, Interval, Row, Step

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
    """The ranks of one column, group by group; ties as the scheme says."""
    for group in _by_group(works):
        held = {work.given.key: work.values[item.of] for work in group if work.ranked}
        ranks = formulas.rank(held, descending=item.descending, ties=item.ties)
        for work in group:
            place = ranks.get(work.given.key)
            value = None if place is None else Fraction(place)
            work.values[item.name], work.shown[item.name] = value, by_hand(value)
            work.steps[item.name] = _ranked(item, work, value, len(ranks), list(ranks.values()).count(place or 0))


def _ranked(item: Item, work: Work, value: Value, among: int, sharing: int) -> Step:
    way = "从高到低" if item.descending else "从低到高"
    ties = f"，{sharing}个单位并列" if sharing > 1 else ""
    words = f"{work.steps[item.of].label} {work.shown[item.of]} 在{among}个单位中{way}排名"
    note = f"并列的{'取最前的名次' if item.ties == 'lowest' else '不占后面的名次'}{ties}" if value else "不参与排名"
    return Step(item.name, item.label, words, by_hand(value), item.cite, COMPUTED, (item.of,), note)


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
        note = f"原为第{was}名；{_ONE_ORDER}（{scheme.small.cite if scheme.small else ''}）"
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
    for number, step in enumerate(found.steps, 1):
        if step.from_ is not None and value >= step.from_:
            return number
        if step.top is not None and place <= step.top * among:
            return number
    return len(found.steps)


def _tiered(found: Tiers, work: Work) -> Step:
    words = f"{work.steps[found.of].label} {work.shown[found.of]}"
    if not work.tier:
        return Step(found.name, found.label, words, NOTHING, found.cite, COMPUTED, (found.of,), "不参与分档")
    step = found.steps[work.tier - 1]
    line = f"{by_hand(step.from_)}以上" if step.from_ is not None else ""
    share = f"前{written(step.top, 'percent_0')}" if step.top is not None else ""
    note = line or share or "其余单位"
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
