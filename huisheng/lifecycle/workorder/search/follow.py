"""The reader "search": follows the ledger and writes down what search looks through.

Beside the acts, not in them: writing the pairs of characters of one order takes the database longer than accepting
it. An order is written from its live rows as they are now, so that reading an entry twice changes nothing, and
only where something is other than it was. What is erased leaves in the erasing transaction itself: a trigger.
"""

from collections.abc import Collection, Sequence
from functools import partial

from django.db import transaction

from huisheng.kernel.database import fixed
from huisheng.ledger import cursor
from huisheng.ledger.cursor import Progress
from huisheng.ledger.read import Read
from huisheng.ledger.vocabulary import KINDS
from huisheng.lifecycle.workorder import traces
from huisheng.lifecycle.workorder.models import WorkOrder

NAME = "search"
BATCH = 500  # well under a second: reactions wait in the same process
TOGETHER = 500  # orders that a rebuild writes by one statement
# the entries that bring words or a unit: words stand in the ledger as a digest
BRING = [kind for kind, body in KINDS.items() if kind == "dispatched" or "digest" in body.personal]


def step(*, batch: int = BATCH) -> int:
    """Write down what the next entries brought; how many entries that was, 0 when there is nothing new."""
    return cursor.step(NAME, take, limit=batch, kinds=BRING)


def catch_up(*, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Everything that is new; how many entries that was. ``progress`` hears the sum after each batch."""
    return cursor.catch_up(partial(step, batch=batch), progress)


def behind() -> int:
    """How many entries haven't been read yet."""
    return cursor.behind(NAME)


def take(entries: Sequence[Read]) -> None:
    """Write down the orders that these entries are about."""
    write({entry.key for entry in entries if entry.stream.startswith("workorder:")})


def write(keys: Collection[int]) -> int:
    """Write these orders down as they are now, and trace them; how many of them are other than they were."""
    if not keys:
        return 0
    before = traces.made(keys)  # first: what is written below locks the words
    written = int(fixed.rows("SELECT workorder_search_write(%s)", [sorted(keys)])[0][0])
    traces.write(keys, before)
    return written


def rebuild(*, progress: Progress | None = None) -> int:
    """Write every order down again, finding all the while; how many there are.

    After units were renamed or moved, which is in no order's ledger, or whenever in doubt.
    """
    cursor.forward(NAME)
    done, last = 0, 0
    while keys := list(WorkOrder.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:TOGETHER]):
        with transaction.atomic():
            write(keys)
        done, last = done + len(keys), keys[-1]
        if progress is not None:
            progress(done)
    return done
