"""预告: which leader answers, when, on what; so many days ahead as the rulebook says."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.clock import local_day
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import next_key, write
from huisheng.ledger.vocabulary.sessions import SessionAnnounced
from huisheng.lifecycle.sessions import fields
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.rules import announced_early
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.act import Act, rules, unit_of
from huisheng.rulebook import implements

ACT = Act(
    "announce",
    "预告领导接听",
    fields.OFFICE,
    "jining-2013#art-12",
    (fields.UNIT, fields.POST, fields.PORTFOLIO, fields.STARTS_AT, fields.TOPICS),
)


def can(actor: Actor) -> Refusal | None:
    """The office's seats."""
    return ACT.check(actor)


@implements("jining-2013#art-12")
def do(*, by: Actor, at: datetime, **given: object) -> Session:
    """Announce a session of a leader of one of the platform's units, or of the platform itself."""
    asked = ACT.read(by, at, given)
    unit = unit_of(asked["unit"], by, at, own=True)
    assert unit is not None  # the field is required
    starts_at: datetime = asked["starts_at"]
    insist(announced_early(local_day(at), local_day(starts_at), rules(by, at)))
    with append.writing():
        session = Session(
            id=next_key("leader_session_id_seq"),
            platform_id=by.platform,
            unit_id=unit.id,
            state=SessionState.ANNOUNCED.value,
            announced_at=at,
            **{name: asked[name] for name in ("post", "portfolio", "topics", "starts_at")},
        )
        body = SessionAnnounced(
            by.platform, unit.id, session.post, session.portfolio, session.starts_at, session.topics
        )
        write(session, body, by=by, at=at, new=True)
    return session
