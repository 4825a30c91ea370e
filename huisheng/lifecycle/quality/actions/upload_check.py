"""数据监测: the province found data that was uploaded wrongly."""

from datetime import datetime
from decimal import Decimal

from huisheng.directory.actor import Actor
from huisheng.kernel.amounts import hundredths, spelled
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.vocabulary.quality import UploadChecked
from huisheng.lifecycle.quality import fields, frame
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.rules import errors_cost
from huisheng.lifecycle.quality.states import CheckKind
from huisheng.lifecycle.workorder.act import Act, check_day
from huisheng.rulebook import implements

ACT = Act(
    "upload_check",
    "数据监测",
    fields.CHECKERS,
    "xiangtan-2019-11#art-19",
    (fields.DAY, fields.SOURCE, fields.ERRORS, fields.DEDUCTED),
)


def can(actor: Actor) -> Refusal | None:
    """Assessors and quality checkers."""
    return ACT.check(actor)


@implements("xiangtan-2019-11#art-19")
def do(*, by: Actor, at: datetime, **given: object) -> Check:
    """Note how often data was uploaded wrongly, and what it cost."""
    asked = ACT.read(by, at, given)
    day, errors, deducted = asked["day"], int(asked["errors"]), hundredths(asked["deducted"] or Decimal())
    check_day(day, at)
    insist(errors_cost(errors, deducted))
    check = frame.new(
        CheckKind.UPLOAD, asked["source"], day, day, by=by, at=at, unit=by.platform, errors=errors, marks=-deducted
    )
    body = UploadChecked(by.platform, check.source, day.isoformat(), errors, spelled(deducted))
    return frame.keep(check, body, by, at)
