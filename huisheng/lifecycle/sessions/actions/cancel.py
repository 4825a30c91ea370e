"""取消接听: a session announced that won't be held; another day is announced anew."""

import os
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.acts import write
from huisheng.ledger.vocabulary.sessions import SessionCancelled
from huisheng.lifecycle.sessions import fields, frame
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rulebook import implements

ACT = Act("cancel", "取消领导接听", fields.OFFICE, "jining-2013#art-12", (fields.REASON,))


def can(session: Session, actor: Actor) -> Refusal | None:
    """Before it is held."""
    return frame.check(ACT, session, actor, SessionState.ANNOUNCED)


@implements("jining-2013#art-12")
def do(session: Session, *, by: Actor, at: datetime, **given: object) -> None:
    """Cancel it, and say why. The session is locked by the caller."""
    asked = frame.read(ACT, can(session, by), by, at, given, session.announced_at)
    with append.writing():
        session.state, session.cancelled_at = SessionState.CANCELLED.value, at
        session.cancelled_why, session.salt = str(asked["reason"]), os.urandom(16)
        digest = digest_of(session.salt, session.cancelled_why)
        write(session, SessionCancelled(digest), by=by, at=at)
