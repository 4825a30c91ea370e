"""Revoke a key (停用接口密钥): from this moment its token opens nothing. What it did stays its seat's."""

from datetime import datetime

from django.db import transaction

from huisheng.directory.actions import issue_key, note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.models import AccessKey
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who issues keys revokes them."""
    return issue_key.can(by)


def do(key: int, *, by: Actor, at: datetime) -> None:
    """Revoke the key of that id, of the administrator's own platform. A revoked one is refused: its time stands."""
    insist(can(by))
    mine = AccessKey.objects.filter(id=key, seat__unit__path__startswith=by.platform_path, revoked_at__isnull=True)
    row = mine.select_related("seat").first()
    with transaction.atomic():
        if row is not None and mine.update(revoked_at=at) == 1:
            note_change.do(Subject.KEY, Done.ENDED, by=by, key=row.seat.code, name=row.label, at=at)
            return
        raise Refusal("unknown_key", "没有这把正在使用的密钥，可能已停用，请刷新后再看。", field="key")
