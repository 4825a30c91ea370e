"""改状态: a seat at its telephone is idle, talks, wraps up, rests or is away. Said by the agent, or by the switch."""

from datetime import datetime

from huisheng.channels.telephony.contract import Phase
from huisheng.channels.telephony.frame import check_time
from huisheng.channels.telephony.held import Held
from huisheng.channels.telephony.models import AgentState
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append


def can(by: Actor) -> Refusal | None:
    """Agents, each for the own seat."""
    if by.role is not Role.AGENT:
        return Refusal("wrong_role", f"话务状态由坐席自己改，您的席位是{by.role.label}。")
    return None


def do(phase: Phase, *, by: Actor, at: datetime) -> bool:
    """Whether it is another state now. What is told late of an earlier moment changes nothing."""
    insist(can(by))
    check_time(at)
    with append.writing() as page:
        held = page.known(Held)
        now = held.state(by.seat)
        if now is not None:
            if now.phase == phase or at < now.since:
                return False
            now.until = at
            page.keep(now)
        then = AgentState(seat_id=by.seat, phase=phase.value, since=at)
        page.keep(then)
        held.changed(then)
    return True
