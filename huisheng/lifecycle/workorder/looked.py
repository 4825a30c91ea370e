"""Who looked at an order: kept in the record of looks, shown to those who answer for the platform."""

from datetime import datetime, timedelta

from huisheng.directory import looks
from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.directory.looks import Seen
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.rulebook import implements

OPENED = "opened"  # the field of a look at the page itself
_ONE_LOOK = timedelta(
    minutes=10
)  # a page that is drawn again meanwhile isn't looked at anew: less to read for who asks
_MAY = (Role.SUPERVISOR, Role.LEADER)


def may_ask(matter: Matter, actor: Actor) -> Refusal | None:
    """Supervisors and leaders of the platform that accepted it."""
    if actor.role in _MAY and actor.platform == matter.order.platform_id:
        return None
    return Refusal("not_yours", "谁看过这件工单，由受理平台的督办员、领导查看；要核实请找他们。", "domain#art-46")


@implements("domain#art-46")
def lookers(matter: Matter, actor: Actor, before: int | None = None) -> list[Seen]:
    """A page of looks at this order, newest first; one more than a page if there are. Refusal to who may not ask."""
    insist(may_ask(matter, actor))
    return looks.of(matter.order.stream, before)


@implements("domain#art-25", "domain#art-26")
def opened(matter: Matter, *, by: Actor, at: datetime) -> None:
    """A confidential order was opened: that alone is a look. Drawn again within minutes, it stays one."""
    if not matter.order.confidential or looks.since(matter.order.stream, by.seat, OPENED, at - _ONE_LOOK):
        return
    look.do(matter.order.stream, by=by, purpose="打开保密工单", fields=(OPENED,), at=at)
