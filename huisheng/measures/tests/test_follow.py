"""The reader keeps the tables up with the ledger, however the entries are cut and however often they come."""

import random
from dataclasses import fields
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.ledger import cursor, read
from huisheng.measures import follow, store
from huisheng.measures.fold import OrderFacts, fold_call, fold_order
from huisheng.measures.rows import FACTS
from huisheng.measures.tests.conftest import Tell
from huisheng.measures.tests.stories import Said, Story, random_ledger


def rows() -> dict[str, list[Any]]:
    """Everything in the tables."""
    with_keys: dict[str, list[Any]] = {}
    for fact in FACTS.values():
        from django.db import connection

        with connection.cursor() as db:
            db.execute(f"SELECT {', '.join(fact.columns)} FROM {fact.table} ORDER BY {', '.join(fact.key)}")
            with_keys[fact.name] = list(db.fetchall())
    return with_keys


def expected(entries: list[Said]) -> dict[str, list[Any]]:
    """The rows as plain folding gives them."""
    orders: dict[int, OrderFacts] = {}
    calls: dict[int, Any] = {}
    for entry in entries:
        if entry.stream.startswith("call:"):
            calls[entry.key] = fold_call(calls.get(entry.key), entry)
        else:
            orders[entry.key] = fold_order(orders.get(entry.key), entry)
    below = {"dispatch": "dispatches", "visit": "visits", "supervision": "supervisions", "return": "returns"}
    held = {
        "order": [row for f in orders.values() for row in (f.order, *f.below.values())],
        "call": [f.call for f in calls.values()],
    }
    for name, attribute in below.items():
        held[name] = [row for f in orders.values() for row in getattr(f, attribute).values()]
    return {
        fact.name: sorted(
            (tuple(getattr(row, column) for column in fact.columns) for row in held.get(fact.name, ())),
            key=lambda row: row[: len(fact.key)],
        )
        for fact in FACTS.values()
    }


def test_the_tables_have_the_columns_of_the_rows() -> None:
    models = {model._meta.db_table: model for model in apps.get_app_config("measures").get_models()}
    assert set(models) == {fact.table for fact in FACTS.values()}
    for fact in FACTS.values():
        held = [column.column for column in models[fact.table]._meta.concrete_fields if column.column]
        assert held == list(fact.columns) == [column.name for column in fields(fact.row)]
        assert not any(column.is_relation for column in models[fact.table]._meta.get_fields())


@pytest.mark.parametrize("batch", [1, 7, 100, 10_000])
def test_the_size_of_the_batches_does_not_matter(tell: Tell, batch: int) -> None:
    entries = random_ledger(seed=batch, orders=12, calls=5)
    tell(entries)
    heard: list[int] = []
    assert follow.behind() == len(entries)
    assert follow.catch_up(batch=batch, progress=heard.append) == len(entries) == heard[-1]
    assert rows() == expected(entries)
    assert follow.behind() == 0
    assert follow.catch_up() == 0


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), cut=st.integers(0, 400))
def test_rebuilt_is_the_same_as_followed(seed: int, cut: int) -> None:
    # no database: the pure half of the same property; the tables' half is below
    entries = random_ledger(seed, orders=3, calls=2)
    first, second = entries[: cut % len(entries)], entries[cut % len(entries) :]
    again = [*first, *first, *second, *second]
    assert expected(again) == expected(entries)


@pytest.mark.parametrize("seed", range(5))
def test_rebuilding_gives_the_rows_that_following_gave(tell: Tell, seed: int) -> None:
    entries = random_ledger(seed, orders=10, calls=4)
    dice, start = random.Random(seed), 0
    while start < len(entries):
        end = start + dice.randint(1, 60)
        tell(entries[start:end])
        follow.catch_up(batch=dice.randint(1, 50))
        start = end
    followed = rows()
    assert followed == expected(entries)
    assert follow.rebuild(batch=dice.randint(20, 200)) == len(entries)
    assert rows() == followed


def test_entries_that_come_twice_change_nothing(tell: Tell) -> None:
    entries = random_ledger(3, orders=8, calls=3)
    tell(entries)
    follow.catch_up()
    before = rows()
    every = [entry for stream in read.everything() for entry in stream]
    follow.take(every)
    follow.take(every[: len(every) // 2])
    cursor.rewind(follow.NAME)
    follow.catch_up(batch=50)
    assert rows() == before


def test_a_later_entry_that_comes_first_has_the_stream_folded_again(tell: Tell) -> None:
    story = Story(1).accept().send(10).sign().reply()
    call = random_ledger(1, orders=0, calls=1)
    tell([*story.entries, *call])
    order, ring = read.stream("workorder:1"), read.stream(call[0].stream)
    follow.take([order[0], order[3], ring[-1]])
    assert rows() == expected([*story.entries, *call])
    follow.take([order[1], order[2], *ring[:-1]])
    assert rows() == expected([*story.entries, *call])


def test_streams_of_other_things_are_passed_over(tell: Tell) -> None:
    from huisheng.ledger.vocabulary import calls

    tell(Story(1, kind="weather").say(calls.CallAnswered(1)).entries)
    assert follow.catch_up() == 1
    assert store.count() == dict.fromkeys(FACTS, 0)


def test_a_batch_that_fails_leaves_rows_and_position_where_they_were(
    tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(Story(1).accept().entries)
    follow.catch_up()
    before = rows()
    tell(Story(2).accept().entries)

    def broken(*_: object) -> None:
        raise RuntimeError("the power fails")

    with monkeypatch.context() as patch:
        patch.setattr(store, "_replace", broken)
        with pytest.raises(RuntimeError):
            follow.catch_up()
    assert (rows(), follow.behind()) == (before, 2)
    follow.catch_up()
    assert len(rows()["order"]) == 2
