"""Who returned what: the printed number of matters by their first returning unit, and by how many times."""

from collections.abc import Sequence
from datetime import time, timedelta
from random import Random

from huisheng.rehearsal.matter import Matter
from huisheng.rehearsal.month import Month
from huisheng.rehearsal.story import wall
from huisheng.rehearsal.timeline import Timeline

_DISPUTED_LONG = 5  # this many of the longest chains run between the two units that dispute an area
_DAYS_A_RETURN = 2


class Returns:
    """Gives matters their chain of returning units."""

    def __init__(self, rng: Random, month: Month, timeline: Timeline) -> None:
        self._rng = rng
        self._month = month
        self._timeline = timeline

    def assign(self, matters: Sequence[Matter]) -> None:
        """Choose the matters and set their hops. Call after ``receive`` and before ``settle``."""
        firsts = [row.unit for row in self._month.rows.values() for _ in range(row.returned)]
        self._rng.shuffle(firsts)
        one, other = self._month.disputed
        for rank, times in enumerate(self._lengths()):
            bounced = rank < _DISPUTED_LONG
            first = one if bounced else firsts[0]
            firsts.remove(first)
            self._one(matters, first, times, other if bounced else "")

    def _lengths(self) -> list[int]:
        return [times for times, count in sorted(self._month.returns.items(), reverse=True) for _ in range(count)]

    def _one(self, matters: Sequence[Matter], first: str, times: int, final: str) -> None:
        """A matter that ``first`` returns first and that is returned ``times`` times in all."""
        latest = wall(self._month.last_day, time(20)) - timedelta(days=1)
        cutoff = latest - timedelta(days=2 + _DAYS_A_RETURN * (times - 1))
        free = [
            matter
            for matter in matters
            if matter.plain and matter.unit != first and matter.sent < cutoff and (not final or matter.unit == final)
        ]
        free = [matter for matter in free if matter.unit != self._month.unvisited_unit]
        weights = [self._likely(first, matter) for matter in free]
        for _ in range(200):
            matter = self._rng.choices(free, weights if any(weights) else None)[0]
            if self._timeline.bounce(matter, self._chain(first, matter, times), latest):
                return
        raise ValueError(f"no matter for {first} to return {times} times")

    def _likely(self, first: str, matter: Matter) -> int:
        """How likely this unit got this matter by mistake."""
        own = matter.theme.weight(first, self._is_district(first))
        pair = self._month.disputed
        return own * (6 if first in pair and matter.unit in pair else 1)

    def _chain(self, first: str, matter: Matter, times: int) -> list[str]:
        """The returning units in order, none twice running, the last one not the final unit."""
        chain = [first]
        while len(chain) < times:
            last = len(chain) == times - 1
            barred = (chain[-1], matter.unit) if last else (chain[-1],)
            chain.append(self._next(matter, chain[-1], barred))
        return chain

    def _next(self, matter: Matter, previous: str, barred: Sequence[str]) -> str:
        one, other = self._month.disputed
        swap = {one: other, other: one}.get(previous, "")
        if swap and matter.unit in (one, other) and swap not in barred:
            return swap
        plausible = [
            unit
            for unit in self._month.units
            if unit not in barred and unit != matter.unit and matter.theme.weight(unit, self._is_district(unit))
        ]
        if not plausible:
            plausible = [unit for unit in self._month.districts() if unit not in barred and unit != matter.unit]
        return self._rng.choices(plausible, [self._month.rows[unit].dispatched for unit in plausible])[0]

    def _is_district(self, unit: str) -> bool:
        return self._month.units[unit].kind == "county"
