"""Units in trouble: overdue, returning again and again, citizens unsatisfied; each with its reasons. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from huisheng.rulebook import Rules, implements


@dataclass(slots=True)
class Trouble:
    """One unit. ``satisfied`` of ``asked`` citizens; ``few``: too few of them to judge by; ``low``: judged, and low."""

    unit: int
    late: int = 0
    oldest: datetime | None = None
    returned: int = 0
    satisfied: int = 0
    asked: int = 0
    few: bool = False
    low: bool = False
    often: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the units of a platform, by unit: overdue now (how many, since when), and of the last month."""

    late: Mapping[int, tuple[int, datetime]] = field(default_factory=dict)
    returned: Mapping[int, int] = field(default_factory=dict)
    satisfied: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@implements("rehearsal#art-29", "domain#art-45")
def troubled(seen: Seen, rules: Rules) -> list[Trouble]:
    """The units that the rulebook wants seen: most overdue first, then those that return most, then the unsatisfied."""
    often = rules.get("watch.returned_times").count
    low, small = rules.get("watch.satisfaction_low").count, rules.get("watch.small").count
    found = []
    for unit in {**seen.late, **seen.returned, **seen.satisfied}:
        late, oldest = seen.late.get(unit, (0, None))
        satisfied, asked = seen.satisfied.get(unit, (0, 0))
        one = Trouble(unit, late, oldest, seen.returned.get(unit, 0), satisfied, asked, few=asked < small)
        one.often = one.returned >= often
        one.low = not one.few and satisfied * 100 < low * asked
        if one.late or one.often or one.low:
            found.append(one)
    return sorted(found, key=lambda one: (-one.late, -one.returned if one.often else 0, not one.low, one.unit))
