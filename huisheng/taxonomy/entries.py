"""A category or a duty line as somebody writes it down; held against what is. Stores nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from huisheng.kernel.lines import Cells, Column, Line, compared, said, settle, twice
from huisheng.taxonomy.atlas import CategoryCard
from huisheng.taxonomy.coverage import Term
from huisheng.taxonomy.models import CategoryVersion, DutyRule

_CATEGORY = re.compile(r"(\d\d){1,3}", re.ASCII)
_CATEGORY_SAID = "应为2、4或6位数字，每级两位"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
_CODE_SAID = "只能用字母、数字、-和_"
_SPLIT = re.compile(r"[、,，;；\s]+")

CATEGORY_COLUMNS = (
    Column("code", "分类代码", True, "两位一级：03、0304、030402", "0104", ("代码", "类别代码")),
    Column("name", "类别名称", True, "最多50字；拼音首字母由系统生成", "固体废物", ("名称", "类别")),
    Column("ends", "停用", hint="是：新版里没有它和它的下级", example="否"),
)
DUTY_COLUMNS = (
    Column("category", "分类代码", True, "管到下级：填01就包括0102", "0101", ("类别代码", "分类")),
    Column("region", "区划代码", hint="不填：全部区划", other=("区划", "镇街代码")),
    Column("unit", "承办单位代码", True, "主办", "shuiwu", ("单位代码", "主办单位代码", "承办单位")),
    Column("co_units", "协办单位代码", hint="几个用顿号隔开", other=("协办", "协办单位")),
    Column("clause", "依据条款", hint="文件名和条款", example="《演示市派单目录》第3条", other=("依据",)),
    Column("note", "备注"),
    Column("valid_from", "启用日期", hint="如2026-01-05；不填从明天起", example="2026-01-05"),
    Column("valid_to", "停用日期", hint="从这一天起不再有效；不填：一直有效"),
)


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A category as written."""

    code: str
    name: str
    ends: bool


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """A line of the duty catalogue as written; ``valid_from`` None: as it is, or from tomorrow."""

    category: str
    region: str
    unit: str
    co_units: tuple[str, ...]
    clause: str
    note: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What duty lines are held against. ``version_on``: the version in force on a day; ``tree``: its categories."""

    versions: Sequence[CategoryVersion]
    trees: Mapping[str, Mapping[str, CategoryCard]]
    regions: frozenset[str]
    units: Mapping[str, Term]
    rules: Sequence[DutyRule]
    today: date

    def version_on(self, day: date) -> CategoryVersion | None:
        """The narrowest version that holds on a day."""
        held = [v for v in self.versions if v.valid_from <= day and (v.valid_to is None or day < v.valid_to)]
        return max(held, key=lambda version: len(version.scope), default=None)


@dataclass(frozen=True, slots=True)
class DutyStep:
    """One line to store: ``row`` is the rule it changes."""

    entry: DutyEntry
    version: CategoryVersion | None
    begins: date
    row: DutyRule | None
    line: Line


def categories(lines: Sequence[Cells], tree: Mapping[str, CategoryCard]) -> tuple[list[Line], list[CategoryEntry]]:
    """Categories as written, held against a version that hasn't begun."""
    entries = [
        CategoryEntry(cells.code("code", _CATEGORY, _CATEGORY_SAID), cells.words("name", 50), cells.flag("ends"))
        for cells in lines
    ]
    twice(lines, [entry.code for entry in entries], "分类代码", "code")
    written = {entry.code for entry in entries if not entry.ends}
    gone = {entry.code for entry in entries if entry.ends and entry.code}
    for cells, entry in zip(lines, entries, strict=True):
        cells.line.key, cells.line.name = entry.code, entry.name
        above, known = entry.code[:-2], tree.get(entry.code)
        if above and above not in tree and above not in written:
            cells.wrong("code", f"分类{entry.code}没有上级{above}，请先写上级。")
        if not entry.ends and any(entry.code.startswith(head) for head in gone if head != entry.code):
            cells.wrong("code", f"分类{entry.code}的上级在这张表里停用了，请一起停用，或改正上级那一行。")
        if not cells.line.mistakes:
            before = known.name if known else ""
            after = "" if entry.ends else entry.name
            cells.line.details = compared((("类别名称", before, after, said),))
        settle(cells.line, known is not None or entry.ends)
    return [cells.line for cells in lines], entries


def duty_entry(cells: Cells) -> DutyEntry:
    """The duty line of a line; what is wrong stands on ``cells``."""
    words = cells.words("co_units", 500)
    return DutyEntry(
        category=cells.code("category", _CATEGORY, _CATEGORY_SAID),
        region=cells.code("region", _CODE, _CODE_SAID),
        unit=cells.code("unit", _CODE, _CODE_SAID),
        co_units=tuple(dict.fromkeys(part for part in _SPLIT.split(words) if part)),
        clause=cells.words("clause", 200),
        note=cells.words("note", 200),
        valid_from=cells.day("valid_from"),
        valid_to=cells.day("valid_to"),
    )


