"""Where the record stands: how far a named reader has come, and the last seal before it."""

from dataclasses import dataclass
from datetime import date

from huisheng.ledger.models import Cursor, Entry, Seal


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the ledger: everything up to (``txid``, ``entry``) in reading order, which are ``entries`` entries.

    ``hash`` is the hex hash of the entry at that place, ``seal_*`` the last closed day and its place in the chain of
    seals; empty where there is none.
    """

    txid: int
    entry: int
    entries: int
    hash: str
    seal_day: date | None
    seal_root: str
    seal_hash: str


def of(reader: str) -> Position:
    """How far the reader of that name has come."""
    place = Cursor.objects.filter(name=reader).first() or Cursor(name=reader)
    before = Entry.objects.extra(where=["(txid, id) <= (%s, %s)"], params=[place.txid, place.entry])
    last = Entry.objects.filter(id=place.entry).values_list("hash", flat=True).first()
    seal = Seal.objects.order_by("-day").first()
    return Position(
        txid=place.txid,
        entry=place.entry,
        entries=before.count(),
        hash=bytes(last).hex() if last else "",
        seal_day=seal.day if seal else None,
        seal_root=bytes(seal.root).hex() if seal else "",
        seal_hash=bytes(seal.hash).hex() if seal else "",
    )
