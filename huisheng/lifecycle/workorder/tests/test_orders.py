"""Questions about orders: found, locked, listed, searched, counted, told in sentences, masked."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from huisheng.directory.models import Look
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read, replay
from huisheng.ledger.vocabulary import KINDS
from huisheng.lifecycle.workorder import caller, glance, lists, numbers, timeline
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.models import (
    Clock,
    Dispatch,
    Instruction,
    Link,
    Note,
    Request,
    Supervision,
    Visit,
    WorkOrder,
)
from huisheng.lifecycle.workorder.reads import by_source, live_many, look, take, take_by_id
from huisheng.lifecycle.workorder.states import EDGES
from huisheng.taxonomy import atlas
from huisheng.taxonomy.models import Region
from tests.cast import World
from tests.telling import day_end

BOTH: dict[str, Any] = {"from": "2019-11-04", "to": "2019-11-04"}
LATER: dict[str, Any] = {"from": "2019-11-05"}


def number(world: World, key: int) -> str:
    return world.matter(key).order.number


def test_look_and_take(world: World) -> None:
    key = world.accept()
    assert look(number(world, key), world.seat("visitor")).order.pk == key
    with append.writing():
        assert take(number(world, key), world.seat("agent"), seen=2).order.pk == key
        assert take_by_id(key).order.pk == key
        with pytest.raises(Refusal) as stale:
            take(number(world, key), world.seat("agent"), seen=1)
        assert (stale.value.code, stale.value.field) == ("stale", "seen")


@pytest.mark.parametrize(
    "bad", ["", "YS-20191104-9999999", "\x00", "\udcff", "'; DROP TABLE workorder; --", "九" * 9999]
)
def test_no_such_number(world: World, bad: str) -> None:
    for find in (look, take):
        with append.writing(), pytest.raises(Refusal) as caught:
            find(bad, world.seat("agent"))
        assert caught.value.code == "not_found"


def test_no_such_dispatch_and_no_such_unit(world: World) -> None:
    matter = world.matter(world.accept())
    with pytest.raises(Refusal) as caught:
        matter.dispatch(1)
    assert caught.value.code == "no_dispatch"
    with pytest.raises(LookupError):
        unit(0)


def test_an_act_is_dated_between_the_last_one_and_now(world: World) -> None:
    verb: Any = import_module("huisheng.lifecycle.intake.actions.hand_on")
    key = world.accept()
    for at, code in (
        (world.now - timedelta(minutes=1), "before_last"),
        (world.now + timedelta(minutes=2), "in_future"),
    ):
        with world.hour(), append.writing(), pytest.raises(Refusal) as caught:
            verb.do(take_by_id(key), by=world.seat("agent"), at=at)
        assert caught.value.code == code


def test_rows_say_what_they_are(world: World) -> None:
    key = world.replied()
    world.do(key, "link", "agent", to=number(world, world.accept()))
    matter = world.matter(key)
    assert str(matter.order) == matter.order.number
    assert str(matter.personal) == matter.personal.title
    assert str(matter.dispatches[0]) == f"{key}/1"
    assert str(matter.clocks[0]) == f"{key}/citizen/0"
    assert str(matter.links[0]) == f"{key}-{matter.links[0].to_id}"
    assert str(Note.objects.filter(order_id=key).first()).startswith(f"{key}:")
    assert str(Request(order_id=key, kind="return", no=2)) == f"{key}/return/2"
    assert [str(model(order_id=key, no=3)) for model in (Visit, Supervision, Instruction)] == [f"{key}/3"] * 3
    assert {model._meta.db_table for model in (Clock, Dispatch, Link)} == {
        *("workorder_clock", "workorder_dispatch", "workorder_link")
    }


def test_many_at_once_are_as_replayed(world: World) -> None:
    keys = [world.accept(), world.awaiting_visit()]
    many = live_many(keys)
    assert set(many) == set(keys)
    for key in keys:
        assert replay.order(read.stream(f"workorder:{key}")) == many[key]


def test_keys_in_blocks(world: World) -> None:
    single = world.accept()
    with numbers.blocks_of(5):
        block = [world.accept() for _ in range(6)]
        known, _ = numbers.known_or_next("test", "t1")
    assert known == single
    assert len({single, *block}) == 7
    assert block == sorted(block)
    assert world.accept() > block[-1]


def test_by_source(world: World) -> None:
    key = world.accept()
    found = by_source("test", "t1")
    assert found is not None
    assert found.pk == key
    assert by_source("test", "t2") is None


# -- lists --


def page(world: World, seat: str = "agent", size: int = 50, **filters: str) -> list[int]:
    return [order.pk for order in lists.page(world.seat(seat), filters, size).orders]


def test_pages_by_key_both_ways(world: World) -> None:
    keys = [world.accept() for _ in range(5)][::-1]
    agent = world.seat("agent")
    first = lists.page(agent, {}, 2)
    assert ([o.pk for o in first.orders], first.prev) == (keys[:2], "")
    second = lists.page(agent, {"after": first.next}, 2)
    assert [o.pk for o in second.orders] == keys[2:4]
    third = lists.page(agent, {"after": second.next}, 2)
    assert ([o.pk for o in third.orders], third.next) == (keys[4:], "")
    back = lists.page(agent, {"before": third.prev}, 2)
    assert [o.pk for o in back.orders] == keys[2:4]
    front = lists.page(agent, {"before": back.prev}, 2)
    assert ([o.pk for o in front.orders], front.prev) == (keys[:2], "")
    assert lists.page(agent, {"before": str(keys[0])}, 2) == lists.Page([], "", "")
    assert lists.page(agent, {"after": str(keys[-1])}, 2) == lists.Page([], "", "")


def test_filters(world: World) -> None:
    water, urban, other = world.dispatched(), world.dispatched("urban"), world.accept(kind="help", title="路灯不亮")
    assert page(world, state="in_hand") == [urban, water]
    assert page(world, kind="help") == [other]
    assert page(world, unit="water") == [water]
    assert page(world, "h-water") == [water]
    assert page(world, "h-water", unit="water") == [water]
    assert page(world, "h-linhe", unit="linhe-town") == []
    assert page(world, **BOTH) == [other, urban, water]
    assert page(world, **LATER) == page(world, to="2019-11-03") == []
    assert page(world, q="路灯") == [other]
    assert page(world, q=" \x00 ") == [other, urban, water]
    assert page(world, q="100%_") == []
    assert page(world, q=number(world, water).lower()) == [water]
    assert page(world, q=f"{urban:07d}") == [urban]


def test_what_is_late_and_what_soon_will_be(world: World) -> None:
    sent, waiting = world.dispatched(), world.accept()
    world.now = day_end(11, 5) - timedelta(hours=1)
    with world.hour():
        assert {name: page(world, clock=name) for name in lists.PRESSING} == {"soon": [sent], "late": []}
    world.now = day_end(11, 5) + timedelta(hours=1)
    with world.hour():
        assert page(world, clock="late") == [sent]
        assert waiting not in page(world, clock="soon")


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"state": "lost"}, "state"),
        ({"kind": "gossip"}, "kind"),
        ({"unit": "nobody"}, "unit"),
        ({"clock": "soonish"}, "clock"),
        ({"from": "yesterday"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"from": "0001-01-01"}, "from"),
        ({"from": "2019-11-05", "to": "2019-11-04"}, "from"),
        ({"after": "１"}, "after"),
        ({"before": "-1"}, "before"),
        ({"after": "9" * 19}, "after"),
    ],
)
def test_filters_that_make_no_sense(world: World, filters: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        lists.page(world.seat("agent"), filters)
    assert (caught.value.code, caught.value.field) == ("bad_filter", field)


# -- at a glance --


def test_glance(world: World) -> None:
    waiting, sent = world.accept(), world.dispatched()
    agent, water = world.seat("agent"), world.seat("h-water")
    seen = glance.glance(agent, world.now)
    assert (seen.states["accepted"], seen.states["in_hand"], seen.today, seen.late, seen.soon) == (1, 1, 2, 0, 0)
    assert glance.glance(water, world.now).unsigned == 1
    tomorrow = glance.glance(agent, day_end(11, 5) - timedelta(hours=1))
    assert (tomorrow.today, tomorrow.soon) == (0, 1)
    assert glance.glance(agent, day_end(11, 6)).late == 1
    assert glance.waiting(agent, ["in_hand", "closed"]) == {"in_hand": 1, "closed": 0}
    assert glance.waiting(agent, []) == {}
    assert [o.pk for o in glance.running_out_next(agent, world.now, 5)] == [sent, waiting]


def test_confirmed_and_linked(world: World) -> None:
    good, bad, hidden = world.awaiting_visit(), world.awaiting_visit(), world.accept(confidential=True)
    world.do(good, "visit", "visitor", outcome="reached", solved=True, grade="partly")
    world.unsatisfied(bad)
    assert glance.confirmed([good, bad]) == {good}
    assert glance.linked(world.matter(good), world.seat("agent")) == []
    world.do(good, "link", "dispatcher", to=number(world, bad))
    world.do(hidden, "link", "dispatcher", to=number(world, good))
    assert [o.pk for o in glance.linked(world.matter(good), world.seat("agent"))] == [bad]
    assert [o.pk for o in glance.linked(world.matter(bad), world.seat("dispatcher"))] == [good]
    assert [o.pk for o in glance.linked(world.matter(good), world.seat("dispatcher"))] == [bad, hidden]


# -- the timeline --


def test_every_kind_of_entry_stands_on_a_verb_s_article() -> None:
    of_orders = {name for name, kind in KINDS.items() if kind in replay._FOLDS}
    assert set(timeline._VERB_OF) == of_orders
    assert set(timeline._VERB_OF.values()) <= set(EDGES)


def test_timeline(world: World) -> None:
    key = world.replied(region="")
    told = timeline.timeline(world.matter(key))
    assert [line.no for line in told] == list(range(1, len(told) + 1))
    by_kind = {line.kind: line for line in told}
    assert by_kind["accepted"].sentence.startswith("受理，工单号YS-20191104-")
    assert "投诉" in by_kind["classified"].sentence
    assert by_kind["dispatched"].sentence == "派至云山市水务局（主办）"
    assert (by_kind["replied"].words, by_kind["replied"].unit) == ("已到现场处理。", "云山市水务局")
    assert by_kind["handed_on"].seat == "坐席甲"
    assert all(line.cite for line in told)


def test_the_region_is_named(world: World) -> None:
    Region.objects.create(platform="yunshan", code="east", name="东街", path="/east/", order=1)
    atlas.forget()
    key = world.accept(region="east")
    told = timeline.timeline(world.matter(key))
    assert "东街" in told[1].sentence
    atlas.forget()


# -- the citizen's data --


def test_masked_to_all_shown_for_a_purpose_and_logged(world: World) -> None:
    key = world.dispatched()
    matter, water = world.matter(key), world.seat("h-water")
    assert timeline.masked_caller(matter) == ("演某", "199****0001")
    with world.hour() as at:
        assert caller.reveal(matter, by=water, purpose="contact", at=at) == ("演示甲", "19900000001")
        look_row = Look.objects.filter(subject=matter.order.stream).latest("id")
        assert (look_row.seat_id, look_row.purpose, look_row.at) == (water.seat, "联系市民办理", at)
        looks = Look.objects.count()
        bad: list[tuple[str, Any]] = [
            ("h-urban", "contact"),
            ("admin", "contact"),
            ("h-water", "curiosity"),
            ("h-water", None),
        ]
        for seat, purpose in bad:
            with pytest.raises(Refusal):
                caller.reveal(matter, by=world.seat(seat), purpose=purpose, at=at)
        assert Look.objects.count() == looks
        assert caller.reveal(matter, by=world.seat("visitor"), purpose="visit", at=at)[0] == "演示甲"


def test_a_unit_that_is_done_looks_no_more(world: World) -> None:
    key = world.replied()
    refusal = caller.may_reveal(world.matter(key), world.seat("h-water"))
    assert refusal is not None
    assert refusal.code == "not_in_hand"


def test_a_new_matter_asks_no_table(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Matter(WorkOrder(id=1), new=True).dispatches == []
