"""The room's files read into plans: a category tree; a city's regions and duty catalogue. No database here.

A tree has ``[version]`` and ``[categories]`` (code = name, two digits a level, in the order of display). A city's
file has ``[[region]]`` (code, name, parent) and ``[[duty]]`` (category, region, unit, co_units, clause, note, dates;
the platform where that is one below) beside the tables of other rooms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal

_CATEGORY = re.compile(r"(\d\d){1,3}\Z", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}\Z")


@dataclass(frozen=True, slots=True)
class TreePlan:
    """One version: its head, and its categories by code, each parent before its children."""

    code: str
    title: str
    scope: str
    valid_from: date
    valid_to: date | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegionPlan:
    """One region; ``parent`` is a code or ""; ``path`` the line of codes."""

    code: str
    name: str
    parent: str
    path: str


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """One line of a duty catalogue. An empty ``version`` means the newest; no ``valid_from``, from its start.

    ``platform``: whose catalogue it is, "" for that of the file's own platform.
    """

    platform: str
    version: str
    category: str
    region: str
    unit: str
    co_units: tuple[str, ...]
    clause: str
    note: str
    valid_from: date | None
    valid_to: date | None


def read_tree(parsed: Mapping[str, Any]) -> TreePlan:
    """The plan of a parsed tree, or a refusal that names the entry."""
    head, names = parsed.get("version"), parsed.get("categories")
    if not isinstance(head, Mapping) or not isinstance(names, Mapping) or not names:
        raise Refusal("no_tree", "分类文件应有[version]和[categories]两节，请补全。", field="version")
    _only(head, "分类版本", ("code", "title", "scope", "valid_from", "valid_to"))
    first, last = _days(head, "分类版本")
    if first is None:
        raise Refusal("missing", "分类版本缺少valid_from，请补上。", field="valid_from")
    scope = _words(head, "scope", "分类版本", "")
    tree = {code: _category_name(code, name) for code, name in names.items()}
    for code in tree:
        if len(code) > 2 and code[:-2] not in tree:
            raise Refusal("unknown_parent", f"分类{code}没有上级{code[:-2]}，请先写明上级分类。", field=code)
    parents_first = {code: tree[code] for code in sorted(tree, key=len)}
    return TreePlan(
        _code(head, "code", "分类版本"), _words(head, "title", "分类版本"), scope, first, last, parents_first
    )


def read_regions(parsed: Mapping[str, Any]) -> list[RegionPlan]:
    """The regions of a parsed city file, each parent before its children (as the file must have them)."""
    plans: dict[str, RegionPlan] = {}
    for n, row in enumerate(_rows(parsed, "region"), 1):
        place = f"第{n}个区划"
        _only(row, place, ("code", "name", "parent"))
        code, parent = _code(row, "code", place), _code(row, "parent", place, "")
        if code in plans:
            raise Refusal("twice", f"区划代码{code}出现了两次，请改正其中一个。", field="code")
        if parent and parent not in plans:
            raise Refusal("unknown_parent", f"区划{code}的上级{parent}应写在它前面，请补上或调整顺序。", field="parent")
        path = f"{plans[parent].path if parent else '/'}{code}/"
        plans[code] = RegionPlan(code, _words(row, "name", place, limit=50), parent, path)
    return list(plans.values())


def read_duties(parsed: Mapping[str, Any]) -> list[DutyPlan]:
    """The duty catalogue of a parsed city file. Its units and regions must stand in the same file."""
    regions = {plan.code for plan in read_regions(parsed)}
    units = {row.get("code") for row in [parsed.get("platform") or {}, *_rows(parsed, "unit")]}
    below = platforms_below(parsed)
    plans = []
    for n, row in enumerate(_rows(parsed, "duty"), 1):
        plan = _duty(row, f"第{n}条派单目录")
        if plan.region and plan.region not in regions:
            raise Refusal("unknown_region", f"第{n}条派单目录的区划{plan.region}不在本文件中，请改正。", field="region")
        if plan.platform and plan.platform not in below:
            sentence = f"第{n}条派单目录的平台{plan.platform}不是本文件中的下级平台，请改正。"
            raise Refusal("unknown_platform", sentence, field="platform")
        for unit in (plan.unit, *plan.co_units):
            if unit not in units:
                raise Refusal("unknown_unit", f"第{n}条派单目录的单位{unit}不在本文件中，请改正。", field="unit")
        plans.append(plan)
    return plans


def platforms_below(parsed: Mapping[str, Any]) -> list[str]:
    """The platforms below the file's own: their catalogues may stand in the same file."""
    return [str(row.get("code")) for row in _rows(parsed, "unit") if row.get("is_platform") is True]


