"""Orders go to units and come back: main and co-handlers, send elsewhere, take back, returns."""

from datetime import timedelta
from typing import Any

import pytest

from huisheng.lifecycle.dispatch.actions import resend
from tests.cast import World
from tests.telling import clock_of, day_end, kinds, last, note, replayed, running, without_note

RETURN = {"ground": "not_my_duty", "clause": "三定方案第四条", "evidence": "已到现场查看"}


def waiting(world: World, **changed: Any) -> int:
    key = world.accept(**changed)
    world.do(key, "hand_on", "agent")
    return key


def test_send_to_a_main_unit_and_co_handlers(world: World) -> None:
    key = waiting(world)
    world.do(key, "send", "dispatcher", unit="water", co_units="urban，police", note="请会同办理")
    matter = replayed(world, key)
    assert [(d.no, d.part, d.cause, d.state, d.sent_at) for d in matter.dispatches] == [
        (1, "main", "first", "sent", world.now),
        (2, "co", "first", "sent", world.now),
        (3, "co", "first", "sent", world.now),
    ]
    assert note(key) == "请会同办理"
    assert matter.order.main_unit_id == matter.dispatches[0].unit_id
    assert running(matter) == {
        ("citizen", 0),
        *((name, d) for name in ("sign_in", "contact", "reply") for d in (1, 2, 3)),
    }
    due = {name: clock_of(matter, name, 1).due_at for name in ("sign_in", "contact", "reply")}
    assert due == {"sign_in": day_end(11, 5), "contact": day_end(11, 6), "reply": day_end(11, 11)}
    assert matter.order.due_at == day_end(11, 5)  # what presses


def test_send_refuses(world: World) -> None:
    key = waiting(world)
    assert world.refused(key, "send", "dispatcher", unit="nobody").code == "no_unit"
    assert world.refused(key, "send", "dispatcher", unit="yunshan").code == "no_unit"  # the centre itself
    deep = world.refused(key, "send", "dispatcher", unit="linhe-town")
    assert deep.code == "no_unit"  # the district's own to pass on to
    assert world.refused(key, "send", "dispatcher", unit="water", co_units=["water"]).code == "main_is_co"
    assert world.refused(key, "send", "dispatcher", unit="water", co_units=["urban", "urban"]).code == "twice"
    bad = world.refused(key, "send", "dispatcher", unit="water", co_units=["nobody"])
    assert (bad.code, bad.field) == ("no_unit", "co_units")
    assert kinds(key) == ["accepted", "classified", "handed_on"]


def test_a_unit_never_handles_a_complaint_about_itself(world: World) -> None:
    key = waiting(world, about="water")
    refusal = world.refused(key, "send", "dispatcher", unit="water")
    assert (refusal.code, refusal.cite) == ("about_itself", "domain#art-27")
    assert world.refused(key, "send", "dispatcher", unit="urban", co_units=["water"]).field == "co_units"
    world.do(key, "send", "dispatcher", unit="urban")
    assert world.refused(key, "resend", "dispatcher", unit="water", reason="归口").code == "about_itself"
    # nor the platform above the unit it is about, nor a unit below it
    town = waiting(world, about="linhe-town")
    assert world.refused(town, "send", "dispatcher", unit="linhe").code == "about_itself"


def test_a_returned_matter_goes_to_another_unit_while_the_co_handler_works_on(world: World) -> None:
    key = waiting(world)
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    citizen = clock_of(world.matter(key), "citizen").due_at
    world.do(key, "ask_return", "h-water", **RETURN)
    assert note(key) == "依据：三定方案第四条\n证据：已到现场查看"
    assert world.refused(key, "ask_return", "h-water", **RETURN).code == "pending"
    world.do(key, "sign_in", "h-water")  # 首接负责: it handles on meanwhile
    world.do(key, "grant_return", "dispatcher", words="确非其职责", fault="duty_unknown")
    matter = replayed(world, key)
    assert (matter.order.state, matter.order.returns) == ("awaiting_dispatch", 1)
    assert (matter.dispatches[0].state, matter.dispatches[0].ended_at) == ("returned", world.now)
    assert (last(key).times, last(key).fault) == (1, "duty_unknown")
    assert running(matter) == {("citizen", 0), ("sign_in", 2), ("contact", 2), ("reply", 2)}
    assert clock_of(matter, "citizen").due_at == citizen
    # the co-handler isn't stopped by the dispute of others
    world.do(key, "sign_in", "h-urban")
    busy = world.refused(key, "send", "dispatcher", unit="urban")
    assert busy.code == "already_co"
    again = world.refused(key, "send", "dispatcher", unit="police", co_units=["urban"])
    assert (again.code, again.field) == ("already_co", "co_units")
    world.do(key, "withdraw", "dispatcher", dispatch=2, reason="改为主办")
    assert replayed(world, key).order.state == "awaiting_dispatch"
    world.do(key, "send", "dispatcher", unit="urban")
    matter = replayed(world, key)
    assert matter.dispatches[2].cause == "returned"
    assert clock_of(matter, "reply", 3).started_at == world.now
    assert matter.order.main_unit_id == matter.dispatches[2].unit_id


