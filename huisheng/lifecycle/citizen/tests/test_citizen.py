"""What a citizen does himself: adds, calls off, asks again; by message to the platform, or through an agent."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from huisheng.directory import law
from huisheng.ledger import read
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.attachments.tests.made import PDF, picture, upload
from huisheng.lifecycle.verbs import VERBS, offered
from huisheng.lifecycle.workorder.timeline import timeline
from tests.cast import World
from tests.telling import clock_of, day_end, entries, kinds, last, note, replayed, running, without_note

SMS = {"channel": "sms"}
PHONE = {"channel": "phone"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A store of the test's own."""
    settings.ATTACHMENTS = tmp_path / "attachments"
    yield tmp_path / "attachments"


def satisfied(world: World, **changed: Any) -> int:
    key = world.awaiting_visit(**changed)
    world.do(key, "visit", "visitor", outcome="reached", solved=True, grade="satisfied")
    return key


# adding


def test_words_and_files_are_added(world: World) -> None:
    key = world.dispatched()
    world.do(key, "supplement", "system", channel="web", words="三楼也漏了。", files=[upload("现场.jpg", picture())])
    matter = replayed(world, key)
    body = last(key)
    assert (matter.order.state, body.channel, len(body.files)) == ("in_hand", "web", 1)
    assert note(key) == "三楼也漏了。"
    assert [one.name for one in attachments.on_entries(matter)[matter.order.version]] == ["现场.jpg"]
    said = timeline(matter)[-1]
    assert (said.sentence, said.words, said.cite) == ("市民补充诉求，渠道：网站", "三楼也漏了。", "domain#art-59")
    assert "漏" not in str(body.to_json())


@pytest.mark.parametrize(("given", "files"), [({"words": "又漏了。"}, 0), ({"files": [upload("图.pdf", PDF)]}, 1)])
def test_either_will_do(world: World, given: dict[str, Any], files: int) -> None:
    key = world.accept()
    world.do(key, "supplement", "agent", **PHONE, **given)
    replayed(world, key)
    assert len(last(key).files) == files
    assert without_note(key) is bool(files)


def test_nothing_is_no_supplement(world: World) -> None:
    key = world.accept()
    refusal = world.refused(key, "supplement", "agent", **PHONE, words=" \n ", files=[])
    assert (refusal.code, refusal.field) == ("nothing", "words")
    assert world.refused(key, "supplement", "agent", words="漏水").field == "channel"
    assert world.refused(key, "supplement", "agent", **PHONE, words="漏" * 5001).field == "words"
    bad = [upload("坏.jpg", b"no picture")]
    assert world.refused(key, "supplement", "system", **SMS, words="见图", files=bad).code == "bad_file"
    assert kinds(key) == ["accepted", "classified"]


def test_nothing_is_added_to_what_is_done(world: World) -> None:
    assert world.refused(satisfied(world), "supplement", "system", **SMS, words="谢谢").code == "wrong_state"


def test_a_message_that_came_before_the_last_act_is_still_added(world: World) -> None:
    key = world.dispatched()
    came = world.now - timedelta(minutes=1)
    with world.hour():
        matter = world.matter(key)
        before = matter.order.last_at
    world.now = came - timedelta(minutes=2)  # ``do`` lets two minutes pass
    world.do(key, "supplement", "system", **SMS, words="漏水更大了。")
    assert entries(key)[-1].occurred_at == came
    assert replayed(world, key).order.last_at == before


# calling off


def test_what_no_unit_has_is_closed_at_once(world: World) -> None:
    key = world.accept()
    world.do(key, "call_off", "system", **SMS, words="已经好了。")
    matter = replayed(world, key)
    assert kinds(key, 2) == ["called_off", "closed"]
    assert (matter.order.state, last(key).reason, matter.order.called_off_at) == ("closed", "withdrawn", world.now)
    assert running(matter) == set()
    assert [one.sentence for one in timeline(matter)[-2:]] == ["市民撤回诉求，渠道：短信", "结案：市民撤诉"]
    assert world.refused(key, "call_off", "system", **SMS).code == "wrong_state"
    assert world.refused(key, "visit", "visitor", outcome="reached", grade="satisfied").code == "wrong_state"
    assert world.refused(key, "redo", "supervisor", reason="再办").code == "never_sent"


