"""答题: a seat begins once, chooses, and hands in; what it chose is kept at every choice."""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import quiz_frame, quizzes, ranks
from huisheng.knowledge.models import Quiz, Sitting
from huisheng.knowledge.questions import OPTIONS
from huisheng.knowledge.states import QuizState
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.knowledge import QuizTaken
from huisheng.rulebook import implements

LABEL = "答题"
LATE = timedelta(seconds=10)  # a choice that was on its way when the time was up


def can(quiz: Quiz, actor: Actor) -> Refusal | None:
    """Seats of the centre, handlers where the units take part; while it is open."""
    roles = (*quizzes.TAKERS, *((Role.HANDLER,) if quiz.units else ()))
    return quiz_frame.check(LABEL, roles, actor, quiz, QuizState.OPEN)


@implements("domain#art-74")
def begin(key: int, *, by: Actor, at: datetime) -> Sitting:
    """Begin, with the questions in an order of its own; begun before, it goes on."""
    with append.writing():
        quiz = quizzes.take(key, by)
        insist(can(quiz, by))
        held = quizzes.sitting(quiz, by)
        if held is not None:
            return held
        if quiz.closes_at is None or at >= quiz.closes_at:
            raise Refusal("over", "考试已经截止，不能再开始。", quiz_frame.CITE)
        order = list(range(1, quiz.count + 1))
        random.Random(secrets.randbits(48)).shuffle(order)  # noqa: S311  an order, not a secret
        ends = at + timedelta(minutes=quiz.minutes)
        return Sitting.objects.create(
            quiz=quiz, seat=by.seat, unit=by.unit, begun_at=at, ends_at=ends, order=order, chosen=[0] * quiz.count
        )


def choose(key: int, no: int, chosen: int, *, by: Actor, at: datetime) -> int:
    """Keep a choice (from 1) for question ``no``; how many are answered. Refusal ``over`` once the time is up."""
    with append.writing():
        quiz = quizzes.look(key, by)
        insist(can(quiz, by))
        held = quizzes.own_sitting(quiz, by)
        if held.ended_at is not None or at > held.ends_at + LATE:
            raise Refusal("over", "时间已到或者已经交卷，不能再改。", quiz_frame.CITE)
        if not (1 <= no <= quiz.count and 1 <= chosen <= OPTIONS):
            raise Refusal("not_found", "没有这一题或者这个选项，请刷新后再答。", quiz_frame.CITE)
        held.chosen[no - 1] = chosen
        held.save(update_fields=["chosen"])
    return sum(1 for one in held.chosen if one)


def hand_in(key: int, *, by: Actor, at: datetime) -> Sitting:
    """Hand in what was chosen; handed in before, nothing changes."""
    with append.writing():
        quiz = quizzes.take(key, by)
        held = quizzes.own_sitting(quiz, by)
        if held.ended_at is None:
            insist(can(quiz, by))
            ended(held, quizzes.key(quiz), at)
            held.save()
            quiz.taken += 1
            acts.write(quiz, QuizTaken(by.unit), by=by, at=at)
    return held


def ended(held: Sitting, key: Sequence[int], at: datetime) -> None:
    """Count what was chosen, at the end of its time or before. ``key``: the right answers."""
    held.ended_at = min(at, held.ends_at)
    held.right = ranks.right(held.chosen, key)
    held.seconds = int((held.ended_at - held.begun_at).total_seconds())
