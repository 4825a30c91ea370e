"""The sweep: what ran out by now is noted, one matter at a time."""

import logging
from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.deadlines.actions import miss
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import running_out, take_by_id

log = logging.getLogger("huisheng.deadlines")


def sweep(now: datetime, limit: int = 200) -> int:
    """Note up to ``limit`` clocks that ran out before ``now``; how many were noted. Safe to run twice at once."""
    noted = 0
    for order_id in dict.fromkeys(order_id for order_id, _ in running_out(now, limit)):
        try:
            with append.writing():
                noted += sweep_matter(take_by_id(order_id), now)
        except Refusal as refusal:
            # one platform without a system seat must not stop the clocks of the others
            log.error("order %s: %s", order_id, refusal)
    return noted


def sweep_matter(matter: Matter, now: datetime) -> int:
    """Note every clock of this matter that ran out before ``now``, in the order in which they fell."""
    over = [c for c in matter.clocks if c.stopped_at is None and c.missed_at is None and c.due_at < now]
    if not over:
        return 0
    system = directory.system_actor(matter.order.platform_id)
    if system is None:
        raise Refusal("no_system_seat", "平台没有系统席位，无法记录逾期，请管理员补设。")
    for clock in sorted(over, key=lambda c: c.due_at):
        miss.do(matter, by=system, at=now, clock=clock.name, subject=clock.subject)
    return len(over)
