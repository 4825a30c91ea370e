"""派单: to a main unit, which answers for the matter, and co-handlers."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.dispatch import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import NOT_ENDED, DispatchState, OrderState, Part
from huisheng.lifecycle.workorder.verb import Verb, unit_to_send
from huisheng.rulebook import implements

VERB = Verb("send", "派单", (fields.UNIT, fields.CO_UNITS, fields.NOTE))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While it waits for dispatch."""
    return VERB.check(matter, actor)


@VERB.door
@implements("domain#art-17", "domain#art-27")
def do(matter: Matter, *, by: Actor, at: datetime, unit: str, co_units: tuple[str, ...], note: str) -> None:
    """Send to ``unit`` as main and to each of ``co_units`` (unit codes of this platform)."""
    main = unit_to_send(unit, matter, by.platform, at)
    others = [unit_to_send(code, matter, by.platform, at, field="co_units") for code in co_units]
    busy = {d.unit_id for d in matter.dispatches if d.parent is None and d.state in NOT_ENDED}
    for card in others:
        if card.id == main.id:
            raise Refusal("main_is_co", f"{card.name}已是主办单位，不能同时协办，请从协办中去掉。", field="co_units")
        if card.id in busy:
            raise Refusal("already_co", f"{card.name}正在协办这件工单，无需再派，请从协办中去掉。", field="co_units")
    if main.id in busy:
        raise Refusal("already_co", f"{main.name}正在协办这件工单，请先撤回协办再派为主办。", field="unit")
    before = matter.main
    cause = "first" if before is None else "returned" if before.state == DispatchState.RETURNED else "resent"
    dispatches.begin(matter, main, by=by, at=at, cause=cause, words=note, state=OrderState.IN_HAND)
    for card in others:
        dispatches.begin(matter, card, by=by, at=at, cause=cause, part=Part.CO, words=note)
