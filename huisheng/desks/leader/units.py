"""Units in trouble, with the figures that say so: overdue now, and the last thirty days up to yesterday."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from huisheng.desks import words
from huisheng.desks.leader.memory import kept
from huisheng.desks.leader.trouble import Seen, Trouble, troubled
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import overview
from huisheng.measures import reckon, token
from huisheng.measures.figure import Figure, Scope, Window
from huisheng.measures.reckon import UNIT

DAYS = 30
_RETURNS, _SATISFACTION = "returned_times", "satisfaction_rate"
Figures = dict[str, dict[reckon.Key, Figure]]


@dataclass(frozen=True, slots=True)
class Line:
    """One unit: a word and an address for each of its numbers; ``""`` as the address: it doesn't open."""

    name: str
    late: int
    late_url: str
    oldest: str
    returned: int
    returned_url: str
    often: bool
    rate: str
    rate_url: str
    rate_note: str
    low: bool


def window(now: datetime) -> Window:
    """The thirty days that ended yesterday: past, so that they are counted once."""
    last = clock.local_day(now) - timedelta(days=1)
    return Window(last - timedelta(days=DAYS - 1), last)


def shown(actor: Actor, now: datetime, limit: int) -> tuple[list[Line], int]:
    """The units worst off, and how many there are in all."""
    figures = _figures(actor.platform, window(now))
    seen = Seen(
        late={one.unit: (one.count, one.oldest) for one in overview.late_units(actor, now)},
        returned={unit: one.numerator for unit, one in figures[_RETURNS].items() if isinstance(unit, int)},
        satisfied={
            unit: (one.numerator, one.denominator or 0)
            for unit, one in figures[_SATISFACTION].items()
            if isinstance(unit, int)
        },
    )
    found = troubled(seen, law.at(clock.local_day(now), actor.scope))
    return [_line(one, figures, now) for one in found[:limit]], len(found)


def _figures(platform: int, span: Window) -> Figures:
    return kept(
        ("units", platform, span), lambda: reckon.figures([_RETURNS, _SATISFACTION], Scope(platform, span), by=UNIT)
    )


def _line(one: Trouble, figures: Figures, now: datetime) -> Line:
    card = directory.unit_by_id(one.unit)
    code = card.code if card else ""
    rate = figures[_SATISFACTION].get(one.unit)
    return Line(
        name=directory.unit_name(one.unit, short=True),
        late=one.late,
        late_url=f"{reverse('desks:orders')}?state=in_hand&clock=late&unit={code}" if one.late and code else "",
        oldest=words.span(now - one.oldest, short=True) if one.oldest else "",
        returned=one.returned,
        returned_url=_url(figures[_RETURNS].get(one.unit)) if one.returned else "",
        often=one.often,
        rate=rate.text if rate is not None and one.asked else "",
        rate_url=_url(rate) if one.asked else "",
        rate_note=_note(one),
        low=one.low,
    )


def _note(one: Trouble) -> str:
    if not one.asked:
        return "没有有效回访"
    return f"{one.satisfied}/{one.asked}" + ("，件数少，不作判断" if one.few else "")


def _url(figure: Figure | None) -> str:
    return reverse("desks:number", args=[token.pack(figure)]) if figure is not None else ""
