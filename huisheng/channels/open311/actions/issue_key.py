"""Issue a key (发放开放接口密钥): an app may file matters and follow them. The key is told once."""

import secrets as random
from datetime import datetime

from huisheng.channels.inbox import sources
from huisheng.channels.open311.models import CHANNELS, Key
from huisheng.directory import reads as directory
from huisheng.directory.actions import issue_key
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Code, Count, Flag, Text, read_all
from huisheng.kernel.errors import Refusal, insist

PER_MINUTE = 60  # questions, where nothing else is said
ASKS = (
    Code("code", "来源代码"),
    Text("label", "用途", limit=100, lines=False),
    Choice("channel", "渠道", options=CHANNELS),
    Flag("may_write", "可以提交诉求"),
    Count("per_minute", "每分钟次数", required=False, high=6000),
)


def can(by: Actor) -> Refusal | None:
    """Who issues keys of the API."""
    return issue_key.can(by)


def do(*, by: Actor, at: datetime, **given: object) -> str:
    """The new key, for the administrator's own platform."""
    insist(can(by))
    asked = read_all(ASKS, given)
    code, token = str(asked["code"]), random.token_urlsafe(32)
    sources.check_free(code, Key, by)
    Key.objects.create(
        platform_id=by.platform,
        code=code,
        label=str(asked["label"]),
        digest=directory.digest(token),
        channel=str(asked["channel"]),
        may_write=bool(asked["may_write"]),
        per_minute=int(str(asked["per_minute"] or PER_MINUTE)),
        created_at=at,
    )
    return token
