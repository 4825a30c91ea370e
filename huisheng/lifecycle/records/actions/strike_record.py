"""作废: a record that was noted wrongly doesn't count any more; nothing of it is altered."""

import os
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import check_time, write
from huisheng.ledger.vocabulary.records import RecordStruck
from huisheng.lifecycle.records import fields, reads
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rulebook import implements

ACT = Act("strike_record", "作废记事", fields.OFFICE, "domain#art-22", (fields.RECORD, fields.REASON))
_WHO: dict[str, tuple[Role, ...]] = {
    RecordKind.PRESS: fields.OFFICE,
    RecordKind.NOTE: fields.OFFICE,
    RecordKind.KNOWLEDGE: fields.EDITORS,
    RecordKind.SIZE: fields.EDITORS,
    RecordKind.QUIZ: fields.EDITORS,
    RecordKind.START: fields.ASSESSORS,
}


def can(actor: Actor, record: Record | None = None) -> Refusal | None:
    """Who may note such a record may strike it, once."""
    refusal = ACT.check(actor) if record is None else ACT.check_own(record.platform_id, actor)
    if refusal is not None or record is None:
        return refusal
    if actor.role not in _WHO[record.kind]:
        who = "、".join(role.label for role in _WHO[record.kind])
        return Refusal("wrong_role", f"“{RecordKind(record.kind).label}”由{who}登记，也由其作废。", ACT.cite)
    if record.struck_at is not None:
        return Refusal("struck", "这条记事已经作废。", ACT.cite, "record")
    return None


@implements("domain#art-22")
def do(*, by: Actor, at: datetime, **given: object) -> Record:
    """Strike it, and say why."""
    asked = ACT.read(by, at, given)
    with append.writing():
        record = reads.take(int(asked["record"]), by)
        insist(can(by, record))
        check_time(at, record.noted_at)
        record.struck_at, record.struck_why, record.struck_salt = at, str(asked["reason"]), os.urandom(16)
        write(record, RecordStruck(digest_of(record.struck_salt, record.struck_why)), by=by, at=at)
    return record
