"""The list in the database's words says the same as the rules of one matter; paged by key; scoped."""

from datetime import timedelta

import pytest

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.supervision import reads, rules
from huisheng.lifecycle.workorder import pressing
from huisheng.lifecycle.workorder.models import Contradiction, WorkOrder
from huisheng.lifecycle.workorder.press import Press
from tests.cast import World


def troubled(world: World) -> None:
    """One of each, and some that press for several reasons or for none."""
    world.dispatched("water")
    signed = world.dispatched("urban")
    world.do(signed, "sign_in", "h-urban")
    world.do(signed, "instruct", "leader", words="请办")
    supervised = world.dispatched("police")
    world.do(supervised, "supervise", "supervisor", form="phone", words="请办")
    back = world.dispatched("water")
    for unit in ("water", "urban"):
        world.do(back, "ask_return", f"h-{unit}", ground="not_my_duty", clause="第四条", evidence="查看")
        world.do(back, "grant_return", "dispatcher", words="是", fault="")
        world.do(back, "send", "dispatcher", unit="urban" if unit == "water" else "police")
    world.twice_unsatisfied("urban")
    done = world.awaiting_visit("water")
    world.do(done, "visit", "visitor", outcome="reached", solved=True, grade="satisfied")
    world.do(done, "instruct", "leader", words="再看一次")
    said = {"platform_id": world.platform, "unit_id": world.seat("h-water").unit, "at": world.now, "said": ["不一致。"]}
    for key in (done, signed):
        Contradiction.objects.create(order_id=key, **said)
    world.accept()


@pytest.mark.parametrize("hours", [0, 20, 100, 400, 800])
def test_the_list_and_the_rules_agree(world: World, hours: int) -> None:
    troubled(world)
    seat = world.seat("supervisor")
    now = world.now + timedelta(hours=hours)
    with clock.at(now):
        bounds = reads.limits(seat, now)
        reach = pressing.reach(seat)
        known = pressing.facts(reach, WorkOrder.objects.all())
        counted = pressing.by_unit(reach, now, bounds)
        for press in Press:
            listed = {order.pk for order in pressing.pressed(reach, press, now, bounds, beyond=None, size=99)}
            ruled = {
                key for key, held in known.items() if press in {r.press for r in rules.reasons(held, bounds, now)}
            }  # fmt: skip
            assert listed == ruled, press
            assert sum(counted[press].values()) == len(listed)


def test_each_order_stands_once_where_its_gravest_reason_stands(world: World) -> None:
    troubled(world)
    seat, now = world.seat("supervisor"), world.now + timedelta(hours=400)
    with clock.at(now):
        whole = reads.page(seat, now)
        tiers = [list(Press).index(row.reasons[0].press) for row in whole.rows]
        assert tiers == sorted(tiers) and not whole.next
        numbers = [row.order.number for row in whole.rows]
        assert len(numbers) == len(set(numbers))
        seen, after = [], ""
        while True:
            page = reads.page(seat, now, after=after, size=2)
            seen += [row.order.number for row in page.rows]
            after = page.next
            if not after:
                break
        assert seen == numbers
        for row, then in zip(whole.rows, [*whole.rows[1:], None], strict=True):
            order = reads.following(seat, row, now)
            assert (order and order.pk) == (then and then.order.pk)
        by_unit = reads.page(seat, now, why="late", unit="urban").rows
        assert {row.order.main_unit_id for row in by_unit} == {world.seat("h-urban").unit}


def test_nobody_presses_what_is_another_platform_s(world: World) -> None:
    troubled(world)
    now = world.now + timedelta(hours=400)
    with clock.at(now):
        assert reads.page(world.seat("d-linhe"), now).rows == []
        assert reads.page(world.seat("admin"), now).rows == []
        assert sum(map(len, reads.counts(world.seat("d-linhe"), now).values())) == 0
        confidential = world.accept(confidential=True)
        assert confidential not in {row.order.pk for row in reads.page(world.seat("agent"), now).rows}


def test_a_place_that_makes_no_sense(world: World) -> None:
    seat = world.seat("supervisor")
    with clock.at(world.now):
        for after in ("x", "1-2", "1-2-x", f"1-{10**17}-3", "1-2-3-4"):
            with pytest.raises(Refusal):
                reads.page(seat, world.now, after=after)
        calm = reads.one(seat, WorkOrder.objects.get(pk=world.accept()), world.now)
        assert (calm.reasons, calm.step) == ([], "remind")
        assert reads.following(seat, calm, world.now) is None
