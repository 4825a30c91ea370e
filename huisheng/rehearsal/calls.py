"""The month's calls: when they ring, who takes them, how long they last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from huisheng.rehearsal.story import LONG_AGO, CallPlan, instant, wall

# calls an hour, from midnight on: few at night, two peaks in the day
BY_HOUR = (9, 6, 4, 4, 5, 9, 18, 45, 88, 104, 100, 74, 50, 52, 76, 92, 90, 78, 58, 52, 48, 38, 26, 16)
_WEEKEND = 78  # calls on a Saturday or Sunday for each 100 of a weekday
_TALK = {"order": (170, 520), "consult": (150, 400), "invalid": (8, 75)}
_WRAP_UP = timedelta(seconds=8)


@dataclass(slots=True)
class Ring:
    """A call in the making, wall times. ``use``: order, consult, invalid, abandoned, or missed: called back later."""

    ref: str
    at: datetime
    use: str
    queue: str = "citizen"
    phone: str = ""
    seat: str | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    back: datetime | None = None
    back_seat: str | None = None


def rings(rng: Random, counts: Mapping[str, int], first: date, last: date, latest_order: datetime) -> list[Ring]:
    """The month's calls by time, each with its use; none to be handed on after ``latest_order``."""
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    slots = [(day, hour) for day in days for hour in range(24)]
    weights = [BY_HOUR[hour] * (_WEEKEND if day.weekday() > 4 else 100) for day, hour in slots]
    moments = sorted(
        wall(day, time(hour)) + timedelta(seconds=rng.randrange(3600))
        for day, hour in rng.choices(slots, weights, k=counts["offered"])
    )
    uses = ["invalid"] * len(moments)
    early = [i for i, at in enumerate(moments) if at < latest_order]
    for i in rng.sample(early, counts["handed_on"]):
        uses[i] = "order"
    # a matter accepted after midnight would be the next month's
    midnight = wall(last) + timedelta(hours=23, minutes=45)
    free = [i for i, use in enumerate(uses) if use == "invalid" and moments[i] < midnight]
    drawn = rng.sample(free, counts["on_the_spot"] + counts["offered"] - counts["answered"])
    for place, i in enumerate(drawn):
        uses[i] = "consult" if place < counts["on_the_spot"] else "abandoned"
    return [Ring(f"{at:%Y%m%d}-{i:05d}", at, uses[i - 1]) for i, at in enumerate(moments, 1)]


def _on_duty(agents: Sequence[str], at: datetime) -> list[str]:
    """Shifts of eight hours, moving on by one seat a day: three at night, seven by day, five in the evening."""
    shift = at.toordinal() % len(agents)
    turned = [*agents[shift:], *agents[:shift]]
    if at.hour < 8:
        return turned[:3]
    return turned[3:10] if at.hour < 16 else turned[7:]


def seat(rng: Random, ringing: Sequence[Ring], agents: Sequence[str]) -> None:
    """Give each answered call an agent who is free, a waiting time and a length; a seat never holds two calls."""
    free = dict.fromkeys(agents, LONG_AGO)
    for ring in ringing:
        if ring.use in ("abandoned", "missed"):
            ring.ended = ring.at + timedelta(seconds=_patience(rng))
            continue
        duty = _on_duty(agents, ring.at)
        ready = ring.at + timedelta(seconds=_wait(rng))
        # when all on duty speak, whoever is in the house lends a hand
        idle = [a for a in duty if free[a] <= ready] or [a for a in agents if free[a] <= ready]
        agent = rng.choice(idle) if idle else min(duty, key=lambda a: (free[a], a))
        ring.seat, ring.answered = agent, max(ready, free[agent])
        ring.ended = ring.answered + timedelta(seconds=rng.randint(*_TALK[ring.use]))
        free[agent] = ring.ended + _WRAP_UP


def _wait(rng: Random) -> int:
    """Seconds until an agent takes the call: mostly under 15."""
    return rng.randint(2, 13) if rng.random() < 0.95 else rng.randint(14, 50)


def _patience(rng: Random) -> int:
    """Seconds until a caller gives up."""
    return rng.randint(4, 20) if rng.random() < 0.4 else rng.randint(21, 180)


def plan_of(ring: Ring) -> CallPlan:
    """The finished call, in UTC."""
    ended = ring.ended or ring.at
    return CallPlan(
        ref=ring.ref,
        offered_at=instant(ring.at),
        queue=ring.queue,
        phone=ring.phone,
        seat=ring.seat,
        answered_at=instant(ring.answered) if ring.answered else None,
        abandoned_at=None if ring.answered else instant(ended),
        ended_at=instant(ended),
        effective=ring.use in ("order", "consult"),
        disposition="invalid" if ring.use in ("abandoned", "missed") else ring.use,
        back_at=instant(ring.back) if ring.back else None,
        back_seat=ring.back_seat,
    )
