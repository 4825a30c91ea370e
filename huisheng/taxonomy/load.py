"""Load category trees, regions and duty catalogues. Run twice it changes nothing.

Categories and regions are never deleted, since orders name them; the duty catalogue becomes what the file says.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from pypinyin import Style, lazy_pinyin

from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import atlas
from huisheng.taxonomy.files import (
    DutyPlan,
    TreePlan,
    platform_code,
    platforms_below,
    read_duties,
    read_regions,
    read_tree,
)
from huisheng.taxonomy.models import Category, CategoryVersion, DutyRule, Region

TREES = Path(__file__).parent / "trees"
_CATEGORY = ("name", "parent", "path", "level", "initials", "order")
_REGION = ("name", "parent", "path", "order")
_DUTY = ("unit_code", "co_unit_codes", "clause", "note", "valid_to")


def load_shipped() -> int:
    """Load every tree that comes with the house; how many rows are new or changed."""
    return sum(load_tree(tomllib.loads(path.read_text("utf-8"))) for path in sorted(TREES.glob("*.toml")))


@transaction.atomic
def load_tree(parsed: Mapping[str, Any]) -> int:
    """Make one version be as its file says; how many rows are new or changed. Refusal: a mistake in the file."""
    plan = read_tree(parsed)
    version, touched = _version(plan)
    old = {row.code: row for row in version.categories.all()}
    rows: dict[str, Category] = {}
    order = {code: n for n, code in enumerate(sorted(plan.names), 1)}
    for code, name in plan.names.items():
        above = rows.get(code[:-2])
        row = Category(
            version=version, code=code, name=name, parent=above, path=f"{above.path if above else '/'}{code}/",
            level=len(code) // 2, initials=initials(name), order=order[code],
        )  # fmt: skip
        row.id = old[code].id if code in old else None
        rows[code] = row
    for level in (1, 2, 3):  # a level at a time: a row can name its parent once that has an id
        new = [row for row in rows.values() if row.level == level and row.code not in old]
        touched += len(Category.objects.bulk_create(new))
    touched += _update(rows, old, _CATEGORY)
    atlas.forget()
    return touched


@transaction.atomic
def load_city(parsed: Mapping[str, Any]) -> int:
    """Load a city file's regions, and its duty catalogues if it has any; how many rows are new, changed or gone."""
    platform, scope = platform_code(parsed)
    touched = _regions(platform, parsed)
    if "duty" in parsed:
        plans = read_duties(parsed)
        for whose in (platform, *platforms_below(parsed)):
            touched += _duties(whose, scope, [plan for plan in plans if (plan.platform or platform) == whose])
    atlas.forget()
    return touched


@lru_cache(maxsize=8192)  # the names of a few trees, asked for again with each of their versions
def initials(name: str) -> str:
    """The first letters of the name's pinyin, for typing ahead: 噪声污染 zswr. Latin letters and digits stay."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(c for c in "".join(letters).lower() if c.isalnum())


def _version(plan: TreePlan) -> tuple[CategoryVersion, int]:
    """The version's row, and 1 if it is new or changed."""
    others = CategoryVersion.objects.filter(scope=plan.scope).exclude(code=plan.code)
    clash = _overlapping(others, plan.valid_from, plan.valid_to)
    if clash is not None:
        raise Refusal(
            "overlap", f"分类版本{plan.code}与{clash.code}的有效期重叠，请先给旧版本写上valid_to。", field="valid_from"
        )
    head = {"title": plan.title, "scope": plan.scope, "valid_from": plan.valid_from, "valid_to": plan.valid_to}
    version, new = CategoryVersion.objects.get_or_create(code=plan.code, defaults=head)
    if new or all(getattr(version, name) == value for name, value in head.items()):
        return version, int(new)
    CategoryVersion.objects.filter(id=version.id).update(**head)
    return version, 1