def duties(lines: Sequence[Cells], ground: Ground) -> list[DutyStep]:
    """Duty lines as written, held against the catalogue."""
    entries = [duty_entry(cells) for cells in lines]
    steps = [_duty(cells, entry, ground) for cells, entry in zip(lines, entries, strict=True)]
    keys = [f"{step.entry.category}（{step.entry.region or '全部区划'}，{step.begins}起）" for step in steps]
    twice(lines, [key if step.entry.category else "" for key, step in zip(keys, steps, strict=True)], "", "category")
    by_place: dict[tuple[str, str], list[tuple[DutyStep, Cells]]] = {}
    for step, cells in zip(steps, lines, strict=True):
        by_place.setdefault((step.entry.category, step.entry.region), []).append((step, cells))
    for group in by_place.values():
        group.sort(key=lambda pair: pair[0].begins)
        for (one, _), (later, cells) in zip(group, group[1:], strict=False):
            if one.entry.valid_to is not None and one.entry.valid_to > later.begins:
                cells.wrong("valid_from", f"和第{one.line.no}行的有效期重叠，请改正其中一行的日期。")
    for step in steps:
        settle(step.line, step.row is not None)
    return steps


def _duty(cells: Cells, entry: DutyEntry, ground: Ground) -> DutyStep:
    cells.line.key = f"{entry.category} {entry.region}".strip()
    cells.line.name = ground.units[entry.unit].name if entry.unit in ground.units else entry.unit
    same = [r for r in ground.rules if (r.category, r.region) == (entry.category, entry.region)]
    tomorrow = ground.today + timedelta(days=1)
    row, begins = _held(same, entry, tomorrow)
    version = ground.version_on(begins)
    _known(cells, entry, ground, version, begins)
    if row is None and begins < ground.today:
        cells.wrong("valid_from", f"启用日期{begins}已经过去，目录不能改过去的，请填今天或以后。")
    if entry.valid_to is not None and entry.valid_to <= begins:
        cells.wrong("valid_to", f"停用日期{entry.valid_to}应晚于启用日期{begins}，请改正。")
    if not cells.line.mistakes:
        cells.line.details = _details(entry, row, begins)
    if row is not None and row.valid_from <= ground.today and set(cells.line.details) - {"停用日期"}:
        cells.wrong("valid_from", f"从{row.valid_from}起的这一条已经生效，不能改写；请另起一行，填将来的启用日期。")
    elif row is not None and "停用日期" in cells.line.details and (entry.valid_to or tomorrow) < ground.today:
        cells.wrong("valid_to", "停用日期不能改到过去，请填今天或以后。")
    return DutyStep(entry, version, begins, row, cells.line)


def _held(same: Sequence[DutyRule], entry: DutyEntry, tomorrow: date) -> tuple[DutyRule | None, date]:
    """The rule that the line is about, and its first day: named by its day, or the one that holds and says the same."""
    if entry.valid_from is not None:
        return next((r for r in same if r.valid_from == entry.valid_from), None), entry.valid_from
    for rule in sorted(same, key=lambda r: r.valid_from, reverse=True):
        if (rule.valid_to is None or rule.valid_to > tomorrow) and not _details(entry, rule, rule.valid_from):
            return rule, rule.valid_from
    return next((r for r in same if r.valid_from == tomorrow), None), tomorrow


def _known(cells: Cells, entry: DutyEntry, ground: Ground, version: CategoryVersion | None, begins: date) -> None:
    if version is None:
        cells.wrong("valid_from", f"{begins}那天没有分类版本，请改日期，或先设好分类。")
    elif entry.category and entry.category not in ground.trees.get(version.code, {}):
        cells.wrong("category", f"分类{entry.category}不在《{version.title}》里，请改正代码。")
    if entry.region and entry.region not in ground.regions:
        cells.wrong("region", f"区划{entry.region}不在本平台，请改正代码，全部区划请留空。")
    if entry.unit and entry.unit in entry.co_units:
        cells.wrong("co_units", f"{entry.unit}已是主办，不能又是协办，请去掉。")
    for name, code in (("unit", entry.unit), *(("co_units", code) for code in entry.co_units)):
        unit = ground.units.get(code)
        if code and unit is None:
            cells.wrong(name, f"单位{code[:50]}不在本平台，请先设单位，或改正代码。")
        elif unit is not None and not unit.holds(begins):
            cells.wrong(name, f"{unit.name}在{begins}没有启用或已停用，请换一个单位。")


def _details(entry: DutyEntry, row: DutyRule | None, begins: date) -> dict[str, tuple[str, str]]:
    if row is None:
        fresh = (("承办单位", entry.unit), ("协办单位", entry.co_units), ("依据条款", entry.clause),
                 ("备注", entry.note), ("启用日期", begins), ("停用日期", entry.valid_to))  # fmt: skip
        return {label: ("", said(value)) for label, value in fresh if value}
    return compared(
        (
            ("承办单位", row.unit_code, entry.unit, said),
            ("协办单位", tuple(row.co_unit_codes), entry.co_units, said),
            ("依据条款", row.clause, entry.clause, said),
            ("备注", row.note, entry.note, said),
            ("停用日期", row.valid_to, entry.valid_to, said),
        )
    )
