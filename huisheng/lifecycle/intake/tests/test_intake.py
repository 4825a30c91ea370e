"""The centre takes a matter: accepts, corrects, marks, answers, hands on, refuses, links, archives."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from huisheng.directory import load as directory_load
from huisheng.directory.models import Look
from huisheng.kernel import clock, secrets
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.intake.actions import accept
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.timeline import timeline
from tests.cast import MATTER, World
from tests.cast_with_park import second_city
from tests.telling import clock_of, day_end, entries, kinds, last, note, replayed, running


def test_accept(world: World) -> None:
    key = world.accept(place="幸福里3号楼", region="", call="c-1")
    matter = replayed(world, key)
    order, personal = matter.order, matter.personal
    assert kinds(key) == ["accepted", "classified"]
    assert order.state == "accepted"
    assert order.accepted_at == world.now == order.last_at
    assert order.number == f"YS-20191104-{key:07d}"
    assert clock_of(matter, "citizen").due_at == day_end(11, 18) == order.due_at
    assert secrets.unseal(bytes(personal.phone_sealed), f"{order.stream}:phone") == "19900000001"
    said = "\n".join([MATTER["title"], MATTER["words"], "幸福里3号楼", "演示甲", "19900000001"])
    body = entries(key)[0].body
    assert getattr(body, "digest", "") == digest_of(bytes(personal.salt), said)
    assert "演示甲" not in str(body.to_json())
    look = Look.objects.get(subject=order.stream)
    assert (look.seat_id, look.purpose) == (world.seat("agent").seat, "受理")


def test_the_same_source_reference_is_one_order(world: World) -> None:
    agent = world.seat("agent")
    with world.hour() as at:
        first = accept.do(by=agent, at=at, **MATTER, source_ref="twice")
        again = accept.do(by=agent, at=at, **{**MATTER, "title": "换了标题"}, source_ref="twice")
    assert first.new
    assert not again.new
    assert again.matter.order.pk == first.matter.order.pk
    assert kinds(first.matter.order.pk) == ["accepted", "classified"]


def test_another_platform_s_source_reference(world: World) -> None:
    directory_load.load_city(second_city())
    with world.hour() as at:
        accept.do(by=world.seat("agent"), at=at, **MATTER, source_ref="theirs")
        with pytest.raises(Refusal) as caught:
            accept.do(by=world.seat("mh-agent"), at=at, **MATTER, source_ref="theirs")
    assert caught.value.code == "not_yours"


def test_two_copies_at_the_same_moment(lasting_world: World) -> None:
    agent, now = lasting_world.seat("agent"), lasting_world.now
    taken: list[accept.Taken] = []
    gate = threading.Barrier(4)

    def take() -> None:
        try:
            with clock.at(now):
                gate.wait()
                taken.append(accept.do(by=agent, at=now, **MATTER, source_ref="race"))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.new for one in taken) == [False, False, False, True]
    assert len({one.matter.order.pk for one in taken}) == 1
    assert WorkOrder.objects.count() == 1


def test_another_mistake_of_the_database_isn_t_taken_for_a_copy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = world.accept()
    monkeypatch.setattr(accept, "known_or_next", lambda *_: (None, taken))
    with pytest.raises(IntegrityError), transaction.atomic():
        world.accept()


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"category": "999999"}, "no_category", "category"),
        ({"region": "nowhere"}, "no_region", "region"),
        ({"about": "nobody"}, "no_unit", "about"),
        ({"phone": "打市长热线"}, "not_a_phone", "phone"),
        ({"kind": "gossip"}, "not_an_option", "kind"),
        ({"channel": "pigeon"}, "not_an_option", "channel"),
        ({"title": ""}, "missing", "title"),
    ],
)
def test_accept_refuses(world: World, changed: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        world.accept(**changed)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert WorkOrder.objects.count() == 0


def test_only_agents_accept_and_nobody_ahead_of_time(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        world.accept(by="dispatcher")
    assert caught.value.code == "wrong_role"
    with world.hour() as at, pytest.raises(Refusal) as early:
        accept.do(by=world.seat("agent"), at=at + timedelta(minutes=2), **MATTER, source_ref="early")
    assert early.value.code == "in_future"


def test_urgent_runs_round_the_clock(world: World) -> None:
    key = world.accept(urgent=True)
    matter = replayed(world, key)
    assert clock_of(matter, "citizen").due_at == matter.order.accepted_at + timedelta(hours=72)
    assert clock_of(matter, "citizen").limit == "72小时"


def test_classify_corrects_by_a_new_entry(world: World) -> None:
    key = world.accept()
    world.do(key, "classify", "agent", kind="help", category="010102", region="")
    matter = replayed(world, key)
    assert (matter.order.kind, matter.order.category) == ("help", "010102")
    assert kinds(key) == ["accepted", "classified", "classified"]
    assert clock_of(matter, "citizen").started_at == matter.order.accepted_at
    same = world.refused(key, "classify", "agent", kind="help", category="010102", region="")
    assert same.code == "no_change"
    assert world.refused(key, "classify", "agent", kind="help", category="999999", region="").code == "no_category"


def test_mark_sets_the_citizen_s_clock_anew_from_acceptance(world: World) -> None:
    key = world.accept()
    world.do(key, "mark", "supervisor", mark="urgent", on=True, reason="涉及人身安全")
    matter = replayed(world, key)
    assert note(key) == "涉及人身安全"
    assert clock_of(matter, "citizen").due_at == matter.order.accepted_at + timedelta(hours=72)
    world.do(key, "mark", "agent", mark="urgent", on=False, reason="核实后不急")
    assert clock_of(replayed(world, key), "citizen").due_at == day_end(11, 18)
    assert world.refused(key, "mark", "agent", mark="urgent", on=False, reason="再来").code == "no_change"
    world.do(key, "mark", "agent", mark="confidential", on=True, reason="市民要求")
    assert last(key).clocks == ()
    assert world.refused(key, "mark", "agent", mark="confidential", on=True, reason="再来").code == "no_change"


def test_answer_and_refuse_end_the_citizen_s_clock(world: World) -> None:
    for verb, given, state in (
        ("answer", {"words": "政策已解释清楚。"}, "answered"),
        ("refuse", {"reason": "police", "words": "请拨打110。"}, "refused"),
    ):
        key = world.accept()
        world.do(key, verb, "agent", **given)
        matter = replayed(world, key)
        assert matter.order.state == state
        assert note(key) == given["words"]
        assert clock_of(matter, "citizen").stopped_at == world.now
        assert matter.order.due_at is None


def test_hand_on(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    assert replayed(world, key).order.state == "awaiting_dispatch"
    assert world.refused(key, "hand_on", "agent").code == "wrong_state"


def test_no_answer_while_a_co_handler_is_at_work(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    world.do(key, "withdraw", "dispatcher", reason="派错")
    assert world.refused(key, "answer", "dispatcher", words="已答复").code == "co_at_work"
    assert world.refused(key, "refuse", "dispatcher", reason="other", words="不受理").code == "co_at_work"
    world.do(key, "withdraw", "dispatcher", reason="不再需要")
    world.do(key, "answer", "dispatcher", words="已答复")
    assert running(replayed(world, key)) == set()


def test_link_and_unlink(world: World) -> None:
    key, other = world.accept(), world.accept()
    number = world.matter(other).order.number
    assert world.refused(key, "unlink", "agent", to=number).code == "no_link"
    world.do(key, "link", "agent", to=number)
    assert [one.to_id for one in replayed(world, key).links] == [other]
    assert last(key).to_number == number
    assert world.matter(other).order.version == 2  # never melted: the other one is as it was
    assert world.refused(key, "link", "agent", to=number).code == "no_change"
    own = world.matter(key).order.number
    assert world.refused(key, "link", "agent", to=own).code == "itself"
    third = world.matter(world.accept()).order.number
    assert world.refused(key, "unlink", "agent", to=third).code == "no_link"
    world.do(key, "unlink", "agent", to=number)
    assert replayed(world, key).links[0].ended_at == world.now
    world.do(key, "link", "dispatcher", to=number)
    assert replayed(world, key).links[0].ended_at is None


def test_what_may_not_be_seen_can_t_be_linked(world: World) -> None:
    key, hidden = world.accept(), world.accept(confidential=True)
    number = world.matter(hidden).order.number
    assert world.refused(key, "link", "agent", to=number).code == "not_found"
    world.do(key, "link", "dispatcher", to=number)  # named for confidential orders


def test_the_number_of_the_police(world: World) -> None:
    """Noted by the centre's seats and corrected by noting again, also once it is refused; a code, nothing else."""
    key = world.accept()
    world.do(key, "note_police", "agent", number=" 4303－2019 1104a ")
    assert world.refused(key, "note_police", "dispatcher", number="4303-20191104A").code == "no_change"
    for number, code in {
        " \u3000": "missing",
        "\x00\x07": "missing",
        "9" * 200: "too_long",
        "演示甲报的警": "bad_number",
        "-1": "bad_number",
        "199 0000 0001": "a_phone",
    }.items():
        refusal = world.refused(key, "note_police", "agent", number=number)
        assert (refusal.code, refusal.field) == (code, "number"), number
    world.do(key, "refuse", "agent", reason="police", words="请向110报警")
    world.do(key, "note_police", "supervisor", number="4303-20191104B")
    matter = replayed(world, key)
    assert (matter.order.police_no, matter.order.state) == ("4303-20191104B", "refused")
    assert timeline(matter)[-1].sentence == "已转 110，警情编号 4303-20191104B"


def test_archive_waits_for_every_decision_and_answer(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "ask_exemption", "h-water", ground="other", clause="第一条", evidence="照片")
    world.do(key, "visit", "visitor", outcome="reached", solved=True, grade="satisfied", contacted=True)
    assert world.refused(key, "archive", "dispatcher").code == "pending"
    world.do(key, "refuse_exemption", "assessor", words="证据不足")
    world.do(key, "instruct", "leader", words="请回复")
    assert world.refused(key, "archive", "dispatcher").code == "unanswered"
    world.do(key, "answer_instruction", "h-water", words="已办")
    world.do(key, "archive", "system")
    matter = replayed(world, key)
    assert matter.order.state == "archived"
    assert matter.order.due_at is None
