"""Revoke an account at a gateway (停用短信账户): its link is ended within seconds. What came by it stays."""

from datetime import datetime

from huisheng.channels.inbox import sources
from huisheng.channels.sms.actions import issue_gateway
from huisheng.channels.sms.models import Gateway
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who sets accounts up revokes them."""
    return issue_gateway.can(by)


def do(code: str, *, by: Actor, at: datetime) -> None:
    """Revoke the account of that code, of the administrator's own platform."""
    insist(can(by))
    sources.revoke(code, Gateway, by=by, at=at, connected_at=None)
