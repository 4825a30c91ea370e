"""How an act that is about no order is written down: its hour, its entry, its rows."""

from datetime import datetime
from typing import Any

from django.db import models

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.vocabulary.base import Body


def check_time(at: datetime, after: datetime | None = None) -> None:
    """Not in the future, not before what came before."""
    if at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "办理时间晚于当前时间，请检查时钟后再试。", field="at")
    if after is not None and at < after:
        raise Refusal("before_last", "办理时间早于上一步，请检查时间后再试。", field="at")


def next_key(sequence: str) -> int:
    """The next key of a sequence, so that the stream's name is known before the row is written."""
    return int(fixed.rows("SELECT nextval(%s::regclass)", [sequence])[0][0])


def write(
    row: Any, body: Body, *, by: Actor, at: datetime, new: bool = False, also: tuple[models.Model, ...] = ()
) -> None:
    """Append the entry to the row's stream and keep the row, and what hangs on it, on the open page.

    Refusal: a time in the future.
    """
    check_time(at)
    page = append.page()
    if new:
        page.begin(row.stream)
    rule = law.at(clock.local_day(at), by.scope).version
    row.version = page.append(row.stream, body, by=by, at=at, unit=by.unit, rule=rule).no
    page.keep(row)
    for one in also:
        page.keep(one)