def test_what_a_unit_has_goes_on_until_the_dispatcher_drops_it(world: World) -> None:
    key = world.dispatched("linhe")
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    assert world.refused(key, "drop", "dispatcher").code == "not_called_off"
    world.do(key, "call_off", "agent", **PHONE)
    matter = replayed(world, key)
    assert (matter.order.state, kinds(key)[-1], without_note(key)) == ("in_hand", "called_off", True)
    refusal = world.refused(key, "call_off", "system", **SMS)
    assert (refusal.code, refusal.sentence) == ("twice", "市民已经撤回这件诉求，正等派单员处理，不用再撤回。")
    count = len(entries(key))
    world.do(key, "drop", "dispatcher", reason="已与市民核实。")
    matter = replayed(world, key)
    assert kinds(key, count) == ["withdrawn", "withdrawn", "closed"]
    assert note(key) == "已与市民核实。"
    assert (matter.order.state, last(key).reason, running(matter)) == ("closed", "withdrawn", set())
    assert {d.state for d in matter.dispatches} == {"withdrawn"}
    assert world.refused(key, "redo", "supervisor", reason="再办").code == "called_off"


def test_a_reply_that_stands_is_looked_at_and_nobody_is_called(world: World) -> None:
    key = world.replied()
    world.do(key, "call_off", "agent", **PHONE)
    assert replayed(world, key).order.state == "replied"
    assert world.refused(key, "drop", "dispatcher").code == "wrong_state"
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    matter = replayed(world, key)
    assert (matter.order.state, last(key).reason, matter.visits) == ("closed", "withdrawn", [])


def test_a_co_handler_s_reply_is_looked_at_first(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban", "police"])
    world.do(key, "sign_in", "h-urban")
    world.do(key, "reply", "h-urban", words="已配合。", solved=True)
    world.do(key, "call_off", "agent", **PHONE)
    assert world.refused(key, "drop", "dispatcher").code == "co_replied"
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "drop", "dispatcher")
    assert [d.state for d in replayed(world, key).dispatches] == ["withdrawn", "accepted", "withdrawn"]


def test_a_unit_may_return_it_on_that_ground(world: World) -> None:
    key = world.dispatched()
    world.do(key, "call_off", "system", **SMS)
    world.do(key, "ask_return", "h-water", ground="citizen_withdrew", clause="来电撤诉", evidence="见记录")
    world.do(key, "grant_return", "dispatcher", words="同意。")
    assert replayed(world, key).order.state == "awaiting_dispatch"
    world.do(key, "drop", "dispatcher")
    assert replayed(world, key).order.state == "closed"


