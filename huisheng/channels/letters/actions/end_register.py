"""停用列表: no more is brought of it; what was brought stays, and its name is free again."""

from datetime import datetime

from huisheng.channels.letters import reads
from huisheng.channels.letters.models import Register
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who may bring one."""
    return reads.may(by)


def do(key: int, *, by: Actor, at: datetime) -> None:
    """End it. Refusal where the platform has no such list in use."""
    insist(can(by))
    if not Register.objects.filter(pk=key, platform_id=by.platform, ended_at__isnull=True).update(ended_at=at):
        raise Refusal("not_found", "没有这个列表，或已经停用。")
