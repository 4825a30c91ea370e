"""The frame of a record's acts: one new row with its entry; what was struck stays, and doesn't count."""

import os
from datetime import date, datetime

from huisheng.directory.actor import Actor
from huisheng.ledger import append
from huisheng.ledger.acts import next_key, write
from huisheng.ledger.vocabulary import Body
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.matter import digest_of


def new(
    kind: RecordKind,
    day: date,
    count: int,
    *,
    by: Actor,
    at: datetime,
    unit: int | None = None,
    pool: int | None = None,
    words: str = "",
    media: str = "",
) -> Record:
    """A record that isn't written yet, with a salt of its own."""
    return Record(
        id=next_key("office_record_id_seq"), platform_id=by.platform, unit_id=unit, kind=kind.value, day=day,
        count=count, pool=pool, words=words, media=media, salt=os.urandom(16), noted_at=at,
    )  # fmt: skip


def digest(record: Record) -> str:
    """The salted digest of a record's free words."""
    return digest_of(bytes(record.salt), f"{record.words}\n{record.media}")


def keep(record: Record, body: Body, by: Actor, at: datetime) -> Record:
    """Write the new record with its entry."""
    with append.writing():
        write(record, body, by=by, at=at, new=True)
    return record
