"""The player lives small stories of the standing cast through the real verbs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.telephony.actions import bind_phone
from huisheng.channels.telephony.models import AgentState, Call, CallOrder, Heard, Leg, SeatPhone, Switch
from huisheng.directory.models import Seat
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.ledger.models import Entry
from huisheng.lifecycle.workorder.models import Link, WorkOrder
from huisheng.lifecycle.workorder.reads import by_source, take_by_id
from huisheng.rehearsal.player import SWEEP_AFTER, Player
from huisheng.rehearsal.story import Act, CallPlan, OrderPlan, Params, Plan
from huisheng.workers import nightly
from tests.cast import MATTER, START, World

Said = tuple[int, str, str, Params]  # minutes after the start, verb, seat, fields
HANDLED: tuple[Said, ...] = (
    (3, "hand_on", "agent", {}),
    (10, "send", "dispatcher", {"unit": "water", "co_units": ()}),
    (20, "sign_in", "h-water", {}),
    (30, "contact", "h-water", {"outcome": "reached"}),
    (40, "reply", "h-water", {"words": "已处理。", "solved": True}),
    (50, "accept_reply", "dispatcher", {"dispatch": 1}),
    (60, "conclude", "dispatcher", {}),
)
UNHAPPY: Params = {"outcome": "reached", "solved": False, "grade": "unsatisfied", "contacted": True}
AGAIN: tuple[Said, ...] = (
    (70, "visit", "visitor", UNHAPPY),
    (80, "redo", "dispatcher", {"reason": "请重新办理。"}),
    (90, "sign_in", "h-water", {}),
    (100, "contact", "h-water", {"outcome": "reached"}),
    (110, "reply", "h-water", {"words": "再次处理。", "solved": True}),
    (120, "accept_reply", "dispatcher", {"dispatch": 2}),
    (130, "conclude", "dispatcher", {}),
    (140, "visit", "visitor", UNHAPPY),
)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def order(ref: str, acts: Iterable[Said] = (), *, call: str = "", at: float = 1, **changed: Any) -> OrderPlan:
    given = {key: value for key, value in {**MATTER, **changed}.items() if key != "source"}
    told = tuple(Act(after(at + minutes), verb, seat, params) for minutes, verb, seat, params in acts)
    return OrderPlan(ref, call, False, Act(after(at), "accept", "agent", given), told)


def answered(ref: str, *, effective: bool = False, minutes: float = 5) -> CallPlan:
    said = "order" if effective else "invalid"
    return CallPlan(ref, after(0), "12345", "19900000001", "agent", after(0.2), None, after(minutes), effective, said)


def abandoned(ref: str) -> CallPlan:
    return CallPlan(ref, after(-9), "12345", "19900000002", None, None, after(-8), after(-8), False, "")


def player(world: World, *orders: OrderPlan, calls: tuple[CallPlan, ...] = ()) -> Player:
    return Player(Plan("small", 1, calls, orders), world.platform)


def live_all(one: Player) -> None:
    for _, story in one.left():
        one.live(story)


def found(one: Player, ref: str) -> WorkOrder:
    order = by_source(one.source, ref)
    assert order is not None
    return order


def kinds(order: WorkOrder) -> list[str]:
    return [entry.kind for entry in read.stream(order.stream)]


def test_calls_without_an_order(world: World) -> None:
    one = player(world, calls=(answered("c1"), abandoned("c2")))
    assert one.stories == 2
    assert [ref for ref, _ in one.left()] == ["c2", "c1"], "in order of time"
    live_all(one)
    told = {call.call_id: call for call in Call.objects.all()}
    assert told["c1"].answered_at == after(0.2) and told["c1"].ended_at == after(5)
    assert (told["c1"].effective, told["c1"].disposition) == (False, "invalid")
    assert told["c2"].abandoned_at == after(-8) and told["c2"].seat is None
    assert one.verbs == 3 + 2
    assert one.left() == []


def test_an_order_and_its_call_are_one_story(world: World) -> None:
    spot: tuple[Said, ...] = ((1, "answer", "agent", {"words": "已答复市民。"}),)
    one = player(world, order("o1", spot, call="c1"), calls=(answered("c1", effective=True), abandoned("c2")))
    assert one.stories == 2
    live_all(one)
    assert one.verbs == 3 + 2 + 2
    call = Call.objects.get(call_id="c1")
    assert found(one, "o1").call == "c1" and found(one, "o1").state == "answered"
    assert call.effective and call.ended_at == after(5)
    entries = [entry.recorded_at for entry in read.stream(found(one, "o1").stream)]
    assert entries == [after(1), after(1), after(2)], "recorded at the virtual hour"
    assert nightly.compare().faults == []


def test_what_was_lived_is_left_out_and_not_lived_again(world: World) -> None:
    first, second = order("o1"), order("o2", at=2)
    live_all(player(world, first))
    one = player(world, first, second)
    assert [ref for ref, _ in one.left()] == ["o2"]
    live_all(one)
    before = WorkOrder.objects.count()
    with pytest.raises(Refusal, match="已经存在"):
        one.live(first)
    assert WorkOrder.objects.count() == before == 2


def test_a_story_that_fails_leaves_nothing(world: World) -> None:
    wrong: tuple[Said, ...] = (*HANDLED[:2], (30, "reply", "h-water", {"words": "未签收就答复。", "solved": True}))
    one = player(world, order("o1", wrong, call="c1"), calls=(answered("c1", effective=True),))
    with pytest.raises(Refusal):
        live_all(one)
    assert not WorkOrder.objects.exists() and not Call.objects.exists()
    assert [ref for ref, _ in one.left()] == ["o1"]


def test_clocks_run_out_between_the_acts(world: World) -> None:
    """As the worker would have noted them: a few seconds after they fell, and reminded once where a rule says so."""
    later: tuple[Said, ...] = (*HANDLED[:2], (60 * 24 * 30, "sign_in", "h-water", {}))
    one = player(world, order("o1", later))
    live_all(one)
    entries = read.stream(found(one, "o1").stream)
    missed = [entry for entry in entries if entry.kind == "deadline_missed"]
    assert {entry.body.to_json()["clock"] for entry in missed} >= {"sign_in", "reply", "citizen"}
    assert all(entry.recorded_at == entry.occurred_at + SWEEP_AFTER for entry in missed)
    assert [entry.kind for entry in entries].index("signed_in") > max(entry.no - 1 for entry in missed)
    assert kinds(found(one, "o1")).count("reminded") <= 1
    assert one.verbs == 4 + len(missed) + kinds(found(one, "o1")).count("reminded")


def test_what_is_in_hand_at_the_end_is_swept_to_the_horizon(world: World) -> None:
    one = player(world, order("o1", HANDLED[:2]), order("o2", (), at=60 * 24 * 40))
    assert one.horizon == after(60 * 24 * 40 + 1)
    live_all(one)
    assert kinds(found(one, "o1")).count("deadline_missed") >= 3
    assert "deadline_missed" not in kinds(found(one, "o2"))


def test_a_rule_s_supervision_follows_within_the_story(world: World) -> None:
    one = player(world, order("o1", (*HANDLED, *AGAIN)))
    live_all(one)
    order_ = found(one, "o1")
    entries = {entry.kind: entry for entry in read.stream(order_.stream)}
    assert order_.state == "under_supervision"
    assert entries["supervised"].occurred_at == entries["visited"].occurred_at == after(141)
    assert kinds(order_).count("supervised") == 1
    assert one.verbs == 1 + len(HANDLED) + len(AGAIN) + 1
    assert nightly.compare().faults == []


def test_links_go_to_what_is_lived(world: World) -> None:
    linked: tuple[Said, ...] = ((5, "link", "agent", {"to": "o1"}), (6, "link", "agent", {"to": "not-lived"}))
    one = player(world, order("o1"), order("o2", linked, at=2))
    live_all(one)
    assert list(Link.objects.values_list("order_id", "to_id")) == [(found(one, "o2").pk, found(one, "o1").pk)]
    assert one.verbs == 3, "the link to nowhere isn't done"


def test_a_seat_that_is_missing_is_said(world: World) -> None:
    one = player(world, order("o1", [(3, "hand_on", "nobody", {})]))
    with pytest.raises(Refusal, match="没有席位nobody"):
        live_all(one)
    Seat.objects.filter(role="system", unit_id=world.platform).delete()
    with pytest.raises(Refusal, match="没有系统席位"):
        live_all(player(world, calls=(abandoned("c1"),)))


def test_a_call_is_heard_from_the_switch_as_a_hall_has_it(world: World) -> None:
    """Offered, queued where it waits, rung at the seat's extension, answered, ended: and the agent says what it was."""
    waited = replace(answered("c2"), offered_at=after(-0.2))  # 24 seconds, the last five of them ringing
    one = player(world, order("o1", call="c1"), calls=(answered("c1", effective=True), waited, abandoned("c3")))
    live_all(one)
    switch = Switch.objects.get(code=one.source)
    extension = SeatPhone.objects.get(seat__code="agent").extension
    assert switch.profile == "signed" and switch.revoked_at is None
    heard: dict[str, list[tuple[str, datetime, str]]] = {}
    for row in Heard.objects.filter(source=one.source).order_by("call_id", "seq"):
        assert row.outcome == "done"
        heard.setdefault(row.call_id, []).append((row.event, row.occurred_at, row.agent))
    assert heard["c2"] == [
        ("call.offered", after(-0.2), ""),
        ("call.queued", after(-0.2), ""),
        ("agent.ringing", after(0.2) - timedelta(seconds=5), extension),
        ("call.answered", after(0.2), extension),
        ("call.ended", after(5), extension),
    ]
    assert [event for event, _, _ in heard["c3"]] == ["call.offered", "call.queued", "call.abandoned"]
    assert [at for _, at, _ in heard["c3"]] == [after(-9), after(-9), after(-8)]
    assert Heard.objects.get(call_id="c2", event="call.ended").talk_s == 288
    legs = Leg.objects.order_by("call__call_id")
    assert list(legs.values_list("call__call_id", "rung_at", "answered_at", "ended_at", "done")) == [
        ("c1", after(0.2) - timedelta(seconds=5), after(0.2), after(5), True),
        ("c2", after(0.2) - timedelta(seconds=5), after(0.2), after(5), True),
    ]
    bound = CallOrder.objects.get()
    assert (bound.call.call_id, bound.call.disposition, bound.order) == ("c1", "order", found(one, "o1"))
    assert nightly.compare().faults == []
    before = read.count()
    one.leave()
    state = AgentState.objects.get(seat__code="agent", until__isnull=True)
    assert state.phase == "away" and read.count() == before


