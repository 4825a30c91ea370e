"""When each step of a matter's handling happens, up to its conclusion."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random

from huisheng.rehearsal.hours import Hours, centre_from, minutes, part
from huisheng.rehearsal.matter import Hop, Matter
from huisheng.rehearsal.month import Month
from huisheng.rehearsal.story import wall

# how many working days after the dispatch units reply, in percent: 0 to 5
_PACE = (6, 19, 25, 24, 17, 9)
_HOUR = timedelta(hours=1)


class Timeline:
    """Sets the times of matters; draws from its own stream of chance."""

    def __init__(self, rng: Random, hours: Hours, month: Month) -> None:
        self._rng = rng
        self._hours = hours
        self._month = month

    def receive(self, matter: Matter) -> None:
        """From the call to the first dispatch."""
        ring = matter.ring
        start, end = ring.answered or ring.at, ring.ended or ring.at
        matter.accepted = start + part(end - start, self._rng.randint(45, 60))
        matter.handed_on = max(end, matter.accepted + timedelta(seconds=60)) + minutes(self._rng, 0, 2)
        low, high = (2, 12) if matter.trait == "urgent" else (5, 75)
        matter.sent = centre_from(self._rng, matter.handed_on, low, high)
        if matter.trait == "urgent":
            matter.sent = matter.handed_on + minutes(self._rng, low, high)

    def bounce(self, matter: Matter, units: Sequence[str], latest: datetime) -> bool:
        """Let the units return it in turn; False, and nothing done, if the last dispatch came after ``latest``."""
        hops: list[Hop] = []
        sent = matter.sent
        for unit in units:
            signed = self._hours.office_from(self._rng, sent, 5, 110)
            asked = self._hours.office_from(self._rng, signed, 20, 200)
            granted = centre_from(self._rng, asked, 10, 150)
            hops.append(Hop(unit, sent, signed, asked, granted))
            sent = centre_from(self._rng, granted, 3, 40)
        if sent > latest:
            return False
        matter.hops, matter.sent = hops, sent
        return True

    def settle(self, matter: Matter) -> None:
        """From the final dispatch to the conclusion."""
        rng, hours = self._rng, self._hours
        low, high = (150, 300) if rng.randint(1, 100) > 92 else (4, 140)
        matter.signed = hours.office_from(rng, matter.sent, low, high)
        if matter.trait == "urgent":
            self._urgent(matter)
        elif matter.overdue:
            matter.replied = self._late(matter)
        else:
            day = hours.workday_after(matter.sent.date(), self._days(matter))
            matter.replied = hours.office_on(rng, day, matter.signed + _HOUR)
        matter.reviewed = centre_from(rng, matter.replied, 10, 240)
        matter.concluded = matter.reviewed + minutes(rng, 2, 9)

    def _urgent(self, matter: Matter) -> None:
        """Signed within minutes at any hour, replied within the day."""
        matter.signed = matter.sent + minutes(self._rng, 4, 20)
        matter.replied = matter.signed + minutes(self._rng, 150, 900)
        if matter.replied.time() < time(7):
            matter.replied += 7 * _HOUR

    def _days(self, matter: Matter) -> int:
        """Working days from the dispatch to the reply."""
        rng, month = self._rng, self._month
        if matter.trait == "enterprise":
            return rng.randint(0, 2)
        if matter.trait == "extension_late":
            return month.reply_limit + 1
        if matter.trait in ("extension", "extension_refused", "sent_back"):
            return rng.randint(month.reply_limit - 1, month.reply_limit)
        if matter.unit == month.unvisited_unit and (month.last_day - matter.sent.date()).days < 5:
            return rng.randint(3, month.reply_limit)
        return rng.choices(range(len(_PACE)), _PACE)[0]

    def _late(self, matter: Matter) -> datetime:
        """After the due time and after the month."""
        after_month = wall(self._month.last_day) + timedelta(days=1)
        last = (max(self._hours.due(matter.sent), after_month) - timedelta(seconds=1)).date()
        day = self._hours.workday_after(last, self._rng.randint(1, 6))
        return self._hours.office_on(self._rng, day, matter.signed)
