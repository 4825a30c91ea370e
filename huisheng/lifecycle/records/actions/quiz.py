"""知识竞赛: a quiz of the agents, made from the knowledge base."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import quizzes
from huisheng.ledger.vocabulary.records import QuizHeld
from huisheng.lifecycle.records import fields, frame
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.rules import quiz_fits, quiz_not_kept_here
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.act import Act, check_day, rules
from huisheng.rulebook import implements

ACT = Act(
    "quiz",
    "知识竞赛",
    fields.EDITORS,
    "liaocheng-2015-01#art-16",
    (fields.DAY, fields.QUESTIONS, fields.POOL, fields.QUIZ_TITLE),
)


def can(actor: Actor) -> Refusal | None:
    """The knowledge base's editors."""
    return ACT.check(actor)


@implements("liaocheng-2015-01#art-16")
def do(*, by: Actor, at: datetime, **given: object) -> Record:
    """Note a quiz; without ``questions`` it had as many as the rulebook says."""
    asked = ACT.read(by, at, given)
    day, pool = asked["day"], asked["pool"]
    check_day(day, at)
    insist(quiz_not_kept_here(day, quizzes.held_on(by.platform, day)))
    questions = asked["questions"] or rules(by, at).get("quizzes.questions").count
    insist(quiz_fits(questions, pool))
    record = frame.new(RecordKind.QUIZ, day, questions, by=by, at=at, pool=pool, words=asked["title"])
    body = QuizHeld(by.platform, day.isoformat(), record.count, pool, frame.digest(record))
    return frame.keep(record, body, by, at)
