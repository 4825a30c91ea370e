"""Category and region of a matter, looked up in the version in force; shared by acceptance and correction."""

from datetime import date

from huisheng.directory.book import UnitCard
from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import reads as taxonomy


def version_for(category: str, region: str, platform: UnitCard, day: date) -> str:
    """The category version of that day which knows the category; Refusal if it or the region doesn't exist."""
    version = taxonomy.version_at(day, platform.scope)
    if version is None or taxonomy.category(version.code, category) is None:
        raise Refusal("no_category", "没有这个诉求类别，请重新选择。", field="category")
    if region and taxonomy.region(platform.code, region) is None:
        raise Refusal("no_region", "没有这个区域，请重新选择。", field="region")
    return version.code
