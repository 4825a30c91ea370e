"""Revoke an account (停用公众号): from this moment nothing comes in or goes out by it. What came stays."""

from datetime import datetime

from huisheng.channels.inbox import sources
from huisheng.channels.wechat.actions import issue_account
from huisheng.channels.wechat.models import Account
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who issues accounts revokes them."""
    return issue_account.can(by)


def do(code: str, *, by: Actor, at: datetime) -> None:
    """Revoke the account of that code, of the administrator's own platform."""
    insist(can(by))
    sources.revoke(code, Account, by=by, at=at, access_sealed=b"", access_until=None)
