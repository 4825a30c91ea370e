"""Lessons in their row: the next to be learned, and how the one in hand went. For the worker."""

from datetime import datetime, timedelta

from django.db import transaction

from huisheng.directory.actor import Actor
from huisheng.insight.models import Learned, Lesson
from huisheng.insight.states import LessonState
from huisheng.rulebook import implements

LOST = "学习中断，没有学成，一小时后自动再学，也可以现在就学。"
AGAIN = timedelta(hours=1)
_GONE = timedelta(hours=2)  # no lesson takes so long: its process has gone


def waiting() -> bool:
    """Whether one waits."""
    return Lesson.objects.filter(state=LessonState.WAITING).exists()


def begin(at: datetime, owner: str = "") -> Lesson | None:
    """The oldest that waits, in hand from now on. ``owner``: the process that learns it, by host and number."""
    with transaction.atomic():
        one = (
            Lesson.objects.select_for_update(skip_locked=True).filter(state=LessonState.WAITING).order_by("pk").first()
        )
        if one is not None:
            one.note = owner
            _move(one, LessonState.RUNNING, at)
    return one


@implements("domain#art-80")
def let_go(owner: str, at: datetime, *, again: bool) -> None:
    """The process has ended with a lesson in hand: it waits ``again``, or it failed, for it may have been its fault."""
    held = Lesson.objects.filter(state=LessonState.RUNNING, note=owner)
    if again:
        held.update(state=LessonState.WAITING, moved_at=at, note="")
    else:
        held.update(state=LessonState.FAILED, moved_at=at, note=LOST)


def done(one: Lesson, model: Learned, at: datetime) -> None:
    """It brought this model."""
    one.model, one.note = model, ""
    _move(one, LessonState.DONE, at)


def failed(one: Lesson, sentence: str, at: datetime) -> None:
    """It brought none, and why."""
    one.note = sentence
    _move(one, LessonState.FAILED, at)


@implements("domain#art-80")
def give_up_lost(at: datetime) -> None:
    """Those whose process has gone are asked for again by whoever wants them."""
    lost = Lesson.objects.filter(state=LessonState.RUNNING, moved_at__lt=at - _GONE)
    lost.update(state=LessonState.FAILED, moved_at=at, note=LOST)


def last(platform: int, part: str) -> Lesson | None:
    """The newest of a part, with its model."""
    rows = Lesson.objects.filter(platform_id=platform, part=part)
    return rows.select_related("model").order_by("-id").first()


def newest(actor: Actor) -> dict[str, Lesson]:
    """The newest of every part of the seat's platform."""
    rows = Lesson.objects.filter(platform_id=actor.platform).order_by("part", "-id").distinct("part")
    return {one.part: one for one in rows.select_related("model")}


def _move(one: Lesson, state: LessonState, at: datetime) -> None:
    one.state, one.moved_at = state, at
    one.save()
