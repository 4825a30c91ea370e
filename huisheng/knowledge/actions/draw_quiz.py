"""选题: questions for a quiz are drawn from what is signed; a person looks through them before it opens."""

import secrets
from datetime import datetime
from typing import Any

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.asks import Count, Flag, Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import questions, quiz_frame, quizzes
from huisheng.knowledge.models import Question, Quiz
from huisheng.knowledge.states import QuizState
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.knowledge import QuizDrawn
from huisheng.rulebook import implements

LABEL = "知识竞赛选题"
ASKS = (
    Text("title", "名称", limit=60, lines=False),
    Count("count", "题数", required=False, high=200),
    Count("minutes", "限时（分钟）", required=False, low=5, high=240),
    Flag("units", "承办单位也参加（只从市民可见的知识里选题）"),
)


def can(actor: Actor) -> Refusal | None:
    """The editors."""
    return quiz_frame.check(LABEL, (Role.KNOWLEDGE,), actor)


@implements("domain#art-74", "liaocheng-2015-01#art-16")
def do(*, by: Actor, at: datetime, **given: object) -> Quiz:
    """Draw them. Refusal ``too_few`` where the base doesn't give so many."""
    insist(can(by))
    asked: dict[str, Any] = read_all(ASKS, given)
    today = clock.local_day(at)
    rules = law.at(today, by.scope)
    count = asked["count"] or rules.get("knowledge.quiz_questions").count
    found = quizzes.sources(by.platform, today, public=asked["units"])
    drawn = questions.draw(found, count, secrets.randbits(48))
    if len(drawn) < count:
        said = f"已签发的知识只够出{len(drawn)}题，不够{count}题，请减少题数，或先补写知识。"
        raise Refusal("too_few", said, quiz_frame.CITE, "count")
    with append.writing():
        quiz = Quiz(
            id=acts.next_key("knowledge_quiz_id_seq"),
            platform_id=by.platform,
            state=QuizState.DRAWN.value,
            title=asked["title"],
            units=asked["units"],
            count=count,
            pool=len(found),
            minutes=asked["minutes"] or rules.get("knowledge.quiz_minutes").count,
            drawn_at=at,
        )
        body = QuizDrawn(by.platform, count, quiz.pool, quiz.minutes, quiz.units)
        acts.write(quiz, body, by=by, at=at, new=True)
        append.page().flush()
        Question.objects.bulk_create(
            Question(
                quiz=quiz, no=no, article_id=one.key, n=one.n, stem=one.stem, options=list(one.options), right=one.right
            )
            for no, one in enumerate(drawn, 1)
        )
    return quiz
