"""What a person does with a message that couldn't be placed: who may, and with which."""

from huisheng.channels.inbox.contract import Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal, insist

ROLES = (Role.AGENT, Role.DISPATCHER)
_WHO = "、".join(role.label for role in ROLES)


def can(actor: Actor) -> Refusal | None:
    """Who takes matters in, and who sends them on."""
    if actor.role not in ROLES:
        return Refusal("wrong_role", f"来件由{_WHO}处理，您的席位是{actor.role.label}。", "domain#art-57")
    return None


def held(key: int, actor: Actor) -> Incoming:
    """The message of that key of the actor's platform, locked; Refusal where it is none that waits for a person."""
    insist(can(actor))
    row = Incoming.objects.select_for_update().filter(pk=key, platform_id=actor.platform).first()
    if row is None:
        raise Refusal("not_found", "没有这条来件，请刷新后再看。")
    if row.outcome != Outcome.HELD:
        raise Refusal("wrong_state", f"这条来件已经是“{Outcome(row.outcome).label}”，请刷新后再看。", "domain#art-57")
    return row
