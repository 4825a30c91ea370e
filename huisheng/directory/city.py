"""A city's file read into a plan: its platform, units and seats, or a sentence about what is wrong in it.

The file (TOML, parsed) has ``[platform]``, ``[[unit]]`` and ``[[seat]]``; other tables belong to other rooms.
Nothing here asks the database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from huisheng.directory.roles import Role, UnitKind
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,43}\Z")  # room for "-system" in the column's 50
_PREFIX = re.compile(r"[A-Z0-9]{1,10}\Z")
_FROM_THE_START = date(1949, 10, 1)  # a unit without a date has been there for any document we could read
SYSTEM_SUFFIX = "-system"


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """One unit as the file wants it. ``parent`` is a code, None for the platform itself."""

    code: str
    name: str
    short: str
    kind: UnitKind
    parent: str | None
    order: int
    is_platform: bool
    prefix: str
    scope: str
    contact_point: bool
    rehearsal: bool
    valid_from: date
    valid_to: date | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """One seat as the file wants it. ``unit`` is a code."""

    code: str
    label: str
    role: Role
    unit: str
    confidential: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CityPlan:
    """A whole file: units with every parent before its children, the platform first; seats, systems' included."""

    units: tuple[UnitPlan, ...]
    seats: tuple[SeatPlan, ...]

    @property
    def root(self) -> UnitPlan:
        """The platform the file is about."""
        return self.units[0]


def read_city(parsed: Mapping[str, Any]) -> CityPlan:
    """The plan of a parsed file. Refusals name the row and what to do about it."""
    platform = parsed.get("platform")
    if not isinstance(platform, Mapping):
        raise Refusal(
            "no_platform", "文件里没有[platform]一节，请写明平台的code、name、scope和prefix。", field="platform"
        )
    root = _platform(_Row(platform, "平台"))
    below = [_unit(_Row(row, f"第{n}个单位"), root) for n, row in enumerate(_tables(parsed, "unit"), 1)]
    units = _parents_first(root, below)
    by_code = {unit.code: unit for unit in units}
    seats = [_seat(_Row(row, f"第{n}个席位"), by_code) for n, row in enumerate(_tables(parsed, "seat"), 1)]
    seats += [_system_seat(unit) for unit in units if unit.is_platform]
    _once([unit.prefix for unit in units if unit.is_platform], "工单编号前缀", "prefix")
    _once([seat.code for seat in seats], "席位代码", "code")
    return CityPlan(units, tuple(seats))


class _Row:
    """One table of the file, read field by field; ``done`` refuses what nobody read."""

    def __init__(self, row: object, place: str) -> None:
        if not isinstance(row, Mapping):
            raise Refusal("not_a_table", f"{place}的写法不对，应为一个表。", field=place)
        self.row, self.left = row, set(row)
        self.place = f"{place}（{row['code']}）" if isinstance(row.get("code"), str) else place

    def _take(self, name: str, kind: type[Any], default: object) -> Any:
        self.left.discard(name)
        value = self.row.get(name, default)
        wrong_bool = isinstance(value, bool) and kind is not bool
        if value is not None and (not isinstance(value, kind) or wrong_bool or isinstance(value, datetime)):
            raise Refusal("wrong_type", f"{self.place}的{name}写法不对，请改正。", field=name)
        return value

    def words(self, name: str, default: str | None = None, limit: int = 100) -> str:
        value = self._take(name, str, default)
        if value is None:
            raise Refusal("missing", f"{self.place}缺少{name}，请补上。", field=name)
        return text.take(
            value, label=f"{self.place}的{name}", field=name, limit=limit, required=default != "", lines=False
        )

    def code(self, name: str, default: str | None = None) -> str:
        value = self.words(name, default, 50)
        if not _CODE.match(value):
            raise Refusal("bad_code", f"{self.place}的{name}只能用字母、数字、-和_，最多44个，请改正。", field=name)
        return value

    def flag(self, name: str) -> bool:
        return bool(self._take(name, bool, False))

    def count(self, name: str, default: int) -> int:
        value = self._take(name, int, default)
        if not 0 <= value <= 999_999:
            raise Refusal("not_a_count", f"{self.place}的{name}应为0到999999的整数，请改正。", field=name)
        return int(value)

    def days(self, begins: date) -> tuple[date, date | None]:
        first: date = self._take("valid_from", date, begins)
        last: date | None = self._take("valid_to", date, None)
        if last is not None and last <= first:
            raise Refusal("ends_before", f"{self.place}的valid_to应晚于valid_from，请改正。", field="valid_to")
        return first, last

    def names(self, name: str) -> tuple[str, ...]:
        values = self._take(name, list, [])
        if not all(isinstance(value, str) for value in values):
            raise Refusal("wrong_type", f"{self.place}的{name}应为名称的列表，请改正。", field=name)
        label = f"{self.place}的{name}"
        return tuple(dict.fromkeys(text.take(v, label=label, field=name, limit=100, lines=False) for v in values))

    def done(self) -> None:
        if self.left:
            unknown = "、".join(sorted(self.left))
            raise Refusal(
                "unknown_field", f"{self.place}有不认识的字段：{unknown}，请删去或改正。", field=min(self.left)
            )


