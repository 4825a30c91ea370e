"""The reader "contradictions": follows the ledger and keeps the replies that say other than the record.

What the reviewer of a reply is told of it at sight is worked out here once for the supervisor's list, beside the acts.
Of an order that isn't archived it is the main unit's reply that stands and isn't old, as a supervisor of the platform
that was given it would be told. An order is judged from what the ledger and its rows say now, so that reading an entry
twice changes nothing, and all of it may be thrown away.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from huisheng.directory import reads as directory
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.ledger import cursor
from huisheng.ledger.read import Read
from huisheng.lifecycle.handling import reads
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Contradiction, WorkOrder
from huisheng.lifecycle.workorder.press import LATELY
from huisheng.lifecycle.workorder.replies import STANDS, standing
from huisheng.rulebook import implements

NAME = "contradictions"
BATCH = 200  # a judgement takes some milliseconds, and reactions wait in the same process
TOGETHER = 100  # orders that a rebuild judges in one transaction
# of all that is said of a reply, what stands against the record
CODES = ("repeated", "never_contacted", "contact_unrecorded", "copied", "before_matter", "not_yet")
_BROUGHT = ("replied", "sent_back", "contacted", "arrived", "dispatched", "withdrawn", "redone", "archived")
_NEAR = ("concluded", "asked_again", "linked", "unlinked")  # these speak of the orders linked with it too
KINDS = (*_BROUGHT, *_NEAR)

_LINKED = "SELECT order_id, to_id FROM workorder_link WHERE order_id = ANY(%s::bigint[]) OR to_id = ANY(%s::bigint[])"


def step(*, batch: int = BATCH) -> int:
    """Judge what the next entries are about; how many entries that was, 0 when there is nothing new."""
    return cursor.step(NAME, take, limit=batch, kinds=KINDS)


def take(entries: Sequence[Read]) -> None:
    """Judge the orders that these entries are about, and those linked with them where it concerns those."""
    ours = [entry for entry in entries if entry.stream.startswith("workorder:")]
    near = list({entry.key for entry in ours if entry.kind in _NEAR})
    linked = {side for pair in fixed.rows(_LINKED, [near, near]) for side in pair} if near else set()
    write({entry.key for entry in ours} | linked)


@implements("domain#art-69")
def write(keys: Collection[int]) -> int:
    """Judge these orders anew; how many contradictions are kept of them."""
    found = [one for order in _lately().filter(pk__in=keys) for one in _of(Matter(order))]
    Contradiction.objects.filter(order_id__in=keys).delete()
    # a rebuild beside the worker judges the same
    Contradiction.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["order", "platform"], update_fields=["unit", "at", "said", "like"]
    )
    return len(found)


def rebuild() -> int:
    """Judge all that may be listed again, and throw the rest away; how many contradictions there are."""
    cursor.forward(NAME)
    Contradiction.objects.exclude(order__in=_lately()).delete()
    keys = list(_lately().order_by("pk").values_list("pk", flat=True))
    found = 0
    for at in range(0, len(keys), TOGETHER):
        with transaction.atomic():
            found += write(keys[at : at + TOGETHER])
    return found


def expire() -> None:
    """Throw away what is too old for the list."""
    Contradiction.objects.filter(at__lt=clock.now() - LATELY).delete()


def _lately() -> QuerySet[WorkOrder]:
    return standing(clock.now() - LATELY)


def _of(matter: Matter) -> Iterator[Contradiction]:
    """One for each platform that was given such a reply, with its points, the gravest first."""
    for platform in {matter.authority(held) for held in matter.dispatches}:
        held, house = matter.main_of(platform), directory.system_actor(platform)
        if held is None or held.state not in STANDS or held.replied_at is None or house is None:
            continue
        # no more than any supervisor there sees who may see this order
        seat = replace(house, role=Role.SUPERVISOR, confidential=matter.order.confidential)
        for told in reads.to_review(matter, seat, held.replied_at, [held]):
            hints = [hint for hint in told.told.hints if hint.code in CODES]
            if hints:
                yield Contradiction(
                    order=matter.order,
                    platform_id=platform,
                    unit_id=held.unit_id,
                    at=told.at,
                    said=[hint.sentence for hint in hints],
                    like="".join(hint.number for hint in hints),
                )
