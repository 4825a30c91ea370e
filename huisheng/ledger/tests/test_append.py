"""The only door in: numbers, chains, pages that fail, two writers at once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg import errors

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, chain, cursor, read
from huisheng.ledger.models import Cursor, Entry
from huisheng.ledger.tests.conftest import CLERK, NOON, said, waits
from huisheng.ledger.verify import verify
from huisheng.ledger.vocabulary.calls import CallAnswered


@pytest.mark.django_db
def test_numbers_without_gaps_and_a_chain() -> None:
    said("call:1", 1, 2)
    said("call:2", 9)
    said("call:1", 3)
    entries = list(Entry.objects.filter(stream="call:1").order_by("no"))
    assert [entry.no for entry in entries] == [1, 2, 3]
    assert bytes(entries[0].prev) == chain.GENESIS
    assert [bytes(entry.prev) for entry in entries[1:]] == [bytes(entry.hash) for entry in entries[:2]]
    assert bytes(Entry.objects.get(stream="call:2").prev) == chain.GENESIS
    assert read.head("call:1") == (3, bytes(entries[2].hash))
    assert read.head("call:3") == (0, chain.GENESIS)
    assert verify().sound


@pytest.mark.django_db
def test_what_is_written_is_what_is_read() -> None:
    at = NOON + timedelta(microseconds=123_456)
    with clock.at(NOON + timedelta(hours=1)), append.writing() as page:
        line = page.append("call:1", CallAnswered(5), by=CLERK, at=at, unit=3, rule="湖南@2019")
    (entry,) = read.stream("call:1")
    assert (entry.no, entry.kind, entry.occurred_at, entry.recorded_at) == (1, "call_answered", at, line.recorded_at)
    assert (entry.actor, entry.unit, entry.rule, entry.body) == (CLERK.seat, 3, "湖南@2019", CallAnswered(5))
    assert entry.recorded_at == NOON + timedelta(hours=1)
    assert entry.key == 1


@pytest.mark.django_db
def test_a_page_that_fails_leaves_nothing() -> None:
    said("call:1", 1)
    with pytest.raises(ZeroDivisionError), append.writing() as page:
        page.append("call:1", CallAnswered(2), by=CLERK, at=NOON)
        page.keep(Cursor(name="half"))
        raise ZeroDivisionError
    assert waits("call:1") == [1]
    assert not Cursor.objects.exists()
    said("call:1", 3)
    assert waits("call:1") == [1, 3]


class _Seen(list[str]):
    """What a page has seen."""


@pytest.mark.django_db
def test_an_attempt_that_fails_takes_nothing_of_its_page_with_it() -> None:
    with append.writing() as page:
        page.append("call:1", CallAnswered(1), by=CLERK, at=NOON)
        with pytest.raises(ZeroDivisionError), append.attempting():
            page.append("call:1", CallAnswered(2), by=CLERK, at=NOON)
            page.append("call:2", CallAnswered(9), by=CLERK, at=NOON)
            page.keep(Cursor(name="half"))
            page.known(_Seen).append("half")
            raise ZeroDivisionError
        assert page.known(_Seen) == []
        page.append("call:1", CallAnswered(3), by=CLERK, at=NOON)
        with append.attempting() as same:
            assert same is page
            page.append("call:1", CallAnswered(4), by=CLERK, at=NOON)
    assert (waits("call:1"), waits("call:2")) == ([1, 3, 4], [])
    assert not Cursor.objects.exists() and verify().sound
    with pytest.raises(ZeroDivisionError), append.attempting() as alone:
        alone.append("call:1", CallAnswered(5), by=CLERK, at=NOON)
        raise ZeroDivisionError
    assert waits("call:1") == [1, 3, 4]


@pytest.mark.django_db
def test_a_row_the_database_refuses_takes_the_entries_with_it() -> None:
    Cursor.objects.create(name="taken")
    with pytest.raises(IntegrityError) as caught, append.writing() as page:
        page.append("call:1", CallAnswered(1), by=CLERK, at=NOON)
        page.keep(Cursor(name="taken"))
    assert append.broken(caught.value) == "ledger_cursor_pkey"
    assert append.broken(IntegrityError()) == ""
    assert waits("call:1") == []


@pytest.mark.django_db
def test_writing_inside_writing_joins_the_page() -> None:
    with append.writing() as outer:
        outer.append("call:1", CallAnswered(1), by=CLERK, at=NOON)
        with append.writing() as inner:
            assert inner is outer is append.page()
            inner.append("call:1", CallAnswered(2), by=CLERK, at=NOON)
        assert read.stream("call:1") == []  # nothing is sent before the outer page ends
    assert waits("call:1") == [1, 2]
    assert len(set(Entry.objects.values_list("txid", flat=True))) == 1


def test_a_verb_outside_writing_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="writing"):
        append.page()


@pytest.mark.django_db
def test_rows_are_inserted_then_updated_and_kept_once() -> None:
    row = Cursor(name="new")
    with append.writing() as page:
        page.keep(row)
        row.txid = 5  # as it stands when the page ends
        page.keep(row)
    assert not row._state.adding
    assert Cursor.objects.get().txid == 5
    row.txid, row.entry, row.moved_at = 6, 7, NOON
    with append.writing() as page:
        page.keep(row)
    assert Cursor.objects.values_list("txid", "entry", "moved_at").get() == (6, 7, NOON)


@pytest.mark.django_db
def test_a_row_that_is_gone_cannot_be_updated_in_silence() -> None:
    row = Cursor.objects.create(name="gone")
    Cursor.objects.all().delete()
    with pytest.raises(LookupError, match="ledger_cursor"), append.writing() as page:
        page.append("call:1", CallAnswered(1), by=CLERK, at=NOON)
        row.pk = "gone"
        page.keep(row)
    assert waits("call:1") == []


def _at_once(*acts: object) -> list[BaseException | None]:
    """Run each in a thread with a connection of its own; what came of each."""
    came: list[BaseException | None] = [None] * len(acts)

    def run(index: int) -> None:
        try:
            acts[index]()  # type: ignore[operator]  # each is a function
        except BaseException as error:  # noqa: B036  looked at by the test
            came[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_one_stream() -> None:
    """The later one gets a refusal that tells him to look again, and his page leaves nothing."""
    both = Barrier(2)

    def begin() -> None:
        with append.writing() as page:
            page.begin("call:1")
            page.append("call:1", CallAnswered(1), by=CLERK, at=NOON)
            both.wait(30)

    came = _at_once(begin, begin)
    (refusal,) = [error for error in came if error is not None]
    assert isinstance(refusal, Refusal)
    assert refusal.code == "stale"
    assert waits("call:1") == [1]
    assert verify().sound


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_number() -> None:
    said("call:1", 1)
    both = Barrier(2)

    def go_on() -> None:
        with append.writing() as page:
            assert page.open("call:1") == 1
            both.wait(30)
            page.append("call:1", CallAnswered(2), by=CLERK, at=NOON)

    came = _at_once(go_on, go_on)
    assert [error.code for error in came if isinstance(error, Refusal)] == ["stale"]
    assert waits("call:1") == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_two_who_wait_for_each_other() -> None:
    """The database gives one of them up; he is asked to try again, the other is done."""
    for name in ("a", "b"):
        Cursor.objects.create(name=name)
    both = Barrier(2)

    def lock(first: str, then: str) -> None:
        with append.writing() as page:
            Cursor.objects.select_for_update().get(name=first)
            both.wait(30)
            page.append(f"call:{ord(first)}", CallAnswered(1), by=CLERK, at=NOON)
            Cursor.objects.select_for_update().get(name=then)

    came = _at_once(lambda: lock("a", "b"), lambda: lock("b", "a"))
    assert [error.code for error in came if isinstance(error, Refusal)] == ["busy"]
    assert read.count() == 1


@pytest.mark.django_db
def test_other_troubles_of_the_database_are_not_refusals() -> None:
    with pytest.raises(OperationalError), append.writing():
        raise OperationalError from errors.AdminShutdown()


@pytest.mark.django_db
def test_reading() -> None:
    assert read.last_txid() == read.count() == 0
    with clock.at(NOON):
        said("call:10", 1)
    with clock.at(NOON + timedelta(days=1)):
        said("call:10", 2)
        said("call:9", 3)
        said("callers:1", 4)
    assert [entry.no for entry in read.stream("call:10", as_of=NOON + timedelta(hours=1))] == [1]
    assert [[entry.no for entry in stream] for stream in read.everything("call")] == [[1, 2], [1]]
    assert [stream[0].stream for stream in read.everything()] == ["call:10", "call:9", "callers:1"]
    assert list(read.everything("workorder")) == []
    assert read.count() == 4
    assert read.last_txid() == read.stream("call:9")[0].txid


@pytest.mark.django_db(transaction=True)
def test_an_entry_bears_its_own_transaction() -> None:
    with transaction.atomic():
        said("call:1", 1)
        said("call:1", 2)
        with connection.cursor() as asked:
            asked.execute("SELECT pg_current_xact_id()::text::bigint")
            own = asked.fetchone()[0]
    assert set(Entry.objects.values_list("txid", flat=True)) == {own}
    assert cursor.horizon() >= 1
