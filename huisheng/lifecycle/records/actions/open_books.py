"""启用台账: the day from which everything is in the ledger; older matters in it are left over from before."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.records import BooksOpened
from huisheng.lifecycle.records import fields, frame
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.act import Act, check_day
from huisheng.rulebook import implements

ACT = Act("open_books", "启用台账", fields.ASSESSORS, "liaocheng-2015-01#art-10", (fields.DAY,))


def can(actor: Actor) -> Refusal | None:
    """Assessors."""
    return ACT.check(actor)


@implements("liaocheng-2015-01#art-10")
def do(*, by: Actor, at: datetime, **given: object) -> Record:
    """Say it; said again, the later saying holds."""
    asked = ACT.read(by, at, given)
    day = asked["day"]
    check_day(day, at)
    record = frame.new(RecordKind.START, day, 1, by=by, at=at)
    return frame.keep(record, BooksOpened(by.platform, day.isoformat()), by, at)
