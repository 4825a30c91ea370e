"""Issue a switch (登记来源系统): it may tell of a platform's calls from now on. Its key is told once."""

import secrets as random
from datetime import datetime

from huisheng.channels.inbox import sources
from huisheng.channels.telephony.contract import KEYED, Profile
from huisheng.channels.telephony.models import Switch
from huisheng.directory import reads as directory
from huisheng.directory.actions import issue_key
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.kernel.asks import Choice, Code, Text, read_all
from huisheng.kernel.errors import Refusal, insist

ASKS = (
    Code("code", "来源系统"),
    Text("label", "用途", limit=100, lines=False),
    Choice("profile", "协议", options=KEYED),
)


def can(by: Actor) -> Refusal | None:
    """Who issues keys of the API."""
    return issue_key.can(by)


def do(*, by: Actor, at: datetime, **given: object) -> str:
    """The secret (``signed``) or the token (``cti``) of a new switch of the administrator's own platform."""
    insist(can(by))
    asked = read_all(ASKS, given)
    code, key = str(asked["code"]), random.token_urlsafe(32)
    sources.check_free(code, Switch, by)
    signs = asked["profile"] == Profile.SIGNED
    Switch.objects.create(
        platform_id=by.platform,
        code=code,
        label=text.clean(str(asked["label"])),
        profile=str(asked["profile"]),
        secret_sealed=secrets.seal(key, f"telephony_switch:{code}") if signs else b"",
        digest=b"" if signs else directory.digest(key),
        created_at=at,
    )
    return key