def _tables(parsed: Mapping[str, Any], name: str) -> list[object]:
    rows = parsed.get(name, [])
    if not isinstance(rows, list):
        raise Refusal("not_tables", f"{name}应写成[[{name}]]的若干节，请改正。", field=name)
    return rows


def _platform(row: _Row) -> UnitPlan:
    code, name = row.code("code"), row.words("name")
    first, last = row.days(_FROM_THE_START)
    plan = UnitPlan(
        code=code, name=name, short=row.words("short", name, 50), kind=_kind(row, UnitKind.CENTRE), parent=None,
        order=row.count("order", 0), is_platform=True, prefix=_prefix(row), scope=row.words("scope"),
        contact_point=False, rehearsal=row.flag("rehearsal"), valid_from=first, valid_to=last,
        aliases=row.names("aliases"),
    )  # fmt: skip
    row.done()
    return plan


def _unit(row: _Row, root: UnitPlan) -> UnitPlan:
    code, name, is_platform = row.code("code"), row.words("name"), row.flag("is_platform")
    first, last = row.days(root.valid_from)
    if not is_platform and ("prefix" in row.row or "scope" in row.row):
        raise Refusal(
            "not_a_platform",
            f"{row.place}不是平台，不应有prefix或scope；若是平台，请写is_platform = true。",
            field="prefix",
        )
    plan = UnitPlan(
        code=code, name=name, short=row.words("short", name, 50), kind=_kind(row, None),
        parent=row.code("parent", root.code), order=row.count("order", 0), is_platform=is_platform,
        prefix=_prefix(row) if is_platform else "", scope=row.words("scope") if is_platform else "",
        contact_point=row.flag("contact_point"), rehearsal=root.rehearsal, valid_from=first, valid_to=last,
        aliases=row.names("aliases"),
    )  # fmt: skip
    row.done()
    return plan


def _kind(row: _Row, default: UnitKind | None) -> UnitKind:
    value = row.words("kind", default)
    if value not in list(UnitKind):
        known = "、".join(f"{kind.value}（{kind.label}）" for kind in UnitKind)
        raise Refusal("unknown_kind", f"{row.place}的类别{value}不认识，请从以下选用：{known}。", field="kind")
    return UnitKind(value)


def _prefix(row: _Row) -> str:
    value = row.words("prefix", None, 10)
    if not _PREFIX.match(value):
        raise Refusal("bad_prefix", f"{row.place}的prefix应为1到10个大写字母或数字，请改正。", field="prefix")
    return value


def _seat(row: _Row, units: Mapping[str, UnitPlan]) -> SeatPlan:
    code, role, unit = row.code("code"), row.words("role"), row.code("unit")
    if role not in list(Role) or role == Role.SYSTEM:
        known = "、".join(f"{role.value}（{role.label}）" for role in Role if role is not Role.SYSTEM)
        raise Refusal("unknown_role", f"{row.place}的角色{role}不认识，请从以下选用：{known}。", field="role")
    if unit not in units:
        raise Refusal("unknown_unit", f"{row.place}所在单位{unit}不在本文件中，请先写明该单位。", field="unit")
    first, last = row.days(units[unit].valid_from)
    label = row.words("label", f"{units[unit].short}{Role(role).label}", 50)
    plan = SeatPlan(code, label, Role(role), unit, row.flag("confidential"), first, last)
    row.done()
    return plan


def _system_seat(unit: UnitPlan) -> SeatPlan:
    label = f"{unit.short[:48]}系统"
    return SeatPlan(unit.code + SYSTEM_SUFFIX, label, Role.SYSTEM, unit.code, True, unit.valid_from, unit.valid_to)


def _parents_first(root: UnitPlan, below: list[UnitPlan]) -> tuple[UnitPlan, ...]:
    """The units in an order in which each parent is known before its children; the file's own order otherwise."""
    _once([root.code, *(unit.code for unit in below)], "单位代码", "code")
    codes = {root.code, *(unit.code for unit in below)}
    for unit in below:
        if unit.parent not in codes:
            raise Refusal(
                "unknown_parent", f"单位{unit.code}的上级{unit.parent}不在本文件中，请先写明上级单位。", field="parent"
            )
    # units without an official order stand as they do in the file
    waiting = [replace(unit, order=unit.order or n) for n, unit in enumerate(below, 1)]
    placed, done = [root], {root.code}
    while waiting:
        ready = [unit for unit in waiting if unit.parent in done]
        if not ready:
            circle = "、".join(unit.code for unit in waiting)
            raise Refusal("cycle", f"这些单位的上下级关系绕成了圈：{circle}，请改正parent。", field="parent")
        placed += ready
        done |= {unit.code for unit in ready}
        waiting = [unit for unit in waiting if unit.code not in done]
    return tuple(placed)


def _once(values: list[str], label: str, field: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise Refusal("twice", f"{label}{value}出现了两次，请改正其中一个。", field=field)
        seen.add(value)
