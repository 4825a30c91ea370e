"""Streams by the thousand: copies of streams that were lived, with other times, keys and words.

A ``Mould`` is an entry with gaps: what a copy fills differs, everything else is the lived entry's. The copies are
chained like any stream, and go to the database by COPY in one transaction with the live rows they change: every guard
stands, and ``huisheng ledger verify`` and ``replay`` read them like all others.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from huisheng.ledger import chain
from huisheng.ledger.models import Entry
from huisheng.ledger.vocabulary import canonical

_TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"')
_DIGEST = re.compile(r'"digest":"[0-9a-f]{32}"')
_COLUMNS = "stream, no, kind, version, occurred_at, recorded_at, actor, unit, rule, body, prev, hash"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

# an instant of the pattern -> the gap that stands for it
Gap = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Mould:
    """An entry with gaps. ``head``: what the hash covers before the body; ``row``: the columns before the body.

    ``digest``: the body has a digest, which each copy makes anew of its own words.
    """

    no: int
    kind: str
    unit: int | None
    head: str
    body: str
    row: str
    digest: bool


def moulds(stream: str, gap: Gap, same: Mapping[str, str]) -> list[Mould]:
    """The entries of a lived stream as moulds for ``…:%(id)s``.

    ``same``: texts in bodies -> the gap put in their place. A digest becomes ``%(digestNO)s``.
    """
    found = []
    name = f"{stream.partition(':')[0]}:%(id)s"
    for entry in Entry.objects.filter(stream=stream).order_by("no"):
        columns = (entry.no, entry.kind, entry.version, gap(entry.occurred_at), gap(entry.recorded_at), entry.actor)
        body = canonical(entry.body).replace("%", "%%")
        body = _TIME.sub(lambda told: f'"{gap(datetime.fromisoformat(told[1]))}"', body)
        for text, put in same.items():
            body = body.replace(text, put)
        body, digests = _DIGEST.subn(f'"digest":"%(digest{entry.no})s"', body)
        head = chain.covered(name, *columns, entry.unit, entry.rule.replace("%", "%%"))
        row = "\t".join((name, *map(str, columns), cell(entry.unit), cell(entry.rule)))
        found.append(Mould(entry.no, entry.kind, entry.unit, head, body, row, bool(digests)))
    return found


def cell(value: object) -> str:
    """A value as COPY reads it, with each "%" doubled: the text of a mould."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes | memoryview):
        return hexed(bytes(value))
    return escaped(str(value)).replace("%", "%%")


def escaped(text: str) -> str:
    """Text as COPY reads it."""
    return text.translate(_ESCAPES)


def hexed(value: bytes) -> str:
    """Bytes as COPY reads them."""
    return f"\\\\x{value.hex()}"


def chained(cast: Sequence[Mould], said: Mapping[str, str]) -> str:
    """The lines of one copy's stream, each with the hash of the one before."""
    lines, prev = [], chain.GENESIS
    for mould in cast:
        body = mould.body % said
        hash_ = chain.sealed(prev, mould.head % said, body)
        lines.append(f"{mould.row % said}\t{body.translate(_ESCAPES)}\t\\\\x{prev.hex()}\t\\\\x{hash_.hex()}\n")
        prev = hash_
    return "".join(lines)


def copy(rows: Mapping[tuple[str, str], str], lines: str) -> None:
    """Live rows ((table, columns) -> lines) and the entries that made them, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for (table, columns), text in (*rows.items(), (("ledger_entry", _COLUMNS), lines)):
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as sink:
                sink.write(text)
