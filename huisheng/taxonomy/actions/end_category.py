"""End a category (停用类别): a version that hasn't begun is without it, and without those below it."""

from datetime import datetime

from django.db import transaction

from huisheng.taxonomy import atlas, editing
from huisheng.taxonomy.actions import note_change
from huisheng.taxonomy.changes import Done, Editor, Matter


def do(code: str, category: str, *, by: Editor, at: datetime, reason: object) -> int:
    """The category and those below it aren't in this version; how many. Its duty lines go with it."""
    with transaction.atomic():
        version = editing.taken(code, by, at)
        row = editing.category(version, category)
        count = editing.drop(version, row.code)
        details = {"类别": [row.name, ""], "连同下级": ["", f"{count}个"]}
        note_change.do(
            Matter.CATEGORY, Done.ENDED, by=by, key=f"{code}:{category}", name=row.name, at=at, details=details,
            reason=reason,
        )  # fmt: skip
    atlas.forget()
    return count
