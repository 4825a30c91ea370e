"""How likely two tellings are one matter, and why, in a phrase; and the likeliest of many. Pure.

The weights are those of a logistic regression over pairs that were read and judged (``bench/insight_repeats.py --fit``,
``docs/algorithms/repeats.md``); what those pairs couldn't teach, category and caller, is added by hand.
"""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from huisheng.insight.repeats.pairs import Common, Marks, Told, Weighed, marks
from huisheng.insight.repeats.places import AREA, LINE, NUMBER, ROAD, SPOT

LIKELY = 0.65  # from here on it is proposed
MARKED = 32  # candidates that are held against the telling with care; the rest shares little of its beginning
COPY = 0.8  # from here on it is told in nearly the same words
_CONSTANT = 1.57
_WEIGHTS = (1.35, -1.67, -0.7, -0.66, 0.17, -0.73, -0.13, -0.64, 0.52, -2.22, -1.83, -0.45, -1.73, 1.62, 2.86)
_CALLER, _CATEGORY, _OTHER_CLASS, _OTHER_REGION = 1.5, 0.5, -0.7, -1.0
_SPOTS = {
    "小区": tuple("小区 社区 花园 家园 新城 公寓 公馆 苑 园 府 城 邸 郡 湾 墅 庭 轩".split()),  # noqa: SIM905  a list of words
    "公园": ("公园",),
    "学校": ("学院", "大学", "中学", "小学", "学校", "校区", "幼儿园"),
    "单位": ("公司", "集团", "银行", "厂", "驾校", "医院", "卫生院", "诊所"),
    "店铺": ("店", "馆", "超市", "酒店", "餐厅", "会所", "影楼", "市场"),
}  # fmt: skip

Key = TypeVar("Key")


class Judged(NamedTuple, Generic[Key]):
    """One of many: which, how likely it is the same matter, and why."""

    key: Key
    chance: float
    why: str
    marks: Marks


def joined(held: Marks) -> tuple[float, ...]:
    """The marks, and those that mean more together: a place and a sort of thing, a place and what is told."""
    return (*held, held.place * held.cause, held.place * max(held.held, held.titled))


def chance(held: Marks, more: float = 0.0) -> float:
    """How likely it is one matter, by what agrees and what doesn't; ``more``: what else is known, as a score."""
    score = _CONSTANT + more + sum(weight * mark for weight, mark in zip(_WEIGHTS, joined(held), strict=True))
    return 1 / (1 + math.exp(-score))


def likeliest(
    new: Told, others: Iterable[tuple[Key, Told]], common: Common, *, limit: int = 4, least: float = LIKELY
) -> list[Judged[Key]]:
    """The others that are likely the new matter, best first; nothing where too little is told yet."""
    told = common.read(new)
    if len(told.every) < 4:
        return []
    found = []
    for key, other in _nearest(told, list(others)):
        held = marks(told, common.read(other))
        how = chance(held, known(new, other))
        if how >= least:
            found.append(Judged(key, how, why(new, other, held), held))
    return sorted(found, key=lambda one: -one.chance)[:limit]


def _nearest(new: Weighed, others: list[tuple[Key, Told]]) -> list[tuple[Key, Told]]:
    """The others that hold most of how the new one begins, and of its names."""
    if len(others) <= MARKED:
        return others
    asked = sorted((new.lead | new.every).items(), key=lambda one: (one[0] not in new.lead, -one[1]))[:40]

    def holds(other: Told) -> float:
        whole = other.whole
        return sum(weight for pair, weight in asked if pair in whole)

    return sorted(others, key=lambda one: -holds(one[1]))[:MARKED]


def known(new: Told, other: Told) -> float:
    """What caller, category and region add to the score."""
    score = _CALLER if new.caller and new.caller == other.caller else 0.0
    if new.category and other.category:
        score += _CATEGORY if new.category == other.category else 0.0
        score += _OTHER_CLASS if new.category[:2] != other.category[:2] else 0.0
    if new.region and other.region and not new.region.startswith(other.region):
        score += _OTHER_REGION if not other.region.startswith(new.region) else 0.0
    return score


def why(new: Told, other: Told, held: Marks) -> str:
    """In a phrase: where, what, who, when: 同一小区，同样的事（噪音），另一号码，3天前."""
    parts = [_where(new, other)] if held.place >= 0.3 else []
    if held.copy >= COPY:
        parts.append("说的几乎一样")
    elif shared := [one for one in new.causes if one in other.causes]:
        parts.append(f"同样的事（{'、'.join(shared[:2])}）")
    else:
        parts.append("内容相近")
    if new.caller and other.caller:
        parts.append("同一号码" if new.caller == other.caller else "另一号码")
    if new.at and other.at:
        parts.append(_when(new.at, other.at))
    return "，".join(parts)


def _where(new: Told, other: Told) -> str:
    shared = [name for name in new.names if name.core in other.whole] or [*new.names]
    if not shared:
        return "同一对象"
    told = (new.head if new.own else new.whole)[shared[0].start : shared[0].end]
    return f"同一{_sort(shared[0].kind, told)}"


def _sort(kind: str, told: str) -> str:
    if kind != SPOT:
        return {ROAD: "路段", AREA: "村镇", NUMBER: "线路", LINE: "线路"}[kind]
    ends = ((sort, end) for sort, held in _SPOTS.items() for end in held)
    return max(((len(end), sort) for sort, end in ends if told.endswith(end)), default=(0, "地点"))[1]


def _when(new: datetime, old: datetime) -> str:
    days = (new.date() - old.date()).days
    return "同一天" if days == 0 else f"{days}天前" if days > 0 else f"{-days}天后"
