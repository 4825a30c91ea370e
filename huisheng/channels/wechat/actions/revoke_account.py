"""Revoke an account (停用公众号): from this moment nothing comes in or goes out by it. What came stays."""

from datetime import datetime

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
    mine = Account.objects.filter(code=code, platform_id=by.platform, revoked_at__isnull=True)
    if mine.update(revoked_at=at, access_sealed=b"", access_until=None) != 1:
        raise Refusal("unknown_account", "没有这个正在使用的公众号，请核对代码。", field="code")
