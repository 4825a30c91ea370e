"""Named readers: in commit order, at least once, each for itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection

from huisheng.ledger import append, cursor
from huisheng.ledger.models import Cursor
from huisheng.ledger.read import Read
from huisheng.ledger.tests.conftest import CLERK, NOON, said, settle
from huisheng.ledger.vocabulary.calls import CallAbandoned, CallAnswered

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """Remembers what it was handed."""

    def __init__(self, name: str = "reader") -> None:
        self.name = name
        self.seen: list[int] = []

    def handle(self, entries: list[Read]) -> None:
        self.seen += [entry.body.to_json()["wait_s"] for entry in entries]

    def step(self, limit: int = 500, kinds: tuple[str, ...] | None = None) -> int:
        return cursor.step(self.name, self.handle, limit=limit, kinds=kinds)


@contextmanager
def slow_writer(stream: str, wait: int) -> Iterator[None]:
    """Another connection has written an entry and commits when the block ends."""
    written, go = Event(), Event()

    def write() -> None:
        try:
            with append.writing() as page:
                page.append(stream, CallAnswered(wait), by=CLERK, at=NOON)
                page.flush()
                written.set()
                assert go.wait(60)
        finally:
            written.set()
            connection.close()

    thread = Thread(target=write)
    thread.start()
    assert written.wait(60)
    try:
        yield
    finally:
        go.set()
        thread.join(60)


def test_each_entry_once_in_order() -> None:
    reader = Reader()
    assert reader.step() == 0
    for wait in range(1, 6):
        said(f"call:{wait}", wait)
    settle()
    assert [reader.step(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert reader.seen == [1, 2, 3, 4, 5]
    assert Cursor.objects.get().moved_at is not None


def test_one_who_starts_first_and_commits_last_is_not_skipped() -> None:
    """Its numbers are smaller than those of the entry that commits before it: a reader by id would pass it by."""
    reader = Reader()
    with slow_writer("call:1", 1):
        said("call:2", 2)
        assert reader.step() == 0  # the second waits for the first: everything below it must be over
        assert cursor.behind("reader") == 1
    settle()
    reader.step()
    assert reader.seen == [1, 2]


def test_what_was_committed_before_the_slow_one_is_read_meanwhile() -> None:
    reader = Reader()
    said("call:1", 1)
    settle()
    with slow_writer("call:2", 2):
        said("call:3", 3)
        assert reader.step() == 1
        assert reader.seen == [1]
    settle()
    reader.step()
    assert reader.seen == [1, 2, 3]


def test_a_crash_between_two_entries_repeats_the_batch() -> None:
    said("call:1", 1, 2, 3)
    settle()
    handled: list[int] = []

    def dies(entries: list[Read]) -> None:
        for entry in entries:
            if entry.no == 2:
                raise ConnectionError("the process died")
            handled.append(entry.no)
            Cursor.objects.create(name=f"made while handling {entry.no}")

    with pytest.raises(ConnectionError):
        cursor.step("reader", dies)
    assert handled == [1]
    assert list(Cursor.objects.values_list("name", "txid", "entry")) == [("reader", 0, 0)]  # what it wrote is gone too
    reader = Reader()
    assert reader.step() == 3
    assert reader.seen == [1, 2, 3]


def test_two_names_are_two_readers() -> None:
    one, other = Reader("one"), Reader("other")
    said("call:1", 1, 2)
    settle()
    one.step(limit=1)
    other.step()
    one.step()
    assert one.seen == other.seen == [1, 2]


def test_kinds_that_are_not_wanted_are_passed_over() -> None:
    said("call:1", 1)
    said("call:2", 2, kind=CallAbandoned)
    said("call:3", 3)
    settle()
    reader = Reader()
    assert reader.step(kinds=("call_abandoned",)) == 3
    assert reader.seen == [2]
    said("call:4", 4)
    settle()
    assert reader.step(kinds=("call_abandoned",)) == 1
    assert reader.step() == 0
    assert reader.seen == [2]


def test_rewind_begins_again() -> None:
    reader, other = Reader(), Reader("other")
    said("call:1", 1, 2)
    settle()
    reader.step()
    other.step()
    cursor.rewind("reader")
    assert cursor.behind("reader") == 2
    reader.step()
    assert reader.seen == [1, 2, 1, 2]
    assert other.step() == 0


def test_behind() -> None:
    assert cursor.behind("reader") == 0
    said("call:1", 1, 2, 3)
    assert cursor.behind("reader") == 3
    settle()
    Reader().step(limit=2)
    assert cursor.behind("reader") == 1


def test_two_processes_with_one_name_take_turns() -> None:
    said("call:1", 1, 2)
    settle()
    inside, go = Event(), Event()
    first, second = Reader(), Reader()

    def waits_inside(entries: list[Read]) -> None:
        inside.set()
        assert go.wait(60)
        first.handle(entries)

    def slow() -> None:
        cursor.step("reader", waits_inside)
        connection.close()

    def quick() -> None:
        second.step()
        connection.close()

    threads = [Thread(target=slow), Thread(target=quick)]
    threads[0].start()
    assert inside.wait(60)
    threads[1].start()
    threads[1].join(0.2)
    assert threads[1].is_alive()
    go.set()
    for thread in threads:
        thread.join(60)
    assert first.seen == [1, 2]
    assert second.seen == []
