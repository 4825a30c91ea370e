"""聊城's rule: every matter that isn't done in time is reminded, one by one (逐一进行了催办)."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import Reminded
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OPEN_DISPATCH
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("remind_overdue", "逾期催办")


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """When the platform has such a rule, the main unit's reply is overdue, and it wasn't reminded since."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    rule = matter.rules(clock.now()).find("reminders.on_overdue")
    main = matter.main
    reply = matter.clock("reply", main.no) if main is not None else None
    if rule is None or not rule.flag or main is None or reply is None or reply.missed_at is None:
        return Refusal("not_due", "还没有达到逾期催办的条件。", VERB.edges.cite)
    if main.state not in OPEN_DISPATCH or (main.reminded_at is not None and main.reminded_at >= reply.missed_at):
        return Refusal("not_due", "还没有达到逾期催办的条件。", VERB.edges.cite)
    return None


@VERB.door
@implements("liaocheng-2020-q2#art-11")
def do(matter: Matter, *, by: Actor, at: datetime) -> None:
    """Remind the main unit."""
    main = matter.main
    assert main is not None  # can() has seen it
    main.reminded_at = at
    matter.keep(main)
    matter.record(Reminded(main.no, main.unit_id, "rule", ""), by=by, at=at)
