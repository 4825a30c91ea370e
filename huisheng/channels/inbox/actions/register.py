"""登记: a person makes an order of a message that couldn't be placed, in words of his own where its own won't do."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from huisheng.channels.inbox import frame, reads
from huisheng.channels.inbox.actions import place
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text, read_all
from huisheng.kernel.errors import insist
from huisheng.ledger import append
from huisheng.lifecycle.intake import fields
from huisheng.lifecycle.verbs import ACCEPT
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.rulebook import implements

ASKS = (
    *fields.CLASSIFICATION,
    Text("title", "标题", limit=100, lines=False),
    Text("words", "诉求内容", limit=5000),
    Text("place", "地点", limit=200, required=False, lines=False),
)


@implements("domain#art-57")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> WorkOrder:
    """The new order, with the message's files and its writer's address. Refusal as ``accept`` refuses."""
    insist(ACCEPT.can(by))
    asked: dict[str, Any] = {name: str(value or "") for name, value in read_all(ASKS, given).items()}
    with append.writing():
        row = frame.held(key, by)
        order = place.new_order(row, replace(reads.came(row), **asked), by=by, at=at)
        row.decided_by, row.decided_at = by.seat, at
        row.save(update_fields=["decided_by", "decided_at"])
        return order
