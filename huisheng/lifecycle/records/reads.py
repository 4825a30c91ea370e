"""Questions about records and given figures, scoped to the seat that asks."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.kernel.clock import local_day
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read as ledger
from huisheng.lifecycle.records.models import Given, Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder.reads import first_matter

PAGE = 50
_NOT_FOUND = Refusal("no_record", "没有这条记事，或者您无权查看，请核对编号。", field="record")
COMPARED = ("platform_id", "unit_id", "version", "kind", "day", "count", "pool", "struck_at")
COMPARED_GIVEN = (
    *("platform_id", "version", "measure", "first", "last", "part", "key", "numerator", "denominator", "value"),
    "source",
)


def visible(actor: Actor) -> QuerySet[Record]:
    """The records this seat may see."""
    rows: QuerySet[Record] = visible_to(actor).happenings(Record.objects.all())
    return rows


def newest(actor: Actor, *, kind: str = "", before: int | None = None, size: int = PAGE) -> list[Record]:
    """A page of records, the newest first; ``before`` is the number of the last one seen."""
    rows = visible(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:size])


def notes(actor: Actor, first: date, last: date) -> list[Record]:
    """The work notes (工作动态) of those days that weren't struck, by day."""
    rows = visible(actor).filter(kind=RecordKind.NOTE.value, day__range=(first, last), struck_at__isnull=True)
    return list(rows.filter(platform_id=actor.platform).order_by("day", "id"))


def take(key: int, actor: Actor) -> Record:
    """The record of that number, locked until the page ends, to act on."""
    record = visible(actor).select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if record is None:
        raise _NOT_FOUND
    return record


def noted_by_hand(platform: int, day: date, house: int) -> bool:
    """Whether somebody noted updates of the base for that day or a later one: then all before it were in his count.

    ``house``: the platform's own seat, whose records the system made.
    """
    rows = Record.objects.filter(platform_id=platform, kind=RecordKind.KNOWLEDGE.value, day__gte=day)
    keys = list(rows.filter(struck_at__isnull=True).values_list("pk", flat=True))
    entries = ledger.of_streams([f"record:{key}" for key in keys], ["knowledge_updated"])
    return any(entry.actor != house for entry in entries)


def books_from(platform: int) -> date | None:
    """The day from which the platform's ledger is whole: as was said last, else that of its first matter."""
    said = Record.objects.filter(platform_id=platform, kind=RecordKind.START.value, struck_at__isnull=True)
    day: date | None = said.order_by("-id").values_list("day", flat=True).first()
    if day is not None:
        return day
    first = first_matter(platform)
    return None if first is None else local_day(first)


def given_figures(actor: Actor, *, before: int | None = None, size: int = PAGE) -> list[Given]:
    """A page of the platform's given figures, the newest first."""
    scope = visible_to(actor)
    if scope.nothing or scope.platform is None:
        return []
    rows = Given.objects.filter(platform_id=scope.platform)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:size])


def take_given(platform: int, **key: object) -> Given | None:
    """The figure given for that measure, window and part, locked until the page ends."""
    return Given.objects.select_for_update(of=("self",), no_key=True).filter(platform_id=platform, **key).first()


def live(record: Record) -> dict[str, Any]:
    """What the live table holds of a record, in the shape that ledger.replay folds to."""
    return {name: getattr(record, name) for name in COMPARED}


def live_given(row: Given) -> dict[str, Any]:
    """The same of a given figure."""
    return {name: getattr(row, name) for name in COMPARED_GIVEN}
