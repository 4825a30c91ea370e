"""拨测: somebody calls like a citizen and marks how he was served and what he was told."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.amounts import hundredths, spelled
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.quality import MysteryCalled
from huisheng.lifecycle.quality import fields, frame
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.states import CheckKind
from huisheng.lifecycle.workorder.act import Act, check_day
from huisheng.rulebook import implements

ACT = Act(
    "mystery_call",
    "拨测",
    fields.CHECKERS,
    "xiangtan-2019-11#art-18",
    (
        *(fields.DAY, fields.SOURCE, fields.ASKED, fields.SERVICE, fields.KNOWLEDGE),
        *(fields.DEDUCTED, fields.WORDS),
    ),
)


def can(actor: Actor) -> Refusal | None:
    """Assessors and quality checkers."""
    return ACT.check(actor)


@implements("xiangtan-2019-11#art-18")
def do(*, by: Actor, at: datetime, **given: object) -> Check:
    """Note a test call of the platform's own agents: marks given or deducted, and what was asked."""
    asked = ACT.read(by, at, given)
    day = asked["day"]
    check_day(day, at)
    service, knowledge, deducted = (
        None if asked[name] is None else hundredths(asked[name]) for name in ("service", "knowledge", "deducted")
    )
    check = frame.new(
        CheckKind.MYSTERY, asked["source"], day, day, by=by, at=at, unit=by.platform,
        service=service, knowledge=knowledge, marks=-(deducted or 0), asked=asked["asked"], words=asked["words"],
    )  # fmt: skip
    body = MysteryCalled(
        platform=by.platform,
        source=check.source,
        day=day.isoformat(),
        service=None if service is None else spelled(service),
        knowledge=None if knowledge is None else spelled(knowledge),
        deducted=spelled(deducted or 0),
        digest=frame.digest(check, check.asked, check.words),
    )
    return frame.keep(check, body, by, at)
