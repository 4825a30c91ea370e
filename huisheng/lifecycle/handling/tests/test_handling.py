"""A unit handles: signs, contacts, arrives, asks for time, replies; the level above reviews and concludes."""

from datetime import timedelta
from typing import Any

import pytest

from huisheng.directory import load as directory_load
from huisheng.ledger import append
from huisheng.lifecycle.handling.actions import ask_extension, grant_extension
from tests.cast import World
from tests.cast_with_park import second_city
from tests.telling import clock_of, day_end, entries, kinds, last, note, replayed, running, without_note

CO = ["urban"]


def signed(world: World, **changed: Any) -> int:
    key = world.dispatched(**changed)
    world.do(key, "sign_in", "h-water")
    return key


def test_sign_in_stops_its_clock(world: World) -> None:
    key = signed(world)
    matter = replayed(world, key)
    assert (matter.dispatches[0].state, matter.dispatches[0].signed_at) == ("signed", world.now)
    assert clock_of(matter, "sign_in", 1).stopped_at == world.now
    assert running(matter) == {("citizen", 0), ("contact", 1), ("reply", 1)}
    assert world.refused(key, "sign_in", "h-water").code == "wrong_state"
    assert world.refused(key, "sign_in", "h-urban").code == "not_yours"
    assert world.refused(key, "sign_in", "agent").code == "wrong_role"


def test_contact_until_the_citizen_is_reached(world: World) -> None:
    key = signed(world)
    world.do(key, "contact", "h-water", outcome="unreached", words="无人接听")
    assert note(key) == "无人接听"
    matter = replayed(world, key)
    assert matter.dispatches[0].contacted_at is None
    assert ("contact", 1) in running(matter)
    world.do(key, "contact", "h-water", outcome="reached")
    assert without_note(key)
    first = world.now
    matter = replayed(world, key)
    assert matter.dispatches[0].contacted_at == first == clock_of(matter, "contact", 1).stopped_at
    world.do(key, "contact", "h-water", outcome="reached", words="再次说明")
    assert replayed(world, key).dispatches[0].contacted_at == first


def test_arrive_counts_once(world: World) -> None:
    key = signed(world)
    world.do(key, "arrive", "h-water", words="到达小区门口")
    first = world.now
    world.do(key, "arrive", "h-water")
    assert replayed(world, key).dispatches[0].arrived_at == first


def asked_to_come(world: World) -> int:
    """省“接诉即办”: the only orders with a clock for arriving."""
    world.now = day_end(3, 4, 2024) + timedelta(hours=9)
    key = world.dispatched(channel="enterprise")
    world.do(key, "sign_in", "h-water")
    return key


def test_a_unit_that_won_t_come_says_why(world: World) -> None:
    key = asked_to_come(world)
    world.do(key, "arrive", "h-water", outcome="cross_region", words="市民在外省")
    matter = replayed(world, key)
    assert (matter.dispatches[0].arrived_at, matter.dispatches[0].meeting) == (None, "cross_region")
    assert clock_of(matter, "arrive", 1).stopped_at == world.now  # nobody waits for it any more
    assert kinds(key)[-1] == "stayed_away"
    world.do(key, "arrive", "h-water", outcome="met")  # and comes after all
    matter = replayed(world, key)
    assert (matter.dispatches[0].arrived_at, matter.dispatches[0].meeting) == (world.now, "met")
    world.do(key, "arrive", "h-water", outcome="not_needed", on_site=True)
    assert replayed(world, key).dispatches[0].meeting == "met"


def test_on_site_and_not_met(world: World) -> None:
    key = asked_to_come(world)
    world.do(key, "arrive", "h-water", outcome="not_needed", on_site=True)
    matter = replayed(world, key)
    assert (matter.dispatches[0].arrived_at, matter.dispatches[0].meeting) == (world.now, "not_needed")
    assert kinds(key)[-1] == "arrived"


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"on_site": False}, "incomplete", "outcome"),
        ({"on_site": False, "outcome": "met"}, "contradiction", "on_site"),
        ({"outcome": "busy"}, "not_an_option", "outcome"),
    ],
)
def test_arrive_refuses(world: World, given: dict[str, object], code: str, field: str) -> None:
    refusal = world.refused(asked_to_come(world), "arrive", "h-water", **given)
    assert (refusal.code, refusal.field) == (code, field)


def test_who_was_there_can_t_have_stayed_away(world: World) -> None:
    key = asked_to_come(world)
    world.do(key, "arrive", "h-water")
    assert replayed(world, key).dispatches[0].meeting == ""
    assert world.refused(key, "arrive", "h-water", outcome="cross_region").code == "arrived"


