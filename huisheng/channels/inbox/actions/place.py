"""归置: a kept message becomes a new order, an addition to the order it answers, or its writer's judgement of one."""

import logging
from datetime import datetime

from django.db import Error

from huisheng.channels.inbox import nuisance, placing, reads, sorting
from huisheng.channels.inbox.contract import Came, Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle import verbs
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.rulebook import implements

log = logging.getLogger("huisheng.inbox")

_EMPTY = Refusal("empty", "来件没有文字也没有附件，请核对原件；不是诉求的，请标为“不是诉求”。")
_BROKEN = "登记来件时程序出错，来件已保存；请按内容另行登记，并告诉管理员查看日志。"
_WAITING = (Outcome.RECEIVED, Outcome.HELD)


@implements("domain#art-57", "domain#art-24")
def do(key: int, *, at: datetime, said: Came | None = None) -> Incoming:
    """Place the message of that key, and say what became of it. One placed before stays as it is.

    ``said``: what it says, where whoever has just kept it still knows.
    """
    trouble = ""
    try:
        with append.attempting():
            # its order is read after the lock: who placed it meanwhile has only just made it
            message = Incoming.objects.select_for_update().get(pk=key)
            if message.outcome in _WAITING:
                _place(message, said or reads.came(message), at)
            return message
    except Refusal as refusal:
        trouble = refusal.sentence
    except Error:
        raise
    except Exception:
        # one message that can't be understood must not stop those after it
        log.exception("message %s not placed", key)
        trouble = _BROKEN
    Incoming.objects.filter(pk=key, outcome__in=_WAITING).update(outcome=Outcome.HELD.value, trouble=trouble)
    return Incoming.objects.select_related("order").get(pk=key)


def _place(message: Incoming, came: Came, at: datetime) -> None:
    if came.aside:
        _end(message, came, None, Outcome.ASIDE, came.aside)
        return
    if came.held:
        raise Refusal("held", came.held)
    if not came.words.strip() and not came.title.strip() and not came.files:
        raise _EMPTY
    house = reads.house(message.platform_id)
    if placing.judges(came):
        _end(message, came, placing.judged(message, came, house, at), Outcome.JUDGED)
        return
    marked = nuisance.holds(came, message.platform_id, at)
    if marked:
        raise Refusal("nuisance", marked, nuisance.CITE)
    answered = placing.answered(message, came, house, at) or placing.joined(message, came, house, at)
    if answered is not None:
        order, trouble = answered
        _end(message, came, order, Outcome.ADDED, trouble)
        return
    new_order(message, came, by=house, at=at)


def new_order(message: Incoming, came: Came, *, by: Actor, at: datetime) -> WorkOrder:
    """Make a new order of a message, with its files and its writer's address. Inside a page."""
    matter: Matter = verbs.ACCEPT.do(by=by, at=at, **sorting.given(came, message.platform_id)).matter
    placing.keep_contacts(matter, came, at)
    # files are the citizen's, whoever registers them
    house = by if by.role is Role.SYSTEM else reads.house(message.platform_id)
    trouble = placing.add(matter, "", came, house, at) if came.files else ""
    _end(message, came, matter.order, Outcome.NEW, trouble)
    return matter.order


def _end(message: Incoming, came: Came, order: WorkOrder | None, outcome: Outcome, trouble: str = "") -> None:
    message.order, message.outcome, message.trouble = order, outcome.value, trouble
    message.save(update_fields=["order", "outcome", "trouble"])
    if came.files:
        message.files.all().delete()
