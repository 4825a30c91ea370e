"""City to district to town: every level sends, decides and reviews its own, with its own clocks and limits."""

from typing import Any

import pytest

from huisheng.directory import load as directory_load
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.workorder.reads import look, take
from tests.cast import World
from tests.cast_with_park import parsed_cast
from tests.telling import clock_of, day_end, kinds, note, replayed, running

RETURN = {"ground": "not_my_area", "clause": "属地管理办法第二条", "evidence": "地图"}


@pytest.fixture
def district(world: World) -> World:
    directory_load.load_city(parsed_cast())
    return world


def passed_on(world: World) -> int:
    key = world.dispatched("linhe")
    world.do(key, "sign_in", "d-linhe")
    world.pass_(days=1)
    world.do(key, "pass_on", "d-linhe", unit="linhe-town", note="请石桥镇办理")
    return key


def test_pass_on(district: World) -> None:
    key = district.dispatched("linhe")
    assert district.refused(key, "pass_on", "d-linhe", unit="linhe-town").code == "wrong_state"  # not signed
    district.do(key, "sign_in", "h-linhe")
    assert district.refused(key, "pass_on", "d-linhe", unit="water").code == "no_unit"  # not its own
    district.pass_(days=1)
    district.do(key, "pass_on", "d-linhe", unit="linhe-town", note="请石桥镇办理")
    matter = replayed(district, key)
    assert note(key) == "请石桥镇办理"
    child = matter.dispatches[1]
    assert (child.parent, child.part, child.cause, child.state) == (1, "main", "passed_on", "sent")
    assert matter.order.main_unit_id == matter.dispatches[0].unit_id  # the district answers upward
    assert clock_of(matter, "reply", 1).due_at == day_end(11, 11)
    assert clock_of(matter, "reply", 2).due_at == day_end(11, 12)  # its own clock, from its own start
    assert clock_of(matter, "sign_in", 2).due_at == day_end(11, 6)
    assert district.refused(key, "pass_on", "d-linhe", unit="linhe-town").code == "already_sent"
    district.do(key, "pass_on", "d-linhe", unit="linhe-park")
    assert replayed(district, key).dispatches[2].part == "co"


def test_the_district_decides_on_its_own_units(district: World) -> None:
    key = passed_on(district)
    district.do(key, "sign_in", "h-town")
    district.do(key, "ask_extension", "h-town", days=2, reason="等材料")
    district.do(key, "ask_return", "h-town", **RETURN)
    for verb in ("grant_return", "refuse_return", "refuse_extension"):
        assert district.refused(key, verb, "dispatcher", words="市里来定").code == "no_request"
    district.do(key, "grant_extension", "d-linhe")
    matter = replayed(district, key)
    assert clock_of(matter, "reply", 2).due_at == day_end(11, 14)
    assert clock_of(matter, "reply", 1).due_at == day_end(11, 11)  # upward nothing moves
    district.do(key, "grant_return", "d-linhe", words="改派园林所")
    matter = replayed(district, key)
    assert (matter.order.state, matter.dispatches[1].state) == ("in_hand", "returned")
    district.do(key, "pass_on", "d-linhe", unit="linhe-park")
    assert replayed(district, key).dispatches[2].part == "main"


def test_the_district_replies_when_its_units_are_done(district: World) -> None:
    key = passed_on(district)
    given: dict[str, Any] = {"words": "已办理", "solved": True}
    assert district.refused(key, "reply", "d-linhe", **given).code == "children"
    district.do(key, "sign_in", "h-town")
    district.do(key, "reply", "h-town", **given)
    assert district.matter(key).order.state == "in_hand"
    assert district.refused(key, "reply", "d-linhe", **given).code == "children"  # not reviewed yet
    assert district.refused(key, "accept_reply", "dispatcher").code == "wrong_state"
    district.do(key, "send_back", "d-linhe", words="没有照片")
    assert replayed(district, key).dispatches[1].state == "signed"
    district.do(key, "reply", "h-town", **given)
    district.do(key, "accept_reply", "d-linhe", words="可以")
    district.do(key, "reply", "d-linhe", **given)
    matter = replayed(district, key)
    assert matter.order.state == "replied"
    assert running(matter) == {("citizen", 0)}
    assert district.refused(key, "accept_reply", "d-linhe").code == "wrong_state"
    district.do(key, "accept_reply", "dispatcher")
    district.do(key, "conclude", "dispatcher")
    assert replayed(district, key).order.state == "awaiting_visit"


