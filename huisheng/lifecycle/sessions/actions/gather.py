"""征集: a question asked beforehand, which the leader will answer."""

import os
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.acts import write
from huisheng.ledger.vocabulary.sessions import QuestionGathered
from huisheng.lifecycle.sessions import fields, frame
from huisheng.lifecycle.sessions.models import Question, Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rulebook import implements

# the platform's own seat too: a citizen asks on the public site
ACT = Act("gather", "征集问题", (*fields.TAKES_CALLS, Role.SYSTEM), "jining-2013#art-13", (fields.QUESTION,))


def can(session: Session, actor: Actor) -> Refusal | None:
    """From the notice until the session begins."""
    return frame.check(ACT, session, actor, SessionState.ANNOUNCED)


@implements("jining-2013#art-13")
def do(session: Session, *, by: Actor, at: datetime, **given: object) -> Question:
    """Gather a question; its words lie in an erasable table. The session is locked by the caller."""
    asked = frame.read(ACT, can(session, by), by, at, given, session.announced_at)
    with append.writing():
        salt, words = os.urandom(16), str(asked["words"])
        no = session.questions.count() + 1
        question = Question(session=session, no=no, words=words, salt=salt, at=at)
        write(session, QuestionGathered(no, digest_of(salt, words)), by=by, at=at, also=(question,))
    return question
