"""Revoke a switch (停用来源系统): from this moment nothing it says is taken. What it said stays."""

from datetime import datetime

from huisheng.channels.inbox import sources
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
    sources.revoke(code, Switch, by=by, at=at)
