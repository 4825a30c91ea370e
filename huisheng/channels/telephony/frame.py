"""The frame of a call's verbs: fields read, state checked, the entry written with the row."""

from datetime import datetime

from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.vocabulary import Body

ROLES = (Role.AGENT, Role.SYSTEM)
_WHO = "、".join(role.label for role in ROLES)


def check_role(actor: Actor) -> Refusal | None:
    """Agents, and the switch's own seat."""
    if actor.role not in ROLES:
        return Refusal("wrong_role", f"话务由{_WHO}操作，您的席位是{actor.role.label}。")
    return None


def check_call(call: Call, actor: Actor) -> Refusal | None:
    """The same, and only calls to their own platform."""
    if call.platform_id != actor.platform:
        return Refusal("not_yours", "这通来电不是打给本平台的，请核对通话编号。")
    return check_role(actor)


def check_time(at: datetime, after: datetime | None = None) -> None:
    """Not in the future, not before what came before."""
    if at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "通话时间晚于当前时间，请检查时钟后再试。", field="at")
    if after is not None and at < after:
        raise Refusal("before_last", "通话时间早于上一步，请检查时间后再试。", field="at")


def seconds(start: datetime, end: datetime) -> int:
    """Whole seconds between, cut off."""
    return int((end - start).total_seconds())


def write(call: Call, body: Body, *, by: Actor, at: datetime) -> None:
    """Append the entry and keep the row."""
    page = append.page()
    call.version = page.append(call.stream, body, by=by, at=at, unit=by.unit).no
    page.keep(call)
