"""改派: the main dispatch is taken back and sent to another unit, in one act."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.dispatch import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import NOT_ENDED, OPEN_DISPATCH
from huisheng.lifecycle.workorder.verb import Verb, unit_to_send
from huisheng.rulebook import implements

VERB = Verb("resend", "改派", (fields.UNIT, fields.REASON))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While the main unit hasn't replied."""
    refusal = VERB.check(matter, actor)
    if refusal is None and (matter.main is None or matter.main.state not in OPEN_DISPATCH):
        refusal = Refusal("wrong_state", "主办单位已不在办理中，不能“改派”，请刷新后再看。", VERB.edges.cite)
    return refusal


@VERB.door
@implements("domain#art-33")
def do(matter: Matter, *, by: Actor, at: datetime, unit: str, reason: str) -> None:
    """Withdraw the main dispatch and send the matter to ``unit``."""
    main = matter.main
    assert main is not None  # can() has seen it
    card = unit_to_send(unit, matter, by.platform, at)
    if any(d.unit_id == card.id and d.parent is None and d.state in NOT_ENDED for d in matter.dispatches):
        raise Refusal("already_sent", f"{card.name}正在办理这件工单，请改选其他单位。", field="unit")
    dispatches.withdraw(matter, main, by=by, at=at, words=reason)
    dispatches.begin(matter, card, by=by, at=at, cause="resent", words=reason)
