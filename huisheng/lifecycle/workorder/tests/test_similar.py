"""Places without houses, and what a seat took."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.workorder import similar, taken
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import follow
from tests.cast import World


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
