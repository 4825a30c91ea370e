"""The filters of a list as people say them: 状态：待派单."""

from collections.abc import Mapping
from dataclasses import dataclass

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.lifecycle.workorder.narrowing import FLAGS, PRESSING
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

LABELS = {
    "state": "状态",
    "clock": "时限",
    "unit": "单位",
    "kind": "性质",
    "category": "类别",
    "region": "区域",
    "channel": "渠道",
    "from": "受理从",
    "to": "受理到",
    "q": "查找",
}
_WORDS = {"state": OrderState.labels(), "clock": PRESSING, "kind": Kind.labels(), "channel": Channel.labels()}


@dataclass(frozen=True, slots=True)
class Said:
    """One filter: its name in the address, and its words. ``label`` is empty where the words say it all."""

    name: str
    label: str
    words: str


def said(actor: Actor, filters: Mapping[str, str]) -> list[Said]:
    """Every filter that is set, in the order of the address."""
    named = [Said(name, LABELS[name], _words(actor, name, filters[name])) for name in LABELS if filters.get(name)]
    return named + [Said(name, "", label) for name, label in FLAGS.items() if filters.get(name)]


def sentence(actor: Actor, filters: Mapping[str, str]) -> str:
    """All filters in one line; 全部工单 where none is set."""
    parts = [f"{one.label}：{one.words}" if one.label else one.words for one in said(actor, filters)]
    return "，".join(parts) or "全部工单"


def _words(actor: Actor, name: str, value: str) -> str:
    if name in _WORDS:
        return _WORDS[name].get(value, value[:40])
    if name == "unit":
        unit = directory.unit_by_code(value, actor.platform)
        return unit.short if unit else value[:40]
    if name == "category":
        category = taxonomy.known(value, actor.scope)
        return category.name if category else value[:40]
    if name == "region":
        platform = directory.unit_by_id(actor.platform)
        region = taxonomy.region(platform.code if platform else "", value)
        return region.name if region else value[:40]
    return value[:80]
