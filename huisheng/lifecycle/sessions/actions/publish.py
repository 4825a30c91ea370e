"""公开结果: what became of the matters can be read by everybody."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.acts import write
from huisheng.ledger.vocabulary.sessions import ResultsPublished
from huisheng.lifecycle.sessions import fields, frame
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.reads import open_items
from huisheng.rulebook import implements

ACT = Act("publish", "公开办理结果", fields.OFFICE, "jining-2013#art-14", (fields.WHERE,))


def can(session: Session, actor: Actor) -> Refusal | None:
    """Once it has ended and each of its matters is closed: the citizens are called back first."""
    refusal = frame.check(ACT, session, actor, SessionState.ENDED)
    if refusal is None and (waiting := open_items(session.pk)):
        refusal = Refusal("items_open", f"还有{waiting}件领导接听件没有办结回访，办结后再公开结果。", ACT.cite)
    return refusal


@implements("jining-2013#art-14")
def do(session: Session, *, by: Actor, at: datetime, **given: object) -> None:
    """Note where the results are published. The session is locked by the caller."""
    asked = frame.read(ACT, can(session, by), by, at, given, session.ended_at or at)
    with append.writing():
        session.state, session.published_at = SessionState.PUBLISHED.value, at
        session.published_where = str(asked["where"])
        write(session, ResultsPublished(session.published_where), by=by, at=at)
