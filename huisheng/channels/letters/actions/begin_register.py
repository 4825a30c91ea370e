"""登记列表: another platform's list is brought here from now on, under a name of its own."""

from datetime import datetime

from huisheng.channels.letters import reads
from huisheng.channels.letters.models import Register
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.taxonomy.channels import Channel

ASKS = (
    Text("label", "列表名称", limit=50, lines=False),
    Choice("channel", "来件渠道", options=Channel.labels()),
)


def can(by: Actor) -> Refusal | None:
    """Who may bring one."""
    return reads.may(by)


def do(*, by: Actor, at: datetime, **given: object) -> Register:
    """The new list. Refusal where one of that name is in use."""
    insist(can(by))
    asked = read_all(ASKS, given)
    if Register.objects.filter(platform_id=by.platform, label=asked["label"], ended_at__isnull=True).exists():
        raise Refusal("label_taken", "这个名称的列表已经有了，请直接选它，或换个名称。", field="label")
    return Register.objects.create(
        platform_id=by.platform,
        label=str(asked["label"]),
        channel=str(asked["channel"]),
        created_at=at,
        created_by_id=by.seat,
    )
