"""结束竞赛: what wasn't handed in counts as it stands; answers and ranks are shown from now on."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import quiz_frame, quizzes
from huisheng.knowledge.actions.sit import ended
from huisheng.knowledge.models import Quiz
from huisheng.knowledge.states import QuizState
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.knowledge import QuizClosed
from huisheng.rulebook import implements

LABEL = "结束竞赛，公布名次"


def can(quiz: Quiz, actor: Actor) -> Refusal | None:
    """The editors, while it is open."""
    return quiz_frame.check(LABEL, (Role.KNOWLEDGE,), actor, quiz, QuizState.OPEN)


def still_at_it(quiz: Quiz, at: datetime) -> int:
    """How many are answering and still have time."""
    return quiz.sittings.filter(ended_at__isnull=True, ends_at__gt=at).count()


@implements("domain#art-74")
def do(key: int, *, by: Actor, at: datetime) -> Quiz:
    """Close it. Refusal ``at_work`` while somebody who began in time is still answering."""
    with append.writing():
        quiz = quizzes.take(key, by)
        insist(can(quiz, by))
        busy = still_at_it(quiz, at)
        if busy:
            raise Refusal("at_work", f"还有{busy}人正在答题，请等他们交卷或者时间到。", quiz_frame.CITE)
        right = quizzes.key(quiz)
        for held in quiz.sittings.select_for_update().filter(ended_at__isnull=True):
            ended(held, right, at)
            held.save()
        taken = quiz.sittings.count()
        quiz.state, quiz.closed_at = QuizState.CLOSED.value, at
        body = QuizClosed(clock.local_day(at).isoformat(), quiz.count, quiz.pool, taken)
        acts.write(quiz, body, by=by, at=at)
    return quiz
