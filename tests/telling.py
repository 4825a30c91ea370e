"""What tests of the verbs ask of an order: its entries, clocks and notes, and that replay gives its rows again."""

from datetime import UTC, datetime
from typing import Any

from huisheng.kernel import clock
from huisheng.ledger import read, replay
from huisheng.ledger.read import Read
from huisheng.lifecycle.workorder.matter import Matter, digest_of
from huisheng.lifecycle.workorder.models import Clock, Note
from huisheng.lifecycle.workorder.reads import live
from tests.cast import World


def entries(key: int) -> list[Read]:
    """The order's stream."""
    return read.stream(f"workorder:{key}")


def last(key: int) -> Any:
    """The body of its last entry."""
    return entries(key)[-1].body


def kinds(key: int, since: int = 0) -> list[str]:
    """The kinds of its entries after the first ``since``."""
    return [entry.kind for entry in entries(key)][since:]


def replayed(world: World, key: int) -> Matter:
    """The order as it stands, once the ledger folded again says the same."""
    matter = world.matter(key)
    assert replay.order(entries(key)) == live(matter)
    return matter


def day_end(month: int, day: int, year: int = 2019) -> datetime:
    """24:00 of a Shanghai day."""
    return clock.window(datetime(year, month, day, tzinfo=UTC).date(), datetime(year, month, day, tzinfo=UTC).date())[1]


def clock_of(matter: Matter, name: str, subject: int = 0) -> Clock:
    """The clock, which must be there."""
    found = matter.clock(name, subject)
    assert found is not None, name
    return found


def running(matter: Matter) -> set[tuple[str, int]]:
    """The clocks that run."""
    return {(c.name, c.subject) for c in matter.clocks if c.stopped_at is None}


def note(key: int) -> str:
    """The words beside the last entry, whose digest is theirs."""
    row = Note.objects.get(order_id=key, no=entries(key)[-1].no)
    assert digest_of(bytes(row.salt), row.text) == last(key).digest
    return row.text


def without_note(key: int) -> bool:
    """Whether the last entry has no words beside it, and says so by an empty digest."""
    return last(key).digest == "" and not Note.objects.filter(order_id=key, no=entries(key)[-1].no).exists()
