"""Named readers that follow the ledger in commit order.

A bigserial alone skips entries whose transaction commits late, so a reader stays below the snapshot's xmin: every
transaction under it is finished. The position moves in the same transaction as what the reader writes; a crash
between two entries repeats the batch (at least once; handlers are idempotent).
"""

from collections.abc import Callable, Sequence

from django.db import connection, transaction

from huisheng.kernel import clock
from huisheng.ledger.models import Cursor, Entry
from huisheng.ledger.read import Read, typed

Progress = Callable[[int], None]

_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def horizon() -> int:
    """All transactions with a smaller id are over."""
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        row = cursor.fetchone()
    return int(row[0])


def step(
    name: str, handle: Callable[[list[Read]], None], *, limit: int = 500, kinds: Sequence[str] | None = None
) -> int:
    """Hand the next entries (only of ``kinds``, if given) to ``handle`` and move on; how far it moved, in entries.

    One step at a time per name: a second process waits for the row. Returns 0 when there is nothing new.
    """
    Cursor.objects.get_or_create(name=name)
    with transaction.atomic():
        place = Cursor.objects.select_for_update().get(name=name)
        below = horizon()
        entries = list(
            Entry.objects.filter(txid__lt=below)
            .extra(where=["(txid, id) > (%s, %s)"], params=[place.txid, place.entry])
            .order_by("txid", "id")[:limit]
        )
        if not entries:
            return 0
        wanted = [typed(entry) for entry in entries if kinds is None or entry.kind in kinds]
        if wanted:
            handle(wanted)
        place.txid, place.entry, place.moved_at = entries[-1].txid, entries[-1].id, clock.now()
        place.save()
    return len(entries)


def catch_up(step: Callable[[], int], progress: Progress | None = None) -> int:
    """Steps of a reader until nothing is new; how many entries that was. ``progress`` hears the sum after each."""
    done = 0
    while moved := step():
        done += moved
        if progress is not None:
            progress(done)
    return done


def behind(name: str) -> int:
    """How many entries the reader still has before it."""
    place = Cursor.objects.filter(name=name).first()
    entries = Entry.objects.all()
    if place is not None:
        entries = entries.extra(where=["(txid, id) > (%s, %s)"], params=[place.txid, place.entry])
    return entries.count()


def reached(name: str, txid: int) -> bool:
    """Whether the reader has read everything that was written by transactions up to this one."""
    place = Cursor.objects.filter(name=name).first()
    unread = Entry.objects.filter(txid__lte=txid)
    if place is not None:
        unread = unread.extra(where=["(txid, id) > (%s, %s)"], params=[place.txid, place.entry])
    return not unread.exists()


def rewind(name: str) -> None:
    """Back to the beginning: the reader rebuilds from nothing."""
    Cursor.objects.filter(name=name).update(txid=0, entry=0)


def forward(name: str) -> None:
    """To the end of what is finished: for a reader that takes what was before from somewhere else."""
    Cursor.objects.get_or_create(name=name)
    with transaction.atomic():
        place = Cursor.objects.select_for_update().get(name=name)
        newest = Entry.objects.filter(txid__lt=horizon()).order_by("-txid", "-id").values_list("txid", "id").first()
        if newest is not None and newest > (place.txid, place.entry):
            (place.txid, place.entry), place.moved_at = newest, clock.now()
            place.save()
