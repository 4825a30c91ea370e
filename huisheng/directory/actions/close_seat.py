"""Close a seat (停用席位): from a day on nobody works on it; what was done on it stays."""

from datetime import date, datetime

from django.db import transaction

from huisheng.directory import book, reach, turns
from huisheng.directory.actions import log_in, note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.deeds import Ending
from huisheng.directory.duties import Duty, may
from huisheng.directory.models import Seat
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor, row: Seat) -> Refusal | None:
    """An administrator, and not his own; one that is open."""
    refusal = may(by, Duty.DIRECTORY)
    if refusal is None and row.id == by.seat:
        return Refusal("own", "不能停用自己的席位，请另一位管理员办。")
    if refusal is None and row.valid_to is not None:
        return Refusal("closed", f"这个席位已定于{row.valid_to}停用。")
    return refusal


def do(code: str, *, ends: date | None, by: Actor, at: datetime, reason: object) -> int:
    """Close it; how many turns fall away. ``ends``: the first day on which it is closed; today will do."""
    why, today = note_change.why(reason), clock.local_day(at)
    with transaction.atomic():
        row = reach.seat(code, by=by, lock=True)
        insist(can(by, row))
        if ends is None:
            raise Refusal("missing", "请填写从哪一天起停用。", field="ends")
        if ends < today or ends <= row.valid_from:
            raise Refusal("past", "停用日期不能早于今天，也应在启用日期以后，请改正。", field="ends")
        Seat.objects.filter(pk=row.pk).update(valid_to=ends)
        if ends == today and row.user_id is not None:
            log_in.end(row.user_id, Ending.ADMIN, at)
        gone = turns.drop(row.pk, ends)
        details = {"停用日期": ["", ends.isoformat()], **({"取消的班次": ["", f"{gone}个"]} if gone else {})}
        note_change.do(Subject.SEAT, Done.ENDED, by=by, key=code, name=row.label, at=at, details=details, reason=why)
    book.forget()
    return gone
