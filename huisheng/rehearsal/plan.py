"""Builds the plan of a published month: every call and every verb, from the figures and a seed.

    plan = build(folder("xiangtan-2019-11"), seed=1)

Pure and deterministic: the same folder and seed give the same plan on any machine. Each part draws from its own stream
of chance, so that a change in one moves nothing in another.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from pathlib import Path
from random import Random

from huisheng.kernel.clock import SHANGHAI
from huisheng.rehearsal import calls, fates, traits, words
from huisheng.rehearsal.allot import allot, earlier_one
from huisheng.rehearsal.calls import Ring
from huisheng.rehearsal.handling import Handling, accept_params
from huisheng.rehearsal.hours import Hours, centre_from, minutes, part
from huisheng.rehearsal.matter import Matter
from huisheng.rehearsal.month import Month, folder, read
from huisheng.rehearsal.returns import Returns
from huisheng.rehearsal.seating import take_seats
from huisheng.rehearsal.story import Act, CallPlan, Happening, OrderPlan, Params, Plan, instant, wall
from huisheng.rehearsal.tale import DISPATCHER, VISITOR, Tale
from huisheng.rehearsal.timeline import Timeline
from huisheng.rehearsal.visiting import Visiting
from huisheng.rehearsal.words import OnCall, Words

__all__ = ["Act", "CallPlan", "OrderPlan", "Plan", "build", "folder"]

_LATEST_ORDER = time(18, 20)  # on the last day: what is handed on is sent the same evening
_EARLIER_DAYS = (36, 5)  # earlier matters were accepted so many days before the month


def build(month_dir: Path, seed: int) -> Plan:
    """The plan of the month in this folder. ValueError if its figures can't be lived through."""
    month = read(month_dir)
    return _Builder(month, seed).plan()


