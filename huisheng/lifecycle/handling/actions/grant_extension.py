"""同意延期: the unit's reply clock moves; the citizen's clock doesn't."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Count
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import ExtensionGranted
from huisheng.lifecycle.deadlines.rules import extended
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb(
    "grant_extension",
    "同意延期",
    (fields.REQUEST, Count("days", "同意的工作日", required=False, low=1, high=60), fields.WORDS),
)


def can(matter: Matter, actor: Actor, *, request: int | None = None) -> Refusal | None:
    """Where an extension is asked of this platform."""
    return VERB.check_request(matter, actor, "extension", request)


@VERB.door
@implements("domain#art-3", "domain#art-7")
def do(matter: Matter, *, by: Actor, at: datetime, request: int | None, days: int | None, words: str) -> None:
    """Grant what was asked, or fewer ``days``. Granted after the due time it still counts from the due time."""
    asked = VERB.request_for(matter, by, "extension", request)
    granted = days or asked.days or 0
    if granted > (asked.days or 0):
        raise Refusal("too_long", f"同意的天数不能多于申请的{asked.days}个工作日，请改正。", VERB.edges.cite, "days")
    clock = matter.clock("reply", asked.dispatch)
    if clock is None:
        raise Refusal("no_clock", "该派单没有办理时限，无需延期。", VERB.edges.cite)
    asked.state, asked.decided_at, asked.days = RequestState.GRANTED.value, at, granted
    matter.keep(asked)
    moved = extended(clock.due_at, granted, VERB.edges.cite)
    matter.record(
        ExtensionGranted(asked.no, asked.dispatch, asked.unit_id, granted, matter.note(words), (moved,)), by=by, at=at
    )
