"""Topics are found anew beside the web, and known again: what was there before keeps its row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.insight.hot import season
from huisheng.insight.hot import topics as hot
from huisheng.insight.hot.said import Growth, Said
from huisheng.insight.hot.said import Topic as Found
from huisheng.insight.learned import shelf
from huisheng.insight.learned.guard import guarded
from huisheng.insight.places import gazetteer
from huisheng.insight.places.gazetteer import Gazetteer
from huisheng.insight.understand import mask
from huisheng.kernel import clock
from huisheng.lifecycle.topics import gather, reads, warning
from huisheng.lifecycle.topics.models import Coming, Member, Topic
from huisheng.lifecycle.topics.states import Span
from huisheng.lifecycle.workorder.matter import unit
from huisheng.rulebook import implements
from huisheng.taxonomy import reads as taxonomy

_KEPT = timedelta(days=400)  # topics that have gone and that nobody judged: a year's comparison, and a month


@implements("domain#art-75")
def find(actor: Actor, span: Span, now: datetime) -> int:
    """Look for the topics of a platform in the days that end with its newest matter; how many there are."""
    day = gather.newest_day(actor)
    if day is None:
        return 0
    rules = law.at(clock.local_day(now), actor.scope)
    window = span.window(min(day, clock.local_day(now)))
    heard = gather.heard(actor, window, rules.get("topics.most").count)
    places, least = names(actor, heard.messages), rules.get("topics.least").count
    found = hot.find(
        heard.messages, window=window, gazetteer=places, usual=heard.usual, thinned=heard.thinned, least=least
    )
    asked = warning.taught(reads.taught(actor.platform))
    shown = [(one, warning.sentence(one, window, asked)) for one in found[: rules.get("topics.shown").count]]
    keep(actor, span, shown, now)
    return len(found)


@implements("domain#art-77")
def foresee(actor: Actor, now: datetime) -> None:
    """Write down what earlier years let expect from the platform's newest day on; once a day is enough."""
    day = gather.newest_day(actor)
    if day is None:
        return
    today = min(day, clock.local_day(now))
    if Coming.objects.filter(platform_id=actor.platform, day=today).exists():
        return
    platform = unit(actor.platform).code
    past = [
        replace(one, place=taxonomy.region_name(platform, one.place))
        for one in gather.once(actor, today.replace(year=today.year - season.YEARS, day=1))
    ]
    with transaction.atomic():
        Coming.objects.filter(platform_id=actor.platform).delete()
        Coming.objects.bulk_create(
            Coming(
                platform_id=actor.platform,
                day=today,
                rank=rank,
                category=one.category,
                sentence=one.sentence,
                last_year=one.years[0][1],
                usual=int(one.usual * 10),
                peak=one.peak,
            )
            for rank, one in enumerate(season.coming(past, today=today), 1)
        )


def names(actor: Actor, said: Sequence[Said]) -> Gazetteer:
    """The platform's names of places as last gathered; else those of these matters."""
    held = guarded(f"places of {actor.platform}", None, lambda: shelf.gazetteer(actor.platform))
    if held is not None:
        return held
    known = {card.name: card.code for card in taxonomy.regions(unit(actor.platform).code)}
    return gazetteer.build([f"{one.title}。{one.place}。{one.words}" for one in said], known)


def keep(actor: Actor, span: Span, found: Sequence[tuple[Found, str]], now: datetime) -> None:
    """Write down what is there now, each with its warning or ""; what isn't there any more is gone.

    What nobody judged goes wholly after a year.
    """
    with transaction.atomic():
        rows = Topic.objects.select_for_update().filter(platform_id=actor.platform, span=span, gone=False)
        before = list(rows.order_by("rank"))
        known = hot.same([_found(row) for row in before], [one for one, _ in found])
        for place, (one, warned) in enumerate(found):
            row = before[known[place]] if place in known else Topic(platform_id=actor.platform, span=span, found_at=now)
            _fill(row, one, place + 1, warned, now)
        left = [row.pk for at, row in enumerate(before) if at not in known.values()]
        Topic.objects.filter(pk__in=left).update(gone=True)
        old = Topic.objects.filter(platform_id=actor.platform, gone=True, seen_at__lt=now - _KEPT)
        old.filter(verdicts__isnull=True).delete()


def _fill(row: Topic, one: Found, rank: int, warned: str, now: datetime) -> None:
    row.name, row.what = mask(one.name), mask(one.what)  # a place and a matter; never a person
    row.place, row.phrases = one.place, list(one.phrases)
    row.first, row.last, row.rank, row.seen_at = one.first, one.last, rank, now
    row.people, row.matters, row.loudest = one.people, len(one.members), one.loudest
    row.share, row.warning = int(one.share * 10000), warned
    row.before, row.year = one.growth.before, one.growth.year
    row.usual = None if one.growth.usual is None else int(one.growth.usual * 10)
    row.save()
    row.members.all().delete()
    Member.objects.bulk_create(Member(topic=row, order_id=int(key)) for key in dict.fromkeys(one.members))


def _found(row: Topic) -> Found:
    """As it was found, as far as it has to be known again."""
    members = tuple(str(key) for key in row.members.values_list("order_id", flat=True))
    return Found(
        name=row.name,
        place=row.place,
        what=row.what,
        first=row.first,
        last=row.last,
        members=members,
        people=row.people,
        likes=0,
        share=Decimal(row.share) / 10000,
        growth=Growth(row.people),
        samples=(),
        phrases=tuple(row.phrases),
    )
