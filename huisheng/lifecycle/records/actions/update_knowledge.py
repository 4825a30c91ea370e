"""知识库更新: how many entries a unit brought up to date."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge.reads import kept_since
from huisheng.ledger.vocabulary.records import KnowledgeUpdated
from huisheng.lifecycle.records import fields, frame
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.rules import not_kept_here
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.act import Act, check_day, unit_of
from huisheng.rulebook import implements

ACT = Act(
    "update_knowledge",
    "知识库更新",
    fields.EDITORS,
    "liaocheng-2020-q2#art-12",
    (fields.DAY, fields.UNIT, fields.ENTRIES),
)


def can(actor: Actor) -> Refusal | None:
    """The knowledge base's editors."""
    return ACT.check(actor)


@implements("liaocheng-2020-q2#art-12")
def do(*, by: Actor, at: datetime, **given: object) -> Record:
    """Note the entries that a unit (the centre itself too) updated."""
    asked = ACT.read(by, at, given)
    day, unit = asked["day"], unit_of(asked["unit"], by, at, own=True)
    assert unit is not None  # the field is required
    check_day(day, at)
    insist(not_kept_here(day, kept_since(by.platform)))
    record = frame.new(RecordKind.KNOWLEDGE, day, int(asked["count"]), by=by, at=at, unit=unit.id)
    return frame.keep(record, KnowledgeUpdated(by.platform, unit.id, day.isoformat(), record.count), by, at)
