"""What switches say, posted as they post it: signed, idempotent, in any order; and the generic CTI profile."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from huisheng.channels.telephony import hall, heard, reads, signature
from huisheng.channels.telephony.actions import (
    bind_order,
    bind_phone,
    issue_switch,
    revoke_switch,
    set_state,
    show_number,
    wrap_up,
)
from huisheng.channels.telephony.contract import Phase, Profile
from huisheng.channels.telephony.models import AgentState, Call, Heard, Leg, SeatPhone, Switch
from huisheng.channels.telephony.tests.telephone import PHONE, Telephone
from huisheng.directory import load as directory_load
from huisheng.directory.models import Look
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read, replay
from tests.cast import World
from tests.cast_with_park import second_city
from tests.locks import waits_for_us


@pytest.fixture
def line(world: World) -> Telephone:
    return Telephone(world)


def phases(line: Telephone) -> list[str]:
    return list(AgentState.objects.order_by("pk").values_list("phase", flat=True))


def folded(call: Call) -> list[str]:
    """The kinds of its stream, once replay gives its row again."""
    entries = read.stream(call.stream)
    assert replay.call(entries) == reads.live(Call.objects.get(pk=call.pk))
    return [entry.kind for entry in entries]


def test_a_call_from_ring_to_wrap_up(line: Telephone) -> None:
    assert line.say("call.offered")["outcome"] == "done"
    line.say("call.queued")
    line.say("agent.ringing", seconds=3)
    seen = line.hall()
    assert seen.call is not None
    assert (seen.extension, seen.phase, seen.waiting, seen.call.phase) == ("801", Phase.AWAY, 1, "ringing")
    assert seen.call.phone == "199****0001"
    line.say("call.answered", seconds=4)
    seen = line.hall()
    assert seen.call is not None
    assert (seen.phase, seen.waiting, seen.call.phase) == (Phase.TALK, 0, "talk")
    line.say("call.recording", recording_ref="2019/11/04/c-1.wav")
    line.say("call.ended", seconds=60, cause="normalClearing")
    line.say("call.rated", rating=5)
    seen = line.hall()
    assert seen.call is not None
    assert (seen.phase, seen.call.phase, seen.call.settled) == (Phase.WRAP, "wrap", False)
    call = line.call()
    assert (call.seat, call.answered_at, call.ended_at) == (
        line.agent.seat,
        line.world.now - timedelta(seconds=60),
        None,
    )
    line.world.pass_(seconds=20)
    with line.world.hour() as at:
        wrap_up.do(by=line.agent, at=at, state="idle", disposition="consult")
    call.refresh_from_db()
    assert call.ended_at == line.world.now - timedelta(seconds=20)  # when it was hung up, not when it was said
    assert (call.effective, call.disposition) == (True, "consult")
    assert folded(call) == ["call_offered", "call_answered", "call_ended"]
    assert phases(line) == ["talk", "wrap", "idle"]
    assert line.hall().call is None
    assert Heard.objects.get(event="call.recording").recording_ref == "2019/11/04/c-1.wav"
    assert Heard.objects.get(event="call.rated").rating == 5
    day = hall.day(line.agent, clock.midnight(clock.local_day(line.world.now)))
    assert (day.answered, day.talk_s, day.ended, day.passed) == (1, 60, 1, 0)


def test_who_hangs_up_and_the_switch_that_says_so_don_t_wait_for_each_other(lasting_world: World) -> None:
    line = Telephone(lasting_world)
    for event in ("call.offered", "agent.ringing", "call.answered"):
        line.say(event)

    def hangs_up() -> None:
        try:
            with clock.at(line.world.now):
                wrap_up.do(by=line.agent, at=line.world.now, state="wrap")
        finally:
            connection.close()

    agent = Thread(target=hangs_up)
    with transaction.atomic():  # as the switch does: the call, then where it rings
        call = Call.objects.select_for_update().get()
        agent.start()
        waits_for_us()
        assert len(Leg.objects.select_for_update(nowait=True).filter(call=call)) == 1
    agent.join(60)
    assert not agent.is_alive()
    assert phases(line) == ["talk", "wrap"]


def test_a_bar_s_mark_changes_with_the_bar(line: Telephone, django_assert_num_queries: Any) -> None:
    directory_load.load_city(second_city())
    mine, other = line.agent.seat, line.world.seat("mh-agent")
    seats = {mine: line.agent.platform, other.seat: other.platform}

    def marks() -> tuple[hall.Mark, hall.Mark]:
        with line.world.hour() as at, django_assert_num_queries(3):
            found = hall.marks(seats, at)
        return found[mine], found[other.seat]

    seen, strange = [], set()
    for event in ("call.offered", "agent.ringing", "call.answered", "call.ended"):
        line.say(event, seconds=3)
        one, two = marks()
        seen.append(one)
        strange.add(two)
    with line.world.hour() as at:
        wrap_up.do(by=line.agent, at=at, state="idle", disposition="consult")
    seen.append(marks()[0])
    assert len(set(seen)) == 5 and len({mark.own for mark in seen}) == 5
    assert [mark.hall[0] for mark in seen] == [1, 1, 0, 0, 0]
    assert strange == {hall.Mark((), (0, 0))}, "another platform's call"


def test_no_number_is_kept_where_it_isn_t_sealed(line: Telephone) -> None:
    line.say("call.offered")
    assert PHONE not in json.dumps(list(Heard.objects.values()), default=str)
    assert PHONE not in str(Call.objects.values())
    line.say("call.offered", call_id="c-2", **{"from": "anonymous"})
    assert reads.number(line.call("c-2")) == ""


def test_said_twice_is_said_once(line: Telephone) -> None:
    line.say("call.offered")
    assert line.say("call.offered", seconds=2)["outcome"] == "known"
    assert line.say("call.offered", seq=9)["outcome"] == "done"  # another saying of the same: nothing changes
    assert (Call.objects.count(), Heard.objects.count(), read.count()) == (1, 2, 1)


def test_in_any_order(line: Telephone) -> None:
    """The end before the answer, the answer before the ring: the same call comes out."""
    start = line.world.now
    line.world.pass_(seconds=100)
    assert line.say("call.ended", at=start + timedelta(seconds=70))["outcome"] == "held"
    assert line.say("call.answered", at=start + timedelta(seconds=10), queue_s=6, ring_s=4)["outcome"] == "done"
    assert line.say("call.offered", at=start)["outcome"] == "done"
    assert line.say("agent.ringing", at=start + timedelta(seconds=6))["outcome"] == "void"
    call, leg = line.call(), Leg.objects.get()
    assert (call.offered_at, call.answered_at) == (start, start + timedelta(seconds=10))
    assert leg.ended_at == start + timedelta(seconds=70)
    assert phases(line) == ["talk", "wrap"]
    assert not Heard.objects.filter(outcome="held").exists()
    assert folded(call) == ["call_offered", "call_answered"]


def test_an_abandoned_call_is_to_be_called_back(line: Telephone) -> None:
    line.say("call.offered")
    line.say("agent.ringing", seconds=2)
    line.say("agent.no_answer", seconds=10)
    line.say("call.abandoned", seconds=5)
    assert line.say("call.answered", seconds=1)["outcome"] == "void"
    assert line.say("call.ended", seconds=1)["outcome"] == "void"
    assert line.hall().missed == 1
    with line.world.hour() as at:
        (row,), more = hall.missed(line.agent, at)
        assert (row.waited_s, row.phone, row.tries, row.seen, more) == (17, "199****0001", 0, None, "")
        call = hall.to_return(row.call, line.agent)
        assert show_number.do(call, by=line.agent, at=at) == PHONE
        (row,), _ = hall.missed(line.agent, at)
    assert row.seen is not None and row.seen[0] == "坐席甲"
    assert Look.objects.get(subject=call.stream).purpose == "漏话回拨"
    line.call_back("unanswered")
    with line.world.hour() as at:
        assert hall.missed(line.agent, at)[0][0].tries == 1
    line.call_back("reached")
    assert line.hall().missed == 0
    with pytest.raises(Refusal) as caught:
        hall.to_return(call.pk, line.agent)
    assert caught.value.code == "not_found"
    day = hall.day(line.agent, clock.midnight(clock.local_day(line.world.now)))
    assert (day.answered, day.passed) == (0, 1)


def test_a_missed_call_whose_number_was_answered_later(line: Telephone) -> None:
    line.say("call.offered")
    line.say("call.abandoned", seconds=9)
    line.say("call.offered", call_id="c-2", seconds=60)
    line.say("call.answered", call_id="c-2", seconds=5)
    with line.world.hour() as at:
        rows, _ = hall.missed(line.agent, at)
    assert rows[0].later == line.world.now


def test_missed_calls_are_paged_by_key(line: Telephone, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        line.say("call.offered", call_id=f"m-{number}", seconds=1)
        line.say("call.abandoned", call_id=f"m-{number}", seconds=1)
    with line.world.hour() as at:
        first, more = hall.missed(line.agent, at, size=3)
        rest, end = hall.missed(line.agent, at, after=int(more), size=3)
        with django_assert_max_num_queries(4):
            hall.missed(line.agent, at)
    assert [len(first), len(rest), end] == [3, 2, ""]
    assert first[-1].call < rest[0].call


def test_an_order_says_what_the_call_was(line: Telephone) -> None:
    line.say("call.offered")
    line.say("call.answered", seconds=5)
    key = line.world.accept()
    with line.world.hour(), append.writing():
        bind_order.do(reads.at_seat(line.call().pk, line.agent), key, by=line.agent)
    assert line.call().ended_at is None
    line.say("call.ended", seconds=300)
    call = line.call()
    assert (call.disposition, call.ended_at) == ("order", line.world.now)
    seen = line.hall()
    assert (seen.phase, seen.call) == (Phase.WRAP, None)
    with line.world.hour() as at:
        wrap_up.do(by=line.agent, at=at, state="idle")
    (own,), _ = hall.own(line.agent, clock.midnight(clock.local_day(line.world.now)))
    assert (own.orders, own.disposition, own.wait_s) == ((key,), "order", 5)


def test_an_order_taken_after_the_hang_up(line: Telephone) -> None:
    line.say("call.offered")
    line.say("call.answered", seconds=5)
    line.say("call.ended", seconds=60)
    hung_up = line.world.now
    key = line.world.accept()
    with line.world.hour(), append.writing():
        bind_order.do(reads.at_seat(line.call().pk, line.agent), key, by=line.agent)
    assert (line.call().disposition, line.call().ended_at) == ("order", hung_up)
    assert line.hall().call is None


def test_wrap_up_asks_once(line: Telephone) -> None:
    line.say("call.offered")
    line.say("call.answered", seconds=5)
    with line.world.hour() as at:
        with pytest.raises(Refusal) as caught:
            wrap_up.do(by=line.agent, at=at, state="rest")
        assert caught.value.code == "in_talk"
        wrap_up.do(by=line.agent, at=at, state="wrap")  # the switch lost the end
        with pytest.raises(Refusal) as caught:
            wrap_up.do(by=line.agent, at=at, state="idle")
        assert caught.value.code == "no_result"
        wrap_up.do(by=line.agent, at=at, state="idle", disposition="invalid")
    assert line.say("call.ended", seconds=5)["outcome"] == "void"
    assert line.call().effective is False
    assert phases(line) == ["talk", "wrap", "idle"]


def test_two_calls_to_wrap_up(line: Telephone) -> None:
    for call_id in ("c-1", "c-2"):
        line.say("call.offered", call_id=call_id)
        line.say("call.answered", call_id=call_id, seconds=5)
        line.say("call.ended", call_id=call_id, seconds=30)
    seen = line.hall()
    assert seen.call is not None and (seen.call.call, seen.call.more) == (line.call("c-1").pk, 1)
    with line.world.hour() as at:
        wrap_up.do(by=line.agent, at=at, state="idle", disposition="consult")
        assert line.hall().phase is Phase.WRAP
        wrap_up.do(by=line.agent, at=at, state="idle", disposition="invalid")
    assert (line.hall().phase, line.hall().call) == (Phase.IDLE, None)


def test_the_switch_tells_a_seat_s_state(line: Telephone) -> None:
    assert line.say("agent.state", call_id="", state="idle")["outcome"] == "done"
    assert line.say("agent.state", call_id="", state="idle", seq=2, seconds=3)["outcome"] == "void"
    late = line.world.now - timedelta(hours=1)
    assert line.say("agent.state", call_id="", state="rest", seq=3, at=late)["outcome"] == "void"
    assert line.say("agent.state", call_id="", state="rest", seq=4, agent="999")["outcome"] == "void"
    assert line.hall().phase is Phase.IDLE


def test_a_call_at_no_seat_is_counted_all_the_same(line: Telephone) -> None:
    line.say("call.offered")
    assert line.say("agent.ringing", agent="999")["outcome"] == "void"
    line.say("call.answered", agent="999", seconds=5)
    assert line.call().seat == line.world.seat("system").seat
    assert line.hall().call is None
    assert line.say("call.ended", agent="999", seconds=60)["outcome"] == "done"
    call = line.call()
    assert (call.ended_at, call.effective, call.disposition) == (line.world.now, True, "consult")
    assert folded(call) == ["call_offered", "call_answered", "call_ended"]
    assert line.say("call.ended", agent="999", seq=9, seconds=1)["outcome"] == "void"
    assert AgentState.objects.count() == 0


def test_a_call_at_no_seat_in_any_order(line: Telephone) -> None:
    start = line.world.now
    line.world.pass_(seconds=100)
    assert line.say("call.ended", agent="999", at=start + timedelta(seconds=70))["outcome"] == "held"
    assert line.say("call.answered", agent="999", at=start + timedelta(seconds=10))["outcome"] == "done"
    line.say("call.offered", at=start)
    assert line.call().ended_at == start + timedelta(seconds=70)
    assert not Heard.objects.filter(outcome="held").exists()
    line.cti("newCall", user="999")  # the generic profile: no extension is named at all
    line.cti("answer", seconds=6)
    line.cti("hangup", cause="normalClearing", seconds=40)
    assert line.call("g-1", "cti").ended_at == line.world.now
    assert folded(line.call("g-1", "cti"))[-1] == "call_ended"


def test_what_was_heard_is_kept_for_a_while(line: Telephone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "BATCH", 2)
    for event, more in (
        ("call.offered", {}), ("agent.ringing", {}), ("call.answered", {}), ("call.ended", {}),
        ("call.recording", {"recording_ref": "c-1.wav"}), ("call.rated", {"rating": 5}),
    ):  # fmt: skip
        line.say(event, seconds=3, **more)
    line.world.pass_(days=89)
    line.say("call.offered", call_id="c-2")
    with line.world.hour():
        assert heard.expire() == 0
    line.world.pass_(days=2)
    with line.world.hour():
        assert heard.expire() == 4
        assert heard.expire() == 0
    kept = Heard.objects.order_by("pk").values_list("call_id", "event")
    assert list(kept) == [("c-1", "call.recording"), ("c-1", "call.rated"), ("c-2", "call.offered")]
    assert Call.objects.count() == 2 and Leg.objects.count() == 1


def test_what_the_centre_calls_itself_is_for_later(line: Telephone) -> None:
    assert line.say("call.offered", direction="out")["outcome"] == "void"
    assert Call.objects.count() == 0


def test_only_the_right_key_opens(line: Telephone) -> None:
    body = line.body("call.offered")
    with line.world.hour() as at:
        good = signature.sign(line.secret, body, at)
        wrong = signature.sign("another", body, at)
        old = signature.sign(line.secret, body, at - timedelta(minutes=6))
        for header in ("", "v1=00", wrong, old, good.replace("t=1", "t=2"), good + "0"):
            assert line.post(body, header).status_code == 401, header
        assert line.post(body + b" ", good).status_code == 401
        assert line.post(body, good, source="other").status_code == 401
        assert Client().get("/api/telephony/pbx/events").status_code == 405
    assert Call.objects.count() == 0
    with line.world.hour() as at:
        revoke_switch.do("pbx", by=line.admin, at=at)
        assert line.post(body, good).status_code == 401
        with pytest.raises(Refusal) as caught:
            revoke_switch.do("pbx", by=line.admin, at=at)
        assert caught.value.code == "unknown_switch"
        fresh = issue_switch.do(by=line.admin, at=at, code="pbx", label="换新", profile="signed")
    line.secret = fresh
    assert line.say("call.offered")["outcome"] == "done"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"event": "call.exploded"}, "event"),
        ({"event": None}, "event"),
        ({"call_id": ""}, "call_id"),
        ({"call_id": "x" * 129}, "call_id"),
        ({"seq": -1}, "seq"),
        ({"seq": True}, "seq"),
        ({"occurred_at": "gestern"}, "occurred_at"),
        ({"occurred_at": "2019-11-04T09:00:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+23:00"}, "occurred_at"),
        ({"occurred_at": "2099-01-01T00:00:00Z"}, "occurred_at"),
        ({"occurred_at": None}, "occurred_at"),
        ({"direction": "sideways"}, "direction"),
        ({"source": "other"}, "source"),
        ({"talk_s": -1}, "talk_s"),
        ({"rating": 99}, "rating"),
        ({"colour": "red"}, "colour"),
        ({"event": "agent.ringing", "agent": ""}, "agent"),
        ({"event": "agent.state"}, "state"),
        ({"from": ["1"]}, "from"),
    ],
)
def test_bad_events(line: Telephone, changed: dict[str, Any], field: str) -> None:
    answer = line.send("call.offered", **changed)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert answer.json()["sentence"].endswith("。")
    assert (Call.objects.count(), Heard.objects.count()) == (0, 0)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 40_000, b'"x"'])
def test_no_json(line: Telephone, body: bytes) -> None:
    with line.world.hour() as at:
        assert line.post(body, signature.sign(line.secret, body, at)).status_code == 400


def test_too_much(line: Telephone) -> None:
    for size in (70_000, 13_000_000):
        assert line.post(b"x" * size, "").status_code == 413


# -- the generic profile --


def test_the_generic_profile(line: Telephone) -> None:
    line.cti("newCall", user=["801", "802"])
    assert line.hall().call is not None
    line.cti("answer", answeringNumber="801", seconds=6)
    seen = line.hall()
    assert seen.call is not None and (seen.call.phase, seen.call.phone) == ("talk", "199****0001")
    assert line.cti("hangup", cause="normalClearing", seconds=40).json() == {"outcome": "done"}
    assert line.hall().phase is Phase.WRAP
    line.cti("newCall", call="g-2", as_form=True, user="801")
    line.cti("hangup", call="g-2", cause="cancel", as_form=True, seconds=20)
    assert line.call("g-2", "cti").abandoned_at == line.world.now
    line.cti("newCall", call="g-3", direction="out")
    assert Call.objects.count() == 2


def test_the_generic_profile_s_refusals(line: Telephone) -> None:
    assert line.cti("newCall", token="wrong").status_code == 401
    assert line.cti("newCall", direction="sideways").status_code == 422
    assert line.cti("ring").status_code == 422
    assert line.cti("newCall", call="").status_code == 422
    assert line.cti("hangup", cause="boredom").status_code == 422
    assert Call.objects.count() == 0
    assert reads.switch("cti", Profile.SIGNED) is None  # a token doesn't sign


# -- who keeps switches and telephones --


def test_who_issues_switches(line: Telephone) -> None:
    directory_load.load_city(second_city())
    other = replace(line.admin, platform=line.world.seat("mh-agent").platform)
    with line.world.hour() as at:
        for by, code in ((line.agent, "not_yours"), (line.admin, "code_taken"), (other, "code_taken")):
            with pytest.raises(Refusal) as caught:
                issue_switch.do(by=by, at=at, code="pbx", label="又一台", profile="signed")
            assert caught.value.code == code
        revoke_switch.do("pbx", by=line.admin, at=at)
        with pytest.raises(Refusal) as caught:  # its calls are the first platform's
            issue_switch.do(by=other, at=at, code="pbx", label="又一台", profile="signed")
    assert caught.value.code == "code_taken"
    assert line.secret.encode() not in bytes(Switch.objects.get(code="pbx").secret_sealed)


def test_who_binds_telephones(line: Telephone) -> None:
    directory_load.load_city(second_city())
    for by, seat, extension, code in (
        (line.agent, "agent", "1", "not_yours"),
        (line.admin, "nobody", "1", "unknown_seat"),
        (line.admin, "mh-agent", "1", "unknown_seat"),
        (line.admin, "visitor", "1", "wrong_role"),
    ):
        with pytest.raises(Refusal) as caught:
            bind_phone.do(by=by, seat=seat, extension=extension)
        assert caught.value.code == code
    bind_phone.do(by=line.admin, seat="agent", extension="802")
    assert SeatPhone.objects.get().extension == "802"
    other = replace(line.admin, platform=line.world.seat("mh-agent").platform)
    bind_phone.do(by=other, seat="mh-agent", extension="802")  # each platform has its own
    bind_phone.do(by=line.admin, seat="agent")
    assert SeatPhone.objects.count() == 1


def test_only_an_agent_has_a_state(line: Telephone) -> None:
    with line.world.hour() as at:
        for refused in (
            lambda by: set_state.do(Phase.IDLE, by=by, at=at),
            lambda by: wrap_up.do(by=by, at=at, state="idle"),
        ):
            with pytest.raises(Refusal) as caught:
                refused(line.world.seat("dispatcher"))
            assert caught.value.code == "wrong_role"


def test_another_seat_s_call(line: Telephone) -> None:
    directory_load.load_city(second_city())
    line.say("call.offered")
    line.say("call.answered", seconds=5)
    stranger = line.world.seat("mh-agent")
    with pytest.raises(Refusal) as caught:
        reads.at_seat(line.call().pk, stranger)
    assert caught.value.code == "not_found"
    assert bind_order.can(line.call(), stranger) is not None
    other = line.world.seat("system")
    refusal = bind_order.can(line.call(), other)
    assert refusal is not None and refusal.code == "not_yours"
    line.say("call.offered", call_id="c-2")
    line.say("call.abandoned", call_id="c-2", seconds=5)
    with line.world.hour() as at:
        assert hall.missed(stranger, at) == ([], "")
        assert hall.missed(line.world.seat("dispatcher"), at) == ([], "")
        assert hall.hall(stranger, at).missed == 0


def test_a_late_hour_is_a_mistake(line: Telephone) -> None:
    with pytest.raises(Refusal) as caught, line.world.hour() as at:
        set_state.do(Phase.IDLE, by=line.agent, at=at + timedelta(hours=1))
    assert caught.value.code == "in_future"
    assert isinstance(line.world.now, datetime)