class _Builder:
    """One plan in the making."""

    def __init__(self, month: Month, seed: int) -> None:
        self._month = month
        self._seed = seed
        self._hours = Hours(month.reply_limit)
        self._themes = words.themes()
        self._timeline = Timeline(self._stream("timeline"), self._hours, month)
        self._words = Words(month, self._stream("words"))
        self._agents = month.seats_of("agent")
        self._earlier: list[Matter] = []

    def _stream(self, name: str) -> Random:
        return Random(f"{self._month.name}/{self._seed}/{name}")

    def plan(self) -> Plan:
        month = self._month
        ringing = self._ring()
        matters = self._matters([ring for ring in ringing if ring.use == "order"])
        tales = self._tell(matters)
        tales += self._on_the_spot([ring for ring in ringing if ring.use == "consult"])
        self._archive(tales)
        desks = {DISPATCHER: month.seats_of("dispatcher"), VISITOR: month.seats_of("visitor")}
        take_seats(self._stream("seats"), tales, desks)
        every = [matter.ring for matter in self._earlier] + ringing
        for ring in every:
            ring.phone = ring.phone or self._words.caller()[1]
        tales.sort(key=lambda tale: (tale.acts[0].at, tale.ref))
        every.sort(key=lambda ring: (ring.at, ring.ref))
        made = tuple(calls.plan_of(ring) for ring in every)
        orders = tuple(_order(tale, month.recode) for tale in tales)
        return Plan(month.name, self._seed, made, orders, tuple(_beside(month)))

    def _ring(self) -> list[Ring]:
        month, rng = self._month, self._stream("calls")
        latest = wall(month.last_day, _LATEST_ORDER)
        ringing = calls.rings(rng, month.calls, month.first_day, month.last_day, latest)
        calls.seat(rng, ringing, self._agents)
        return ringing

    def _matters(self, ringing: Sequence[Ring]) -> list[Matter]:
        """The month's matters and the earlier ones, with all their times and fates, by acceptance."""
        month = self._month
        matters = allot(self._stream("allot"), month, ringing, self._themes)
        for matter in matters:
            self._timeline.receive(matter)
        Returns(self._stream("returns"), month, self._timeline).assign(matters)
        traits.scatter(self._stream("traits"), month, matters)
        for matter in matters:
            # what is urgent is sent at once
            if matter.trait == "urgent":
                self._timeline.receive(matter)
            self._timeline.settle(matter)
        self._earlier_rings = self._rings_before()
        self._earlier = fates.decide(self._stream("fates"), month, matters, self._make_earlier)
        return sorted(self._earlier + matters, key=lambda matter: matter.accepted)

    def _rings_before(self) -> list[Ring]:
        """More calls of the months before than can be needed, seated; shuffled."""
        month, rng = self._month, self._stream("earlier")
        early, late = (wall(month.first_day) - timedelta(days=d) for d in _EARLIER_DAYS)
        days = (late - early).days
        count = sum(row.visited + row.unanswered for row in month.rows.values())
        moments = sorted(
            early
            + timedelta(days=rng.randrange(days), hours=rng.choice((8, 9, 9, 10, 11, 14, 15, 16, 19)))
            + timedelta(seconds=rng.randrange(3600))
            for _ in range(count)
        )
        ringing = [Ring(f"{at:%Y%m%d}-{i:05d}", at, "order") for i, at in enumerate(moments, 1)]
        calls.seat(rng, ringing, self._agents)
        rng.shuffle(ringing)
        return ringing

    def _make_earlier(self, unit: str) -> Matter:
        """A matter accepted before the month and concluded before its visits began."""
        month, rng = self._month, self._stream(f"earlier/{len(self._earlier_rings)}")
        closing = wall(month.visits_from, time(18))
        while True:
            ring = self._earlier_rings.pop()
            matter = earlier_one(rng, month, f"{month.name}-before-{ring.ref}", ring, unit, self._themes)
            self._timeline.receive(matter)
            self._timeline.settle(matter)
            if matter.concluded < closing:
                return matter

    def _tell(self, matters: Sequence[Matter]) -> list[Tale]:
        handling = Handling(self._stream("handling"), self._month, self._hours, self._words)
        visiting = Visiting(self._stream("visiting"), self._month, self._hours, self._words)
        tales = []
        exempted = 0
        for matter in matters:
            tale = handling.tell(matter)
            if matter.fate:
                visiting.tell(tale, matter)
            if matter.trait == "exemption":
                handling.exempt(tale, matter, granted=exempted == 0)
                exempted += 1
            tales.append(tale)
        return tales

    def _on_the_spot(self, ringing: Sequence[Ring]) -> list[Tale]:
        """Accepted and answered within the call."""
        rng, known = self._stream("spot"), words.oncall()
        return [self._spot(rng, ring, rng.choice(known), place) for place, ring in enumerate(ringing, 1)]

    def _spot(self, rng: Random, ring: Ring, theme: OnCall, place: int) -> Tale:
        scene = self._words.scene(ring.at, "")
        title, said, answer = self._words.asked(theme, scene)
        name, ring.phone = self._words.caller()
        tale = Tale(f"{self._month.name}-spot-{place:05d}", ring.ref, False, rng)
        start, end = ring.answered or ring.at, ring.ended or ring.at
        at = start + part(end - start, rng.randint(35, 50))
        params = accept_params(ring.ref, scene, theme.kind, theme.category, title, said, name, ring.phone)
        tale.add(at, "accept", ring.seat or "", **params)
        tale.closed = tale.add(at + timedelta(seconds=62), "answer", ring.seat or "", words=answer)
        return tale

    def _archive(self, tales: Sequence[Tale]) -> None:
        """About half of what is closed is archived some days later."""
        rng = self._stream("archive")
        last = wall(self._month.last_act_before)
        for tale in tales:
            if tale.closed is None or rng.randint(0, 1):
                continue
            at = centre_from(rng, tale.closed + rng.randint(2, 9) * timedelta(days=1), 0, 600) + minutes(rng, 1, 30)
            if at < last and tale.last == tale.closed:
                tale.add(at, "archive", DISPATCHER)


def _beside(month: Month) -> Iterator[Happening]:
    """What isn't one order's: the province's checks, each on its day."""
    for place, said in enumerate(month.happenings, 1):
        at = said["at"].replace(tzinfo=SHANGHAI)
        given = {"day": at.date().isoformat(), **said["given"]}
        yield Happening(f"{said['act']}-{place:04d}", (Act(instant(at), said["act"], said["seat"], given),))


def _order(tale: Tale, recode: Mapping[str, str]) -> OrderPlan:
    acts = tuple(Act(instant(told.at), told.verb, told.seat, _recoded(told.params, recode)) for told in tale.acts)
    return OrderPlan(tale.ref, tale.call, tale.earlier, acts[0], acts[1:])


def _recoded(params: Params, recode: Mapping[str, str]) -> Params:
    """With the city's own category where the phrases name one of base-2013."""
    category = params.get("category")
    return {**params, "category": recode[category]} if isinstance(category, str) else params