def test_on_site_within_two_hours(world: World) -> None:
    key = asked_to_come(world)
    sent = world.matter(key).dispatches[0].sent_at
    assert clock_of(world.matter(key), "arrive", 1).due_at == sent + timedelta(hours=2)
    world.do(key, "arrive", "h-water")
    matter = replayed(world, key)
    assert clock_of(matter, "arrive", 1).stopped_at == world.now


def test_an_extension_moves_the_reply_clock_alone(world: World) -> None:
    key = signed(world)
    citizen = clock_of(world.matter(key), "citizen").due_at
    world.do(key, "ask_extension", "h-water", days=3, reason="需专家论证")
    assert note(key) == "需专家论证"
    assert world.refused(key, "ask_extension", "h-water", days=1, reason="再要").code == "pending"
    more = world.refused(key, "grant_extension", "dispatcher", days=4)
    assert (more.code, more.field) == ("too_long", "days")
    world.do(key, "grant_extension", "supervisor", days=2, words="两天足够")
    matter = replayed(world, key)
    assert clock_of(matter, "reply", 1).due_at == day_end(11, 13)
    assert clock_of(matter, "reply", 1).limit == "延长2个工作日"
    assert clock_of(matter, "citizen").due_at == citizen
    assert (matter.requests[0].state, matter.requests[0].days) == ("granted", 2)


def test_extensions_add_up_to_ten_working_days(world: World) -> None:
    key = signed(world)
    world.do(key, "ask_extension", "h-water", days=8, reason="一")
    world.do(key, "grant_extension", "dispatcher")
    assert clock_of(replayed(world, key), "reply", 1).due_at == day_end(11, 21)
    refusal = world.refused(key, "ask_extension", "h-water", days=3, reason="二")
    assert (refusal.code, refusal.field, refusal.cite) == ("too_long", "days", "rehearsal#art-8")
    assert "已延8个" in refusal.sentence
    world.do(key, "ask_extension", "h-water", days=2, reason="三")
    world.do(key, "refuse_extension", "dispatcher", words="不必")
    assert note(key) == "不必"
    world.do(key, "ask_extension", "h-water", days=2, reason="四")  # what was refused doesn't count
    alone = world.refused(signed(world), "ask_extension", "h-water", days=11, reason="五")
    assert "已延" not in alone.sentence


def test_no_extension_once_the_time_is_up(world: World) -> None:
    key = signed(world)
    world.now = day_end(11, 11)
    refusal = world.refused(key, "ask_extension", "h-water", days=1, reason="晚了")
    assert refusal.code == "too_late"
    world.do(key, "miss", "system", clock="reply", subject=1)
    assert world.refused(key, "ask_extension", "h-water", days=1, reason="晚了").code == "too_late"


def test_an_extension_granted_late_counts_from_the_due_time(world: World) -> None:
    key = signed(world)
    world.do(key, "ask_extension", "h-water", days=3, reason="论证")
    world.now = day_end(11, 12)
    world.do(key, "miss", "system", clock="reply", subject=1)
    assert clock_of(world.matter(key), "reply", 1).missed_at == day_end(11, 11)
    world.do(key, "grant_extension", "dispatcher")
    reply = clock_of(replayed(world, key), "reply", 1)
    assert (reply.due_at, reply.missed_at) == (day_end(11, 14), None)


def test_where_no_rule_sets_a_reply_clock(world: World) -> None:
    """No platform is without one today; the verbs say so rather than break."""
    key = signed(world)
    world.do(key, "ask_extension", "h-water", days=1, reason="论证")
    with world.hour(), append.writing():
        matter = world.matter(key)
        matter.clocks = [one for one in matter.clocks if one.name != "reply"]
        matter.requests = []
        refusal = ask_extension.can(matter, world.seat("h-water"))
    assert refusal is not None
    assert refusal.code == "too_late"
    with world.hour() as at, append.writing(), pytest.raises(type(refusal)) as caught:
        matter = world.matter(key)
        matter.clocks = [one for one in matter.clocks if one.name != "reply"]
        grant_extension.do(matter, by=world.seat("dispatcher"), at=at, request=None, days=None, words="")
    assert caught.value.code == "no_clock"


def test_reply_brings_the_matter_to_review(world: World) -> None:
    key = signed(world)
    world.do(key, "ask_extension", "h-water", days=1, reason="论证")
    world.do(key, "reply", "h-water", words="已修复路灯。", solved=False)
    matter = replayed(world, key)
    held = matter.dispatches[0]
    assert (held.state, held.replied_at, held.says_solved) == ("replied", world.now, False)
    assert note(key) == "已修复路灯。"
    assert matter.order.state == "replied"
    assert matter.requests[0].state == "lapsed"
    assert running(matter) == {("citizen", 0)}


