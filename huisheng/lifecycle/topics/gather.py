"""The matters in which topics are looked for: what every seat that steers a platform may see, and isn't erased.

For the platform itself, beside the web; no seat reads this.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
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
    at = _open(actor).aggregate(at=Max("accepted_at"))["at"]
    return None if at is None else clock.local_day(at)


def said(actor: Actor, window: Window, most: int) -> list[Said]:
    """At most ``most`` matters, the newest: of the window, of the weeks before it, and of both a year ago."""
    year = Window(a_year_before(window.first), a_year_before(window.last))
    back = timedelta(weeks=WEEKS)
    wanted = _days(window.first - back, window.last) | _days(year.first - back, year.last)
    rows = _open(actor).filter(wanted).order_by("-accepted_at", "-pk")[:most]
    return list(_read(rows))


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
