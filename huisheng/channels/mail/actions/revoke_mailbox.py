"""Revoke a mailbox (停用邮箱): from this moment it is neither read nor written from. What came by it stays."""

from datetime import datetime

from huisheng.channels.mail.actions import issue_mailbox
from huisheng.channels.mail.models import Mailbox
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who issues mailboxes revokes them."""
    return issue_mailbox.can(by)


def do(code: str, *, by: Actor, at: datetime) -> None:
    """Revoke the mailbox of that code, of the administrator's own platform. Its password is forgotten."""
    insist(can(by))
    mine = Mailbox.objects.filter(code=code, platform_id=by.platform, revoked_at__isnull=True)
    if mine.update(revoked_at=at, secret_sealed=b"") != 1:
        raise Refusal("unknown_mailbox", "没有这个正在使用的邮箱，请核对代码。", field="code")
