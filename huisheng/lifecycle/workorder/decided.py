"""What people decided of matters, to learn from: what they were held to be, and who made an end of them.

For the platform itself, which learns at night; no seat reads this. Confidential matters and erased words teach nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import Dispatch, WorkOrder
from huisheng.lifecycle.workorder.states import DispatchState, OrderState, Part

_BATCH = 2000
_UNDECIDED = (OrderState.ACCEPTED, OrderState.REFUSED)
_COLUMNS = (
    *("personal__title", "personal__words", "personal__place"),
    *("category", "category_version", "region", "platform_id", "accepted_at"),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A matter and what was decided: its category in the version ``tree``, or the ``unit`` that made an end of it.

    ``platform``: who accepted it, whose regions its ``region`` is one of.
    """

    title: str
    words: str
    place: str
    category: str
    tree: str
    region: str
    platform: int
    unit: int | None
    day: date


def categories(platform: int, days: int, most: int, after: date = date.min) -> Iterator[Decided]:
    """Matters accepted on the platform after a day that somebody has looked at since, the newest first."""
    rows = _open(WorkOrder.objects.filter(platform_id=platform).exclude(state__in=_UNDECIDED))
    since = _since(platform, days)
    if since is None:
        return
    found = rows.filter(accepted_at__gte=max(since, _end(after))).order_by("-accepted_at", "-pk")[:most]
    for title, words, place, category, tree, region, by, at in found.values_list(*_COLUMNS).iterator(_BATCH):
        yield Decided(title, words, place, category, tree, region, by, None, clock.local_day(at))


def units(addressees: Collection[int], days: int, most: int, after: date = date.min) -> Iterator[Decided]:
    """Matters sent after a day of which one of these units made an end as the main one, the newest first."""
    ended = _ended(addressees)
    last = ended.aggregate(at=Max("sent_at"))["at"]
    if last is None:
        return
    rows = ended.filter(
        sent_at__gte=max(last - timedelta(days=days), _end(after)),
        order__confidential=False,
        order__personal__erased_at__isnull=True,
    )
    names = [f"order__{name}" for name in _COLUMNS[:-1]]
    found = rows.order_by("-sent_at", "-pk")[:most].values_list(*names, "unit_id", "sent_at")
    for title, words, place, category, tree, region, by, unit, at in found.iterator(_BATCH):
        yield Decided(title, words, place, category, tree, region, by, unit, clock.local_day(at))


def matters(platform: int, days: int, most: int) -> Iterator[Decided]:
    """All matters accepted there lately, decided or not: for the names of places."""
    since = _since(platform, days)
    if since is None:
        return
    rows = _open(WorkOrder.objects.filter(platform_id=platform, accepted_at__gte=since))
    found = rows.order_by("-accepted_at", "-pk")[:most]
    for title, words, place, category, tree, region, by, at in found.values_list(*_COLUMNS).iterator(_BATCH):
        yield Decided(title, words, place, category, tree, region, by, None, clock.local_day(at))


def newest_key() -> int:
    """The key of the matter accepted last, wherever; 0 before the first."""
    return WorkOrder.objects.order_by("-id").values_list("id", flat=True).first() or 0


def count_after(platform: int, key: int) -> int:
    """How many matters were accepted there after the one of that key."""
    return WorkOrder.objects.filter(platform_id=platform, pk__gt=key).count()


def ended_after(addressees: Collection[int], key: int) -> int:
    """Of how many matters after the one of that key one of these units made an end, whoever accepted them."""
    return _ended(addressees).filter(order_id__gt=key).count()


def _ended(addressees: Collection[int]) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(unit_id__in=addressees, part=Part.MAIN, state=DispatchState.ACCEPTED)


def _open(rows: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    return rows.filter(confidential=False, personal__erased_at__isnull=True)


def _end(day: date) -> datetime:
    """When a day is over."""
    return clock.midnight(max(day, date(2000, 1, 1)) + timedelta(days=1))


def _since(platform: int, days: int) -> datetime | None:
    """So many days before the newest matter, not before today: a platform that rests forgets nothing."""
    last = WorkOrder.objects.filter(platform_id=platform).aggregate(at=Max("accepted_at"))["at"]
    return None if last is None else last - timedelta(days=days)