def test_a_consultation_has_its_order_too(world: World) -> None:
    said = replace(answered("c1", effective=True), disposition="consult")
    one = player(world, order("o1", call="c1"), calls=(said,))
    live_all(one)
    call = Call.objects.get()
    assert (call.effective, call.disposition, call.ended_at) == (True, "consult", after(5))
    assert CallOrder.objects.get().order == found(one, "o1")


def test_a_missed_caller_is_called_back_by_an_agent(world: World) -> None:
    missed = replace(abandoned("c1"), back_at=after(0.5), back_seat="agent")
    one = player(world, order("o1", call="c1"), calls=(missed,))
    live_all(one)
    assert Call.objects.get().returned_at == after(0.5)
    assert found(one, "o1").call == "c1" and not CallOrder.objects.exists(), "nobody talked in that call"
    assert one.verbs == 2 + 1 + 1


# channel -> by what its writer is reached, and where
WRITTEN = {
    "web": ("web", ""), "app": ("web", ""), "sms": ("sms", "19900000001"), "wechat": ("wechat", "openid-wechat"),
    "mail": ("mail", "mail@mail.invalid"), "province": ("none", ""), "enterprise": ("none", ""),
    "inspection": ("none", ""),
}  # fmt: skip


def test_what_is_written_comes_by_the_inbox(world: World) -> None:
    """And the order is the planned one to its last field; then its story goes on."""
    marks: dict[str, Any] = {"urgent": True, "enterprise": True, "no_visit": False}
    one = player(world, *(order(channel, HANDLED, channel=channel, **marks) for channel in ("phone", *WRITTEN)))
    live_all(one)
    spoken, rows = found(one, "phone"), {row.ref: row for row in Incoming.objects.all()}
    assert set(rows) == set(WRITTEN) and rows.keys() == {row.channel for row in rows.values()}
    told = take_by_id(spoken.pk).personal
    for channel, (medium, address) in WRITTEN.items():
        row, mine = rows[channel], found(one, channel)
        assert (row.source, row.medium, row.outcome, row.at) == (one.source, medium, "new", after(1))
        assert (row.trouble, row.order, mine.channel) == ("", mine, channel)
        assert [inbox.address(to) for to in inbox.contacts(mine.pk)] == ([address] if address else [])
        for name in ("kind", "category", "category_version", "region", "urgent", "confidential", "enterprise"):
            assert getattr(mine, name) == getattr(spoken, name), name
        for name in ("title", "words", "place", "phone_blind"):
            assert getattr(take_by_id(mine.pk).personal, name) == getattr(told, name), name
        assert kinds(mine) == kinds(spoken) and not mine.no_visit
    assert one.verbs == (1 + len(WRITTEN)) * (1 + len(HANDLED))
    assert nightly.compare().faults == []


