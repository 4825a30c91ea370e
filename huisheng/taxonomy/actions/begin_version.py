"""Begin a version (新版分类): from a day to come a platform has its own edition of the tree, copied from what holds."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist
from huisheng.taxonomy import atlas, reads
from huisheng.taxonomy.actions import note_change
from huisheng.taxonomy.changes import Done, Editor, Matter
from huisheng.taxonomy.models import Category, CategoryVersion, DutyRule


def can(by: Editor, at: datetime) -> Refusal | None:
    """One version in the making at a time."""
    coming = CategoryVersion.objects.filter(scope=by.scope, valid_from__gt=clock.local_day(at)).first()
    if coming is not None:
        sentence = f"已有一版《{coming.title}》将从{coming.valid_from}起启用，请在那一版里改，或先撤回它。"
        return Refusal("coming", sentence)
    return None


def do(*, title: object, begins: date | None, by: Editor, at: datetime) -> str:
    """The code of the new version, with all categories and the duty lines that hold on its first day.

    Until that day it may be changed; from then on never. What held before holds up to that day.
    """
    insist(can(by, at))
    name = text.take(title, label="版本名称", field="title", limit=100, lines=False)
    if begins is None or begins <= clock.local_day(at):
        raise Refusal("past", "新版分类只能从将来的日子启用，请填明天或以后的日期。", field="begins")
    old = reads.version_at(begins, by.scope)
    if old is None:
        raise Refusal("no_version", "那一天还没有可照搬的分类版本，请先载入分类树。", field="begins")
    code = f"{by.platform[:40]}-{begins:%Y%m%d}"
    try:
        with transaction.atomic():
            CategoryVersion.objects.filter(id=old.id, scope=by.scope).update(valid_to=begins)
            version = CategoryVersion.objects.create(code=code, title=name, scope=by.scope, valid_from=begins)
            _copy(old.id, version)
            lines = _copy_duties(old.id, version, by.platform, begins)
            details = {"启用日期": ["", begins.isoformat()], "照搬自": ["", old.title], "派单目录": ["", f"{lines}条"]}
            note_change.do(Matter.VERSION, Done.OPENED, by=by, key=code, name=name, at=at, details=details)
    except IntegrityError:
        raise Refusal("twice", "那一天已有一个分类版本启用，请换一天。", field="begins") from None
    atlas.forget()
    return code


def _copy(old: int, version: CategoryVersion) -> None:
    fresh: dict[str, Category] = {}
    for level in (1, 2, 3):  # a row can name its parent once that has an id
        rows = []
        for row in Category.objects.filter(version_id=old, level=level).order_by("order"):
            above = fresh.get(row.path.split("/")[-3]) if level > 1 else None
            rows.append(
                Category(
                    version=version,
                    code=row.code,
                    name=row.name,
                    parent=above,
                    path=row.path,
                    level=level,
                    initials=row.initials,
                    order=row.order,
                )  # fmt: skip
            )
        fresh.update((row.code, row) for row in Category.objects.bulk_create(rows))


def _copy_duties(old: int, version: CategoryVersion, platform: str, begins: date) -> int:
    """A line belongs to a version: without its copy, the new tree would have no catalogue."""
    holding = Q(valid_to__isnull=True) | Q(valid_to__gt=begins)
    rows = DutyRule.objects.filter(holding, version_id=old, platform=platform)
    made = DutyRule.objects.bulk_create(
        DutyRule(
            platform=platform,
            version=version,
            category=row.category,
            region=row.region,
            unit_code=row.unit_code,
            co_unit_codes=row.co_unit_codes,
            clause=row.clause,
            note=row.note,
            valid_from=max(begins, row.valid_from),
            valid_to=row.valid_to,
        )  # fmt: skip
        for row in rows
    )
    return len(made)