def test_co_handlers_at_work_keep_it_open(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    world.do(key, "withdraw", "dispatcher", dispatch=1, reason="派错")
    world.do(key, "call_off", "system", **SMS)
    assert replayed(world, key).order.state == "awaiting_dispatch"
    world.do(key, "drop", "dispatcher")
    assert replayed(world, key).order.state == "closed"


# asking again


def test_what_was_handled_waits_for_a_decision(world: World) -> None:
    key = satisfied(world)
    world.pass_(days=5)
    world.do(key, "ask_again", "system", channel="wechat", words="又漏水了。")
    matter = replayed(world, key)
    assert (matter.order.state, last(key).next, note(key)) == ("awaiting_decision", "awaiting_decision", "又漏水了。")
    citizen = clock_of(matter, "citizen")
    assert (citizen.due_at, citizen.stopped_at) == (day_end(11, 18), None), "as with a redo it runs on"
    assert timeline(matter)[-1].sentence == "市民再次反映，渠道：微信，转入回访待处置"
    assert world.refused(key, "ask_again", "system", **SMS, words="催一下").code == "wrong_state"
    world.do(key, "redo", "supervisor", reason="市民再次反映")
    assert replayed(world, key).order.state == "in_hand"
    assert clock_of(world.matter(key), "citizen").due_at == day_end(11, 18)


def test_a_clock_that_is_over_begins_anew(world: World) -> None:
    key = satisfied(world)
    world.pass_(days=20)
    world.do(key, "ask_again", "agent", **PHONE, words="又漏水了。")
    matter = replayed(world, key)
    citizen = clock_of(matter, "citizen")
    assert citizen.due_at > world.now
    assert citizen.missed_at is None, "it was done in time"
    assert matter.order.due_at == citizen.due_at
    world.do(key, "close", "supervisor", reason="已向市民说明")
    assert replayed(world, key).order.state == "closed"


def test_what_was_answered_waits_for_dispatch(world: World) -> None:
    key = world.accept()
    world.do(key, "answer", "agent", words="已说明。")
    world.do(key, "ask_again", "system", **SMS, words="没有解决。")
    assert replayed(world, key).order.state == "awaiting_dispatch"
    world.do(key, "send", "dispatcher", unit="water")
    assert replayed(world, key).order.state == "in_hand"


def test_what_was_called_off_is_taken_up_again(world: World) -> None:
    at_once, in_hand, dropped = world.accept(), world.dispatched(), world.dispatched()
    for key in (at_once, in_hand, dropped):
        world.do(key, "call_off", "agent", **PHONE)
    world.do(dropped, "drop", "dispatcher")
    for key, state in ((at_once, "awaiting_dispatch"), (in_hand, "in_hand"), (dropped, "awaiting_dispatch")):
        world.do(key, "ask_again", "agent", **PHONE, words="还是要办。")
        matter = replayed(world, key)
        assert (matter.order.state, matter.order.called_off_at) == (state, None)
        assert clock_of(matter, "citizen").stopped_at is None
        assert world.refused(key, "ask_again", "agent", **PHONE, words="还是要办。").code == "in_hand"
    world.do(in_hand, "call_off", "agent", **PHONE)
    assert world.refused(in_hand, "drop", "h-water").code == "wrong_role"


def test_not_for_ever(world: World) -> None:
    key = satisfied(world)
    last_day = clock_of(world.matter(key), "citizen").stopped_at
    assert last_day is not None
    world.pass_(days=32)
    with world.hour():
        offer = {verb.name: refusal for verb, refusal in offered(world.matter(key), world.seat("agent"))}["ask_again"]
    refusal = world.refused(key, "ask_again", "agent", **PHONE, words="又漏水了。")
    assert offer is not None and offer.sentence == refusal.sentence
    assert refusal.sentence == "办结已超过30日，不能在原件上再次反映，请另行受理。"
    assert refusal.cite == "domain#art-61"


def test_words_are_needed(world: World) -> None:
    assert world.refused(satisfied(world), "ask_again", "system", **SMS, words=" ").field == "words"


def test_without_a_rule_on_the_citizen_s_clock_there_is_no_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key = satisfied(world)
    monkeypatch.setattr(VERBS["ask_again"], "set_clock", lambda *_: None)
    world.pass_(days=25)
    world.do(key, "ask_again", "system", **SMS, words="又漏了。")
    assert last(key).clocks == ()
    assert running(replayed(world, key)) == set()
    matter = world.matter(key)
    matter.clocks.clear()
    matter.order.state = "closed"
    with world.hour():
        assert VERBS["ask_again"].can(matter, world.seat("system")) is None


def test_the_limit_is_the_platform_s_own(world: World) -> None:
    with world.hour() as at:
        value = law.at(at.date(), world.seat("agent").scope).get("citizen.again")
    assert (value.count, value.unit) == (30, "days")


def test_nothing_of_it_names_the_citizen(world: World) -> None:
    key = satisfied(world)
    world.do(key, "ask_again", "system", **SMS, words="演示甲，19900000001，又漏了。")
    assert not any(
        "演示甲" in str(one.body.to_json()) or "1990" in str(one.body.to_json())
        for one in read.stream(f"workorder:{key}")
    )
