"""Puts seats in the place of roles: whoever is free, so that nobody makes two visits at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from huisheng.rehearsal.story import LONG_AGO
from huisheng.rehearsal.tale import Tale, Told

_BUSY = {"visit": timedelta(minutes=3)}  # any other act takes a minute
_MINUTE = timedelta(minutes=1)


class _Desk:
    """The seats of one role and when each is free again."""

    def __init__(self, rng: Random, seats: Sequence[str]) -> None:
        self._rng = rng
        self._free = dict.fromkeys(seats, LONG_AGO)

    def take(self, at: datetime, length: timedelta, wanted: str = "") -> str:
        """A free seat (``wanted`` if it is free), or else the one that will be first."""
        idle = [seat for seat, free in self._free.items() if free <= at]
        seat = wanted if wanted in idle else self._rng.choice(idle) if idle else min(self._free, key=self._soonest)
        self._free[seat] = at + length
        return seat

    def _soonest(self, seat: str) -> tuple[datetime, str]:
        return self._free[seat], seat


def take_seats(rng: Random, tales: Sequence[Tale], seats: Mapping[str, Sequence[str]]) -> None:
    """Replace every role in the tales by one of its ``seats``, in order of time; a decision stays with who visited."""
    desks = {role: _Desk(rng, codes) for role, codes in seats.items()}
    open_: list[tuple[datetime, int, int, Told]] = [
        (act.at, place, step, act)
        for place, tale in enumerate(tales)
        for step, act in enumerate(tale.acts)
        if act.seat in desks
    ]
    open_.sort(key=lambda row: row[:3])
    before: dict[tuple[int, str], str] = {}
    for at, place, _, act in open_:
        role = act.seat
        act.seat = desks[role].take(at, _BUSY.get(act.verb, _MINUTE), before.get((place, role), ""))
        before[place, role] = act.seat
