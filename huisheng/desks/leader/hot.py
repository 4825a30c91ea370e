"""Hot topics: what came in the last seven days against the usual of the weeks before. Pure, whole numbers only.

A week's count of something that happens by itself wavers by about its square root. A topic is hot when it came at
least ``LEAST`` times and lies more than twice that above the usual; nothing else is claimed. These two are a way of
looking, not a rule: no deadline and no mark hangs on them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from huisheng.kernel.rounding import divided

WEEKS = 4  # looked back on
LEAST = 5
_WIDTH = 2  # square roots above the usual


@dataclass(frozen=True, slots=True)
class Topic:
    """One category in one region. ``past``: the counts of the weeks before, the nearest first; () where unknown."""

    category: str
    region: str
    recent: int
    past: tuple[int, ...]

    @property
    def hot(self) -> bool:
        """Clearly more than usual; never without weeks to compare with."""
        weeks, total = len(self.past), sum(self.past)
        above = self.recent * weeks - total
        return weeks > 0 and self.recent >= LEAST and above > 0 and above * above > _WIDTH * _WIDTH * total * weeks

    @property
    def usual(self) -> Decimal | None:
        """The mean of the weeks before, half up to 0.1; None where there are none."""
        return divided(Decimal(sum(self.past)), len(self.past), 1) if self.past else None

    @property
    def excess(self) -> int:
        """How far above the usual, in parts of a week: for ordering topics with as many weeks."""
        return self.recent * len(self.past) - sum(self.past)


def topics(counts: Mapping[tuple[str, str], Sequence[int]], weeks: int, limit: int) -> list[Topic]:
    """The topics worth a look: hot ones, furthest above their usual first, then the most frequent.

    ``counts``: (category, region) -> counts by week back, the last seven days first; ``weeks``: how many whole weeks
    before them are known at all.
    """
    made = [Topic(*place, by_week[0], tuple(by_week[1 : weeks + 1])) for place, by_week in counts.items()]
    seen = [topic for topic in made if topic.recent]
    seen.sort(key=lambda topic: (not topic.hot, -topic.excess if topic.hot else 0, -topic.recent, topic.category))
    return seen[:limit]


def together(spots: Iterable[tuple[str, str, int, int]]) -> dict[tuple[str, str], list[int]]:
    """(category, region, week, count) as counts by week, added where several are of one place and week."""
    found: dict[tuple[str, str], list[int]] = {}
    for category, region, week, count in spots:
        found.setdefault((category, region), [0] * (WEEKS + 1))[week] += count
    return found
