"""What a new matter may repeat: found, explained, scoped; and places without houses."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.workorder import similar, taken
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import follow
from huisheng.taxonomy import load
from tests.cast import World

SAID = "幸福里小区旁边工地又是凌晨施工，吵得睡不着，希望尽快制止。"
TWIN = "幸福里小区旁边的工地凌晨还在施工，吵得人睡不着觉。"
OTHER = "滨河路路灯不亮三天了，晚上出门看不清路，希望尽快修好。"


def titles(likes: Sequence[similar.Like]) -> dict[str, tuple[str, ...]]:
    return {like.order.personal.title: like.why for like in likes}


def ask(world: World, by: str = "agent", **asked: Any) -> dict[str, tuple[str, ...]]:
    return titles(similar.likely(world.seat(by), now=world.now, **{"words": SAID, **asked}))


@pytest.mark.parametrize("written", [False, True])
def test_the_same_matter_told_by_somebody_else(world: World, written: bool) -> None:
    keys = [world.accept(title="工地", words=TWIN), world.accept(title="路灯", words=OTHER)]
    if written:
        follow.write(keys)
    assert ask(world) == {"工地": ("内容相近",)}
    assert ask(world, words=TWIN) == {"工地": ("说的几乎一样",)}
    assert ask(world, category="010101") == {"工地": ("同类别，3 天内", "内容相近")}
    assert ask(world, category="020101") == {}
    assert ask(world, words="工地") == {}
    assert ask(world, words="") == {}


def test_only_of_the_last_days(world: World) -> None:
    world.accept(title="工地", words=TWIN)
    world.pass_(days=similar.WINDOW.days, minutes=1)
    assert ask(world) == {}


def test_the_same_place(world: World) -> None:
    city = {"platform": {"code": "yunshan", "scope": "湖南/湘潭"}, "region": [{"code": "yunhu", "name": "云湖区"}]}
    load.load_city(city)
    world.accept(title="有区域", words=TWIN, region="yunhu")
    world.accept(title="没区域", words=TWIN)
    assert ask(world, region="yunhu", category="010101") == {"有区域": ("同区域同类别，3 天内", "内容相近")}
    assert ask(world, region="yunhu")["有区域"][0] == "同区域，3 天内"
    blind = similar.blind_of("199 0000-0001")
    assert similar.regions_of([blind, b""], world.seat("agent")) == {blind: "yunhu"}
    assert similar.regions_of([blind], world.seat("h-water")) == {}


def test_the_same_caller(world: World) -> None:
    blind = similar.blind_of("１９９00000001")
    open_ = world.accept(title="没办完", words=OTHER)
    done = world.accept(title="办完了", words=OTHER)
    world.do(done, "answer", "agent", words="按规定办。")
    agent = world.seat("agent")
    assert ask(world, blind=blind) == {"没办完": ("同一来电人",), "办完了": ("同一来电人",)}
    rows, count = similar.of_caller(blind, agent, 1)
    assert ([row.pk for row in rows], count) == ([open_], 2)
    world.pass_(days=31)
    assert ask(world, blind=blind) == {"没办完": ("同一来电人",)}
    assert similar.of_caller(b"", agent, 5) == ([], 0)
    assert similar.of_caller(blind, world.seat("h-water"), 5) == ([], 0)


def test_nothing_that_isn_t_to_be_seen(world: World) -> None:
    blind = similar.blind_of("19900000001")
    world.accept(title="保密", words=TWIN, confidential=True)
    world.accept(title="说的是本平台", words=TWIN, about="yunshan")
    assert ask(world, blind=blind) == {}
    assert set(ask(world, by="supervisor", blind=blind)) == {"保密", "说的是本平台"}
    assert similar.of_caller(blind, world.seat("agent"), 5) == ([], 0)
    assert ask(world, by="admin", blind=blind) == {}


def test_queries_are_few(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        world.accept(title=f"工地 {number}", words=TWIN)
    with django_assert_max_num_queries(11):
        assert len(ask(world, blind=similar.blind_of("19900000001"))) == 4


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=20))
def test_shares_are_shares(holding: list[list[bool]]) -> None:
    shares = similar._shares(holding)
    assert all(0 <= share <= 1 + 1e-9 for share in shares)
    for row, share in zip(holding, shares, strict=True):
        assert (share == 0) == (not any(row))
        for other, less in zip(holding, shares, strict=True):
            if all(a or not b for a, b in zip(row, other, strict=True)):
                assert share >= less - 1e-9  # who holds all that another holds is at least as like


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("云山市幸福里小区3栋502室", "云山市幸福里小区"),
        ("幸福里小区（12号楼）", "幸福里小区"),
        ("滨河路十二号院", "滨河路"),
        ("三里屯街道一中门口", "三里屯街道一中门口"),
        ("百花园甲座", "百花园"),
        ("１８号", ""),
        ("", ""),
        ("幸福大道与滨河路交叉口", "幸福大道与滨河路交叉口"),
    ],
)
def test_a_place_without_its_house(place: str, left: str) -> None:
    assert similar.street(place) == left


@given(st.text(alphabet="幸福里小区三一十百号栋室0５9（， ", max_size=30))
def test_no_number_is_left_of_a_place(place: str) -> None:
    left = similar.street(place)
    assert not any(character.isdigit() for character in left)
    assert place.strip().startswith(left)


def test_the_most_used_place_first(world: World) -> None:
    keys = [world.accept(place=f"幸福里小区{n}栋") for n in range(3)] + [
        world.accept(place="幸福大道") for _ in range(2)
    ]
    keys.append(world.accept(place="", words="幸福的事"))
    follow.write(keys)
    agent = world.seat("agent")
    assert similar.places(agent, "幸福") == ["幸福里小区", "幸福大道"]
    assert similar.places(agent, "福里") == ["幸福里小区"]
    assert [similar.places(agent, typed) for typed in ("", "幸", "YS-20191104-0000001", "\0")] == [[]] * 4
    assert similar.places(agent, "幸福", "nowhere") == []
    assert similar.places(world.seat("h-water"), "幸福") == []


def test_what_a_seat_took(world: World) -> None:
    begun, agent = world.now, world.seat("agent")
    keys = [world.accept() for _ in range(3)]
    world.do(keys[0], "answer", "agent", words="按规定办。")
    world.do(keys[1], "hand_on", "agent")
    world.accept(by="system")
    hidden = world.accept(confidential=True)
    assert taken.counts(agent, begun) == taken.Counts(3, 1, 1)
    assert taken.counts(agent, world.now + timedelta(seconds=1)) == taken.Counts(0, 0, 0)
    first = taken.page(agent, since=begun, size=2)
    assert ([order.pk for order in first.orders], first.next) == ([keys[2], keys[1]], str(keys[1]))
    rest = taken.page(agent, since=begun, before=int(first.next), size=2)
    assert ([order.pk for order in rest.orders], rest.next) == ([keys[0]], "")
    assert [order.pk for order in taken.page(agent, since=begun, state="answered").orders] == [keys[0]]
    assert taken.page(agent, since=begun, state="nonsense").orders == []
    assert list(taken.numbers(agent, [keys[0], hidden])) == [keys[0]]
    assert taken.numbers(agent, []) == {}
    assert WorkOrder.objects.count() == 5
