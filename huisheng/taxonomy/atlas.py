"""The taxonomy in memory: a few hundred categories, regions and duty lines that every form and list asks for.

A process trusts its copy for a minute; loading throws it away at once.
"""

import time
from dataclasses import dataclass, field
from datetime import date

from huisheng.taxonomy.models import Category, CategoryVersion, DutyRule, Region

_TRUST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A category version; see ``models.CategoryVersion``."""

    id: int
    code: str
    title: str
    scope: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A category; ``parent`` is a code or "", ``full_name`` the names from the top: 环境保护 / 噪声污染."""

    id: int
    version: str
    code: str
    name: str
    full_name: str
    parent: str
    path: str
    level: int
    initials: str
    order: int


@dataclass(frozen=True, slots=True)
class RegionCard:
    """A region of one platform; ``path`` is the line of codes."""

    id: int
    platform: str
    code: str
    name: str
    path: str
    order: int


@dataclass(frozen=True, slots=True)
class DutyCard:
    """A line of the duty catalogue; units are codes of the directory."""

    id: int
    version: str
    category: str
    region: str
    unit: str
    co_units: tuple[str, ...]
    clause: str
    note: str
    valid_from: date
    valid_to: date | None


@dataclass(slots=True)
class Atlas:
    """One reading: versions; categories by version and code; regions and duties by platform."""

    read_at: float
    versions: list[VersionCard] = field(default_factory=list)
    trees: dict[str, dict[str, CategoryCard]] = field(default_factory=dict)
    regions: dict[str, dict[str, RegionCard]] = field(default_factory=dict)
    duties: dict[str, list[DutyCard]] = field(default_factory=dict)


_open: Atlas | None = None


def forget() -> None:
    """Throw the copy away: after loading, and in tests that make rows by hand."""
    global _open
    _open = None


def atlas() -> Atlas:
    """The current copy, read again when it is older than a minute."""
    global _open
    if _open is None or time.monotonic() - _open.read_at > _TRUST_SECONDS:
        _open = _read()
    return _open


def covers(wide: str, narrow: str) -> bool:
    """Whether what holds for scope ``wide`` holds in ``narrow``: "" and "湖南" cover "湖南/湘潭"."""
    return wide in ("", narrow) or narrow.startswith(f"{wide}/")


def _read() -> Atlas:
    fresh = Atlas(read_at=time.monotonic())
    for row in CategoryVersion.objects.all():
        version = VersionCard(row.id, row.code, row.title, row.scope, row.valid_from, row.valid_to)
        fresh.versions.append(version)
        fresh.trees[row.code] = {}
    codes = {version.id: version.code for version in fresh.versions}
    for one in Category.objects.order_by("level", "order"):
        tree = fresh.trees[codes[one.version_id]]
        above = tree.get(one.path.split("/")[-3])
        tree[one.code] = CategoryCard(
            id=one.id, version=codes[one.version_id], code=one.code, name=one.name,
            full_name=f"{above.full_name} / {one.name}" if above else one.name, parent=above.code if above else "",
            path=one.path, level=one.level, initials=one.initials, order=one.order,
        )  # fmt: skip
    for place in Region.objects.order_by("order"):
        card = RegionCard(place.id, place.platform, place.code, place.name, place.path, place.order)
        fresh.regions.setdefault(place.platform, {})[place.code] = card
    for rule in DutyRule.objects.order_by("id"):
        fresh.duties.setdefault(rule.platform, []).append(
            DutyCard(
                id=rule.id,
                version=codes[rule.version_id],
                category=rule.category,
                region=rule.region,
                unit=rule.unit_code,
                co_units=tuple(rule.co_unit_codes),
                clause=rule.clause,
                note=rule.note,
                valid_from=rule.valid_from,
                valid_to=rule.valid_to,
            )  # fmt: skip
        )
    return fresh
