"""接听: the leader is there."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.clock import local_day
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import write
from huisheng.ledger.vocabulary.sessions import SessionBegun
from huisheng.lifecycle.sessions import fields, frame
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.act import Act
from huisheng.rulebook import implements

ACT = Act("hold", "开始接听", fields.OFFICE, "jining-2013#art-7")


def can(session: Session, actor: Actor) -> Refusal | None:
    """Once announced."""
    return frame.check(ACT, session, actor, SessionState.ANNOUNCED)


@implements("jining-2013#art-7", "liaocheng-2015-01#art-6")
def do(session: Session, *, by: Actor, at: datetime, **given: object) -> None:
    """Begin, on the day announced: who finds another day better announces it anew."""
    frame.read(ACT, can(session, by), by, at, given, session.announced_at)
    if local_day(at) != local_day(session.starts_at):
        insist(Refusal("another_day", "今天不是预告的接听日期，改期的请取消后重新预告。", "jining-2013#art-12", "at"))
    with append.writing():
        session.state, session.held_at = SessionState.HELD.value, at
        write(session, SessionBegun(), by=by, at=at)
