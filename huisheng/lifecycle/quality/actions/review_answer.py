"""直办复核: was an answer given on the spot rightly typed, and was all of it answered?"""

from datetime import datetime

from django.db import IntegrityError

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.quality import AnswerReviewed
from huisheng.lifecycle.quality import fields, frame, reads
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.states import By, CheckKind
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.rulebook import implements

ACT = Act("review_answer", "直办复核", fields.CHECKERS, "domain#art-29", (fields.KIND, fields.COMPLETE, fields.WHY))
_TWICE = Refusal("reviewed_before", "这件已经复核过，要更正请先作废原来的复核。", ACT.cite)


def can(actor: Actor, matter: Matter | None = None) -> Refusal | None:
    """Answers of the own platform, once each."""
    refusal = ACT.check(actor) if matter is None else ACT.check_own(matter.order.platform_id, actor)
    if refusal is not None or matter is None:
        return refusal
    if matter.state != OrderState.ANSWERED:
        return Refusal("wrong_state", f"工单现为“{matter.state.label}”，只复核直接答复的工单。", ACT.cite)
    return _TWICE if reads.review_of(actor, matter.order) is not None else None


@implements("domain#art-29")
def do(number: str, *, by: Actor, at: datetime, **given: object) -> Check:
    """Note the review: the kind it is of, whether it was answered completely, and what was found."""
    asked = ACT.read(by, at, given)
    matter = look(number, by)
    insist(can(by, matter))
    order, day = matter.order, clock.local_day(at)
    good = asked["kind"] == order.kind and bool(asked["complete"])
    if not good and not asked["words"]:
        raise Refusal("missing", "性质不对或答复不完整的，请写明哪里不对。", ACT.cite, "words")
    check = frame.new(
        CheckKind.REVIEW, By.OWN, day, day, by=by, at=at, unit=by.platform, sampled=1, passed=int(good),
        order=order, found=asked["kind"], complete=asked["complete"], words=asked["words"],
    )  # fmt: skip
    body = AnswerReviewed(
        platform=by.platform,
        order=order.pk,
        day=day.isoformat(),
        filed=order.kind,
        found=check.found,
        complete=bool(asked["complete"]),
        digest=frame.digest(check, check.words),
    )
    try:
        return frame.keep(check, body, by, at)
    except IntegrityError as error:
        if append.broken(error) == "review_once":
            raise _TWICE from error
        raise