def test_what_is_taken_from_the_district_is_taken_from_its_units(district: World) -> None:
    key = passed_on(district)
    district.do(key, "withdraw", "dispatcher", dispatch=1, reason="派错")
    matter = replayed(district, key)
    assert kinds(key)[-2:] == ["withdrawn", "withdrawn"]
    assert [d.state for d in matter.dispatches] == ["withdrawn", "withdrawn"]
    assert matter.order.state == "awaiting_dispatch"
    assert running(matter) == {("citizen", 0)}


def test_a_granted_return_of_the_district_takes_its_units_with_it(district: World) -> None:
    key = passed_on(district)
    district.do(key, "sign_in", "h-town")
    district.do(key, "ask_extension", "h-town", days=2, reason="等材料")
    district.do(key, "ask_return", "d-linhe", **RETURN)
    district.do(key, "grant_return", "dispatcher", words="同意")
    matter = replayed(district, key)
    assert [d.state for d in matter.dispatches] == ["returned", "withdrawn"]
    assert [(r.kind, r.state) for r in matter.requests] == [("extension", "lapsed"), ("return", "granted")]


def test_the_district_s_own_law_sets_its_units_clocks(world: World) -> None:
    parsed = parsed_cast()
    linhe = next(unit for unit in parsed["unit"] if unit["code"] == "linhe")
    linhe["scope"] = "山东/临河"
    directory_load.load_city(parsed)
    key = passed_on(world)
    matter = replayed(world, key)
    assert clock_of(matter, "reply", 1).cite == "rehearsal#art-16"  # 湘潭's, which the city goes by
    assert clock_of(matter, "reply", 2).cite == "domain#art-6"  # 山东's
    world.do(key, "sign_in", "h-town")
    most = world.refused(key, "ask_extension", "h-town", days=11, reason="久")
    assert most.cite == "domain#art-7"
    world.now = day_end(11, 8)
    assert world.refused(key, "ask_return", "h-town", **RETURN).cite == "domain#art-8"


def test_who_sees_what_was_passed_on(district: World) -> None:
    key = passed_on(district)
    number = district.matter(key).order.number
    for seat in ("d-linhe", "h-linhe", "h-town", "dispatcher", "visitor"):
        assert look(number, district.seat(seat)).order.pk == key
    for seat in ("h-park", "h-water", "admin"):
        with pytest.raises(Refusal) as caught:
            look(number, district.seat(seat))
        assert caught.value.code == "not_found"


def test_confidential_orders_are_seen_by_named_seats_only(district: World) -> None:
    key = district.dispatched("water", confidential=True)
    number = district.matter(key).order.number
    seen = []
    for seat in ("agent", "dispatcher", "visitor", "supervisor", "assessor", "leader", "admin", "h-water", "system"):
        try:
            look(number, district.seat(seat))
            seen.append(seat)
        except Refusal as refusal:
            assert refusal.code == "not_found"
    assert seen == ["dispatcher", "supervisor", "leader", "system"]


def test_the_unit_it_is_about_never_sees_it(district: World) -> None:
    key = district.dispatched("urban", about="linhe-town")
    number = district.matter(key).order.number
    for seat in ("h-town", "h-linhe"):
        with clock.at(district.now), append.writing(), pytest.raises(Refusal):
            take(number, district.seat(seat))
    assert look(number, district.seat("h-urban")).order.pk == key
