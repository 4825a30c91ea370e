"""What presses: reminders, supervision in its forms, leaders' instructions, each with its reply."""

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.deadlines import supervisions
from huisheng.lifecycle.supervision.actions import remind
from tests.cast import World
from tests.telling import clock_of, day_end, last, note, replayed, running


def test_twice_unsatisfied_then_by_phone_then_in_writing(world: World) -> None:
    key = world.twice_unsatisfied()
    world.do(key, "supervise_by_rule", "system")
    matter = replayed(world, key)
    phone = matter.supervisions[0]
    assert (phone.no, phone.form, phone.cause, phone.at) == (1, "phone", "rule", world.now)
    assert matter.order.state == "under_supervision"
    assert clock_of(matter, "supervision", 1).due_at == day_end(11, 7)
    assert note(key) == "回访不满意达到规定次数，按规定电话督办。"
    assert world.refused(key, "supervise_by_rule", "system").code == "wrong_state"
    assert world.refused(key, "answer_supervision", "h-urban", words="不是我").code == "not_yours"
    world.do(key, "answer_supervision", "h-water", words="已上门道歉")
    matter = replayed(world, key)
    assert matter.order.state == "awaiting_visit"
    assert matter.supervisions[0].answered_at == world.now == clock_of(matter, "supervision", 1).stopped_at
    world.unsatisfied(key)  # the phone didn't help
    assert replayed(world, key).visits[-1].round == "supervision"
    assert world.refused(key, "supervise_by_rule", "system").code == "not_due"  # in writing only as the office decides
    world.do(key, "supervise", "supervisor", form="written", words="请书面报告")
    matter = replayed(world, key)
    assert (matter.supervisions[1].form, matter.supervisions[1].cause) == ("written", "decision")
    assert matter.order.state == "under_supervision"
    world.do(key, "answer_supervision", "h-water", supervision=2, words="书面报告如下")
    assert last(key).s == 2
    assert replayed(world, key).order.state == "awaiting_visit"


def test_once_unsatisfied_is_not_enough(world: World) -> None:
    key = world.awaiting_visit()
    world.unsatisfied(key)
    assert world.refused(key, "supervise_by_rule", "system").code == "not_due"


@pytest.mark.parametrize("form", ["phone", "written", "on_site"])
def test_supervise_while_in_hand(world: World, form: str) -> None:
    key = world.dispatched()
    world.do(key, "supervise", "supervisor", form=form, words="请抓紧")
    matter = replayed(world, key)
    assert matter.order.state == "in_hand"
    assert ("supervision", 1) in running(matter)
    assert world.refused(key, "supervise", "supervisor", form=form, words="再督").code == "pending"
    assert world.refused(key, "answer_supervision", "h-water", supervision=2, words="没有").code == "no_supervision"
    world.do(key, "answer_supervision", "h-water", words="正在办理")
    assert replayed(world, key).order.state == "in_hand"
    assert world.refused(key, "answer_supervision", "h-water", words="又回").code == "no_supervision"


def test_the_unit_that_was_supervised_replies_though_another_handles_now(world: World) -> None:
    key = world.dispatched()
    world.do(key, "supervise", "supervisor", form="phone", words="请抓紧")
    world.do(key, "resend", "dispatcher", unit="urban", reason="派错")
    assert world.refused(key, "answer_supervision", "h-urban", words="不知情").code == "no_supervision"
    world.do(key, "answer_supervision", "h-water", words="已移交")
    assert replayed(world, key).supervisions[0].answered_at == world.now


def test_a_district_answers_its_own_supervision_and_instruction(world: World) -> None:
    key = world.dispatched("linhe")
    world.do(key, "supervise", "supervisor", form="phone", words="请抓紧")
    world.do(key, "answer_supervision", "d-linhe", words="已安排")
    world.do(key, "instruct", "leader", words="请临河区上报")
    assert world.refused(key, "answer_instruction", "h-town", words="越级").code == "not_yours"
    assert world.refused(key, "answer_instruction", "h-water", words="旁人").code == "not_yours"
    world.do(key, "answer_instruction", "d-linhe", words="上报如下")
    assert replayed(world, key).instructions[0].answered_at == world.now


def test_nobody_to_supervise(world: World) -> None:
    """No state that may be supervised is without a main unit; said rather than broken."""
    key = world.accept()
    with world.hour() as at, append.writing(), pytest.raises(Refusal) as caught:
        supervisor = world.seat("supervisor")
        supervisions.begin(world.matter(key), form="phone", cause="decision", words="", by=supervisor, at=at)
    assert caught.value.code == "never_sent"


def test_remind(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    world.do(key, "remind", "dispatcher", words="请尽快")
    assert note(key) == "请尽快"
    matter = replayed(world, key)
    assert [d.reminded_at for d in matter.dispatches] == [world.now, None]
    assert last(key).cause == "decision"
    assert world.refused(key, "remind", "dispatcher", dispatch=5, words="谁").code == "no_dispatch"
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="已办", solved=True)
    assert world.refused(key, "remind", "supervisor", dispatch=1, words="已答复了").code == "wrong_state"
    world.do(key, "remind", "supervisor", words="协办也请尽快")  # who is still at work
    assert replayed(world, key).dispatches[1].reminded_at == world.now


def test_remind_without_a_unit(world: World) -> None:
    matter = world.matter(world.accept())
    matter.order.state = "in_hand"
    refusal = remind.can(matter, world.seat("dispatcher"))
    assert refusal is not None
    assert refusal.code == "never_sent"


def test_instructions_are_followed_to_the_end(world: World) -> None:
    key = world.accept()
    world.do(key, "instruct", "leader", words="请认真办理")
    matter = replayed(world, key)
    assert (matter.instructions[0].unit_id, matter.instructions[0].answered_at) == (None, None)
    assert world.refused(key, "answer_instruction", "h-water", words="未派").code == "not_yours"
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    world.do(key, "instruct", "leader", words="请三日内报告")
    assert world.refused(key, "answer_instruction", "h-urban", words="协办").code == "not_yours"
    assert world.refused(key, "answer_instruction", "h-water", instruction=3, words="无").code == "no_instruction"
    world.do(key, "answer_instruction", "h-water", words="第一号已办")
    assert (last(key).i, note(key)) == (1, "第一号已办")
    world.do(key, "answer_instruction", "supervisor", instruction=2, words="第二号已办")
    assert all(row.answered_at for row in replayed(world, key).instructions)
    assert world.refused(key, "answer_instruction", "h-water", words="又办").code == "no_instruction"


def test_an_instruction_on_what_was_then_refused_can_still_be_answered(world: World) -> None:
    key = world.accept()
    world.do(key, "instruct", "leader", words="请核实")
    world.do(key, "refuse", "agent", reason="in_court", words="已在诉讼")
    world.do(key, "answer_instruction", "supervisor", words="已说明")
    world.do(key, "archive", "dispatcher")
    assert replayed(world, key).order.state == "archived"
