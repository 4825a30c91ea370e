"""Lines of units or seats held against the directory: what each comes to, everything wrong. Stores nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huisheng.directory import reach
from huisheng.directory.actor import Actor
from huisheng.directory.entries import SEAT_COLUMNS as _SEAT
from huisheng.directory.entries import UNIT_COLUMNS as _UNIT
from huisheng.directory.entries import (
    SeatEntry,
    UnitEntry,
    may_be_confidential,
    new_details,
    seat_details,
    seat_entry,
    unit_details,
    unit_entry,
)
from huisheng.directory.models import Seat, ShortName, Unit
from huisheng.kernel.lines import Cells, Line, settle, twice


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What the lines come to; ``rows`` are those to store, every parent before its children."""

    lines: list[Line]
    rows: list[tuple[UnitEntry, Unit | None, Line]]


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """The same for seats."""

    lines: list[Line]
    rows: list[tuple[SeatEntry, Seat | None, Line]]


class Town:
    """The units in an administrator's reach, by code, as the lines ask for them."""

    def __init__(self, by: Actor, today: date) -> None:
        self.by, self.today = by, today
        self.units = {row.code: row for row in reach.units(by).select_related("parent")}
        self.root = next(row for row in self.units.values() if row.id == by.platform)
        self.aliases: dict[int, list[str]] = {}
        for unit_id, name in ShortName.objects.filter(unit__in=[row.id for row in self.units.values()]).values_list(
            "unit_id", "name"
        ):
            self.aliases.setdefault(unit_id, []).append(name)

    def foreign(self, model: type[Unit] | type[Seat], codes: Sequence[str], own: Mapping[str, object]) -> set[str]:
        """Codes that somebody else has."""
        found = model._default_manager.filter(code__in=[code for code in codes if code and code not in own])
        return set(found.values_list("code", flat=True))


def units(lines: Sequence[Cells], *, by: Actor, today: date) -> UnitPlan:
    """Units as written, held against the tree."""
    town = Town(by, today)
    entries = [unit_entry(cells) for cells in lines]
    twice(lines, [entry.code for entry in entries], "单位代码", "code")
    foreign = town.foreign(Unit, [entry.code for entry in entries], town.units)
    written = {entry.code: entry for entry in entries if entry.code}
    for cells, entry in zip(lines, entries, strict=True):
        _unit(cells, entry, town, foreign, written)
    rows = [
        (entry, town.units.get(entry.code), settle(cells.line, entry.code in town.units))
        for cells, entry in zip(lines, entries, strict=True)
    ]
    order = {code: _depth(code, town, written) for code in written}
    rows.sort(key=lambda row: order.get(row[0].code, 0))
    return UnitPlan([cells.line for cells in lines], rows)


def _unit(cells: Cells, entry: UnitEntry, town: Town, foreign: set[str], written: Mapping[str, UnitEntry]) -> None:
    cells.line.key, cells.line.name = entry.code, entry.name
    row = town.units.get(entry.code)
    if entry.code in foreign:
        cells.wrong("code", f"单位代码{entry.code}已被别的平台使用，请换一个。")
    if entry.code:
        _parent(cells, entry, row, town, written)
    if row is None:
        if entry.valid_from is not None and entry.valid_from < town.root.valid_from:
            cells.wrong("valid_from", f"启用日期早于本平台的{town.root.valid_from}，请改正。")
        if not cells.line.mistakes:
            cells.line.details = new_details(_UNIT, {name: getattr(entry, name) for name in UnitEntry.__slots__})
        return
    if not cells.line.mistakes:
        above = row.parent.code if row.parent is not None and row.id != town.by.platform else town.root.code
        aliases = tuple(town.aliases.get(row.id, ()))
        cells.line.details = unit_details(entry, row, aliases, above)
        _as_it_was(cells, row.valid_from, entry.valid_from, town.today)


