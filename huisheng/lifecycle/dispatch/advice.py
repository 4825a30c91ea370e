"""To whom this matter should go: what is known of it, gathered for ``rules.choose``."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock
from huisheng.lifecycle.dispatch import rules, rulings
from huisheng.lifecycle.dispatch.likely import likely
from huisheng.lifecycle.dispatch.rules import Choice, Duty, Past
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.precedents import Precedents, precedents
from huisheng.lifecycle.workorder.states import NOT_ENDED, DispatchState
from huisheng.taxonomy import reads as taxonomy


@dataclass(frozen=True, slots=True)
class Advice:
    """Units to choose from, the best first, with the precedents behind them.

    ``about``: the unit complained about, which never gets it; ``returned``: units that sent this very matter back;
    ``days``: how far the precedents go back; ``region``: the name of the matter's region, "" for none.
    """

    choices: Sequence[Choice]
    past: Precedents
    about: UnitCard | None
    returned: Sequence[UnitCard]
    days: int
    region: str


def barred(matter: Matter, card: UnitCard) -> bool:
    """Whether the citizen complains about this unit, one above it or one below it."""
    if matter.order.about_unit_id is None:
        return False
    about = unit(matter.order.about_unit_id).path
    return card.path.startswith(about) or about.startswith(card.path)


def advise(matter: Matter, actor: Actor, now: datetime) -> Advice:
    """For the platform of this seat, which sends the matter, or passes on what it was sent."""
    order, day = matter.order, clock.local_day(now)
    days = matter.rules(now).get("precedents.days").count
    past = precedents(order, actor, now, days)
    open_to = {card.id: card for card in directory.addressees(actor.platform, day)}
    returned = {d.unit_id for d in matter.dispatches if d.state == DispatchState.RETURNED}
    at_work = {d.unit_id for d in matter.dispatches if d.state in NOT_ENDED}
    out = {key for key, card in open_to.items() if key in returned | at_work or barred(matter, card)}
    platform = unit(order.platform_id).code
    here = taxonomy.region(platform, order.region)
    regions = here.path.strip("/").split("/") if here else []
    held = rulings.holding(actor.platform, order.category, order.category_version, day)
    ruled = [one for one in held if one.unit in open_to and rules.applies(one, regions, matter.personal.place)]
    choices = rules.choose(
        rulings=sorted(ruled, key=lambda one: (-len(one.place), -len(one.region), -len(one.category))),
        duties=_duties(matter, actor, now, open_to),
        past={
            key: Past(key, past.concluded[key], past.returned[key], past.refused[key], _beside(past, key, open_to))
            for key in {*past.concluded, *past.returned, *past.refused} & open_to.keys()
        },
        places=[card.id for card in _named(here.name if here else "", actor) if card.id in open_to],
        barred=out,
        learnt=likely(matter, actor, now, {card.code: key for key, card in open_to.items()}),
        sure=matter.rules(now).get("insight.sure_percent").count,
    )
    about = unit(order.about_unit_id) if order.about_unit_id is not None else None
    back = [unit(key) for key in sorted(returned)]
    return Advice(choices, past, about, back, days, here.name if here else "")


def _beside(past: Precedents, unit: int, open_to: Collection[int]) -> tuple[int, ...]:
    """Who handled at least half of what this unit concluded beside it, the most often first."""
    often = past.beside.get(unit, Counter()).most_common()
    return tuple(co for co, count in often if 2 * count >= past.concluded[unit] and co in open_to)


def _named(region: str, actor: Actor) -> list[UnitCard]:
    """Units that go by the region's name: a county's government stands where its county is."""
    return directory.units_by_name(region, actor.platform) if region else []


def _duties(matter: Matter, actor: Actor, now: datetime, open_to: dict[int, UnitCard]) -> list[Duty]:
    order, codes = matter.order, {card.code: key for key, card in open_to.items()}
    lines = taxonomy.duties(
        unit(actor.platform).code, order.category_version, order.category, order.region, clock.local_day(now)
    )
    return [
        Duty(codes[line.unit], tuple(codes[co] for co in line.co_units if co in codes), line.clause or line.note)
        for line in lines
        if line.unit in codes
    ]
