"""Facts in and out of their tables, many at a time.

Writing replaces whole rows (delete by key, then COPY): the cursor's lock leaves one writer at a time, and a row has
forty columns of which most change together. SQL is put together only from the names in ``rows``.
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection

from huisheng.measures.fold import STREAMS, CallFacts, HappeningFacts, OrderFacts
from huisheng.measures.rows import FACTS, CallRow, Fact, OrderRow

_BELOW = ("dispatches", "dispatch"), ("supervisions", "supervision"), ("returns", "return")
_BY_ROW = {fact.row: fact for fact in FACTS.values()}


def load_orders(keys: Sequence[int]) -> dict[int, OrderFacts]:
    """The facts of the orders of these ids, as far as there are any."""
    found: dict[int, OrderFacts] = {}
    held: list[OrderRow] = _load(FACTS["order"], keys)
    for row in held:
        if row.level == 0:
            found[row.order_id] = OrderFacts(row)
    if found:
        for row in held:
            if row.level:
                found[row.order_id].below[row.platform] = row
        for row in _load(FACTS["visit"], list(found)):
            found[row.order_id].visits[row.platform, row.no] = row
        for attribute, name in _BELOW:
            for row in _load(FACTS[name], list(found)):
                getattr(found[row.order_id], attribute)[row.no] = row
    return found


def load_calls(keys: Sequence[int]) -> dict[int, CallFacts]:
    """The facts of the calls of these ids, as far as there are any."""
    found: dict[int, CallFacts] = {}
    for row in _load(FACTS["call"], keys):
        assert isinstance(row, CallRow)
        found[row.call_id] = CallFacts(row)
    return found


def load_happenings(stream: str, keys: Sequence[int]) -> dict[int, HappeningFacts]:
    """The facts of the sessions, checks, records or given figures (the kind of stream) of these ids."""
    fact = _BY_ROW[STREAMS[stream]]
    return {getattr(row, fact.subject): HappeningFacts(row) for row in _load(fact, keys)}


def _load(fact: Fact, keys: Sequence[int]) -> list[Any]:
    names = ", ".join(fact.columns)
    order = ", ".join(fact.key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {fact.table} WHERE {fact.subject} = ANY(%s) ORDER BY {order}",  # noqa: S608  names are the models' own
            [list(keys)],
        )
        return [fact.row(*line) for line in cursor.fetchall()]


def save(facts: Iterable[OrderFacts | CallFacts | HappeningFacts]) -> None:
    """Write the changed rows, and forget that they were changed."""
    rows: dict[type[Any], list[Any]] = {}
    for one in facts:
        for row in one.changed.values():
            rows.setdefault(type(row), []).append(row)
        one.changed.clear()
    for kind, changed in rows.items():
        _replace(_BY_ROW[kind], changed)


def _replace(fact: Fact, rows: Sequence[Any]) -> None:
    keys = [[getattr(row, name) for row in rows] for name in fact.key]
    match = " AND ".join(f"old.{name} = gone.{name}" for name in fact.key)
    gone = ", ".join("%s::bigint[]" for _ in fact.key)
    values = attrgetter(*fact.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {fact.table} old USING unnest({gone}) AS gone({', '.join(fact.key)}) WHERE {match}",  # noqa: S608  names are the models' own
            keys,
        )
        with cursor.copy(f"COPY {fact.table} ({', '.join(fact.columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(values(row))


def clear() -> None:
    """Throw all facts away."""
    with connection.cursor() as cursor:
        for fact in FACTS.values():
            cursor.execute(f"DELETE FROM {fact.table}")  # noqa: S608  names are the models' own


def count() -> dict[str, int]:
    """How many rows each kind of fact has."""
    counts = {}
    with connection.cursor() as cursor:
        for fact in FACTS.values():
            cursor.execute(f"SELECT count(*) FROM {fact.table}")  # noqa: S608  names are the models' own
            counts[fact.name] = int(cursor.fetchone()[0])
    return counts
