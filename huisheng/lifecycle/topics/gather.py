"""The matters in which topics are looked for: what every seat that steers a platform may see, and isn't erased.

For the platform itself, beside the web; of what it finds, a seat is told the categories at most.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left, TruncDate

from huisheng.directory.actor import Actor
from huisheng.insight.hot.heat import WEEKS, a_year_before
from huisheng.insight.hot.said import Said, Window
from huisheng.insight.hot.season import Once
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.overview import held
from huisheng.taxonomy import reads as taxonomy

_BATCH = 2000
_SORT = 4  # characters of a category's code: its first two levels
_COLUMNS = ("pk", "personal__phone_blind", "accepted_at", "personal__title", "personal__words", "personal__place")


def newest_day(actor: Actor) -> date | None:
    """The day of the platform's newest matter; None before the first."""
    # the newest by its index; max() would read the words' rows of all that there are
    at = _open(actor).order_by("-accepted_at", "-pk").values_list("accepted_at", flat=True).first()
    return None if at is None else clock.local_day(at)


class Heard(NamedTuple):
    """``messages`` of the window, and whole days before it; ``usual``: every ``thinned``-th of the past."""

    messages: list[Said]
    usual: list[Said]
    thinned: int


def heard(actor: Actor, window: Window, most: int) -> Heard:
    """The newest matters of the window, at most ``most``; and the weeks before it, and both a year ago.

    Where that past is more than what is left of ``most``, some of it stands for all; the span before and the same days
    a year ago are read whole all the same, if they aren't too many.
    """
    back, one = timedelta(weeks=WEEKS), timedelta(days=1)
    year = Window(a_year_before(window.first), a_year_before(window.last))
    now = list(_read(on_days(actor, window.first, window.last).order_by("-accepted_at", "-pk")[:most]))
    past = _open(actor).filter(_days(window.first - back, window.first - one) | _days(year.first - back, year.last))
    room, count = max(most - len(now), most // 4), past.count()
    if count <= room:
        return Heard([*now, *_read(past)], [], 1)
    half = max(room // 2, 1)
    before = _days(window.first - timedelta(days=window.days), window.first - one)
    compared = list(_read(_open(actor).filter(before | _days(year.first, year.last))[: half + 1]))
    thinned = -(-count // half)
    usual = _read(past.annotate(nth=F("pk") % thinned).filter(nth=0))
    return Heard(now + (compared if len(compared) <= half else []), list(usual), thinned)


def on_days(actor: Actor, first: date, last: date) -> QuerySet[WorkOrder]:
    """Those of some days."""
    return _open(actor).filter(_days(first, last))


def once(actor: Actor, since: date) -> list[Once]:
    """What came since a day, counted by Shanghai day, category (its first two levels, by name) and region (code)."""
    begin, _ = clock.window(since, since)
    day, sort = TruncDate("accepted_at", tzinfo=clock.SHANGHAI), Left("category", _SORT)
    rows = _open(actor).filter(accepted_at__gte=begin).annotate(day=day, sort=sort)
    grouped = rows.values_list("day", "category_version", "sort", "region").annotate(Count("pk")).order_by()
    return [
        Once(day, card.name, region, count)
        for day, version, sort, region, count in grouped.iterator(_BATCH)
        if (card := taxonomy.category(version, sort)) is not None
    ]


def _open(actor: Actor) -> QuerySet[WorkOrder]:
    """Neither confidential nor about the centre itself or who stands above it: not every seat sees those."""
    line = [int(step) for step in actor.platform_path.strip("/").split("/")]
    elsewhere = Q(about_unit__isnull=True) | ~Q(about_unit_id__in=line)
    return held(actor).filter(elsewhere, confidential=False, personal__erased_at__isnull=True)


def _days(first: date, last: date) -> Q:
    begin, end = clock.window(first, last)
    return Q(accepted_at__gte=begin, accepted_at__lt=end)


def _read(rows: QuerySet[WorkOrder]) -> Iterator[Said]:
    for key, blind, at, title, words, place in rows.values_list(*_COLUMNS).iterator(_BATCH):
        yield Said(str(key), bytes(blind).hex(), clock.local(at), title, words, place=place)
