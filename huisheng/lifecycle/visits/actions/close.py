"""结案: by decision after a visit, or when the allowed attempts are used up or the citizen declines to judge."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.visits import Closed
from huisheng.lifecycle.visits.actions.visit import attempts
from huisheng.lifecycle.visits.rules import attempts_used
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OrderState, Outcome
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("close", "结案", (Text("reason", "结案说明", limit=1000),))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """After a visit that calls for a decision; without one only as the rule on attempts allows."""
    refusal = VERB.check(matter, actor)
    if refusal is not None or matter.state != OrderState.AWAITING_VISIT:
        return refusal
    most = matter.rules(clock.now()).get("visits.max_attempts")
    tried = attempts(matter)
    declined = tried[-1:] == [Outcome.DECLINED]
    if not declined and attempts_used(tried) < most.count:
        return Refusal("attempts_left", f"回访{most.count}次仍未接通才能结案，请继续回访。", most.cite)
    return None


@VERB.door
@implements("domain#art-43")
def do(matter: Matter, *, by: Actor, at: datetime, reason: str) -> None:
    """Close the matter, with the reason."""
    why = "decided"
    if matter.state == OrderState.AWAITING_VISIT:
        why = "declined" if matter.visits[-1].outcome == Outcome.DECLINED else "attempts"
    matter.record(Closed(why, matter.note(reason)), by=by, at=at, state=OrderState.CLOSED)
