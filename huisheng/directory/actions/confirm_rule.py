"""Confirm a rule (确认参数): a second seat looks at what was proposed, and it counts from its day."""

from datetime import datetime

from django.db import transaction

from huisheng.directory import book, settings_reads
from huisheng.directory.actions import note_change, propose_rule
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import is_rehearsal
from huisheng.directory.roles import Role
from huisheng.directory.settled import RuleChange
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor, row: RuleChange) -> Refusal | None:
    """Another seat than the one that proposed it: an administrator's, or that of the administrator of accounts.

    A rehearsal has one administrator for everything; there he may.
    """
    if by.role not in (Role.ADMIN, Role.SECURITY):
        return Refusal("not_yours", "参数由管理员提出，由另一位管理员或安全管理员确认，请找他们。")
    if row.withdrawn_at is not None:
        return Refusal("withdrawn", "这一项已经撤回，不能再确认；需要的话请重新提出。")
    if row.confirmed_at is not None:
        return Refusal("confirmed", "这一项已经确认过了。")
    if row.proposed_by_id == by.seat and not is_rehearsal(by.platform):
        return Refusal("own", "自己提出的不能自己确认，请另一位管理员或安全管理员确认。")
    return None


def do(key: int, *, by: Actor, at: datetime) -> RuleChange:
    """It counts. Refusal where its day has come meanwhile: nobody worked by it, so it may not have been in force."""
    with transaction.atomic():
        row = settings_reads.rule_change(key, by=by, lock=True)
        insist(can(by, row))
        propose_rule.first_day(row.begins, at)
        row.confirmed_by_id, row.confirmed_at = by.seat, at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        details = {"起始日期": ["", row.begins.isoformat()]}
        note_change.do(Subject.RULE, Done.CONFIRMED, by=by, key=row.name, at=at, details=details)
    book.forget()
    return row
