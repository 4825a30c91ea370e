"""Builds the plan of a period: quotas dealt, times set, acts told. Pure and deterministic, part by part.

A part (``share`` of ``shares``) tells only its own matters: the deal is the same in every part, and each matter draws
from its own stream of chance, so that parts can be lived side by side and together are the whole.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from huisheng.rehearsal import calls
from huisheng.rehearsal.calls import Ring
from huisheng.rehearsal.hours import minutes
from huisheng.rehearsal.period import deal, moments, spec
from huisheng.rehearsal.period.course import Course
from huisheng.rehearsal.period.happenings import happenings
from huisheng.rehearsal.period.item import Item
from huisheng.rehearsal.period.phrasebook import Phrasebook
from huisheng.rehearsal.period.spec import Spec
from huisheng.rehearsal.period.tell import Teller
from huisheng.rehearsal.seating import take_seats
from huisheng.rehearsal.story import Act, Happening, OrderPlan, Plan, instant
from huisheng.rehearsal.tale import DISPATCHER, LEADER, SUPERVISOR, VIA, VISITOR, Tale
from huisheng.rehearsal.words import Words


def build(folder: Path, seed: int, *, scale: int = 1, share: int = 0, shares: int = 1) -> Plan:
    """The plan of the folder's period, or one share of it. ValueError if its figures can't be lived through."""
    said = spec.read(folder, scale)
    book = Phrasebook(said.recode)
    items = dealt(said, seed, book)
    mine = [item for item in items if item.number % shares == share]
    teller = Teller(said, Words(said.setting, Random()), Course(said), book)
    tales = _told(said, seed, mine, teller)
    rings = [item.ring for item in mine if item.ring is not None]
    rings += lone_rings(said, seed, share, shares)
    rings.sort(key=lambda ring: (ring.at, ring.ref))
    made = tuple(calls.plan_of(ring) for ring in rings)
    beside = happenings(folder, said) if share == 0 else ()
    return Plan(said.name, seed, made, tuple(_order(tale) for tale in tales), beside)


def beside(folder: Path, scale: int = 1) -> tuple[Happening, ...]:
    """What happened beside the matters."""
    return happenings(folder, spec.read(folder, scale))


def dealt(said: Spec, seed: int, book: Phrasebook) -> list[Item]:
    """Every matter with its fate, its category, the moment it came in and the agent who took it."""
    items = deal.deal(said, seed)
    deal.topics(Random(f"{said.name}/{seed}/topics"), said, items, book.leaves)
    rng = Random(f"{said.name}/{seed}/moments")
    moments.place(rng, said, items, moments.moments(rng, said, len(items)))
    _ring(Random(f"{said.name}/{seed}/rings"), said, items)
    return items


def _ring(rng: Random, said: Spec, items: Sequence[Item]) -> None:
    """A call for every matter that came by phone; an agent on duty for the others."""
    agents = said.setting.seats_of("agent", said.platform)
    for item in items:
        if item.channel == "phone" and not item.earlier:
            use = "missed" if item.missed else "order" if not item.fate or item.kind != "consult" else "consult"
            queue = "enterprise" if item.enterprise else "citizen"
            item.ring = Ring(f"{item.accepted:%Y%m%d}-{item.number:06d}", item.accepted, use, queue)
    rings = sorted((item.ring for item in items if item.ring is not None), key=lambda ring: ring.at)
    calls.seat(rng, rings, agents)
    for item in items:
        item.seat = (item.ring.seat if item.ring else None) or rng.choice(agents)
        if item.ring is not None and item.ring.ended is not None and item.missed:
            item.ring.back, item.ring.back_seat = item.ring.ended + minutes(rng, 3, 45), item.seat


def lone_rings(said: Spec, seed: int, share: int, shares: int) -> list[Ring]:
    """Calls that nobody answered and nobody reached afterwards."""
    rng = Random(f"{said.name}/{seed}/lone")
    count = said.said.get("calls", {}).get("lost", 0)
    made = []
    for number, at in enumerate(moments.moments(rng, said, count), 1):
        ended = at + timedelta(seconds=rng.randint(5, 120))
        ring = Ring(f"{at:%Y%m%d}-lost-{number:05d}", at, "abandoned", phone=str(19_800_000_000 + number), ended=ended)
        if number % shares == share:
            made.append(ring)
    return made


def _told(said: Spec, seed: int, items: Sequence[Item], teller: Teller) -> list[Tale]:
    tales = []
    course = Course(said)
    for item in items:
        rng = Random(f"{item.ref}/{seed}")
        course.run(rng, item)
        tales.append(teller.tell(rng, item))
    take_seats(Random(f"{said.name}/{seed}/seats"), tales, _desks(said))
    tales.sort(key=lambda tale: (tale.acts[0].at, tale.ref))
    return tales


def _desks(said: Spec) -> dict[str, list[str]]:
    seats = said.setting.seats_of
    desks = {
        DISPATCHER: seats("dispatcher", said.platform),
        VISITOR: seats("visitor", said.platform),
        SUPERVISOR: seats("supervisor", said.platform),
        LEADER: seats("leader", said.platform),
    }
    return {**desks, VIA: seats("dispatcher", said.via)} if said.via else desks


def _order(tale: Tale) -> OrderPlan:
    acts = tuple(Act(instant(told.at), told.verb, told.seat, told.params) for told in tale.acts)
    return OrderPlan(tale.ref, tale.call, tale.earlier, acts[0], acts[1:])
