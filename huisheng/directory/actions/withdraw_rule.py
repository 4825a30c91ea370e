"""Withdraw a rule (撤回参数): what was proposed, or even confirmed, never comes into force. Only before its day."""

from datetime import datetime

from django.db import transaction

from huisheng.directory import book, settings_reads
from huisheng.directory.actions import note_change, propose_rule
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.settled import RuleChange
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor, row: RuleChange) -> Refusal | None:
    """An administrator."""
    if row.withdrawn_at is not None:
        return Refusal("withdrawn", "这一项已经撤回了。")
    return may(by, Duty.DIRECTORY)


def do(key: int, *, by: Actor, reason: object, at: datetime) -> RuleChange:
    """It never counts. Refusal once its day has come, and without a reason."""
    why = note_change.why(reason)
    with transaction.atomic():
        row = settings_reads.rule_change(key, by=by, lock=True)
        insist(can(by, row))
        if row.confirmed_at is not None:
            propose_rule.first_day(row.begins, at)
        row.withdrawn_by_id, row.withdrawn_at = by.seat, at
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        details = {"起始日期": [row.begins.isoformat(), ""]}
        note_change.do(Subject.RULE, Done.WITHDRAWN, by=by, key=row.name, at=at, details=details, reason=why)
    book.forget()
    return row
