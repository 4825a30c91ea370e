"""What a person does with a message that couldn't be sent: who may, and with which."""

from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal, insist

ROLES = (Role.AGENT, Role.DISPATCHER, Role.VISITOR, Role.SUPERVISOR)
_WHO = "、".join(role.label for role in ROLES)


def can(actor: Actor) -> Refusal | None:
    """The centre's own desks."""
    if actor.role not in ROLES:
        return Refusal("wrong_role", f"发件由{_WHO}处理，您的席位是{actor.role.label}。", "domain#art-58")
    return None


def failed(key: int, actor: Actor) -> Outgoing:
    """The message of that key of the actor's platform, locked; Refusal where it is none that failed."""
    insist(can(actor))
    row = Outgoing.objects.select_for_update().filter(pk=key, platform_id=actor.platform).first()
    if row is None:
        raise Refusal("not_found", "没有这条发件，请刷新后再看。")
    if row.state != State.FAILED:
        raise Refusal("wrong_state", f"这条发件已经是“{State(row.state).label}”，请刷新后再看。", "domain#art-58")
    return row
