"""The times of a matter's handling, from the call to the visit: wall times, each later than the one before."""

from datetime import datetime, time, timedelta
from random import Random

from huisheng.rehearsal.hours import Hours, between, centre_from, minutes, part
from huisheng.rehearsal.period.item import Item
from huisheng.rehearsal.period.spec import Spec
from huisheng.rehearsal.story import wall

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_FIRST, _LAST = time(9), time(19, 30)  # when citizens are called back
_LATE_DAYS = (1, 1, 1, 2)  # working days past the limit


class Course:
    """Sets the times of one matter after another, each from the matter's own stream of chance."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self.hours = Hours(spec.said["reply_workdays"])
        self._limits = (spec.said["reply_workdays"], spec.said["enterprise_workdays"])
        self._pace = spec.said["pace"]
        self._end = wall(spec.last_day, time(20))

    def run(self, rng: Random, item: Item) -> None:
        """Everything up to the visit. ValueError if a visit would come after the window."""
        self._received(rng, item)
        if item.fate:
            return
        self._signed(rng, item)
        item.replied = self._replied(rng, item)
        up = centre_from(rng, item.replied, 8, 150)
        if self._spec.via:
            up = centre_from(rng, up + minutes(rng, 2, 6), 8, 180)
        item.concluded = up + minutes(rng, 2, 8)
        if item.called_back:
            low = max(item.concluded, wall(self._spec.first_day, time(9)))
            item.visited = self.visit_after(rng, low, 3)
            if item.visited > self._end:
                raise ValueError(f"{item.ref} can't be visited within the window")

    def _received(self, rng: Random, item: Item) -> None:
        ring = item.ring
        if ring is not None and ring.back is not None:
            item.accepted = ring.back + timedelta(seconds=rng.randint(60, 150))
            item.handed_on = item.accepted + minutes(rng, 2, 5)
        elif ring is not None and ring.answered is not None and ring.ended is not None:
            item.accepted = ring.answered + part(ring.ended - ring.answered, rng.randint(45, 60))
            item.handed_on = max(ring.ended, item.accepted + timedelta(seconds=60)) + minutes(rng, 0, 2)
        else:
            item.handed_on = item.accepted + minutes(rng, 1, 6)
        item.sent = centre_from(rng, item.handed_on, 3, 50)
        item.passed = item.sent + minutes(rng, 4, 22) if self._spec.via else item.sent
        if item.detour:
            item.passed = centre_from(rng, item.sent, 100, 160)

    def _signed(self, rng: Random, item: Item) -> None:
        hours = self.hours
        if item.late_signed:
            item.signed = hours.office_on(rng, hours.workday_after(item.passed.date(), 2), item.passed)
            return
        low, high = (3, 14) if item.enterprise else (4, 140)
        item.signed = hours.office_from(rng, item.passed, low, high)

    def _replied(self, rng: Random, item: Item) -> datetime:
        limit = self._limits[item.enterprise]
        if item.open:
            return self._end + 60 * _DAY
        if item.late:
            day = self.hours.workday_after(item.passed.date(), limit + rng.choice(_LATE_DAYS[: 4 if limit > 3 else 3]))
        else:
            pace = self._pace[self._spec.paces.get(item.unit, "")]
            days = rng.choices(range(len(pace)), pace)[0]
            days = min(max(days, bool(item.sent_back)), limit - item.enterprise)
            day = self.hours.workday_after(item.passed.date(), days)
        return self.hours.office_on(rng, day, item.signed + _HOUR)

    def visit_after(self, rng: Random, after: datetime, span: int) -> datetime:
        """A moment of the visitors' hours within ``span`` days after; still in the window wherever it can be."""
        low = after + minutes(rng, 20, 300)
        day = min(after.date() + rng.randint(0, span) * _DAY, max(self._end.date(), after.date()))
        while True:
            opens, closes = max(low, wall(day, _FIRST)), wall(day, _LAST)
            if opens < closes:
                return between(rng, opens, closes)
            if day >= self._end.date() and after < closes:
                return between(rng, after + _HOUR / 6, closes)
            day += _DAY
