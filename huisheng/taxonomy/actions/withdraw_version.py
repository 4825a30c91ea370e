"""Withdraw a version (撤回新版): it never begins."""

from datetime import datetime

from django.db import transaction

from huisheng.kernel import text
from huisheng.taxonomy import atlas, editing
from huisheng.taxonomy.actions import note_change
from huisheng.taxonomy.changes import Done, Editor, Matter
from huisheng.taxonomy.models import CategoryVersion


def do(code: str, *, by: Editor, at: datetime, reason: object) -> None:
    """The version never begins; what held before goes on."""
    why = text.take(reason, label="理由", field="reason", limit=200, lines=False)
    with transaction.atomic():
        version = editing.taken(code, by, at)
        editing.drop(version, "")
        CategoryVersion.objects.filter(scope=version.scope, valid_to=version.valid_from).update(valid_to=None)
        version.delete()
        note_change.do(
            Matter.VERSION, Done.WITHDRAWN, by=by, key=code, name=version.title, at=at, reason=why,
            details={"启用日期": [version.valid_from.isoformat(), ""]},
        )  # fmt: skip
    atlas.forget()
