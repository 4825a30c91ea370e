"""开考: once every question was looked through; open until the end of a day."""

from datetime import date, datetime, timedelta
from typing import Any

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.amounts import Day
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import quiz_frame, quizzes
from huisheng.knowledge.models import Quiz
from huisheng.knowledge.states import QuizState
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.knowledge import QuizOpened
from huisheng.rulebook import implements

LABEL = "开考"
ASKS = (Day("last", "最后一天"),)


def can(quiz: Quiz, actor: Actor) -> Refusal | None:
    """The editors, where no question is left to look at."""
    refusal = quiz_frame.check(LABEL, (Role.KNOWLEDGE,), actor, quiz, QuizState.DRAWN)
    left = 0 if refusal else quiz.questions.filter(approved=False).count()
    if left:
        return Refusal("not_looked_through", f"还有{left}题没有核定，请先核定或换题。", quiz_frame.CITE)
    return refusal


@implements("domain#art-74")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> Quiz:
    """Open it. Who begins on the last day has his whole time."""
    with append.writing():
        quiz = quizzes.take(key, by)
        insist(can(quiz, by))
        asked: dict[str, Any] = read_all(ASKS, given)
        last: date = asked["last"]
        if last < clock.local_day(at):
            raise Refusal("in_past", "最后一天早于今天，请改正。", quiz_frame.CITE, "last")
        quiz.state, quiz.opened_at = QuizState.OPEN.value, at
        quiz.closes_at = clock.midnight(last + timedelta(days=1))
        acts.write(quiz, QuizOpened(quiz.minutes, quiz.closes_at), by=by, at=at)
    return quiz