def _overlapping(rows: Any, first: date, last: date | None) -> CategoryVersion | None:
    begun = rows.filter(valid_from__lt=last) if last else rows
    found: CategoryVersion | None = begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first)).first()
    return found


def _regions(platform: str, parsed: Mapping[str, Any]) -> int:
    old = {row.code: row for row in Region.objects.filter(platform=platform)}
    rows: dict[str, Region] = {}
    touched = 0
    for order, plan in enumerate(read_regions(parsed), 1):
        above = rows.get(plan.parent)
        row = Region(platform=platform, code=plan.code, name=plan.name, parent=above, path=plan.path, order=order)
        if plan.code in old:
            row.id = old[plan.code].id
        else:
            row.save(force_insert=True)
            touched += 1
        rows[plan.code] = row
    return touched + _update(rows, old, _REGION)


def _duties(platform: str, scope: str, plans: Sequence[DutyPlan]) -> int:
    rows = {_key(row): row for row in _duty_rows(platform, scope, plans)}
    if len(rows) < len(plans):
        raise Refusal("twice", "派单目录里有两条的分类、区划和起始日期完全相同，请合并。", field="category")
    _no_overlap(rows.values())
    old = {_key(row): row for row in DutyRule.objects.filter(platform=platform)}
    gone = [row.id for key, row in old.items() if key not in rows]
    DutyRule.objects.filter(id__in=gone).delete()
    new = [row for key, row in rows.items() if key not in old]
    DutyRule.objects.bulk_create(new)
    for key, row in rows.items():
        if key in old:
            row.id = old[key].id
    return len(gone) + len(new) + _update(rows, old, _DUTY)


def _duty_rows(platform: str, scope: str, plans: Sequence[DutyPlan]) -> Iterable[DutyRule]:
    versions = {row.code: row for row in CategoryVersion.objects.all()}
    fitting = [row for row in versions.values() if atlas.covers(row.scope, scope)]
    newest = max(fitting, key=lambda row: (len(row.scope), row.valid_from), default=None)
    known = set(Category.objects.values_list("version_id", "code"))
    for plan in plans:
        version = versions.get(plan.version) if plan.version else newest
        if version is None:
            raise Refusal("unknown_version", "派单目录所用的分类版本尚未载入，请先载入分类树。", field="version")
        if (version.id, plan.category) not in known:
            raise Refusal(
                "unknown_category", f"派单目录的分类{plan.category}不在{version.title}中，请改正。", field="category"
            )
        yield DutyRule(
            platform=platform, version=version, category=plan.category, region=plan.region, unit_code=plan.unit,
            co_unit_codes=list(plan.co_units), clause=plan.clause, note=plan.note,
            valid_from=plan.valid_from or version.valid_from, valid_to=plan.valid_to,
        )  # fmt: skip


def _no_overlap(rows: Iterable[DutyRule]) -> None:
    """On no day may two lines of one category and region hold: a matter has one main unit."""
    before: DutyRule | None = None
    for row in sorted(rows, key=_key):
        if before is not None and _key(before)[:-1] == _key(row)[:-1] and _reaches(before, row.valid_from):
            sentence = f"派单目录里分类{row.category}{row.region}的两条有效期重叠，请给前一条写上valid_to。"
            raise Refusal("overlap", sentence, field="valid_from")
        before = row


def _reaches(row: DutyRule, day: date) -> bool:
    return row.valid_to is None or row.valid_to > day


def _key(row: DutyRule) -> tuple[int, str, str, date]:
    return row.version_id, row.category, row.region, row.valid_from


def _update(rows: Mapping[Any, Any], old: Mapping[Any, Any], fields: Sequence[str]) -> int:
    """Store what differs from the old rows; how many. Parents are compared by id."""
    names = [f"{name}_id" if name == "parent" else name for name in fields]
    changed = [
        row for key, row in rows.items()
        if key in old and any(getattr(row, name) != getattr(old[key], name) for name in names)
    ]  # fmt: skip
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, fields)
    return len(changed)
