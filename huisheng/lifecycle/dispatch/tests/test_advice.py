"""What is gathered for a suggestion, for the city and for a district below it; due times before anything is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import preview
from huisheng.lifecycle.dispatch.advice import Advice, advise
from huisheng.lifecycle.workorder import precedents as past
from huisheng.taxonomy import atlas
from huisheng.taxonomy.models import Region
from tests.cast import World
from tests.telling import clock_of


@pytest.fixture(autouse=True)
def _towns(world: World) -> Any:
    for order, (code, name) in enumerate({"shiqiao": "石桥镇", "linhequ": "临河区"}.items()):
        Region.objects.create(platform="yunshan", code=code, name=name, path=f"/{code}/", order=order)
    atlas.forget()
    yield
    atlas.forget()


def waiting(world: World, **changed: Any) -> int:
    key = world.accept(**changed)
    world.do(key, "hand_on", "agent")
    return key


def advice(world: World, key: int, by: str = "dispatcher") -> Advice:
    with world.hour() as at:
        return advise(world.matter(key), world.seat(by), at)


def codes(found: Advice) -> list[str]:
    return [card.code for choice in found.choices if (card := directory.unit_by_id(choice.unit)) is not None]


def test_precedents_of_the_same_region_first_then_of_anywhere(world: World) -> None:
    world.awaiting_visit("urban", region="shiqiao")
    world.awaiting_visit("police")
    here = advice(world, waiting(world, region="shiqiao"))
    assert (codes(here), here.past.total, here.past.here, here.region) == (["urban"], 1, True, "石桥镇")
    there = advice(world, waiting(world, region="linhequ"))
    assert (there.past.total, there.past.here) == (2, False)
    assert codes(there)[2:] == ["linhe"], "the county that goes by the region's name stands last"
    world.pass_(days=91)
    assert advice(world, waiting(world, region="shiqiao")).past.total == 0


def test_who_handled_beside_is_suggested_beside(world: World) -> None:
    for co in (("police",), ("police", "water"), ()):
        key = waiting(world)
        world.do(key, "send", "dispatcher", unit="urban", co_units=co)
        for unit in ("urban", *co):
            world.do(key, "sign_in", f"h-{unit}")
            world.do(key, "contact", f"h-{unit}", outcome="reached")
            world.do(key, "reply", f"h-{unit}", words="已到现场处理。", solved=True)
        while any(d.state == "replied" for d in world.matter(key).dispatches):
            no = next(d.no for d in world.matter(key).dispatches if d.state == "replied")
            world.do(key, "accept_reply", "dispatcher", dispatch=no)
        world.do(key, "conclude", "dispatcher")
    (best, *_) = advice(world, waiting(world)).choices
    beside = [directory.unit_by_id(co) for co in best.co_units]
    assert [card.code for card in beside if card is not None] == ["police"], "two of three; the other one of three"


def test_returns_are_counted_by_their_ruling(world: World) -> None:
    for verb in ("grant_return", "refuse_return"):
        key = world.dispatched("water")
        world.do(key, "ask_return", "h-water", ground="not_my_duty", clause="第四条", evidence="查看")
        world.do(key, verb, "dispatcher", words="裁决", **({"fault": ""} if verb == "grant_return" else {}))
    found = advice(world, waiting(world))
    water = world.seat("h-water").unit
    assert (found.past.returned[water], found.past.refused[water], found.past.total) == (1, 1, 2)
    assert codes(found) == []


def test_what_a_seat_may_not_see_is_no_precedent(world: World) -> None:
    world.do(world.awaiting_visit("urban", about="linhe"), "mark", "dispatcher", mark="urgent", on=True, reason="急")
    key = waiting(world)
    assert advice(world, key).past.total == 1
    assert advice(world, key, by="agent").past.total == 1
    secret = world.accept(confidential=True)
    world.do(secret, "hand_on", "dispatcher")
    world.do(secret, "send", "dispatcher", unit="police")
    assert advice(world, key).past.total == 2
    assert advice(world, key, by="agent").past.total == 1, "confidential: not even counted"


def test_a_unit_that_returned_this_very_matter_is_not_suggested_again(world: World) -> None:
    world.awaiting_visit("water")
    key = world.dispatched("water")
    world.do(key, "ask_return", "h-water", ground="not_my_duty", clause="第四条", evidence="查看")
    world.do(key, "grant_return", "dispatcher", words="是", fault="")
    found = advice(world, key)
    assert (codes(found), [card.code for card in found.returned]) == ([], ["water"])


def test_a_district_sees_whom_it_passed_such_matters_on_to(world: World) -> None:
    for _ in range(2):
        key = world.dispatched("linhe")
        world.do(key, "sign_in", "d-linhe")
        world.do(key, "pass_on", "d-linhe", unit="linhe-town")
        world.do(key, "sign_in", "h-town")
        world.do(key, "contact", "h-town", outcome="reached")
        world.do(key, "reply", "h-town", words="已办", solved=True)
        world.do(key, "accept_reply", "d-linhe", dispatch=2)
        world.do(key, "reply", "d-linhe", words="已办", solved=True)
        world.do(key, "accept_reply", "dispatcher")
        world.do(key, "conclude", "dispatcher")
    key = world.dispatched("linhe")
    found = advice(world, key, by="d-linhe")
    assert codes(found) == ["linhe-town"]
    assert found.past.concluded[directory.units_by_name("石桥镇", world.seat("d-linhe").platform)[0].id] == 2


def test_however_many_there_were(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "MOST", 2)
    for _ in range(3):
        world.awaiting_visit("urban")
    key = waiting(world)
    matter, seat = world.matter(key), world.seat("dispatcher")
    with CaptureQueriesContext(connection) as asked:
        found = past.precedents(matter.order, seat, world.now, 90)
    assert (found.total, found.more, sum(found.concluded.values())) == (2, True, 2)
    assert len(asked) <= 4


def test_the_preview_is_what_sending_sets(world: World) -> None:
    for traits in ({}, {"urgent": True}, {"enterprise": True}):
        key = waiting(world, **traits)
        world.pass_(minutes=2)
        card = directory.unit_by_code("urban", world.seat("dispatcher").platform)
        assert card is not None
        with world.hour() as at:
            seen = preview.of_dispatch(world.matter(key), card, world.seat("dispatcher").platform, at)
        world.now -= timedelta(minutes=2)
        world.do(key, "send", "dispatcher", unit="urban")
        matter = world.matter(key)
        for one in seen:
            assert clock_of(matter, one.clock.name, 1).due_at == one.clock.due_at
            assert one.lines[0].endswith(one.clock.cite) and len(one.lines) >= 3
        assert {one.clock.name for one in seen} == {c.name for c in matter.clocks if c.subject == 1}


def test_a_year_without_its_calendar_is_said_before(world: World) -> None:
    key = waiting(world)
    card = directory.unit_by_code("urban", world.seat("dispatcher").platform)
    assert card is not None
    far = world.now.replace(year=2090)
    with clock.at(far), pytest.raises(Refusal):
        preview.of_dispatch(world.matter(key), card, world.seat("dispatcher").platform, far)
    supervised = preview.of_supervision(world.matter(key), world.platform, world.now)
    assert supervised is not None and supervised.clock.limit == "3个工作日"
