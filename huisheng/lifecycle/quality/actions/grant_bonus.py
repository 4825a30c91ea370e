"""质效: the assessor adds to a unit's score of a period, or takes from it, and says why."""

from datetime import datetime

from django.db import IntegrityError

from huisheng.directory.actor import Actor
from huisheng.kernel.amounts import hundredths, spelled
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.vocabulary.quality import BonusGranted
from huisheng.lifecycle.quality import fields, frame
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.states import By, CheckKind
from huisheng.lifecycle.workorder.act import Act, check_day, check_span, unit_of
from huisheng.rulebook import implements

ACT = Act(
    "grant_bonus",
    "质效加减分",
    fields.GRANTERS,
    "dongchangfu-2024-02#art-17",
    (fields.GRANTED_TO, fields.FIRST, fields.LAST, fields.MARKS, fields.GROUND, fields.CLAUSE),
)


def can(actor: Actor) -> Refusal | None:
    """Assessors."""
    return ACT.check(actor)


@implements("dongchangfu-2024-02#art-17")
def do(*, by: Actor, at: datetime, **given: object) -> Check:
    """Grant it, once for a unit and period; a wrong one is struck and granted anew."""
    asked = ACT.read(by, at, given)
    first, last, unit = asked["first"], asked["last"], unit_of(asked["unit"], by, at)
    assert unit is not None  # the field is required
    check_span(first, last)
    check_day(last, at, "last")
    marks = hundredths(asked["marks"])
    check = frame.new(
        CheckKind.BONUS, By.OWN, first, last, by=by, at=at, unit=unit.id,
        marks=marks, words=asked["ground"], clause=asked["clause"],
    )  # fmt: skip
    body = BonusGranted(
        by.platform,
        unit.id,
        first.isoformat(),
        last.isoformat(),
        spelled(marks),
        frame.digest(check, check.words, check.clause),
    )
    twice = Refusal("granted_before", f"{unit.name}这一时段的质效已经加减过，要更正请先作废原来的。", ACT.cite, "unit")
    if _granted(check):
        raise twice
    try:
        return frame.keep(check, body, by, at)
    except IntegrityError as error:
        if append.broken(error) == "bonus_once_a_period":
            raise twice from error
        raise


def _granted(check: Check) -> bool:
    same = {name: getattr(check, name) for name in ("kind", "platform_id", "unit_id", "first", "last")}
    return Check.objects.filter(**same, struck_at__isnull=True).exists()
