"""Questions about leaders' sessions, scoped to the seat that asks."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from huisheng.directory import reads as directory
from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.sessions.models import Question, Session
from huisheng.lifecycle.sessions.states import SessionState

PAGE = 50
_NOT_FOUND = Refusal("no_session", "没有这次领导接听，或者您无权查看，请核对编号。", field="session")
COMPARED = (
    *("platform_id", "unit_id", "version", "state", "post", "portfolio", "topics", "starts_at", "announced_at"),
    *("held_at", "ended_at", "calls", "published_at", "published_where", "cancelled_at"),
)


def visible(actor: Actor) -> QuerySet[Session]:
    """The sessions this seat may see: its platform's, or those of its own units; a leader of a unit sees his unit's."""
    rows: QuerySet[Session] = visible_to(actor).happenings(Session.objects.all())
    if actor.role is Role.LEADER and actor.unit != actor.platform:
        rows = rows.filter(unit_id__in=[actor.unit, *(card.id for card in directory.sub_units(actor.unit))])
    return rows


def newest(actor: Actor, *, before: datetime | None = None, size: int = PAGE) -> list[Session]:
    """A page of sessions, the latest to be held first; ``before`` is the ``starts_at`` of the last one seen."""
    rows = visible(actor)
    if before is not None:
        rows = rows.filter(starts_at__lt=before)
    return list(rows.order_by("-starts_at", "-id")[:size])


def page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> tuple[list[Session], int | None]:
    """A page of sessions, the latest to be held first, and the number to go on after, or None at the end."""
    rows = visible(actor)
    last = rows.filter(pk=after).first() if after is not None else None
    if last is not None:
        rows = rows.filter(Q(starts_at__lt=last.starts_at) | Q(starts_at=last.starts_at, pk__lt=last.pk))
    found = list(rows.order_by("-starts_at", "-id")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def coming(actor: Actor, now: datetime, limit: int) -> list[Session]:
    """The sessions held now or announced for later, the next first."""
    rows = visible(actor).filter(Q(state=SessionState.HELD) | Q(state=SessionState.ANNOUNCED, starts_at__gte=now))
    return list(rows.order_by("starts_at", "id")[:limit])


def look(key: int, actor: Actor) -> Session:
    """The session of that number, to look at."""
    session = visible(actor).filter(pk=key).first()
    if session is None:
        raise _NOT_FOUND
    return session


def take(key: int, actor: Actor) -> Session:
    """The session of that number, locked until the page ends, to act on."""
    session = visible(actor).select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if session is None:
        raise _NOT_FOUND
    return session


def questions(session: Session) -> list[Question]:
    """What was gathered for it, in order."""
    return list(Question.objects.filter(session=session).order_by("no"))


def live(session: Session) -> dict[str, Any]:
    """What the live tables hold of a session, in the shape that ledger.replay folds to."""
    rows = Question.objects.filter(session=session).order_by("no")
    return {
        **{name: getattr(session, name) for name in COMPARED},
        "questions": {row.no: {"at": row.at} for row in rows},
    }
