"""What can be wrong with a whole scheme, though each section is right: sums, gaps, circles, switches."""

from collections.abc import Iterable
from fractions import Fraction

from huisheng.measures.source import Section
from huisheng.scoring.quantity import by_hand
from huisheng.scoring.scheme import GROUP, INPUT, ITEM, RANK, RANKS, RATE, TIERS, Circle, Scheme, Tiers


def across(scheme: Scheme, head: Section, full: Fraction | None) -> None:
    """Note every mistake that shows only when the sections are seen together."""
    marks = [value.full for value in scheme.values.values() if value.kind == ITEM and value.full is not None]
    if full is not None and sum(marks, Fraction(0)) != full:
        head.wrong("full", f"各项满分相加应是{by_hand(full)}，现在是{by_hand(sum(marks, Fraction(0)))}。")
    if not scheme.columns and "columns" not in head.raw:
        head.wrong("columns", "缺少 columns（表的各列，名称的列表）。")
    if scheme.valid_to is not None and scheme.valid_to < scheme.valid_from:
        head.wrong("valid_to", "valid_to 应不早于 valid_from。")
    if not _circular(scheme, head):
        _rates(scheme, head)
    _presentation(scheme, head)
    _groups(scheme, head)
    _by_group(scheme, head)


def tiers(section: Section, found: Tiers) -> None:
    """The tiers fall, and the last one takes the others."""
    if not found.steps or any(step.from_ is None and step.top is None for step in found.steps[:-1]):
        section.wrong("steps", "steps 应从好到差，每档写 from（分数线）、top（前几成）或两样都写，末档都不写。")
        return
    if found.steps[-1].from_ is not None or found.steps[-1].top is not None:
        section.wrong("steps", "末档应收下其余单位，不写 from 和 top。")
    lines = [step.from_ for step in found.steps if step.from_ is not None]
    tops = [step.top for step in found.steps if step.top is not None]
    if lines != sorted(set(lines), reverse=True) or tops != sorted(set(tops)):
        section.wrong("steps", "各档的 from 应从高到低，top 应从小到大。")


def _circular(scheme: Scheme, head: Section) -> bool:
    """A value that is made of itself, over however many others."""
    state: dict[str, int] = {}

    def turns(name: str) -> bool:
        if state.get(name) == 1:
            return True
        if name in state or name not in scheme.values:
            return False
        state[name] = 1
        found = any(turns(need) for need in scheme.values[name].needs)
        state[name] = 2
        return found

    for name, value in scheme.values.items():
        if turns(name):
            head.source.wrong(value.line, f"“{name}”绕了一圈又用到自己，无法计算。")
            return True
    return False


def _rates(scheme: Scheme, head: Section) -> None:
    """Small denominators are known of rates only; a score must be a number that is computed."""
    for name in scheme.small.rates if scheme.small else ():
        if scheme.values[name].kind != RATE:
            words = f"“{name}”不是率（[[rate]]），没有分母，不能写在 [small] 的 rates。"
            head.source.wrong(scheme.values[name].line, words)
    if scheme.place and scheme.place in scheme.values and scheme.values[scheme.place].kind != RANK:
        head.wrong("place", f"place 应是一个名次（[[rank]]），“{scheme.place}”不是。")
    sizes = [circle.by for circle in (scheme.assessed, *scheme.groups)] + [
        scheme.minimum.count if scheme.minimum else ""
    ]
    for name in sizes:
        if name in scheme.values and scheme.values[name].kind != INPUT:
            words = f"“{name}”不是直接给出的数（[[input]]），不能用来划分单位。"
            head.source.wrong(scheme.values[name].line, words)
    for value in scheme.values.values():
        if value.kind == INPUT and value.part_of_one:
            head.source.wrong(value.line, f"“{value.name}”是百分率，应写成 [[rate]]。")


def _presentation(scheme: Scheme, head: Section) -> None:
    ranked = [value for value in scheme.values.values() if value.kind == RANK]
    if scheme.presentation != RANKS:
        for value in ranked:
            head.source.wrong(value.line, '默认分档、不排名；确要排名的，请在开头写 presentation = "ranks"。')
    if scheme.presentation == TIERS and scheme.tiers is None:
        head.wrong("presentation", '分档的方案应有 [tiers] 一节；既不分档也不排名的写 presentation = "none"。')


def _by_group(scheme: Scheme, head: Section) -> None:
    """A number for every group, and for no other; nobody is spared the last place among all groups' units."""
    names = {circle.name for circle in scheme.groups}
    for value in scheme.values.values():
        if value.by_group and set(value.by_group) != names:
            words = "、".join(sorted(names)) or "（没有分组）"
            head.source.wrong(value.line, f"“{value.name}”的 by_group 应给每一组写一个数，各组的 name 是：{words}。")
    whole = scheme.place in scheme.values and scheme.values[scheme.place].whole
    if whole and scheme.groups and scheme.small is not None and scheme.small.not_last:
        head.wrong("place", "有分组时，[small] 的 not_last 只对组内名次有效，place 不能是 whole 的名次。")


def _groups(scheme: Scheme, head: Section) -> None:
    if GROUP in scheme.columns and not scheme.groups:
        head.wrong("columns", f"没有分组（[[group]]），不能列出“{GROUP}”。")
    named: dict[str, Circle] = {}
    placed: dict[str, Circle] = {}
    for circle in scheme.groups:
        if circle.name in named:
            head.source.wrong(circle.line, f"组“{circle.name}”与第{named[circle.name].line}行重复。")
        named[circle.name] = circle
        if circle.by:
            continue  # a unit may stand in two groups of different sizes
        for unit in circle.units:
            if unit in placed and placed[unit] is not circle:
                head.source.wrong(circle.line, f"单位“{unit}”已在第{placed[unit].line}行的组里，一个单位只能在一组。")
            placed[unit] = circle
    for family in _families(scheme.groups):
        _sizes(family, head)


def _families(groups: Iterable[Circle]) -> list[list[Circle]]:
    """Groups that differ by size only."""
    families: dict[tuple[object, ...], list[Circle]] = {}
    for circle in groups:
        if circle.by:
            families.setdefault((circle.kinds, circle.units, circle.by), []).append(circle)
    return list(families.values())


def _sizes(family: list[Circle], head: Section) -> None:
    """Every size in one group, and in one only."""
    ordered = sorted(family, key=lambda circle: Fraction(0) if circle.from_ is None else circle.from_)
    for lower, upper in zip(ordered, ordered[1:], strict=False):
        start = Fraction(0) if upper.from_ is None else upper.from_
        if lower.below is None or lower.below > start:
            words = f"与第{lower.line}行的组重叠：{lower.by}为{by_hand(start)}的单位在两组里"
        elif lower.below < start:
            span = f"{lower.by}从{by_hand(lower.below)}到不足{by_hand(start)}"
            words = f"与第{lower.line}行的组之间有空缺：{span}的单位不在任何组里"
        else:
            continue
        head.source.wrong(upper.line, f"组“{upper.name}”{words}，前一组的 below 应等于后一组的 from。")
