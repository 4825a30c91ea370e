"""退回重报: the reply won't do; the unit handles on, and its reply clock runs again."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import SentBack
from huisheng.lifecycle.deadlines.rules import resumed
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("send_back", "退回重报", (fields.DISPATCH, fields.OPINION))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """Where a reply waits for this platform's review."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-34", "liaocheng-2015-01#art-19", "xiangtan-2019-11#art-11")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, words: str) -> None:
    """Send the reply back with what is wrong with it."""
    held = VERB.dispatch_for(matter, by, dispatch)
    held.state, held.replied_at, held.says_solved = DispatchState.SIGNED.value, None, None
    matter.keep(held)
    clock = matter.clock("reply", held.no)
    rules = matter.rules(at, matter.authority(held))
    again = (resumed(clock.due_at, clock.limit, clock.cite, at, rules, matter.traits),) if clock else ()
    state = OrderState.IN_HAND if held is matter.main else None
    matter.record(SentBack(held.no, held.unit_id, matter.note(words), again), by=by, at=at, state=state)
