"""核题: a question is found good, or another is drawn in its place; before the quiz opens."""

import secrets
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import questions, quiz_frame, quizzes
from huisheng.knowledge.models import Question, Quiz
from huisheng.knowledge.states import QuizState
from huisheng.ledger import append
from huisheng.rulebook import implements

LABEL = "核题"


def can(quiz: Quiz, actor: Actor) -> Refusal | None:
    """The editors, before it opens."""
    return quiz_frame.check(LABEL, (Role.KNOWLEDGE,), actor, quiz, QuizState.DRAWN)


@implements("domain#art-74")
def approve(key: int, *, by: Actor, no: int | None = None, on: bool = True) -> None:
    """Question ``no`` is good (or not yet); without a number all of them."""
    with append.writing():
        quiz = quizzes.take(key, by)
        insist(can(quiz, by))
        rows = quiz.questions.all() if no is None else quiz.questions.filter(no=no)
        if not rows.update(approved=on):
            raise Refusal("not_found", "没有这一题，请刷新后再看。", quiz_frame.CITE)


def swap(key: int, no: int, *, by: Actor, at: datetime) -> None:
    """Another question in place of ``no``, from another article where there is one. Refusal: none is left."""
    quiz = quizzes.look(key, by)
    insist(can(quiz, by))
    held = quizzes.questions(quiz)
    old = _numbered(held, no)
    # before the lock: a big base takes its time, and whoever writes would wait for it
    sources = quizzes.sources(quiz.platform_id, clock.local_day(at), public=quiz.units)
    last = [one.article_id for one in held if one.no != no] + [old.article_id]
    made = questions.another(sources, secrets.randbits(48), {one.stem for one in held}, last)
    if made is None:
        raise Refusal("too_few", "知识库里没有别的题可换了。", quiz_frame.CITE)
    with append.writing():
        quiz = quizzes.take(key, by)
        insist(can(quiz, by))
        held = quizzes.questions(quiz)
        old = _numbered(held, no)
        if made.stem in {one.stem for one in held}:
            raise Refusal("stale", "这场竞赛刚被别人改过，请再点一次换一题。", quiz_frame.CITE)
        old.article_id, old.n, old.stem = made.key, made.n, made.stem
        old.options, old.right, old.approved = list(made.options), made.right, False
        old.save()


def _numbered(held: list[Question], no: int) -> Question:
    found = next((one for one in held if one.no == no), None)
    if found is None:
        raise Refusal("not_found", "没有这一题，请刷新后再看。", quiz_frame.CITE)
    return found
