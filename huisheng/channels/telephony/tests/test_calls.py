"""A call's life: offered, answered or abandoned, ended, called back; each step once, timed, in its own stream."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from huisheng.channels.telephony.actions import abandon, answer, call_back, end, offer
from huisheng.channels.telephony.models import Call
from huisheng.channels.telephony.reads import live, take
from huisheng.directory import load as directory_load
from huisheng.kernel import clock, secrets
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read, replay
from tests.cast import World
from tests.cast_with_park import second_city

RING: dict[str, Any] = {"source": "pbx", "call_id": "c-1", "queue": "市民", "phone": "１９９ 0000-0001"}
DO: dict[str, tuple[Any, dict[str, Any]]] = {
    "answer": (answer, {}),
    "abandon": (abandon, {}),
    "end": (end, {"effective": True, "disposition": "order"}),
    "call_back": (call_back, {"outcome": "reached"}),
}


def ring(world: World, by: str = "agent", **changed: Any) -> Call:
    with world.hour() as at:
        return offer.do(by=world.seat(by), at=at, **{**RING, **changed})


def step(world: World, name: str, by: str = "agent", seconds: int = 7, **given: Any) -> Call:
    world.pass_(seconds=seconds)
    verb, usual = DO[name]
    with world.hour() as at, append.writing():
        call = take("pbx", "c-1", world.seat(by))
        verb.do(call, by=world.seat(by), at=at, **{**usual, **given})
    return call


def refused(world: World, name: str, by: str = "agent", **given: Any) -> str:
    before = read.count()
    with pytest.raises(Refusal) as caught:
        step(world, name, by, **given)
    assert caught.value.sentence.endswith("。")
    assert read.count() == before
    return caught.value.code


def told(call: Call) -> list[Any]:
    """The bodies of its stream, once replay gives its row again."""
    entries = read.stream(call.stream)
    assert replay.call(entries) == live(Call.objects.get(pk=call.pk))
    return [entry.body for entry in entries]


def test_answered_and_ended(world: World) -> None:
    call = ring(world)
    assert str(call) == "pbx/c-1"
    assert call.offered_at == world.now
    assert secrets.unseal(bytes(call.phone_sealed), f"{call.stream}:phone") == "1990000-0001"
    assert bytes(call.phone_blind) == secrets.blind("19900000001")
    call = step(world, "answer")
    assert (call.answered_at, call.seat) == (world.now, world.seat("agent").seat)
    call = step(world, "end", seconds=65)
    assert (call.ended_at, call.effective, call.disposition) == (world.now, True, "order")
    offered, answered, ended = told(call)
    assert (offered.platform, offered.call_id, offered.queue) == (world.platform, "c-1", "市民")
    assert "1990000" not in str(offered.to_json())
    assert answered.wait_s == 7
    assert ended.talk_s == 65


def test_abandoned_and_called_back(world: World) -> None:
    ring(world)
    call = step(world, "abandon", by="system", seconds=31)
    assert call.abandoned_at == world.now
    assert step(world, "call_back", outcome="unanswered").returned_at is None
    call = step(world, "call_back")
    assert call.returned_at == world.now
    assert [body.kind for body in told(call)] == ["call_offered", "call_abandoned", "call_returned", "call_returned"]
    assert told(call)[1].wait_s == 31
    assert refused(world, "call_back") == "wrong_state"


def test_each_step_in_its_state_only(world: World) -> None:
    ring(world)
    assert [refused(world, name) for name in ("end", "call_back")] == ["wrong_state"] * 2
    step(world, "answer")
    assert [refused(world, name) for name in ("answer", "abandon", "call_back")] == ["wrong_state"] * 3
    step(world, "end")
    assert [refused(world, name) for name in DO] == ["wrong_state"] * 4
    ring(world, call_id="c-2")


def test_a_missed_call_isn_t_answered(world: World) -> None:
    ring(world)
    step(world, "abandon")
    assert [refused(world, name) for name in ("answer", "abandon", "end")] == ["wrong_state"] * 3


def test_the_same_ring_twice_is_one_call(world: World) -> None:
    first = ring(world)
    world.pass_(seconds=3)
    again = ring(world, queue="企业")
    assert (again.pk, again.offered_at, again.queue) == (first.pk, first.offered_at, "市民")
    assert len(told(first)) == 1


def test_the_same_ring_at_the_same_moment(lasting_world: World) -> None:
    world, calls = lasting_world, []
    gate = threading.Barrier(4)
    agent = world.seat("agent")

    def run() -> None:
        try:
            with clock.at(world.now):
                gate.wait()
                calls.append(offer.do(by=agent, at=world.now, **RING).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 4
    assert len(set(calls)) == 1
    assert Call.objects.count() == 1


def test_another_mistake_of_the_database_isn_t_taken_for_a_ring(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ring(world)
    monkeypatch.setattr(offer, "next_call_id", lambda: first.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ring(world, call_id="c-2")


def test_another_city_s_call(world: World) -> None:
    directory_load.load_city(second_city())
    call = ring(world)
    with pytest.raises(Refusal) as caught:
        ring(world, by="mh-agent")
    assert caught.value.code == "not_yours"
    assert refused(world, "answer", by="mh-agent") == "no_call"
    for verb, _ in DO.values():
        refusal = verb.can(call, world.seat("mh-agent"))
        assert refusal is not None
        assert refusal.code == "not_yours"


def test_who_works_the_phones(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        ring(world, by="h-water")
    assert caught.value.code == "wrong_role"
    ring(world)
    assert [refused(world, name, by="visitor") for name in DO] == ["wrong_role"] * 4


def test_time_goes_forward(world: World) -> None:
    with world.hour() as at, pytest.raises(Refusal) as caught:
        offer.do(by=world.seat("agent"), at=at + timedelta(minutes=2), **RING)
    assert caught.value.code == "in_future"
    ring(world)
    assert refused(world, "answer", seconds=-60) == "before_last"
    assert refused(world, "abandon", seconds=-60) == "before_last"
    world.pass_(minutes=3)
    step(world, "answer")
    assert refused(world, "end", seconds=-60) == "before_last"


def test_an_invalid_call_isn_t_effective(world: World) -> None:
    ring(world)
    step(world, "answer")
    assert refused(world, "end", effective=True, disposition="invalid") == "contradiction"
    assert refused(world, "end", effective=False, disposition="consult") == "contradiction"
    assert step(world, "end", effective=False, disposition="invalid").effective is False


@pytest.mark.parametrize(
    "changed",
    [
        *(
            {name: value}
            for name in ("source", "call_id")
            for value in (None, "", 7, ["a"], {"a": 1}, 1.5, float("nan"))
        ),
        {"source": "'; DROP TABLE telephony_call; --"},
        {"source": "x" * 65},
        {"call_id": "x" * 129},
        {"call_id": "\x00" * 10_000_000},
        {"queue": "队" * 65},
        {"queue": ["市民"]},
        {"phone": "1" * 33},
        {"phone": 19900000001},
        {"colour": "red"},
    ],
)
def test_bad_rings(world: World, changed: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        ring(world, **changed)
    assert caught.value.sentence.endswith("。")
    assert Call.objects.count() == 0
    assert read.count() == 0


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("end", {"effective": None}),
        ("end", {"effective": "maybe"}),
        ("end", {"effective": [True]}),
        ("end", {"disposition": "<script>"}),
        ("end", {"disposition": None}),
        ("end", {"more": 1}),
        ("call_back", {"outcome": "‮dehcaer"}),
        ("call_back", {"outcome": {"reached": 1}}),
        ("call_back", {"outcome": None}),
        ("call_back", {"more": 1}),
    ],
)
def test_bad_steps(world: World, name: str, given: dict[str, Any]) -> None:
    ring(world)
    step(world, "answer" if name == "end" else "abandon")
    assert refused(world, name, **given) in {"missing", "not_a_flag", "not_an_option", "unknown_field"}


def test_a_call_that_isn_t_there(world: World) -> None:
    for call_id in ("c-9", "\x00", "\udcff", "c" * 10_000):
        with append.writing(), pytest.raises(Refusal) as caught:
            take("pbx", call_id, world.seat("agent"))
        assert caught.value.code == "no_call"
