"""The reader "facts": follows the ledger and keeps the facts up with it.

At least once and idempotent: rows and position move in one transaction, and an entry folded before is passed over.
Entries come in the order in which their transactions began; where a stream's entries were written by two
transactions that overlapped, a later number can come first. Such a stream is folded again from the ledger.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from django.db import transaction

from huisheng.ledger import cursor, read
from huisheng.ledger.cursor import Progress
from huisheng.ledger.read import Read
from huisheng.measures import store
from huisheng.measures.fold import (
    STREAMS,
    CallFacts,
    Gap,
    HappeningFacts,
    OrderFacts,
    fold_call,
    fold_happening,
    fold_order,
)

NAME = "facts"
BATCH = 10_000  # an order's entries lie close together: a large batch writes its row once, not a dozen times

_Facts = TypeVar("_Facts", OrderFacts, CallFacts, HappeningFacts)


def step(*, batch: int = BATCH) -> int:
    """Fold the next batch; how many entries that was, 0 when there is nothing new."""
    return cursor.step(NAME, take, limit=batch)


def catch_up(*, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Fold everything that is new; how many entries that was. ``progress`` hears the sum after each batch."""
    return cursor.catch_up(partial(step, batch=batch), progress)


def behind() -> int:
    """How many entries are not folded in yet."""
    return cursor.behind(NAME)


def rebuild(*, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Throw the facts away and fold the whole ledger again; how many entries that was."""
    with transaction.atomic():
        cursor.rewind(NAME)  # takes the reader's row: a step in another process is over, the next one waits
        store.clear()
    return catch_up(batch=batch, progress=progress)


def take(entries: Sequence[Read]) -> None:
    """Fold these entries into the facts they are about, in the caller's transaction."""
    orders: dict[int, list[Read]] = {}
    calls: dict[int, list[Read]] = {}
    others: dict[str, dict[int, list[Read]]] = {}
    for entry in entries:
        kind, _, key = entry.stream.partition(":")
        if kind == "workorder":
            orders.setdefault(int(key), []).append(entry)
        elif kind == "call":
            calls.setdefault(int(key), []).append(entry)
        elif kind in STREAMS:
            others.setdefault(kind, {}).setdefault(int(key), []).append(entry)
    if orders:
        known = store.load_orders(list(orders))
        store.save([_folded(f"workorder:{key}", known.get(key), news, fold_order) for key, news in orders.items()])
    if calls:
        told = store.load_calls(list(calls))
        store.save([_folded(f"call:{key}", told.get(key), news, fold_call) for key, news in calls.items()])
    for kind, happened in others.items():
        held = store.load_happenings(kind, list(happened))
        fold = partial(fold_happening, kind)
        store.save([_folded(f"{kind}:{key}", held.get(key), news, fold) for key, news in happened.items()])


def _folded(
    stream: str, known: _Facts | None, news: list[Read], fold: Callable[[_Facts | None, Read], _Facts]
) -> _Facts:
    """The facts of one stream with its news; folded again from the ledger where an entry between is missing."""
    facts = known
    try:
        for entry in news:
            facts = fold(facts, entry)
    except Gap:
        facts = None
        for entry in read.stream(stream):
            facts = fold(facts, entry)
    assert facts is not None  # no stream is empty
    return facts