def platform_code(parsed: Mapping[str, Any]) -> tuple[str, str]:
    """Code and rulebook scope of the platform a city file is about."""
    row = parsed.get("platform")
    if not isinstance(row, Mapping):
        raise Refusal("no_platform", "文件里没有[platform]一节，请写明平台的code和scope。", field="platform")
    return _code(row, "code", "平台"), _words(row, "scope", "平台")


def _duty(row: Mapping[str, Any], place: str) -> DutyPlan:
    fields = ("platform", "version", "category", "region", "unit", "co_units", "clause", "note")
    _only(row, place, (*fields, "valid_from", "valid_to"))
    category = _words(row, "category", place)
    if not _CATEGORY.match(category):
        raise Refusal("bad_category", f"{place}的分类代码{category}不对，应为2、4或6位数字。", field="category")
    first, last = _days(row, place)
    co_units = row.get("co_units", [])
    if not isinstance(co_units, list):
        raise Refusal("wrong_type", f"{place}的co_units应为单位代码的列表，请改正。", field="co_units")
    return DutyPlan(
        platform=_code(row, "platform", place, ""), version=_code(row, "version", place, ""),
        category=category, region=_code(row, "region", place, ""),
        unit=_code(row, "unit", place), co_units=tuple(str(unit) for unit in co_units),
        clause=_words(row, "clause", place, "", 200), note=_words(row, "note", place, "", 200),
        valid_from=first, valid_to=last,
    )  # fmt: skip


def _category_name(code: str, name: object) -> str:
    if not _CATEGORY.match(code):
        raise Refusal("bad_category", f"分类代码{code}不对，应为2、4或6位数字。", field=code)
    return text.take(name, label=f"分类{code}的名称", field=code, limit=50, lines=False)


def _rows(parsed: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = parsed.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Refusal("not_tables", f"{name}应写成[[{name}]]的若干节，请改正。", field=name)
    return rows


def _only(row: Mapping[str, Any], place: str, known: tuple[str, ...]) -> None:
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise Refusal("unknown_field", f"{place}有不认识的字段：{'、'.join(unknown)}，请删去或改正。", field=unknown[0])


def _words(row: Mapping[str, Any], name: str, place: str, default: str | None = None, limit: int = 100) -> str:
    label = f"{place}的{name}"
    return text.take(
        row.get(name, default), label=label, field=name, limit=limit, required=default is None, lines=False
    )


def _code(row: Mapping[str, Any], name: str, place: str, default: str | None = None) -> str:
    value = _words(row, name, place, default, 50)
    if value and not _CODE.match(value):
        raise Refusal("bad_code", f"{place}的{name}只能用字母、数字、-和_，请改正。", field=name)
    return value


def _days(row: Mapping[str, Any], place: str) -> tuple[date | None, date | None]:
    first, last = row.get("valid_from"), row.get("valid_to")
    for name, day in (("valid_from", first), ("valid_to", last)):
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise Refusal("wrong_type", f"{place}的{name}应为日期，如2019-11-01，请改正。", field=name)
    if first is not None and last is not None and last <= first:
        raise Refusal("ends_before", f"{place}的valid_to应晚于valid_from，请改正。", field="valid_to")
    return first, last
