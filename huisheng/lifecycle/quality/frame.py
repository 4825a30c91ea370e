"""The frame of a check's acts: one new row with its entry; what was struck stays, and doesn't count."""

import os
from datetime import date, datetime
from typing import Any

from huisheng.directory.actor import Actor
from huisheng.ledger import append
from huisheng.ledger.acts import next_key, write
from huisheng.ledger.vocabulary import Body
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.states import By, CheckKind
from huisheng.lifecycle.workorder.matter import digest_of


def new(
    kind: CheckKind,
    source: str,
    first: date,
    last: date,
    *,
    by: Actor,
    at: datetime,
    unit: int | None = None,
    **more: Any,
) -> Check:
    """A check that isn't written yet, with a salt of its own."""
    return Check(
        id=next_key("quality_check_id_seq"),
        platform_id=by.platform,
        unit_id=unit,
        kind=kind.value,
        source=By(source).value,
        first=first,
        last=last,
        salt=os.urandom(16),
        noted_at=at,
        **more,
    )


def digest(check: Check, *words: str) -> str:
    """The salted digest of a check's free words, each on a line of its own."""
    return digest_of(bytes(check.salt), "\n".join(words))


def keep(check: Check, body: Body, by: Actor, at: datetime) -> Check:
    """Write the new check with its entry."""
    with append.writing():
        write(check, body, by=by, at=at, new=True)
    return check
