"""未诉先办: what came in these weeks of earlier years and will come again, before anybody calls."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from huisheng.insight.hot.said import Window
from huisheng.kernel.rounding import half_up
from huisheng.rulebook import implements

AHEAD = 28
LEAST, TIMES = 5, Decimal("1.5")
YEARS, PLACES = 3, 3


@dataclass(frozen=True, slots=True)
class Once:
    """Matters of an earlier day: ``count`` of one category in one place."""

    day: date
    category: str
    place: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Coming:
    """What is to be expected. ``years``: year and count of the same days, the last year first."""

    category: str
    window: Window
    years: tuple[tuple[int, int], ...]
    usual: Decimal  # a stretch of as many days, over the year
    times: Decimal
    peak: date  # in the coming window: the week with the most began then
    places: tuple[tuple[str, int], ...]

    @property
    def sentence(self) -> str:
        """For the list on a desk."""
        (year, count), *before = self.years
        first, last = (f"{day.month}月{day.day}日" for day in (self.window.first, self.window.last))
        earlier = "".join(f"，{one}年{n}件" for one, n in before)
        where = f"，多在{'、'.join(f'{name}（{n}件）' for name, n in self.places)}" if self.places else ""
        return (
            f"{self.category}：{year}年同期（{first}至{last}）{count}件{earlier}，"
            f"是平时同样天数（{half_up(self.usual, 1)}件）的{half_up(self.times, 1)}倍，"
            f"{self.peak.month}月{self.peak.day}日起的一周最多{where}。宜提前安排。"
        )


@implements("domain#art-77")
def coming(
    past: Sequence[Once], *, today: date, days: int = AHEAD, least: int = LEAST, times: Decimal = TIMES
) -> list[Coming]:
    """Categories that were at least ``times`` their usual level in these days of last year, the most beyond it first.

    A year counts where the past reaches back before its window; without last year's there is nothing to say.
    """
    window = Window(today, today + timedelta(days=days - 1))
    since = min((one.day for one in past), default=today)
    spans = [span for n in range(1, YEARS + 1) if (span := _years_before(window, n)).first >= since]
    if not spans:
        return []
    by_category: dict[str, list[Once]] = defaultdict(list)
    for one in past:
        if one.day < today and one.category:
            by_category[one.category].append(one)
    known = (today - since).days
    found = [_coming(category, held, window, spans, known) for category, held in sorted(by_category.items())]
    good = [one for one in found if one.years[0][1] >= least and one.times >= times]
    return sorted(good, key=lambda one: (one.usual - one.years[0][1], one.category))


def _coming(category: str, held: Sequence[Once], window: Window, spans: Sequence[Window], known: int) -> Coming:
    inside = [[one for one in held if span.first <= one.day <= span.last] for span in spans]
    counts = [sum(one.count for one in those) for those in inside]
    usual = Decimal(sum(one.count for one in held) * window.days) / known
    mean = Decimal(sum(counts)) / len(counts)
    weeks, places = Counter[int](), Counter[str]()
    for one in inside[0]:
        weeks[(one.day - spans[0].first).days // 7] += one.count
    peak = min(weeks, key=lambda week: (-weeks[week], week), default=0)
    for one in (one for those in inside for one in those if one.place):
        places[one.place] += one.count
    return Coming(
        category, window, tuple((span.first.year, n) for span, n in zip(spans, counts, strict=True)), usual,
        mean / usual, window.first + timedelta(weeks=peak),
        tuple(sorted(places.items(), key=lambda pair: (-pair[1], pair[0]))[:PLACES]),
    )  # fmt: skip


def _years_before(window: Window, years: int) -> Window:
    """The same days so many years ago; as long as this one."""
    day = window.first
    leap = (day.month, day.day) == (2, 29)
    first = day.replace(year=day.year - years, day=28 if leap else day.day)
    return Window(first, first + timedelta(days=window.days - 1))
