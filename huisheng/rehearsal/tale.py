"""The telling of one matter: acts in order of time, numbers of dispatches, requests and supervisions kept."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from huisheng.rehearsal.story import Param, Params

# stand for "whoever is free": ``seating`` puts a seat in their place
DISPATCHER, VISITOR, SUPERVISOR, LEADER = "?dispatcher", "?visitor", "?supervisor", "?leader"
VIA = "?via"  # the dispatcher of the platform in between
_APART = (62, 170)


@dataclass(slots=True)
class Told:
    """An act in the making: wall time, and a seat that may still stand for a role."""

    at: datetime
    verb: str
    seat: str
    params: Params


@dataclass(slots=True)
class Tale:
    """An order's acts. ``d``, ``r``, ``s``: the last dispatch, request and supervision; ``closed``: when it ended."""

    ref: str
    call: str
    earlier: bool
    rng: Random
    acts: list[Told] = field(default_factory=list)
    d: int = 0
    r: int = 0
    s: int = 0
    closed: datetime | None = None

    @property
    def last(self) -> datetime:
        """The time of the latest act."""
        return self.acts[-1].at

    def add(self, at: datetime, verb: str, seat: str, **params: Param) -> datetime:
        """Say an act; moved on a little if it came less than a minute after the one before. Its time."""
        if self.acts and at < self.last + timedelta(seconds=60):
            at = self.last + timedelta(seconds=self.rng.randint(*_APART))
        self.acts.append(Told(at, verb, seat, params))
        return at


def handler(unit: str) -> str:
    """The seat that handles for a unit."""
    return f"h-{unit}"
