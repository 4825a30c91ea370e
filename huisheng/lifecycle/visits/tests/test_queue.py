"""Whom to call next: in order, one seat at a time, unanswered ones again by rule; and each seat's own day."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.directory import load as directory_load
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.visits import reads
from huisheng.lifecycle.visits.actions import put_off, take, take_next
from huisheng.lifecycle.visits.models import Attempt, Hold
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

SECOND = """
[[seat]]
code = "visitor-2"
role = "visitor"
unit = "yunshan"
label = "回访员乙"
"""


def with_second(world: World) -> World:
    """A colleague for the visitor."""
    import tomllib
    from pathlib import Path

    import tests.cast

    text = (Path(tests.cast.__file__).parent / "cast.toml").read_text(encoding="utf-8")
    directory_load.load_city(tomllib.loads(text + SECOND))
    return world


@pytest.fixture
def two(world: World) -> Iterator[World]:
    """The city with two visitors."""
    yield with_second(world)


def take_as(world: World, code: str = "visitor") -> int | None:
    with world.hour() as at:
        order = take_next.do(by=world.seat(code), at=at)
    return None if order is None else order.pk


def put(world: World, key: int, code: str = "visitor", **given: Any) -> datetime:
    with world.hour() as at:
        return put_off.do(order(key), by=world.seat(code), at=at, **{"why": "busy", "until": "", **given})


def order(key: int) -> WorkOrder:
    return WorkOrder.objects.get(pk=key)


def unanswered(world: World, key: int, by: str = "visitor") -> None:
    world.do(key, "visit", by, outcome="unanswered")


def test_the_clock_decides_and_nobody_is_given_twice(two: World) -> None:
    plain, urgent = two.awaiting_visit(), two.awaiting_visit(urgent=True)
    assert take_as(two) == urgent, "its clock presses"
    assert take_as(two, "visitor-2") == plain, "the first is in the other's hands"
    assert take_as(two) == urgent, "what was let go comes again; the other one isn't free"
    two.pass_(minutes=21)
    assert take_as(two, "visitor-2") == urgent, "held for some minutes only"
    with two.hour():
        assert reads.current(two.seat("visitor-2")) == order(urgent)
        assert reads.current(two.seat("visitor")) is None


def test_what_is_done_is_in_nobodys_hands(two: World) -> None:
    key = two.awaiting_visit()
    take_as(two)
    two.do(key, "visit", "visitor", outcome="reached", solved=True, grade="satisfied")
    with two.hour():
        assert reads.current(two.seat("visitor")) is None
    assert take_as(two) is None


def test_the_unanswered_come_again_by_rule(two: World) -> None:
    key = two.awaiting_visit()
    unanswered(two, key)
    assert take_as(two) is None
    two.pass_(hours=3, minutes=50)
    with two.hour() as at:
        seen = reads.outlook(two.seat("visitor"), at)
        assert (seen.ready, seen.later) == (0, 1)
        assert seen.next is not None and timedelta() < seen.next - at <= timedelta(minutes=10)
    assert take_as(two) is None
    two.pass_(minutes=10)
    assert take_as(two) == key


def test_nobody_is_called_by_night_but_who_asked(two: World) -> None:
    late, agreed = two.awaiting_visit(), two.awaiting_visit()
    wall = clock.local(two.now).replace(hour=21, minute=0)
    put(two, agreed, until=f"{wall:%Y-%m-%d %H:%M}", why="asked")
    two.now = wall + timedelta(minutes=5)
    assert take_as(two) == agreed, "at the hour agreed"
    assert take_as(two, "visitor-2") is None
    with two.hour() as at:
        seen = reads.outlook(two.seat("visitor"), at)
        assert clock.local(seen.opens).strftime("%d %H:%M") == "05 08:30"
    two.now = seen.opens
    assert take_as(two) in (late, agreed)


def test_agreed_ones_first(two: World) -> None:
    two.awaiting_visit(urgent=True)
    agreed = two.awaiting_visit()
    put(two, agreed, until=two.now + timedelta(minutes=30))
    two.pass_(minutes=30)
    assert take_as(two) == agreed


def test_putting_off(two: World) -> None:
    key = two.awaiting_visit()
    until = put(two, key)
    assert until == two.now + timedelta(hours=4), "without a time: as long as after an unanswered call"
    held = Hold.objects.get()
    assert (held.later, held.why, str(held)) == (True, "busy", f"{key}@{held.seat_id}")
    with two.hour() as at, pytest.raises(Refusal) as caught:
        take.do(order(key), by=two.seat("visitor-2"), at=at)
    assert caught.value.code == "put_off"
    with two.hour() as at:
        take.do(order(key), by=two.seat("visitor"), at=at)  # who put it off may call all the same
        with pytest.raises(Refusal, match="正在打") as caught:
            take.do(order(key), by=two.seat("visitor-2"), at=at)
        assert caught.value.code == "taken"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"until": "2019-11-01 09:00"}, "in_past"),
        ({"until": "明天"}, "not_a_moment"),
        ({"why": ""}, "missing"),
        ({"why": "lazy"}, "not_an_option"),
    ],
)
def test_putting_off_needs_a_reason_and_an_hour_to_come(two: World, given: dict[str, str], code: str) -> None:
    key = two.awaiting_visit()
    with pytest.raises(Refusal) as caught:
        put(two, key, **given)
    assert caught.value.code == code
    assert not Hold.objects.exists()


def test_what_waits_for_no_visit_is_not_put_off(two: World) -> None:
    key = two.dispatched()
    with pytest.raises(Refusal) as caught:
        put(two, key)
    assert caught.value.code == "wrong_state"


@pytest.mark.parametrize("code", ["agent", "h-water", "supervisor", "admin", "d-linhe"])
def test_only_visitors_take(two: World, code: str) -> None:
    key = two.awaiting_visit()
    for act in (lambda: take_as(two, code), lambda: put(two, key, code)):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "wrong_role"
    assert not Hold.objects.exists()


def test_a_confidential_one_goes_to_who_may_see_it(two: World) -> None:
    key = two.awaiting_visit()
    WorkOrder.objects.filter(pk=key).update(platform_id=order(key).main_unit_id)
    assert take_as(two) is None, "another platform's"


def test_own_figures(two: World) -> None:
    first, second, third = (two.awaiting_visit() for _ in range(3))
    unanswered(two, first)
    two.do(second, "visit", "visitor", outcome="reached", solved="yes", grade="partly")
    two.do(third, "visit", "visitor-2", outcome="declined")
    with two.hour() as at:
        mine, other = (reads.today(two.seat(code), at) for code in ("visitor", "visitor-2"))
    assert (mine.calls, mine.reached, mine.unanswered, mine.partly, mine.solved) == (2, 1, 1, 1, 1)
    assert (other.calls, other.declined, other.satisfied) == (1, 1, 0)
    two.pass_(days=1)
    with two.hour() as at:
        assert reads.today(two.seat("visitor"), at).calls == 0
    assert str(Attempt.objects.earliest("pk")) == f"{first}/1@{two.seat('visitor').seat}"


def test_the_cost_does_not_grow(two: World) -> None:
    counts = []
    for _ in range(2):
        two.awaiting_visit()
        with two.hour() as at, CaptureQueriesContext(connection) as asked:
            take_next.do(by=two.seat("visitor"), at=at)
            reads.outlook(two.seat("visitor"), at)
            reads.today(two.seat("visitor"), at)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_two_who_reach_at_once(lasting_world: World) -> None:
    world = with_second(lasting_world)
    keys = {world.awaiting_visit() for _ in range(3)}
    got: list[int | None] = []
    begin = Barrier(2)

    def reach(code: str) -> None:
        begin.wait()
        got.append(take_as(world, code))
        connection.close()

    threads = [Thread(target=reach, args=(code,)) for code in ("visitor", "visitor-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 2 and set(got) <= keys
