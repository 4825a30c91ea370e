"""What was committed since a place: nothing twice, nothing lost, whoever commits when; and the nudge beside it."""

import psycopg
import pytest
from django.db import DatabaseError, connection

from huisheng.kernel.database import fixed
from huisheng.ledger import append, news, nudge
from tests.cast import World


def test_nothing_is_lost_and_nothing_comes_twice(lasting_world: World) -> None:
    place, met = news.here(), []
    assert news.since(place, 10).entries == []
    for _ in range(3):
        key = lasting_world.accept()
        found = news.since(place, 10)
        assert found.entries is not None and {entry.key for entry in found.entries} == {key}
        met += [entry.id for entry in found.entries]
        place = found.place
    assert len(met) == len(set(met)) and news.since(place, 10).entries == []


def test_a_late_commit_is_met_after_a_later_one(lasting_world: World) -> None:
    first = lasting_world.accept()
    at = connection.settings_dict
    names = {
        "dbname": at["NAME"],
        "user": at["USER"],
        "password": at["PASSWORD"],
        "host": at["HOST"],
        "port": at["PORT"],
    }
    with psycopg.connect(**names) as slow:
        slow.execute("SELECT pg_current_xact_id()")  # it has begun, and will write before it ends
        place = news.here()
        second = lasting_world.accept()
        found = news.since(place, 10)
        assert found.entries is not None and {entry.key for entry in found.entries} == {second}
        slow.execute(
            "INSERT INTO ledger_entry (stream, no, kind, version, occurred_at, recorded_at, actor, rule, body, prev,"
            " hash) SELECT 'workorder:' || %s, 99, kind, version, occurred_at, recorded_at, actor, rule, body, prev,"
            " hash FROM ledger_entry WHERE stream = 'workorder:' || %s AND no = 1",
            [first, first],
        )
        assert news.since(found.place, 10).entries == []
        slow.commit()
    late = news.since(found.place, 10)
    assert late.entries is not None and [(entry.key, entry.no) for entry in late.entries] == [(first, 99)]


def test_too_much_and_nonsense(world: World) -> None:
    low = int(news.here().split(":")[0])
    world.dispatched()
    assert news.since(f"{low}:{low}:", 2).entries is None
    for nonsense in ("", "1", "1:2", ":::", "1:2:3,", "a:b:c", "1:2:" + "3," * 4000 + "3", "٣:٤:"):
        found = news.since(nonsense, 10)
        assert found.entries is None and found.place


def test_a_nudge_now_and_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(fixed, "rows", lambda sql, values: asked.append(sql))
    monkeypatch.setattr(nudge, "_told", 0.0)
    nudge.tell()
    assert asked == [] and not nudge.wanted(), "a test, a rehearsal: nobody waits"
    monkeypatch.setattr(nudge, "_wanted", True)
    nudge.tell()
    nudge.tell()
    assert len(asked) == 1
    monkeypatch.setattr(nudge, "_told", 0.0)

    def away(sql: str, values: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(fixed, "rows", away)
    nudge.tell()


def test_a_page_nudges_after_its_commit(lasting_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    monkeypatch.setattr(nudge, "_wanted", True)
    monkeypatch.setattr(nudge, "tell", lambda: told.append(connection.in_atomic_block))
    lasting_world.accept()
    assert told == [False]
    with pytest.raises(ZeroDivisionError), append.writing():
        raise ZeroDivisionError
    assert told == [False], "what fails is no news"
    nudge.on()
    assert nudge.wanted()
