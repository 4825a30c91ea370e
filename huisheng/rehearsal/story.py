"""The shapes a plan is made of: calls, and orders with the complete timed list of what is done to them.

Times are aware datetimes in UTC. The building modules reckon in Shanghai's wall time (``wall``), aware too; ``instant``
turns one into the other when a plan is finished.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256

from huisheng.kernel.clock import SHANGHAI

Param = str | int | bool | None | Sequence[str]
Params = Mapping[str, Param]


LONG_AGO = datetime(1900, 1, 1, tzinfo=SHANGHAI)


def wall(day: date, hour: time = time()) -> datetime:
    """A time of day on the wall of the hotline's hall; midnight if none is given."""
    return datetime.combine(day, hour, SHANGHAI)


def instant(at: datetime) -> datetime:
    """The same instant in UTC."""
    return at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Act:
    """One verb called by one seat at one time, with the parameters the verb asks for."""

    at: datetime
    verb: str
    seat: str
    params: Params


@dataclass(frozen=True, slots=True)
class CallPlan:
    """A telephone call. ``seat`` and ``answered_at`` are None where nobody answered; then ``abandoned_at`` is set.

    ``back_at``, ``back_seat``: when and by whom a missed caller was called back and reached.
    """

    ref: str
    offered_at: datetime
    queue: str
    phone: str
    seat: str | None
    answered_at: datetime | None
    abandoned_at: datetime | None
    ended_at: datetime
    effective: bool
    disposition: str
    back_at: datetime | None = None
    back_seat: str | None = None


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """One matter: how it was accepted (an act whose verb is ``accept``) and every act after, in order of time.

    ``call`` is the ref of the call it came by; ``earlier`` says that it was accepted before the month. In ``link`` acts
    the param ``to`` holds another order's ref, which the player turns into its number.
    """

    ref: str
    call: str
    earlier: bool
    accepted: Act
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that isn't one order's: a leader's session, a spot check, a note … Its acts in order of time.

    The first act of a session makes it; acts after it are done on what it made. Orders name a session by this ref.
    """

    ref: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All calls by the time they rang, all orders by the time they were accepted, and what happened beside them."""

    name: str
    seed: int
    calls: tuple[CallPlan, ...]
    orders: tuple[OrderPlan, ...]
    happenings: tuple[Happening, ...] = ()

    def verbs(self) -> dict[str, int]:
        """How often each verb is called; calls' verbs are named ``call.offer`` and so on."""
        count: dict[str, int] = {"call.offer": len(self.calls)}
        for call in self.calls:
            names = ("call.answer", "call.end") if call.answered_at else ("call.abandon",)
            for name in (*names, *(["call.back"] if call.back_at else ())):
                count[name] = count.get(name, 0) + 1
        for order in self.orders:
            for act in (order.accepted, *order.acts):
                count[act.verb] = count.get(act.verb, 0) + 1
        for happening in self.happenings:
            for act in happening.acts:
                count[act.verb] = count.get(act.verb, 0) + 1
        return count

    def digest(self) -> str:
        """SHA-256 over every field: equal plans, equal digest, on any machine."""
        sum_ = sha256(f"{self.name}\n{self.seed}\n".encode())
        for call in self.calls:
            times = (call.offered_at, call.answered_at, call.abandoned_at, call.ended_at)
            row = [call.ref, call.queue, call.phone, call.seat, call.effective, call.disposition]
            back = [call.back_at.isoformat(), call.back_seat] if call.back_at else []
            sum_.update(_line(row + [at.isoformat() if at else None for at in times] + back))
        for order in self.orders:
            sum_.update(_line([order.ref, order.call, order.earlier]))
            for act in (order.accepted, *order.acts):
                sum_.update(_line([act.at.isoformat(), act.verb, act.seat, act.params]))
        for happening in self.happenings:
            sum_.update(_line(happening.ref))
            for act in happening.acts:
                sum_.update(_line([act.at.isoformat(), act.verb, act.seat, act.params]))
        return sum_.hexdigest()


def _line(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"
