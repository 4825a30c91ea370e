"""Which matters are called back and how that ends: the printed columns of every unit, exactly."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time, timedelta
from random import Random

from huisheng.rehearsal.chance import draw
from huisheng.rehearsal.matter import (
    PHONE_BAD,
    PHONE_OK,
    REACHED,
    SATISFIED,
    SECOND_SATISFIED,
    SUPERVISED,
    UNANSWERED,
    UNSATISFIED,
    WRITTEN_BAD,
    WRITTEN_OK,
    Matter,
)
from huisheng.rehearsal.month import Month, Row
from huisheng.rehearsal.story import wall

_OF_THE_MONTH = 72  # percent of the visited that are matters of the month itself
_CHAINS_OF_THE_MONTH = 25  # percent of the supervised that are: they need the whole month
_SECOND = 4  # percent of the satisfied that were only so after a redo
_CHAIN_DAY, _SECOND_DAY = 8, 14  # days of the month by which such a matter must have been concluded

MakeEarlier = Callable[[str], Matter]


def decide(rng: Random, month: Month, matters: Sequence[Matter], make: MakeEarlier) -> list[Matter]:
    """Set ``fate`` and ``told`` for everything visited; the earlier matters made on the way are returned."""
    ends = _chain_ends(rng, month)
    made: list[Matter] = []
    for row in month.rows.values():
        own = [matter for matter in matters if matter.unit == row.unit]
        wanted = _fates(rng, row, ends[row.unit])
        visited = _fill(rng, month, row, own, wanted)
        for fate in wanted:
            matter = make(row.unit)
            matter.fate = fate
            made.append(matter)
            visited.append(matter)
        _tell(rng, row, [matter for matter in visited if matter.fate in REACHED])
    return made


def _chain_ends(rng: Random, month: Month) -> dict[str, list[str]]:
    """How each supervised matter of each unit ends: the printed totals of satisfied ones, spread over the units."""
    unhelped: dict[str, int] = {row.unit: row.written for row in month.rows.values()}
    spare = [row.unit for row in month.rows.values() for _ in range(row.phone - row.written)]
    phone = len(spare) + sum(unhelped.values())
    rng.shuffle(spare)
    for unit in spare[: len(spare) - month.phone_satisfied]:
        unhelped[unit] += 1
    written = [row.unit for row in month.rows.values() for _ in range(row.written)]
    rng.shuffle(written)
    helped = written[: month.written_satisfied]
    if phone - sum(unhelped.values()) != month.phone_satisfied:
        raise ValueError("the supervised don't add up")
    ends: dict[str, list[str]] = {}
    for row in month.rows.values():
        late = helped.count(row.unit)
        ends[row.unit] = (
            [WRITTEN_OK] * late
            + [WRITTEN_BAD] * (row.written - late)
            + [PHONE_BAD] * (unhelped[row.unit] - row.written)
            + [PHONE_OK] * (row.phone - unhelped[row.unit])
        )
    return ends


def _fates(rng: Random, row: Row, chains: Sequence[str]) -> list[str]:
    """One fate for each visited matter of a unit, the supervised first."""
    second = row.satisfied * _SECOND // 100
    rest = [SATISFIED] * (row.satisfied - second)
    rest += [UNSATISFIED] * (row.visited - row.satisfied - row.phone)
    rest += [UNANSWERED] * row.unanswered
    rng.shuffle(rest)
    return [*chains, *[SECOND_SATISFIED] * second, *rest]


def _fill(rng: Random, month: Month, row: Row, own: Sequence[Matter], wanted: list[str]) -> list[Matter]:
    """Give fates to the month's own matters as far as they are concluded in time; ``wanted`` keeps what is left."""
    closing = wall(month.visits_to, time(20)) - timedelta(days=1)
    free = [m for m in own if m.concluded <= closing and m.trait not in ("confidential", "exemption")]
    room = min(len(free), len(wanted) * _OF_THE_MONTH // 100)
    chains = [fate for fate in wanted if fate in SUPERVISED]
    limits: Mapping[str, tuple[int, int]] = {
        "chain": (_CHAIN_DAY, len(chains) * _CHAINS_OF_THE_MONTH // 100),
        SECOND_SATISFIED: (_SECOND_DAY, wanted.count(SECOND_SATISFIED) // 2),
        "": (31, room),
    }
    taken: list[Matter] = []
    for group, (day, most) in limits.items():
        by = wall(month.first_day) + timedelta(days=day)
        fit = [m for m in free if not m.fate and m.concluded < by and (not group or m.plain or m.hops)]
        fates = [fate for fate in wanted if _group(fate) == group]
        count = min(len(fit), most, room - len(taken), len(fates))
        for matter, fate in zip(rng.sample(fit, count), rng.sample(fates, count), strict=True):
            matter.fate = fate
            wanted.remove(fate)
            taken.append(matter)
    return taken


def _group(fate: str) -> str:
    if fate in SUPERVISED:
        return "chain"
    return fate if fate == SECOND_SATISFIED else ""


def _tell(rng: Random, row: Row, reached: Sequence[Matter]) -> None:
    """Choose those whom the unit did not reach: mostly among the unsatisfied."""
    weights = [1 if matter.fate in (SATISFIED, SECOND_SATISFIED) else 12 for matter in reached]
    for matter in draw(rng, reached, weights, row.not_contacted):
        matter.told = False
