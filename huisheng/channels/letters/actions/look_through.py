"""预览: every row is read as the columns say; what it would come to is counted and kept for the page."""

import json
from collections.abc import Iterator
from datetime import datetime

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.letters import reads
from huisheng.channels.letters.columns import COLUMNS
from huisheng.channels.letters.models import Batch, Piece
from huisheng.channels.letters.rows import Reader, Row
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, secrets
from huisheng.kernel.errors import Refusal, insist

Said = tuple[int, str, str, str, str, list[tuple[str, str]], list[str]]


def can(by: Actor) -> Refusal | None:
    """Who may bring one."""
    return reads.may(by)


def do(batch: Batch, *, by: Actor, at: datetime) -> None:
    """Look through all rows anew. Rows of columns that aren't there are all wrong: ``missing`` says which."""
    insist(can(by))
    reader = Reader(by.platform, batch.register.source, batch.register.channel, at)
    first: dict[str, int] = {}
    counts = {"new": 0, "known": 0, "wrong": 0}
    for piece in batch.pieces.order_by("no").iterator(20):
        said = list(_said(list(read(reader, batch, piece)), batch.register.source, first))
        for one in said:
            counts[one[1]] += 1
        words = json.dumps(said, ensure_ascii=False)
        Piece.objects.filter(pk=piece.pk).update(looked_sealed=secrets.seal(words, reads.context(piece, "looked")))
    batch.new, batch.known, batch.wrong = counts["new"], counts["known"], counts["wrong"]
    batch.save(update_fields=["new", "known", "wrong"])


def missing(batch: Batch) -> list[str]:
    """The columns without which no row can be read."""
    return [column.label for column in COLUMNS if column.required and not batch.columns.get(column.name)]


def read(reader: Reader, batch: Batch, piece: Piece) -> Iterator[Row]:
    """The rows of a piece as messages."""
    there, wrong = reads.rows(piece)
    places = {name: batch.headings.index(heading) for name, heading in batch.columns.items() if heading}
    for no, cells in there:
        said = wrong.get(no, {})
        mine = {name: said[heading] for name, heading in batch.columns.items() if heading in said}
        yield reader.row(no, {name: cells[place] for name, place in places.items()}, mine)


def _said(rows: list[Row], source: str, first: dict[str, int]) -> Iterator[Said]:
    known = inbox.known(source, [row.ref for row in rows if row.ref])
    for row in rows:
        if row.ref and row.ref in first:
            row.mistakes.append(("来源编号", f"和第{first[row.ref]}行的编号一样，请合并或改正其中一行。"))
        first.setdefault(row.ref, row.no)
        state = "wrong" if row.mistakes else "known" if row.ref in known else "new"
        at = f"{clock.local(row.came.at):%Y-%m-%d %H:%M}" if row.came else ""
        yield row.no, state, row.ref, at, row.gist, row.mistakes, row.notes
