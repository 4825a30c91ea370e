"""重办: sent again to the unit that answers for it; the citizen's clock runs on as if it had never stopped."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.base import ClockStart
from huisheng.ledger.vocabulary.visits import Redone
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.deadlines.rules import within
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("redo", "重办", (Text("reason", "重办原因", limit=1000),))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """After an unsatisfied or unsolved visit, or from a closed matter that a unit has handled."""
    refusal = VERB.check(matter, actor)
    if refusal is None and matter.main is None:
        refusal = Refusal("never_sent", "这件工单没有派过单，不能“重办”。", VERB.edges.cite)
    if refusal is None and matter.order.called_off_at is not None:
        refusal = Refusal(
            "called_off", "市民已经撤回这件诉求；市民又要求办理的，请先由坐席登记“再次反映”。", "domain#art-60"
        )
    return refusal or _too_often(matter) or _too_late(matter, clock.now())


def _too_often(matter: Matter) -> Refusal | None:
    most = matter.rules(clock.now()).find("redo.max_times")
    if most is None or matter.order.redos < most.count:
        return None
    return Refusal("no_redos", f"已经重办{most.count}次，不能再重办，请督办或结案。", most.cite)


def _too_late(matter: Matter, now: datetime) -> Refusal | None:
    citizen = matter.clock("citizen", 0)
    if matter.state != OrderState.CLOSED or citizen is None or citizen.stopped_at is None:
        return None
    late = within("redo.within_days", citizen.stopped_at, now, matter.rules(citizen.stopped_at), matter.traits)
    if late is None:
        return None
    return Refusal("too_late", f"结案已超过{late.limit}，不能再重办，请另行受理。", late.cite)


@VERB.door
@implements("domain#art-36")
def do(matter: Matter, *, by: Actor, at: datetime, reason: str) -> None:
    """Send it again: a new dispatch to the same main unit."""
    main = matter.main
    assert main is not None  # can() has seen it
    citizen = matter.clock("citizen", 0)
    clocks: tuple[ClockStart, ...] = ()
    if citizen is not None and citizen.stopped_at is not None:
        clocks = (ClockStart("citizen", citizen.due_at, citizen.limit, citizen.cite),)
    matter.order.redos += 1
    matter.record(Redone(main.unit_id, matter.note(reason), clocks), by=by, at=at)
    dispatches.begin(
        matter, unit(main.unit_id), by=by, at=at, cause="redo", redo_of=main.no, words=reason, state=OrderState.IN_HAND
    )
