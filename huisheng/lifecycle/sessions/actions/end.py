"""结束接听: how many matters the leader took."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.acts import write
from huisheng.ledger.vocabulary.sessions import SessionEnded
from huisheng.lifecycle.sessions import fields, frame
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.act import Act
from huisheng.rulebook import implements

ACT = Act("end", "结束接听", fields.OFFICE, "jining-2013#art-7", (fields.CALLS,))


def can(session: Session, actor: Actor) -> Refusal | None:
    """While it is held."""
    return frame.check(ACT, session, actor, SessionState.HELD)


@implements("jining-2013#art-7", "liaocheng-2015-01#art-6")
def do(session: Session, *, by: Actor, at: datetime, **given: object) -> None:
    """End it. The session is locked by the caller."""
    asked = frame.read(ACT, can(session, by), by, at, given, session.held_at or at)
    with append.writing():
        session.state, session.ended_at, session.calls = SessionState.ENDED.value, at, int(asked["calls"])
        write(session, SessionEnded(session.calls), by=by, at=at)
