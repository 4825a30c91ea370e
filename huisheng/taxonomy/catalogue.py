"""The taxonomy as its administrator reads it: versions, a tree, the duty catalogue, and what was changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from huisheng.kernel import clock, text
from huisheng.taxonomy.atlas import CategoryCard, DutyCard, VersionCard, atlas, covers
from huisheng.taxonomy.changes import Matter
from huisheng.taxonomy.models import CatalogueChange, CategoryVersion, DutyRule

PAGE = 50


def versions(scope: str) -> list[VersionCard]:
    """The versions that hold, held or will hold for a scope, newest first."""
    found = [version for version in atlas().versions if covers(version.scope, scope)]
    return sorted(found, key=lambda version: (version.valid_from, version.id), reverse=True)


def version(code: str, scope: str) -> VersionCard | None:
    """One of them."""
    return next((one for one in versions(scope) if one.code == code), None)


def version_row(code: str) -> CategoryVersion | None:
    """Its row, as verbs ask for it."""
    return CategoryVersion.objects.filter(code=code).first()


def tree(code: str) -> Mapping[str, CategoryCard]:
    """The categories of a version, by code."""
    return atlas().trees.get(code, {})


def duties(platform: str) -> list[DutyCard]:
    """The whole catalogue of a platform, in memory."""
    return atlas().duties.get(platform, [])


def duty_page(platform: str, version: str, asked: str, on: date | None, after: int) -> list[DutyRule]:
    """A page of lines of a version: those that hold on a day (None: ended ones too), one more than a page if any.

    ``asked``: the beginning of a category's code, or of a unit's.
    """
    rows = DutyRule.objects.filter(platform=platform, version__code=version, pk__gt=after)
    word = text.clean(asked[:50])
    if word:
        rows = rows.filter(category__startswith=word) if word.isdigit() else rows.filter(unit_code__startswith=word)
    if on is not None:
        rows = rows.exclude(valid_to__lte=on)
    return list(rows.order_by("pk")[: PAGE + 1])


def changes(
    platform: str, *, matter: str = "", key: str = "", seat: str = "",
    days: tuple[date | None, date | None] = (None, None), before: int | None = None, limit: int = PAGE,
) -> list[CatalogueChange]:  # fmt: skip
    """A page of what was changed, newest first; one more than ``limit`` if there are."""
    given: dict[str, Any] = {
        "matter": matter if matter in list(Matter) else "",
        "key__startswith": text.clean(key[:100]),
        "seat": text.clean(seat[:50]),
        "at__gte": clock.midnight(days[0]) if days[0] else "",
        "at__lt": clock.window(days[1], days[1])[1] if days[1] else "",
        "pk__lt": before if before is not None else "",
    }
    wanted = {name: value for name, value in given.items() if value != ""}
    return list(CatalogueChange.objects.filter(platform=platform, **wanted).order_by("-pk")[: limit + 1])
