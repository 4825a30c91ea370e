"""How hot: people, not messages and not likes; and against what is usual for the days of the week and the season."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from huisheng.insight.hot.said import Growth, Said, Window
from huisheng.kernel.rounding import half_up

WEEKS = 8  # weeks before the window that make the usual level
EVEN = Decimal(4)  # so many people said the same on every weekday, in every season, before anything is known
LOUD = Decimal(2)


class Usual(NamedTuple):
    """``people`` are usual: that ``share`` of the ``known`` ones, on whom the level rests."""

    people: Decimal
    known: Decimal
    share: Decimal


def people(messages: Iterable[Said]) -> int:
    """Each citizen once; one without a name is a citizen of his own."""
    return len({message.who or f"\\0{message.key}" for message in messages})


def loudest(messages: Iterable[Said]) -> int:
    """How many messages the one who wrote most has written."""
    return max(Counter(message.who or f"\\0{message.key}" for message in messages).values(), default=0)


def a_year_before(day: date) -> date:
    """The same day of last year; the 28th for the 29th of February."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def growth(
    now: Sequence[Said], earlier: Sequence[Said] | None, sampled: Sequence[Said], window: Window, since: date | None,
    thinned: int = 1,
) -> Growth:  # fmt: skip
    """``now``: a topic's messages of the window; ``earlier``: those of it before, None where they aren't all known;
    ``sampled``: every ``thinned``-th of them; ``since``: the first day known of.

    A window that isn't wholly known is not compared with.
    """
    told = people(now)
    if since is None:
        return Growth(told)
    before = Window(window.first - timedelta(days=window.days), window.first - timedelta(days=1))
    year = Window(a_year_before(window.first), a_year_before(window.last))
    last, then = (
        people(one for one in earlier if span.holds(one.at)) if earlier is not None and span.first >= since else None
        for span in (before, year)
    )
    level = usual(sampled, window, since)
    if level is None:
        return Growth(told, last, then)
    share = level.share * thinned  # of those few that are known, who stand for so many more
    return Growth(told, last, then, half_up(level.known * share, 2), level.known, share)


def usual(earlier: Sequence[Said], window: Window, since: date) -> Usual | None:
    """People to be expected in a window, from a topic's earlier messages; see ``expected``."""
    by_day: dict[date, list[Said]] = defaultdict(list)
    for message in earlier:
        by_day[message.at.date()].append(message)
    return expected({day: people(held) for day, held in by_day.items()}, window, since)


def expected(daily: Mapping[date, int], window: Window, since: date) -> Usual | None:
    """What weekday and season let expect, from counts by day (days left out are nought).

    Mean of all days of the eight weeks before, times what its weekdays are to a week, times the season: this window a
    year ago over the weeks before it a year ago, between a half and two. A day counts as no more than chance would
    make of it. None where less than a whole week before the window is known.
    """
    first = max(since, window.first - timedelta(weeks=WEEKS))
    days = (window.first - first).days
    if days < 7:
        return None
    counts = [Decimal(daily.get(first + timedelta(days=n), 0)) for n in range(days)]
    mean = sum(counts, Decimal(0)) / days
    rough = _capped(counts, [mean] * days)
    factors = _weekdays(rough, first)
    mean = sum(rough, Decimal(0)) / days
    fine = _capped(counts, [mean * factors[_weekday(first, n)] for n in range(days)])
    factors, known = _weekdays(fine, first), sum(fine, Decimal(0))
    share = sum((factors[_weekday(window.first, n)] for n in range(window.days)), Decimal(0)) / days
    season, doubt = _season(daily, window, since, days)
    sure = known / (1 + doubt * known)  # a level times a season that rests on few people is no surer than those
    share *= season
    return Usual(half_up(known * share, 2), sure, share * (1 + doubt * known))


def _weekday(first: date, days: int) -> int:
    return (first.weekday() + days) % 7


def _capped(counts: Sequence[Decimal], levels: Sequence[Decimal]) -> list[Decimal]:
    """No day louder than three deviations of chance above its level; two people always count."""
    return [min(n, max(level + 3 * level.sqrt(), LOUD)) for n, level in zip(counts, levels, strict=True)]


def _weekdays(counts: Sequence[Decimal], first: date) -> list[Decimal]:
    """What each weekday is to the mean of all, drawn towards 1 as by ``EVEN`` people; over the days known 1."""
    days = len(counts)
    told, often = [Decimal(0)] * 7, [0] * 7
    for n, count in enumerate(counts):
        told[_weekday(first, n)] += count
        often[_weekday(first, n)] += 1
    mean = sum(counts, Decimal(0)) / days
    raw = [(told[day] + EVEN) / (mean * often[day] + EVEN) for day in range(7)]
    whole = sum((one * n for one, n in zip(raw, often, strict=True)), Decimal(0)) / days
    return [one / whole for one in raw]


def _season(daily: Mapping[date, int], window: Window, since: date, days: int) -> tuple[Decimal, Decimal]:
    """How much more than before it these days were a year ago, drawn towards 1; and how doubtful that is (variance)."""
    year = Window(a_year_before(window.first), a_year_before(window.last))
    start = year.first - timedelta(days=days)
    if start < since:
        return Decimal(1), Decimal(0)
    then = sum(daily.get(year.first + timedelta(days=n), 0) for n in range(year.days))
    before = sum(daily.get(start + timedelta(days=n), 0) for n in range(days))
    season = (then + EVEN) / (Decimal(before * year.days) / days + EVEN)
    doubt = Decimal(then) / (then + EVEN) ** 2
    return min(max(season, Decimal("0.5")), Decimal(2)), doubt
