"""What was committed since an earlier look: for screens, which must know at once, not for what follows from entries.

A cursor (cursor.py) waits for the oldest running transaction, so that all readers meet entries in one order. A screen
needs no order, and must not wait. A place here is PostgreSQL's own snapshot ("738:745:740,742"): what that one didn't
see and the present one sees is new. Nothing is kept in the database; a place is handed out to a browser and comes back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huisheng.kernel.database import fixed

_PLACE = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):((?:[0-9]{1,18},)*[0-9]{1,18})?")
_LONGEST = 4000  # characters: two hundred transactions at once
_COLUMNS = "id, stream, no, kind, actor, unit"
_HERE = "SELECT pg_current_snapshot()::text"
# both halves go by the index over (txid, id), however long the ledger is
_SINCE = f"""
SELECT pg_current_snapshot()::text, {_COLUMNS} FROM (SELECT 1) AS once LEFT JOIN (
    (SELECT {_COLUMNS} FROM ledger_entry WHERE txid >= %s::bigint ORDER BY txid, ledger_entry.id LIMIT %s)
    UNION ALL
    (SELECT {_COLUMNS} FROM ledger_entry WHERE txid = ANY(%s::bigint[]) ORDER BY txid, ledger_entry.id LIMIT %s)
) AS fresh ON true
"""  # noqa: S608  the names of columns, no value


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry as far as a screen must know of it: codes and keys."""

    id: int
    stream: str
    no: int
    kind: str
    actor: int
    unit: int | None

    @property
    def key(self) -> int:
        """The number after the stream's colon."""
        return int(self.stream.partition(":")[2])


@dataclass(frozen=True, slots=True)
class News:
    """``place``: where to go on from. ``entries``: what is new; None where that is too much to tell one by one."""

    place: str
    entries: Sequence[Fresh] | None


def here() -> str:
    """The place of this instant."""
    return str(fixed.rows(_HERE, [])[0][0])


def since(place: str, limit: int) -> News:
    """What was committed after ``place``. A place that makes no sense: nothing can be told, one begins anew."""
    found = _PLACE.fullmatch(place) if len(place) <= _LONGEST else None
    if found is None:
        return News(here(), None)
    running = [int(one) for one in (found[3] or "").split(",") if one]
    rows = fixed.rows(_SINCE, [int(found[2]), limit + 1, running, limit + 1])
    entries = [Fresh(*row[1:]) for row in rows if row[1] is not None]
    return News(str(rows[0][0]), entries if len(entries) <= limit else None)
