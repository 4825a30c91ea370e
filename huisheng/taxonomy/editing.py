"""A version of the tree that hasn't begun: taken for changing, and changed. Once it has begun it never is."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist
from huisheng.taxonomy.actions import note_change
from huisheng.taxonomy.changes import Done, Editor, Matter
from huisheng.taxonomy.load import initials
from huisheng.taxonomy.models import Category, CategoryVersion, DutyRule


def can(version: CategoryVersion, by: Editor, at: datetime) -> Refusal | None:
    """The platform's own version, before its first day."""
    if version.scope != by.scope:
        return Refusal("other_scope", "这一版不是本平台的，不能改；请照搬一份新版，从将来的日子启用。")
    if version.valid_from <= clock.local_day(at):
        return Refusal("begun", "这一版已经启用，不能再改：已经归类的都按它统计。请照搬一份新版，从将来的日子启用。")
    return None


def taken(code: str, by: Editor, at: datetime) -> CategoryVersion:
    """The version of a code, locked, if it may be changed."""
    version = CategoryVersion.objects.select_for_update().filter(code=code).first()
    if version is None:
        raise Refusal("not_found", "没有这个分类版本，请刷新后再看。")
    insist(can(version, by, at))
    return version


def drop(version: CategoryVersion, head: str) -> int:
    """Take a category ("" for all) and those below it out of a version that hasn't begun; how many.

    Their duty lines go too: none of them ever held.
    """
    DutyRule.objects.filter(version=version, category__startswith=head).delete()
    rows = version.categories.filter(code__startswith=head)
    return sum(rows.filter(level=level).delete()[0] for level in (3, 2, 1))


def store(version: CategoryVersion, names: Mapping[str, str], *, by: Editor, at: datetime, reason: object = "") -> None:
    """Add or rename categories by code, parents before children, and note each."""
    rows = {row.code: row for row in version.categories.all()}
    for code in sorted(names, key=lambda one: (len(one), one)):
        row, above, name = rows.get(code), rows.get(code[:-2]), names[code]
        if row is not None and row.name == name:
            continue
        before = row.name if row is not None else ""
        if row is None:
            row = Category(
                version=version, code=code, parent=above, path=f"{above.path if above else '/'}{code}/",
                level=len(code) // 2, order=0,
            )  # fmt: skip
        row.name, row.initials = name, initials(name)[:50]
        row.save()
        rows[code] = row
        note_change.do(
            Matter.CATEGORY, Done.CHANGED if before else Done.OPENED, by=by, key=f"{version.code}:{code}", name=name,
            at=at, details={"名称": [before, name]}, reason=reason,
        )  # fmt: skip
    for order, code in enumerate(sorted(rows), 1):
        rows[code].order = order
    Category.objects.bulk_update(rows.values(), ["order"])


def category(version: CategoryVersion, code: str) -> Category:
    """The category of a code in the version. Refusal ``not_found``."""
    row: Category | None = version.categories.filter(code=code).first()
    if row is None:
        raise Refusal("not_found", "这一版里没有这个类别，请刷新后再看。")
    return row


def fresh_name(name: object, siblings: QuerySet[Category]) -> str:
    """A name that none of its siblings has."""
    words = text.take(name, label="类别名称", field="name", limit=50, lines=False)
    if siblings.filter(name=words).exists():
        raise Refusal("twice", f"同一级已有“{words}”，请换一个名称。", field="name")
    return words
