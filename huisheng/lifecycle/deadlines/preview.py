"""What the clocks will say, before anything is done: a dispatch's and a supervision's due times with their working."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huisheng.directory.book import UnitCard
from huisheng.ledger.vocabulary.base import ClockStart
from huisheng.lifecycle.deadlines.dispatches import CLOCKS
from huisheng.lifecycle.deadlines.rules import due_of, set_clock
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.rulebook import Rules


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A clock that would start: its limit, due time and article, and the derivation line by line."""

    clock: ClockStart
    lines: Sequence[str]


def of_dispatch(matter: Matter, to: UnitCard, platform: int, at: datetime) -> list[Foreseen]:
    """The clocks that a dispatch to ``to``, sent by ``platform`` now, would set; what no rule limits isn't there.

    Refusal ``no_calendar`` where the limit runs into a year whose holidays aren't known: sending would say the same.
    """
    rules, traits = matter.rules(at, platform), {**matter.traits, "contact_point": to.contact_point}
    return [seen for name in CLOCKS if (seen := _foreseen(name, at, rules, traits)) is not None]


def of_supervision(matter: Matter, platform: int, at: datetime) -> Foreseen | None:
    """The clock that a supervision by ``platform`` begun now would set."""
    return _foreseen("supervision", at, matter.rules(at, platform), dict(matter.traits))


def _foreseen(name: str, at: datetime, rules: Rules, traits: dict[str, Any]) -> Foreseen | None:
    clock, value = set_clock(name, at, rules, traits), rules.find(f"deadlines.{name}", **traits)
    return Foreseen(clock, due_of(value, at, rules).lines) if clock is not None and value is not None else None
