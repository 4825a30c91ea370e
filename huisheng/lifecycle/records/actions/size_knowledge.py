"""知识库条数: how large the knowledge base is on a day."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.records import KnowledgeSized
from huisheng.lifecycle.records import fields, frame
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.act import Act, check_day
from huisheng.rulebook import implements

ACT = Act("size_knowledge", "知识库条数", fields.EDITORS, "liaocheng-2015-01#art-15", (fields.DAY, fields.SIZE))


def can(actor: Actor) -> Refusal | None:
    """The knowledge base's editors."""
    return ACT.check(actor)


@implements("liaocheng-2015-01#art-15")
def do(*, by: Actor, at: datetime, **given: object) -> Record:
    """Note how many entries there are."""
    asked = ACT.read(by, at, given)
    day = asked["day"]
    check_day(day, at)
    record = frame.new(RecordKind.SIZE, day, int(asked["count"]), by=by, at=at)
    return frame.keep(record, KnowledgeSized(by.platform, day.isoformat(), record.count), by, at)
