"""A unit or a seat as somebody writes it down, in a form or in a line of a sheet: read, and compared with what is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huisheng.directory.models import Seat, Unit
from huisheng.directory.roles import KEEPERS, Role, UnitKind
from huisheng.kernel.lines import Cells, Column, compared, said

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,43}")
CODE_SAID = "只能用字母、数字、-和_，最多44个"
_SPLIT = re.compile(r"[、,，;；]+")
ROLES = {role.value: role.label for role in Role if role is not Role.SYSTEM}

UNIT_COLUMNS = (
    Column("code", "单位代码", True, "字母、数字、-和_，定了就不改", "shuiwu", ("代码", "编码", "单位编码")),
    Column("name", "单位名称", True, "全称，通报里用", "演示市水务局", ("名称", "全称", "承办单位")),
    Column("short", "简称", hint="列表里用；不填同全称", example="市水务局"),
    Column("kind", "类别", True, "受理中心、县市区、部门、企业、镇街、其他", "部门", ("单位类别", "类型")),
    Column("parent", "上级代码", hint="不填：直属本平台", example="", other=("上级", "上级单位代码", "隶属")),
    Column("order", "顺序", hint="通报里的排列，小的在前", example="10", other=("排序", "序号")),
    Column("contact_point", "联系点", hint="是或否：联系点企业", example="否"),
    Column(
        "valid_from", "启用日期", hint="如2026-01-05；新单位不填从明天起", example="2026-01-05", other=("成立日期",)
    ),
    Column(
        "aliases", "其他名称", hint="曾用名、别名，用顿号隔开", example="水务局、市水利局", other=("别名", "曾用名")
    ),
)
SEAT_COLUMNS = (
    Column("code", "席位代码", True, "字母、数字、-和_，定了就不改", "shuiwu-01", ("代码", "编码")),
    Column("label", "席位名称", True, "写岗位，不写人名", "水务承办甲", ("名称",)),
    Column("role", "角色", True, "、".join(ROLES.values()), "承办人", ("岗位",)),
    Column("unit", "单位代码", True, "席位设在哪个单位", "shuiwu", ("单位", "所属单位代码")),
    Column("confidential", "保密权限", hint="是或否：能看保密工单", example="否", other=("保密",)),
    Column("valid_from", "启用日期", hint="如2026-01-05；不填从明天起", example="2026-01-05"),
)


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit as written. None: nothing was written, so what is there stays (or the usual value is taken)."""

    code: str
    name: str
    short: str | None
    kind: str
    parent: str | None
    order: int | None
    contact_point: bool | None
    valid_from: date | None
    aliases: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class SeatEntry:
    """A seat as written; None as above."""

    code: str
    label: str
    role: str
    unit: str
    confidential: bool | None
    valid_from: date | None


def unit_entry(cells: Cells) -> UnitEntry:
    """The unit of a line; what is wrong stands on ``cells``."""
    return UnitEntry(
        code=cells.code("code", CODE, CODE_SAID),
        name=cells.words("name", 100),
        short=cells.words("short", 50) if cells.has("short") else None,
        kind=cells.choice("kind", UnitKind.labels()),
        parent=cells.code("parent", CODE, CODE_SAID) if cells.has("parent") else None,
        order=cells.count("order"),
        contact_point=cells.flag("contact_point") if cells.has("contact_point") else None,
        valid_from=cells.day("valid_from"),
        aliases=_aliases(cells) if cells.has("aliases") else None,
    )


def seat_entry(cells: Cells) -> SeatEntry:
    """The seat of a line; what is wrong stands on ``cells``."""
    return SeatEntry(
        code=cells.code("code", CODE, CODE_SAID),
        label=cells.words("label", 50),
        role=cells.choice("role", ROLES),
        unit=cells.code("unit", CODE, CODE_SAID),
        confidential=cells.flag("confidential") if cells.has("confidential") else None,
        valid_from=cells.day("valid_from"),
    )


def _aliases(cells: Cells) -> tuple[str, ...]:
    words = cells.words("aliases", 1000)
    return tuple(dict.fromkeys(part.strip()[:100] for part in _SPLIT.split(words) if part.strip()))


def unit_details(entry: UnitEntry, row: Unit, aliases: tuple[str, ...], above: str) -> dict[str, tuple[str, str]]:
    """What the entry changes of a unit. ``above``: the code of the unit above it now."""
    kinds = UnitKind.labels()
    return compared(
        (
            ("单位名称", row.name, entry.name, said),
            ("简称", row.short, _or(entry.short, row.short), said),
            ("类别", kinds[row.kind], kinds.get(entry.kind, ""), said),
            ("上级代码", above, _or(entry.parent, above), said),
            ("顺序", row.order, _or(entry.order, row.order), said),
            ("联系点", row.contact_point, _or(entry.contact_point, row.contact_point), said),
            ("启用日期", row.valid_from, _or(entry.valid_from, row.valid_from), said),
            ("其他名称", tuple(sorted(aliases)), tuple(sorted(_or(entry.aliases, aliases))), said),
        )
    )


def seat_details(entry: SeatEntry, row: Seat) -> dict[str, tuple[str, str]]:
    """What the entry changes of a seat."""
    return compared(
        (
            ("席位名称", row.label, entry.label, said),
            ("角色", ROLES.get(row.role, ""), ROLES.get(entry.role, ""), said),
            ("单位代码", row.unit.code, entry.unit, said),
            ("保密权限", row.may_see_confidential, _or(entry.confidential, row.may_see_confidential), said),
            ("启用日期", row.valid_from, _or(entry.valid_from, row.valid_from), said),
        )
    )


def new_details(columns: tuple[Column, ...], values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """All that a new thing begins with, in words."""
    labels = {"kind": UnitKind.labels(), "role": ROLES}
    words = {
        column.label: labels.get(column.name, {}).get(str(values.get(column.name)), said(values.get(column.name)))
        for column in columns
    }
    return {label: ("", word) for label, word in words.items() if word}


def may_be_confidential(role: str) -> bool:
    """Whether a seat of that role may have the right to confidential orders: administrators read none at all."""
    return role not in KEEPERS


def _or(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value
