"""宣传报道: what the media brought about the hotline."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.records import PressNoted
from huisheng.lifecycle.records import fields, frame
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.act import Act, check_day, unit_of
from huisheng.rulebook import implements

ACT = Act(
    "press",
    "宣传报道",
    fields.OFFICE,
    "liaocheng-2015-01#art-5",
    (fields.DAY, fields.TITLE, fields.MEDIA, fields.ABOUT, fields.PIECES),
)


def can(actor: Actor) -> Refusal | None:
    """The office's seats."""
    return ACT.check(actor)


@implements("liaocheng-2015-01#art-5")
def do(*, by: Actor, at: datetime, **given: object) -> Record:
    """Note a report, or ``count`` of one title; 1 where no count is given."""
    asked = ACT.read(by, at, given)
    day, unit = asked["day"], unit_of(asked["unit"], by, at)
    check_day(day, at)
    record = frame.new(
        RecordKind.PRESS, day, asked["count"] or 1, by=by, at=at, unit=unit.id if unit else None,
        words=asked["title"], media=asked["media"],
    )  # fmt: skip
    body = PressNoted(by.platform, record.unit_id, day.isoformat(), record.count, frame.digest(record))
    return frame.keep(record, body, by, at)
