"""标记: urgent, confidential, enterprise, no visit; put on or taken off, each time with a reason."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Flag, Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import Marked
from huisheng.lifecycle.deadlines.rules import set_clock
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import Mark
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb(
    "mark",
    "标记",
    (
        Choice("mark", "标记", options=Mark.labels()),
        Flag("on", "是否标上", required=True),
        Text("reason", "原因", limit=500),
    ),
)


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While the matter is alive."""
    return VERB.check(matter, actor)


@VERB.door
@implements("domain#art-25", "gbt-33358-2016#art-5")
def do(matter: Matter, *, by: Actor, at: datetime, mark: str, on: bool, reason: str) -> None:
    """Put the mark on or take it off; urgent and enterprise set the citizen's clock anew, counted from acceptance."""
    order = matter.order
    if getattr(order, mark) == on:
        state = "已经标上" if on else "本来没有"
        raise Refusal("no_change", f"“{Mark(mark).label}”标记{state}，无需重复操作。", field="mark")
    setattr(order, mark, on)
    citizen = None
    if mark in (Mark.URGENT, Mark.ENTERPRISE):
        citizen = set_clock("citizen", order.accepted_at, matter.rules(order.accepted_at), matter.traits)
    matter.record(Marked(mark, on, matter.note(reason), (citizen,) if citizen else ()), by=by, at=at)