def test_a_co_handler_s_return_leaves_the_main_unit_at_work(world: World) -> None:
    key = waiting(world)
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    world.do(key, "ask_return", "h-urban", **RETURN)
    world.do(key, "grant_return", "dispatcher", request=1, words="同意")
    assert last(key).fault == ""
    matter = replayed(world, key)
    assert matter.order.state == "in_hand"
    assert [d.state for d in matter.dispatches] == ["sent", "returned"]


def test_refuse_return(world: World) -> None:
    key = world.dispatched()
    assert world.refused(key, "refuse_return", "dispatcher", words="没有申请").code == "no_request"
    world.do(key, "ask_return", "h-water", **RETURN)
    assert world.refused(key, "refuse_return", "dispatcher", request=9, words="没有这个").code == "no_request"
    world.do(key, "refuse_return", "dispatcher", words="属其职责")
    matter = replayed(world, key)
    assert (matter.requests[0].state, matter.requests[0].decided_at) == ("refused", world.now)
    assert (matter.order.returns, matter.order.state) == (0, "in_hand")
    assert note(key) == "属其职责"
    world.do(key, "ask_return", "h-water", **RETURN)  # it may ask again


def test_a_return_is_asked_within_two_working_days(world: World) -> None:
    key = world.dispatched()
    world.now = day_end(11, 6) - timedelta(minutes=2)
    world.do(key, "ask_return", "h-water", **RETURN)  # at 24:00 of the second working day
    late = world.dispatched()
    world.now = day_end(11, 11) + timedelta(minutes=1)
    refusal = world.refused(late, "ask_return", "h-water", **RETURN)
    assert (refusal.code, refusal.cite) == ("too_late", "rehearsal#art-9")
    assert "2个工作日" in refusal.sentence


def test_an_urgent_return_is_asked_within_four_hours(world: World) -> None:
    key = world.dispatched(urgent=True)
    world.pass_(hours=4, minutes=1)
    refusal = world.refused(key, "ask_return", "h-water", **RETURN)
    assert refusal.code == "too_late"
    assert "4小时" in refusal.sentence


@pytest.mark.parametrize("field", ["ground", "clause", "evidence"])
def test_a_return_needs_ground_clause_and_evidence(world: World, field: str) -> None:
    key = world.dispatched()
    refusal = world.refused(key, "ask_return", "h-water", **{**RETURN, field: ""})
    assert (refusal.code, refusal.field) == ("missing", field)


def test_resend(world: World) -> None:
    key = waiting(world)
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    world.do(key, "ask_return", "h-water", **RETURN)
    assert world.refused(key, "resend", "dispatcher", unit="water", reason="同一单位").code == "already_sent"
    assert world.refused(key, "resend", "dispatcher", unit="urban", reason="已协办").code == "already_sent"
    citizen = clock_of(world.matter(key), "citizen")
    world.do(key, "resend", "dispatcher", unit="police", reason="派错单位")
    matter = replayed(world, key)
    assert kinds(key)[-2:] == ["withdrawn", "dispatched"]
    assert [(d.state, d.cause) for d in matter.dispatches] == [
        ("withdrawn", "first"),
        ("sent", "first"),
        ("sent", "resent"),
    ]
    assert matter.requests[0].state == "lapsed"
    assert matter.order.state == "in_hand"
    assert (clock_of(matter, "citizen").due_at, clock_of(matter, "citizen").stopped_at) == (citizen.due_at, None)
    world.do(key, "sign_in", "h-police")
    world.do(key, "reply", "h-police", words="已办", solved=True)
    assert world.refused(key, "resend", "dispatcher", unit="water", reason="晚了").code == "wrong_state"


def test_resend_needs_a_main_unit_at_work(world: World) -> None:
    key = world.dispatched()
    matter = world.matter(key)
    matter.dispatches[0].state = "replied"
    refusal = resend.can(matter, world.seat("dispatcher"))
    assert refusal is not None
    assert refusal.code == "wrong_state"


def test_withdraw(world: World) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    world.do(key, "ask_extension", "h-water", days=3, reason="协调")
    world.do(key, "withdraw", "dispatcher", reason="市民补充情况")
    matter = replayed(world, key)
    assert note(key) == "市民补充情况"
    assert matter.order.state == "awaiting_dispatch"
    assert matter.requests[0].state == "lapsed"
    assert running(matter) == {("citizen", 0)}
    world.do(key, "send", "dispatcher", unit="urban")
    assert replayed(world, key).dispatches[1].cause == "resent"
    assert without_note(key)
    assert world.refused(key, "withdraw", "dispatcher", dispatch=1, reason="已撤").code == "wrong_state"
    assert world.refused(key, "withdraw", "dispatcher", dispatch=7, reason="没有").code == "no_dispatch"
