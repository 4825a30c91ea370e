"""The steps of the worker: what follows from entries, what ran out, what is counted."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import OperationalError

from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor, read
from huisheng.lifecycle import reactions
from huisheng.lifecycle.workorder.models import Searched
from huisheng.measures import store
from huisheng.workers import loops
from tests.cast import World


@pytest.fixture(autouse=True)
def horizon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own transaction isn't over: readers see beyond it."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)


def _until_idle(world: World, step: Callable[[], bool]) -> int:
    count = 0
    with world.hour():
        while step():
            count += 1
    return count


def _kinds(key: int) -> list[str]:
    return [entry.kind for entry in read.stream(f"workorder:{key}")]


def _twice_unsatisfied(world: World) -> int:
    key = world.awaiting_visit()
    world.unsatisfied(key)
    world.do(key, "redo", "dispatcher", reason="请重新办理。")
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="reached")
    world.do(key, "reply", "h-water", words="再次处理。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.unsatisfied(key)
    return key


def test_a_rule_s_supervision_follows_once(world: World) -> None:
    key = _twice_unsatisfied(world)
    assert _until_idle(world, loops.react) > 0
    assert world.matter(key).order.state == "under_supervision"
    assert _kinds(key).count("supervised") == 1
    # at least once: the same entries read again change nothing
    cursor.rewind(loops.REACTIONS)
    assert _until_idle(world, loops.react) > 0
    assert _kinds(key).count("supervised") == 1


def test_a_refusal_stops_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = _twice_unsatisfied(world), _twice_unsatisfied(world)
    react_to = reactions.react_to

    def refusing(kind: str, key: int) -> None:
        if key == first:
            raise Refusal("stale", "这条记录刚被别人更新。")
        react_to(kind, key)

    monkeypatch.setattr(reactions, "react_to", refusing)
    assert _until_idle(world, loops.react) > 0
    assert world.matter(first).order.state == "awaiting_decision"
    assert world.matter(second).order.state == "under_supervision"


def test_an_order_that_fails_is_told_and_passed(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = _twice_unsatisfied(world), _twice_unsatisfied(world)
    react_to = reactions.react_to

    def failing(kind: str, key: int) -> None:
        if key == first:
            raise KeyError(kind)
        react_to(kind, key)

    monkeypatch.setattr(reactions, "react_to", failing)
    assert _until_idle(world, loops.react) > 0
    assert f"no reaction to workorder:{first}" in caplog.text
    assert world.matter(second).order.state == "under_supervision"


def test_a_failing_database_moves_no_cursor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key = _twice_unsatisfied(world)

    def failing(kind: str, key: int) -> None:
        raise OperationalError(kind)

    with monkeypatch.context() as broken, pytest.raises(OperationalError), world.hour():
        broken.setattr(reactions, "react_to", failing)
        loops.react()
    assert _until_idle(world, loops.react) > 0
    assert world.matter(key).order.state == "under_supervision"


def test_calls_ask_for_no_reaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = next(e for e in read.stream(f"workorder:{_twice_unsatisfied(world)}") if e.kind == "visited")
    heard: list[int] = []
    monkeypatch.setattr(reactions, "react_to", lambda kind, key: heard.append(key))
    loops._react([replace(entry, stream="call:7"), entry])
    assert heard == [entry.key]


def test_deadlines_are_swept_when_they_fell(world: World) -> None:
    key = world.dispatched()
    assert _until_idle(world, loops.sweep_deadlines) == 0
    world.pass_(days=30)
    assert _until_idle(world, loops.sweep_deadlines) == 1
    missed = [entry for entry in read.stream(f"workorder:{key}") if entry.kind == "deadline_missed"]
    assert {entry.body.to_json()["clock"] for entry in missed} >= {"sign_in", "reply", "citizen"}
    assert all(entry.occurred_at < entry.recorded_at for entry in missed)
    assert [entry.occurred_at for entry in missed] == sorted(entry.occurred_at for entry in missed)
    assert _until_idle(world, loops.sweep_deadlines) == 0


def test_facts_follow(world: World) -> None:
    world.dispatched()
    assert store.count()["order"] == 0
    assert _until_idle(world, loops.fold_facts) == 1
    held = store.count()
    assert (held["order"], held["dispatch"]) == (1, 1)


def test_search_follows(world: World) -> None:
    world.dispatched()
    assert Searched.objects.count() == 0
    assert _until_idle(world, loops.write_search) == 1
    assert "市水务局" in Searched.objects.get().text


def test_a_store_that_is_away_is_asked_again_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int | Refusal] = [3, 0, Refusal("store_away", "附件存储暂时连不上。")]

    def carry() -> int:
        said = told.pop(0)
        if isinstance(said, Refusal):
            raise said
        return said

    monkeypatch.setattr("huisheng.lifecycle.attachments.store.carry", carry)
    assert [loops.carry_files() for _ in range(3)] == [True, False, False]
