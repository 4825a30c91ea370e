"""重新学习: ask for a model to be learned; the worker learns it beside the web."""

from datetime import datetime

from django.db import IntegrityError, transaction

from huisheng.directory.actor import Actor
from huisheng.insight import frame
from huisheng.insight.models import Lesson
from huisheng.insight.states import LessonState, Part
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.append import broken
from huisheng.rulebook import implements

LABEL = "重新学习"


def can(actor: Actor) -> Refusal | None:
    """The administrator, and the platform itself when its time has come."""
    return frame.check(LABEL, actor)


@implements("domain#art-78")
def do(part: str, *, upto: int, by: Actor, at: datetime) -> Lesson:
    """A lesson that waits; ``upto``: the key of the newest matter.

    Refusal while one of that part waits or runs already.
    """
    insist(can(by))
    if part not in Part.labels():
        raise Refusal("no_part", "没有这一项学习，请刷新后再选。")
    try:
        with transaction.atomic():
            return Lesson.objects.create(
                platform_id=by.platform,
                part=part,
                seat_id=by.seat,
                upto=upto,
                state=LessonState.WAITING,
                asked_at=at,
                moved_at=at,
            )
    except IntegrityError as error:
        if broken(error) == "lesson_one_open":
            raise Refusal("busy", f"{Part(part).label}正在学习，请等它学完。", frame.CITE) from error
        raise
