"""When a period's matters come in: few at night, fewer at weekends, few on the days that are calm."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from huisheng.rehearsal.calls import BY_HOUR
from huisheng.rehearsal.period.item import Item
from huisheng.rehearsal.period.spec import Spec
from huisheng.rehearsal.story import wall

LATEST = time(18, 20)  # on the last day: what is taken then is sent the same evening
_WEEKEND = 70
_DAY = timedelta(days=1)


def moments(rng: Random, spec: Spec, count: int, latest: time = LATEST) -> list[datetime]:
    """``count`` moments of the period, by time; none on its last day after ``latest``."""
    days = [spec.first_day + i * _DAY for i in range((spec.last_day - spec.first_day).days + 1)]
    slots = [(day, hour) for day in days for hour in range(24) if (day, hour) < (spec.last_day, latest.hour)]
    weights = [BY_HOUR[hour] * _weight(spec, day) for day, hour in slots]
    drawn = rng.choices(slots, weights, k=count)
    return sorted(wall(day, time(hour)) + timedelta(seconds=rng.randrange(3600)) for day, hour in drawn)


def _weight(spec: Spec, day: date) -> int:
    calm = spec.said.get("calm")
    if calm and calm[0] <= day <= calm[1]:
        return int(spec.said["calm_percent"])
    return _WEEKEND if day.weekday() > 4 else 100


def place(rng: Random, spec: Spec, items: Sequence[Item], when: Sequence[datetime]) -> None:
    """Give every item a moment: done twice, then called back or late ones, must come early enough.

    ValueError if the period has too few early moments.
    """
    old = [item for item in items if item.earlier]
    for item in old:
        day = spec.first_day - rng.randint(12, 20) * _DAY
        item.accepted = wall(day, time(9)) + timedelta(seconds=rng.randrange(8 * 3600))
    for item in (item for item in items if item.session):
        said = spec.said["session"][int(item.session.rpartition("-")[2]) - 1]
        starts = wall(said["day"], time(said.get("hour", 9)))
        item.accepted = starts + timedelta(seconds=rng.randrange(120, 3400))
    items = [item for item in items if not item.earlier and not item.session]
    redone = wall(spec.said["redone_before"])
    early = wall(spec.said["visited_before"])
    waiting = [*when]
    rng.shuffle(waiting)
    first = [at for at in waiting if at < redone]
    second = [at for at in waiting if redone <= at < early]
    third = [at for at in waiting if at >= early]
    groups: tuple[list[Item], list[Item], list[Item]] = ([], [], [])
    for item in items:
        groups[_group(item)].append(item)
    pool = first
    for group, more in zip(groups, (second, third, []), strict=True):
        if len(group) > len(pool):
            raise ValueError(f"{len(group)} matters must come early, only {len(pool)} moments are")
        for item in group:
            item.accepted = pool.pop()
        pool += more
        rng.shuffle(pool)


def _group(item: Item) -> int:
    if item.redo or item.supervise or item.detour:
        return 0
    return 1 if item.called_back or item.late or item.late_signed or item.sent_back or item.open else 2
