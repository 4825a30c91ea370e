"""Which of the month's calls becomes whose matter, of what theme and kind: every printed count, exactly."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from huisheng.rehearsal.calls import Ring
from huisheng.rehearsal.chance import apportion, draw
from huisheng.rehearsal.matter import Matter
from huisheng.rehearsal.month import Month
from huisheng.rehearsal.story import wall
from huisheng.rehearsal.words import KINDS, Theme

DISTRICT = "district"


def allot(rng: Random, month: Month, ringing: Sequence[Ring], themes: Sequence[Theme]) -> list[Matter]:
    """The month's matters in the order of their calls (``ringing``: those to be handed on, by time)."""
    units, overdue = _units(rng, month, [ring.at for ring in ringing])
    by_unit = _themes(rng, month, themes)
    made = []
    for place, ring in enumerate(ringing):
        theme = by_unit[units[place]].pop()
        case = rng.choice(theme.cases)
        ref = f"{month.name}-{place + 1:05d}"
        made.append(Matter(ref, ring, units[place], theme, case, "complaint", overdue=place in overdue))
    _kinds(rng, month.kinds, made)
    return made


def _units(rng: Random, month: Month, moments: Sequence[datetime]) -> tuple[list[str], set[int]]:
    """A unit for each place, and the places whose reply will be late.

    Late ones lie in the middle of the month; the unit that nobody is visited for gets its dates so that the printed
    number is replied within the month.
    """
    taken: dict[int, str] = {}

    def reserve(unit: str, count: int, low: int, high: int) -> list[int]:
        span = (wall(month.first_day) + timedelta(days=d) for d in (low, high))
        start, end = span
        free = [i for i, at in enumerate(moments) if start <= at < end and i not in taken]
        places = rng.sample(free, count)
        taken.update(dict.fromkeys(places, unit))
        return places

    days = (month.last_day - month.first_day).days + 1
    late: set[int] = set()
    for row in month.rows.values():
        late.update(reserve(row.unit, row.overdue, 6, days - 4))
    unseen = month.rows[month.unvisited_unit]
    reserve(unseen.unit, month.unvisited_replied, 0, days - 10)
    reserve(unseen.unit, unseen.dispatched - month.unvisited_replied, days - 4, days)
    rest = [row.unit for row in month.rows.values() for _ in range(row.dispatched)]
    for unit in taken.values():
        rest.remove(unit)
    rng.shuffle(rest)
    return [taken[i] if i in taken else rest.pop() for i in range(len(moments))], late


def _themes(rng: Random, month: Month, themes: Sequence[Theme]) -> dict[str, list[Theme]]:
    """A shuffled stack of themes for each unit; the districts' fill the printed topics up to their counts."""
    known = {theme.key: theme for theme in themes}
    stacks: dict[str, list[Theme]] = {}
    left = dict(month.topics)
    for unit in month.others():
        weights = {theme.key: theme.units[unit] for theme in themes if unit in theme.units}
        shares = apportion(month.rows[unit].dispatched, weights)
        stacks[unit] = [known[key] for key, count in shares.items() for _ in range(count)]
        for theme in stacks[unit]:
            if theme.topic in left:
                left[theme.topic] -= 1
    pool = _district_pool(month, themes, left)
    rng.shuffle(pool)
    for unit in month.districts():
        stacks[unit] = [pool.pop() for _ in range(month.rows[unit].dispatched)]
    for stack in stacks.values():
        rng.shuffle(stack)
    return stacks


def _district_pool(month: Month, themes: Sequence[Theme], left: Mapping[str, int]) -> list[Theme]:
    """All districts' themes: ``left`` of each printed topic, the rest by weight."""
    total = sum(month.rows[unit].dispatched for unit in month.districts())
    known = {theme.key: theme for theme in themes}
    wanted = {**left, "": total - sum(left.values())}
    pool: list[Theme] = []
    for topic, count in wanted.items():
        weights = {
            theme.key: theme.units[DISTRICT]
            for theme in themes
            if DISTRICT in theme.units and (theme.topic if theme.topic in left else "") == topic
        }
        pool += [known[key] for key, share in apportion(count, weights).items() for _ in range(share)]
    return pool


def _kinds(rng: Random, counts: Mapping[str, int], matters: Sequence[Matter]) -> None:
    """Give the printed number of matters each kind, where the theme makes it likely; complaints take the rest."""
    for kind in sorted(counts, key=lambda kind: (counts[kind], kind)):
        if kind == "complaint":
            continue
        free = [matter for matter in matters if matter.kind == "complaint"]
        weights = [matter.theme.kinds[KINDS.index(kind)] if kind in KINDS else 1 for matter in free]
        for matter in draw(rng, free, weights, counts[kind]):
            matter.kind = kind


def earlier_one(rng: Random, month: Month, ref: str, ring: Ring, unit: str, themes: Sequence[Theme]) -> Matter:
    """A matter of the months before, to be visited in this one."""
    district = month.units[unit].kind == "county"
    fitting = [theme for theme in themes if theme.weight(unit, district)]
    theme = rng.choices(fitting, [theme.weight(unit, district) for theme in fitting])[0]
    kind = rng.choices(KINDS, theme.kinds)[0]
    return Matter(ref, ring, unit, theme, rng.choice(theme.cases), kind, earlier=True)
