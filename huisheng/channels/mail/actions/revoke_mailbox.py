"""Revoke a mailbox (停用邮箱): from this moment it is neither read nor written from. What came by it stays."""

from datetime import datetime

from huisheng.channels.inbox import sources
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
    sources.revoke(code, Mailbox, by=by, at=at, secret_sealed=b"")
