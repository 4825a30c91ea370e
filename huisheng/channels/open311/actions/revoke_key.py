"""Revoke a key (停用开放接口密钥): from this moment nothing comes in by it. What came stays."""

from datetime import datetime

from huisheng.channels.inbox import sources
from huisheng.channels.open311.actions import issue_key
from huisheng.channels.open311.models import Key
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who issues keys revokes them."""
    return issue_key.can(by)


def do(code: str, *, by: Actor, at: datetime) -> None:
    """Revoke the key of that code, of the administrator's own platform."""
    insist(can(by))
    sources.revoke(code, Key, by=by, at=at)
