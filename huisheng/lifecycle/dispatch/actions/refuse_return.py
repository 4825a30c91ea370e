"""不同意退单: the unit keeps the matter; the ruling stands as a precedent."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.dispatches import ReturnRefused
from huisheng.lifecycle.dispatch import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("refuse_return", "不同意退单", (fields.REQUEST, fields.WORDS))


def can(matter: Matter, actor: Actor, *, request: int | None = None) -> Refusal | None:
    """Where a return is asked of this platform."""
    return VERB.check_request(matter, actor, "return", request)


@VERB.door
@implements("domain#art-14", "council-2025-66#art-2")
def do(matter: Matter, *, by: Actor, at: datetime, request: int | None, words: str) -> None:
    """Refuse it, with the reason."""
    asked = VERB.request_for(matter, by, "return", request)
    asked.state, asked.decided_at = RequestState.REFUSED.value, at
    matter.keep(asked)
    matter.record(
        ReturnRefused(asked.no, asked.dispatch, asked.unit_id, asked.ground, matter.note(words)), by=by, at=at
    )
