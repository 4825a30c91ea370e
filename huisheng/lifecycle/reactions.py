"""When X happens, also Y: pairs of an entry's kind and a verb. No conditions here: a verb's ``can`` is its condition.

Read from a cursor by the worker; a verb that was done already refuses, so an entry may be read twice.
"""

from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.ledger import append
from huisheng.lifecycle.supervision.actions import remind_overdue, supervise_by_rule
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import take_by_id

REACTIONS = (
    ("visited", supervise_by_rule),
    ("deadline_missed", remind_overdue),
)
KINDS = tuple(kind for kind, _ in REACTIONS)


def react(kind: str, matter: Matter) -> None:
    """Do what follows from an entry of that kind on this matter, as far as each verb may."""
    actor = directory.system_actor(matter.order.platform_id)
    if actor is None:
        return
    for trigger, verb in REACTIONS:
        if trigger == kind and verb.can(matter, actor) is None:
            verb.do(matter, by=actor, at=max(clock.now(), matter.order.last_at))


def react_to(kind: str, order_id: int) -> None:
    """The same for an entry read from the ledger."""
    with append.writing():
        react(kind, take_by_id(order_id))
