"""The daily seal: a Merkle root over all that became visible since the seal before.

A transaction that began before midnight and commits after it falls into the next seal, so no entry is ever left
between two; writers are never held up.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from huisheng.kernel import clock
from huisheng.ledger import chain
from huisheng.ledger.cursor import horizon
from huisheng.ledger.models import Entry, Seal


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a seal says: the day, how many entries, and the root in hex."""

    day: date
    count: int
    root: str


def seal(day: date) -> Sealed | None:
    """Close ``day``. None if it is closed already; an earlier day than the last seal's can't be closed any more."""
    with transaction.atomic():
        _take_turns()
        last = Seal.objects.order_by("-day").first()
        if last is not None and last.day >= day:
            return None
        after = last.upto_txid if last else 0
        upto = horizon()
        leaves = [
            bytes(leaf)
            for leaf in Entry.objects.filter(txid__gte=after, txid__lt=upto)
            .order_by("txid", "id")
            .values_list("hash", flat=True)
            .iterator(chunk_size=10_000)
        ]
        prev = bytes(last.hash) if last else chain.GENESIS
        root = chain.root(leaves)
        Seal.objects.create(
            day=day,
            after_txid=after,
            upto_txid=upto,
            count=len(leaves),
            root=root,
            prev=prev,
            hash=chain.seal_hash(day.isoformat(), after, upto, len(leaves), root, prev),
            sealed_at=clock.now(),
        )
    return Sealed(day, len(leaves), root.hex())


def _take_turns() -> None:
    """One sealer at a time, until commit. A row lock won't do: it needs the right to UPDATE, which nobody has here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger_seal'))")


def last_day() -> date | None:
    """The last day that is closed."""
    return Seal.objects.order_by("-day").values_list("day", flat=True).first()
