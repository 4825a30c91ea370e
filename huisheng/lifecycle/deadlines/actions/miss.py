"""逾期: a clock ran out. Found by the sweep, dated at the moment it fell."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Count
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary import stamp
from huisheng.ledger.vocabulary.handling import DeadlineMissed
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

CLOCKS = {
    "citizen": "市民时钟",
    "sign_in": "签收",
    "contact": "联系当事人",
    "arrive": "到达现场",
    "reply": "办理",
    "supervision": "督办回复",
}
VERB = Verb("miss", "逾期", (Choice("clock", "时钟", options=CLOCKS), Count("subject", "序号", low=0, high=999)))


def can(matter: Matter, actor: Actor, *, clock: str = "", subject: int = 0) -> Refusal | None:
    """A running clock that hasn't been noted as missed."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    running = matter.clock(clock, subject)
    if running is None or running.stopped_at is not None or running.missed_at is not None:
        return Refusal("no_clock", "没有这个正在走的时钟，或已经记为逾期。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-39")
def do(matter: Matter, *, by: Actor, at: datetime, clock: str, subject: int) -> None:
    """Note the miss; ``at`` is when it was found, the entry is dated at the due time."""
    running = matter.clock(clock, subject)
    assert running is not None  # can() has seen it
    if at <= running.due_at:
        raise Refusal("in_time", "时限还没有到，不能记为逾期。", VERB.edges.cite)
    running.missed_at = running.due_at
    matter.keep(running)
    matter.record(
        DeadlineMissed(clock, subject, running.unit_id, stamp(running.due_at), running.cite), by=by, at=running.due_at
    )
