"""Revoke a switch (停用来源系统): from this moment nothing it says is taken. What it said stays."""

from datetime import datetime

from huisheng.channels.telephony.actions import issue_switch
from huisheng.channels.telephony.models import Switch
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who issues switches revokes them."""
    return issue_switch.can(by)


def do(code: str, *, by: Actor, at: datetime) -> None:
    """Revoke the switch of that code, of the administrator's own platform."""
    insist(can(by))
    mine = Switch.objects.filter(code=code, platform_id=by.platform, revoked_at__isnull=True)
    if mine.update(revoked_at=at) != 1:
        raise Refusal("unknown_switch", "没有这个正在使用的来源系统，请核对代码。", field="code")
