"""工作动态: what the office did, in a few words for the circular."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.records import WorkNoted
from huisheng.lifecycle.records import fields, frame
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.act import Act, check_day
from huisheng.rulebook import implements

ACT = Act("note", "工作动态", fields.OFFICE, "liaocheng-2015-01#art-18", (fields.DAY, fields.WORDS))


def can(actor: Actor) -> Refusal | None:
    """The office's seats."""
    return ACT.check(actor)


@implements("liaocheng-2015-01#art-18")
def do(*, by: Actor, at: datetime, **given: object) -> Record:
    """Note it; the words lie in an erasable table."""
    asked = ACT.read(by, at, given)
    day = asked["day"]
    check_day(day, at)
    record = frame.new(RecordKind.NOTE, day, 1, by=by, at=at, words=asked["words"])
    return frame.keep(record, WorkNoted(by.platform, day.isoformat(), frame.digest(record)), by, at)