def _parent(cells: Cells, entry: UnitEntry, row: Unit | None, town: Town, written: Mapping[str, UnitEntry]) -> None:
    above = entry.parent
    if row is not None and row.id == town.by.platform:
        if above not in (None, row.code):
            cells.wrong("parent", "本平台自己的上级不能在这里改，请把上级代码留空。")
        return
    if above is None:
        return
    if above not in town.units and above not in written:
        cells.wrong("parent", f"上级代码{above}不在本平台，也不在这张表里，请先写上级单位，或改正代码。")
        return
    if _circles(entry.code, town, written):
        cells.wrong("parent", f"单位{entry.code}和上级{above}绕成了圈，请改正上级代码。")
        return
    held = town.units.get(above)
    if held is not None and held.valid_to is not None and held.valid_to <= town.today:
        cells.wrong("parent", f"上级{held.name}已于{held.valid_to}停用，请换一个上级。")
        return
    elsewhere = held is not None and row is not None and held.platform_id != row.platform_id
    if row is not None and (row.is_platform or elsewhere) and (row.parent is None or row.parent.code != above):
        cells.wrong("parent", "二级平台不能改上级，单位也不能改到另一个平台：工单和席位跟着平台走。请停用后另设。")


def _circles(code: str, town: Town, written: Mapping[str, UnitEntry]) -> bool:
    seen = {code}
    above = _above(code, town, written)
    while above:
        if above in seen:
            return True
        seen.add(above)
        above = _above(above, town, written)
    return False


def _above(code: str, town: Town, written: Mapping[str, UnitEntry]) -> str:
    """The code of the unit above, as it will be; "" for the platform itself."""
    row, entry = town.units.get(code), written.get(code)
    if code == town.root.code:
        return ""
    if entry is not None and entry.parent is not None:
        return entry.parent
    return row.parent.code if row is not None and row.parent is not None else town.root.code


def _depth(code: str, town: Town, written: Mapping[str, UnitEntry]) -> int:
    depth, seen = 0, {code}
    above = _above(code, town, written)
    while above and above not in seen:
        seen.add(above)
        depth, above = depth + 1, _above(above, town, written)
    return depth


def _as_it_was(cells: Cells, before: date, wanted: date | None, today: date) -> None:
    """A beginning that has passed isn't rewritten, and none is put into the past."""
    if wanted is not None and wanted != before and (before <= today or wanted <= today):
        cells.wrong("valid_from", f"启用日期{before}已经过去，或要改到过去，不能改，请照原样填或留空。")


def seats(lines: Sequence[Cells], *, by: Actor, today: date) -> SeatPlan:
    """Seats as written, held against those there are."""
    town = Town(by, today)
    known = {row.code: row for row in reach.seats(by).select_related("unit")}
    entries = [seat_entry(cells) for cells in lines]
    twice(lines, [entry.code for entry in entries], "席位代码", "code")
    foreign = town.foreign(Seat, [entry.code for entry in entries], known)
    for cells, entry in zip(lines, entries, strict=True):
        _seat(cells, entry, known.get(entry.code), town, foreign)
    rows = [
        (entry, known.get(entry.code), settle(cells.line, entry.code in known))
        for cells, entry in zip(lines, entries, strict=True)
    ]
    return SeatPlan([cells.line for cells in lines], rows)


def _seat(cells: Cells, entry: SeatEntry, row: Seat | None, town: Town, foreign: set[str]) -> None:
    cells.line.key, cells.line.name = entry.code, entry.label
    if entry.code in foreign:
        cells.wrong("code", f"席位代码{entry.code}已被别的平台或系统使用，请换一个。")
    unit = town.units.get(entry.unit)
    if entry.unit and unit is None:
        cells.wrong("unit", f"单位代码{entry.unit}不在本平台，请先设单位，或改正代码。")
    elif unit is not None and unit.valid_to is not None and unit.valid_to <= town.today:
        cells.wrong("unit", f"{unit.name}已于{unit.valid_to}停用，不能设席位，请换一个单位。")
    if entry.confidential and entry.role and not may_be_confidential(entry.role):
        cells.wrong("confidential", "管理员、安全管理员和审计员不看工单，不能有保密权限，请填“否”。")
    if row is None:
        if not cells.line.mistakes:
            cells.line.details = new_details(_SEAT, {name: getattr(entry, name) for name in SeatEntry.__slots__})
        return
    if entry.role and entry.role != row.role:
        cells.wrong("role", "席位的角色不能改：经办过的都记在这个角色名下。请停用这个席位，另设一个。")
    if entry.unit and entry.unit != row.unit.code:
        cells.wrong("unit", "席位不能换单位：经办过的都记在原单位名下。请停用这个席位，另设一个。")
    if not cells.line.mistakes:
        cells.line.details = seat_details(entry, row)
        _as_it_was(cells, row.valid_from, entry.valid_from, town.today)