def test_a_leader_hears_what_is_said_to_him(world: World) -> None:
    live_all(player(world, order("o1", channel="leader_session")))
    assert WorkOrder.objects.get().channel == "leader_session" and not Incoming.objects.exists()


def test_a_story_of_a_message_fails_whole(world: World) -> None:
    wrong: tuple[Said, ...] = (*HANDLED[:2], (30, "reply", "h-water", {"words": "未签收就答复。", "solved": True}))
    one = player(world, order("o1", wrong, channel="web"))
    with pytest.raises(Refusal):
        live_all(one)
    assert not WorkOrder.objects.exists() and not Incoming.objects.exists()
    live_all(player(world, order("o1", HANDLED, channel="web")))
    assert Incoming.objects.count() == WorkOrder.objects.count() == 1


def test_a_message_lived_before_is_not_lived_again(world: World) -> None:
    one = player(world, order("o1", channel="web"))
    live_all(one)
    with pytest.raises(Refusal, match="已经存在"):
        one.live(order("o1", channel="web"))
    assert Incoming.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"category": "999999"}, "没有立单"), ({"no_visit": True}, "不能由来件形成"), ({"call": "c9"}, "不能由来件形成")],
)
def test_what_no_message_can_say_is_not_lived(world: World, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        live_all(player(world, order("o1", channel="web", **changed)))
    assert not WorkOrder.objects.exists() and not Incoming.objects.exists()


def test_the_switch_and_the_extensions_are_made_once_and_left_as_they_are(world: World) -> None:
    bind_phone.do(by=world.seat("admin"), seat="agent", extension="801")
    player(world).open()
    player(world).open()
    assert Switch.objects.count() == 1
    assert SeatPhone.objects.get(seat__code="agent").extension == "801"
    agents = Seat.objects.filter(unit__platform_id=world.platform, role="agent")
    assert SeatPhone.objects.filter(seat__in=agents).count() == agents.count()
    live_all(player(world, calls=(answered("c1"),)))
    assert Heard.objects.get(event="call.answered").agent == "801"
    with pytest.raises(Refusal, match="没有记下"):  # heard a second time
        player(world).live(answered("c1"))


def test_equal_plans_make_equal_ledgers(world: World) -> None:
    stories = (order("o1", HANDLED, call="c1"), order("o2", HANDLED, at=2, channel="web"))
    calls = (answered("c1", effective=True), abandoned("c2"))
    ledgers = []
    for name in ("one", "two"):
        before = read.count()
        live_all(Player(Plan(name, 1, calls, stories), world.platform))
        rows = Entry.objects.order_by("id").values_list("kind", "no", "occurred_at", "recorded_at", "actor", "unit")
        ledgers.append(list(rows[before:]))
    assert ledgers[0] == ledgers[1] and len(ledgers[0]) == 2 * (2 + len(HANDLED)) + 3 + 2
