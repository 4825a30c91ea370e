"""同意退单: the dispatch is over for that unit; the matter waits for dispatch again if it was the main one."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.dispatches import ReturnGranted
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.dispatch import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState, OrderState, RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("grant_return", "同意退单", (fields.REQUEST, fields.FAULT, fields.WORDS))


def can(matter: Matter, actor: Actor, *, request: int | None = None) -> Refusal | None:
    """Where a return is asked of this platform."""
    return VERB.check_request(matter, actor, "return", request)


@VERB.door
@implements("domain#art-14", "council-2025-66#art-2", "xiangtan-2019-11#art-12")
def do(matter: Matter, *, by: Actor, at: datetime, request: int | None, fault: str | None, words: str) -> None:
    """Grant it. Counted by matter and by time, and for the centre by its own ``fault``."""
    asked = VERB.request_for(matter, by, "return", request)
    dispatch = matter.dispatch(asked.dispatch)
    for child in matter.children(dispatch):
        dispatches.withdraw(matter, child, by=by, at=at, words=words)
    asked.state, asked.decided_at = RequestState.GRANTED.value, at
    matter.keep(asked)
    dispatches.lapse(matter, dispatch, at)
    dispatch.state, dispatch.ended_at = DispatchState.RETURNED.value, at
    matter.keep(dispatch)
    matter.order.returns += 1
    times, digest = matter.order.returns, matter.note(words)
    matter.record(
        ReturnGranted(asked.no, dispatch.no, dispatch.unit_id, asked.ground, times, digest, fault or ""),
        by=by,
        at=at,
        state=OrderState.AWAITING_DISPATCH if dispatch is matter.main else None,
    )
