"""Who is on duty (值班) at a unit, said where it matters: a matter is urgent, or the office is closed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.reads import OnDuty
from huisheng.kernel import clock
from huisheng.lifecycle.deadlines import rules

NOBODY = "没有排班"


def closed(actor: Actor, now: datetime) -> bool:
    """Whether it is no office hour on the seat's platform."""
    return not rules.in_office(now, law.at(clock.local_day(now), actor.scope))


def said(units: Iterable[int], now: datetime) -> dict[int, str]:
    """Unit -> who is on duty there and until when, in words. Seats, never persons or telephones."""
    wanted = dict.fromkeys(units, NOBODY)
    held: dict[int, list[OnDuty]] = {}
    for turn in directory.duty_at(wanted, now):
        held.setdefault(turn.unit, []).append(turn)
    return wanted | {unit: words(turns, now) for unit, turns in held.items()}


def words(turns: Iterable[OnDuty], now: datetime) -> str:
    """Seats with the end of their turns: "水务承办甲，到次日 08:00"."""
    return "；".join(f"{turn.label}，到{_until(turn.until, now)}" for turn in turns)


def _until(until: datetime, now: datetime) -> str:
    if until == clock.midnight(clock.local_day(now) + timedelta(days=1)):
        return " 24:00"
    later = clock.local_day(until) != clock.local_day(now)
    return f"{'次日' if later else ''} {clock.local(until):%H:%M}"
