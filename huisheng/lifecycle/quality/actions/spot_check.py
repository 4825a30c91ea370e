"""抽测, 人工抽查回访: a sample of a unit's matters, asked about again by us or by the province."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.vocabulary.quality import SpotChecked
from huisheng.lifecycle.quality import fields, frame
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.rules import sample_adds_up
from huisheng.lifecycle.quality.states import CheckKind
from huisheng.lifecycle.workorder.act import Act, check_day, unit_of
from huisheng.rulebook import implements

ACT = Act(
    "spot_check",
    "抽查回访",
    fields.CHECKERS,
    "xiangtan-2019-11#art-17",
    (
        *(fields.DAY, fields.SOURCE, fields.UNIT, fields.SAMPLED, fields.PASSED),
        *(fields.UNVISITED, fields.UNSATISFIED),
    ),
)


def can(actor: Actor) -> Refusal | None:
    """Assessors and quality checkers."""
    return ACT.check(actor)


@implements("xiangtan-2019-11#art-17", "dongchangfu-2024-02#art-18")
def do(*, by: Actor, at: datetime, **given: object) -> Check:
    """Note what a sample of one unit's matters (or, without a unit, of all) came to."""
    asked = ACT.read(by, at, given)
    day, unit = asked["day"], unit_of(asked["unit"], by, at)
    check_day(day, at)
    counts = {name: asked[name] or 0 for name in ("sampled", "passed", "unvisited", "unsatisfied")}
    insist(sample_adds_up(**counts))
    check = frame.new(CheckKind.SPOT, asked["source"], day, day, by=by, at=at, unit=unit.id if unit else None, **counts)
    return frame.keep(check, SpotChecked(by.platform, check.unit_id, check.source, day.isoformat(), **counts), by, at)