def test_a_co_handler_s_reply_leaves_the_order_in_hand(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=CO)
    world.do(key, "sign_in", "h-urban")
    world.do(key, "reply", "h-urban", words="协助完毕", solved=True)
    assert replayed(world, key).order.state == "in_hand"
    world.do(key, "send_back", "dispatcher", words="缺照片")  # the only reply there is
    assert replayed(world, key).order.state == "in_hand"


def test_send_back_within_time_resumes_the_old_clock(world: World) -> None:
    key = world.replied()
    world.do(key, "send_back", "dispatcher", words="请补充处理结果")
    assert note(key) == "请补充处理结果"
    matter = replayed(world, key)
    held, reply = matter.dispatches[0], clock_of(matter, "reply", 1)
    assert (held.state, held.replied_at, held.says_solved) == ("signed", None, None)
    assert matter.order.state == "in_hand"
    assert (reply.due_at, reply.stopped_at, reply.limit) == (day_end(11, 11), None, "5个工作日")


def test_send_back_near_the_end_gives_a_working_day(world: World) -> None:
    key = world.replied()
    world.now = day_end(11, 11) - timedelta(hours=1)  # Monday 23:00, due at 24:00
    world.do(key, "send_back", "dispatcher", words="请补充")
    reply = clock_of(replayed(world, key), "reply", 1)
    assert (reply.due_at, reply.limit, reply.cite) == (day_end(11, 12), "1个工作日", "rehearsal#art-23")


def test_send_back_of_an_urgent_one_gives_four_hours(world: World) -> None:
    key = world.replied(urgent=True)
    world.pass_(hours=23)
    world.do(key, "send_back", "dispatcher", words="请补充")
    reply = clock_of(replayed(world, key), "reply", 1)
    assert (reply.due_at, reply.limit) == (world.now + timedelta(hours=4), "4小时")


def test_accept_reply(world: World) -> None:
    key = world.replied()
    world.do(key, "accept_reply", "dispatcher", words="事实清楚")
    held = replayed(world, key).dispatches[0]
    assert (held.state, held.ended_at) == ("accepted", world.now)
    assert note(key) == "事实清楚"


def test_conclude_when_everybody_is_done(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=CO)
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="已办", solved=True)
    assert world.refused(key, "conclude", "dispatcher").code == "not_reviewed"
    world.do(key, "accept_reply", "dispatcher")
    assert world.refused(key, "conclude", "dispatcher").code == "co_at_work"
    world.do(key, "withdraw", "dispatcher", reason="不再需要")
    world.do(key, "conclude", "dispatcher")
    matter = replayed(world, key)
    assert matter.order.state == "awaiting_visit"
    assert last(key).next == "awaiting_visit"
    assert clock_of(matter, "citizen").stopped_at is None  # it runs to a confirmed outcome


@pytest.mark.parametrize(
    ("platform", "changed", "state"),
    [
        ("yunshan", {"no_visit": True}, "closed"),
        ("yunshan", {"confidential": True}, "awaiting_visit"),  # 湘潭 calls back every one
        ("minghu", {"confidential": True}, "closed"),
        ("minghu", {"channel": "wechat"}, "closed"),
        ("minghu", {"channel": "web"}, "awaiting_visit"),
    ],
)
def test_who_isn_t_called_back(world: World, platform: str, changed: dict[str, Any], state: str) -> None:
    directory_load.load_city(second_city())
    world.now = day_end(4, 6, 2020) + timedelta(hours=9)
    there = platform == "minghu"
    agent, dispatcher, handler = (
        ("mh-agent", "mh-dispatcher", "mh-handler") if there else ("agent", "dispatcher", "h-water")
    )
    key = world.accept(by=agent, **changed)
    world.do(key, "hand_on", agent)
    world.do(key, "send", dispatcher, unit="mh-water" if there else "water")
    world.do(key, "sign_in", handler)
    world.do(key, "reply", handler, words="已办", solved=True)
    world.do(key, "accept_reply", dispatcher)
    world.do(key, "conclude", dispatcher)
    matter = replayed(world, key)
    assert matter.order.state == state
    if state == "closed":
        assert last(key).reason == "no_visit"
        assert entries(key)[-2].kind == "concluded"
        assert clock_of(matter, "citizen").stopped_at == world.now
