"""What ran out is noted once, and dated at the moment it fell."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from huisheng.directory.models import Seat
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger.read import Read
from huisheng.ledger.vocabulary.handling import DeadlineMissed
from huisheng.lifecycle.deadlines.sweep import sweep, sweep_matter
from tests.cast import World
from tests.telling import clock_of, day_end, entries, kinds, replayed


def swept(world: World) -> int:
    with world.hour() as now:
        return sweep(now)


def missed(key: int) -> list[Read]:
    return [entry for entry in entries(key) if isinstance(entry.body, DeadlineMissed)]


def test_dated_when_it_fell_recorded_when_it_was_found(world: World) -> None:
    key = world.dispatched()
    world.now = day_end(11, 5)
    assert swept(world) == 0  # at 24:00 itself it is in time
    world.pass_(hours=9)
    assert swept(world) == 1
    (entry,) = missed(key)
    assert (entry.occurred_at, entry.recorded_at) == (day_end(11, 5), world.now)
    assert isinstance(entry.body, DeadlineMissed)
    assert (entry.body.clock, entry.body.subject, entry.body.cite) == ("sign_in", 1, "rehearsal#art-17")
    matter = replayed(world, key)
    assert clock_of(matter, "sign_in", 1).missed_at == day_end(11, 5)
    assert clock_of(matter, "sign_in", 1).stopped_at is None  # it is late, and still to be done
    assert swept(world) == 0
    assert len(missed(key)) == 1


def test_several_in_the_order_in_which_they_fell(world: World) -> None:
    key = world.dispatched()
    world.now = day_end(11, 20)
    assert swept(world) == 4
    assert [(e.body.clock, e.occurred_at) for e in missed(key) if isinstance(e.body, DeadlineMissed)] == [
        ("sign_in", day_end(11, 5)),
        ("contact", day_end(11, 6)),
        ("reply", day_end(11, 11)),
        ("citizen", day_end(11, 18)),
    ]
    replayed(world, key)


def test_a_late_reply_after_the_sweep(world: World) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="reached")
    world.now = day_end(11, 11) + timedelta(hours=10)
    assert swept(world) == 1
    world.do(key, "reply", "h-water", words="迟了", solved=True)
    matter = replayed(world, key)
    reply = clock_of(matter, "reply", 1)
    assert (reply.missed_at, reply.stopped_at) == (day_end(11, 11), world.now)
    assert matter.dispatches[0].replied_at == world.now
    assert kinds(key)[-2:] == ["deadline_missed", "replied"]


def test_nothing_the_units_do_moves_the_citizen_s_clock(world: World) -> None:
    key = world.dispatched()
    due = clock_of(world.matter(key), "citizen").due_at
    world.do(key, "ask_return", "h-water", ground="not_my_duty", clause="一", evidence="二")
    world.do(key, "grant_return", "dispatcher", words="同意")
    world.do(key, "send", "dispatcher", unit="urban")
    world.do(key, "sign_in", "h-urban")
    world.do(key, "ask_extension", "h-urban", days=10, reason="论证")
    world.do(key, "grant_extension", "dispatcher")
    world.do(key, "resend", "dispatcher", unit="police", reason="改派")
    citizen = clock_of(replayed(world, key), "citizen")
    assert (citizen.due_at, citizen.stopped_at) == (due, None)
    world.now = day_end(11, 19)
    swept(world)
    assert clock_of(world.matter(key), "citizen").missed_at == due


def test_correcting_the_category_notes_no_miss_twice(world: World) -> None:
    key = world.accept()
    world.now = day_end(11, 19)
    assert swept(world) == 1
    world.do(key, "classify", "agent", kind="help", category="010101", region="")
    assert clock_of(replayed(world, key), "citizen").missed_at == day_end(11, 18)
    assert swept(world) == 0


def test_in_batches(world: World) -> None:
    for _ in range(3):
        world.accept()
    world.now = day_end(11, 19)
    with world.hour() as now:
        assert [sweep(now, limit=2), sweep(now, limit=2), sweep(now, limit=2)] == [2, 1, 0]


def test_two_sweeps_at_once_note_once(lasting_world: World) -> None:
    world = lasting_world
    keys = [world.accept() for _ in range(4)]
    world.now = day_end(11, 19)
    noted: list[int] = []
    gate = threading.Barrier(2)

    def run() -> None:
        try:
            with clock.at(world.now):
                gate.wait()
                noted.append(sweep(world.now))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(noted) == 4
    assert [len(missed(key)) for key in keys] == [1, 1, 1, 1]


def test_miss_refuses(world: World) -> None:
    key = world.accept()
    assert world.refused(key, "miss", "system", clock="citizen", subject=0).code == "in_time"
    assert world.refused(key, "miss", "system", clock="reply", subject=1).code == "no_clock"
    assert world.refused(key, "miss", "agent", clock="citizen", subject=0).code == "wrong_role"


def test_without_a_system_seat(world: World) -> None:
    key = world.accept()
    Seat.objects.filter(pk=world.seat("system").seat).update(valid_to="2019-11-05")
    world.now = day_end(11, 19)
    with world.hour() as now, pytest.raises(Refusal) as caught:
        sweep_matter(world.matter(key), now)
    assert caught.value.code == "no_system_seat"
