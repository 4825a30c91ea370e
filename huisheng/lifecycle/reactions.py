"""When X happens, also Y: pairs of an entry's kind and a verb. No conditions here: a verb's ``can`` is its condition.

Read from a cursor by the worker; a verb that was done already refuses, so an entry may be read twice.
"""

from types import ModuleType

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.ledger import append
from huisheng.lifecycle.sessions.actions import supervise_item
from huisheng.lifecycle.supervision.actions import remind_overdue, supervise_by_rule
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import by_id, take_by_id

REACTIONS = (
    ("visited", supervise_by_rule),
    ("deadline_missed", remind_overdue),
    ("taken_up", supervise_item),
)
KINDS = tuple(kind for kind, _ in REACTIONS)


def react(kind: str, matter: Matter) -> None:
    """Do what follows from an entry of that kind on this matter, as far as each verb may."""
    for verb, actor in _due(kind, matter):
        if verb.can(matter, actor) is None:
            verb.do(matter, by=actor, at=max(clock.now(), matter.order.last_at))


def react_to(kind: str, order_id: int) -> None:
    """The same for an entry read from the ledger. The order is locked only where something is to be done."""
    if any(verb.can(matter, actor) is None for matter in (by_id(order_id),) for verb, actor in _due(kind, matter)):
        with append.writing():
            react(kind, take_by_id(order_id))


def _due(kind: str, matter: Matter) -> list[tuple[ModuleType, Actor]]:
    """The verbs that answer to the kind, with the platform's own seat, which does them."""
    verbs = [verb for trigger, verb in REACTIONS if trigger == kind]
    actor = directory.system_actor(matter.order.platform_id) if verbs else None
    return [(verb, actor) for verb in verbs] if actor is not None else []
