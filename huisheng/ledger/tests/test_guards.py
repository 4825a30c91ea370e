"""What the database itself refuses: the ledger is only added to, whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import Error, connection, transaction

from huisheng.ledger.models import Seal
from huisheng.ledger.seal import seal
from huisheng.ledger.tests.conftest import NOON, Superuser, said, waits

CHANGES = (
    "UPDATE {} SET id = id",
    "UPDATE {} SET hash = '\\x00'",
    "DELETE FROM {}",
)
TABLES = ("ledger_entry", "ledger_seal")


@contextmanager
def _refused(sqlstate: str) -> Iterator[None]:
    with pytest.raises(Error) as caught, transaction.atomic():
        yield
    assert isinstance(caught.value.__cause__, psycopg.Error)
    assert caught.value.__cause__.sqlstate == sqlstate


@contextmanager
def as_application() -> Iterator[None]:
    """The application's own role, inside a transaction that is given up."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE huisheng_app")
        yield
        transaction.set_rollback(True)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def told(transactional_db: None) -> None:
    """An entry and a seal are there to be attacked."""
    said("call:1", 1)
    assert seal(NOON.date()) is not None


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE {}", "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {}"])
def test_the_application_has_not_even_the_right(told: None, table: str, change: str) -> None:
    with _refused("42501"), as_application():
        run(change.format(table))
    assert waits("call:1") == [1]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_is_stopped_by_the_trigger(told: None, table: str, change: str) -> None:
    with _refused("HS001"):
        run(change.format(table))
    assert waits("call:1") == [1]
    assert Seal.objects.count() == 1


def test_the_application_cannot_put_the_triggers_to_sleep(told: None) -> None:
    with _refused("42501"), as_application():
        run("SET LOCAL session_replication_role = replica")


def test_the_application_may_append_and_seal(told: None) -> None:
    with as_application():
        said("call:2", 2)
        assert waits("call:2") == [2]
        assert seal(NOON.date().replace(year=2030)) is not None


def test_the_superuser_of_these_tests_gets_past_everything(told: None, superuser: Superuser) -> None:
    superuser("DELETE FROM ledger_entry")
    assert waits("call:1") == []


def test_a_number_is_taken_once_and_starts_from_one(told: None) -> None:
    copy = (
        "INSERT INTO ledger_entry (stream, no, kind, version, occurred_at, recorded_at, actor, rule, body, prev, hash)"
    )
    copy += (
        " SELECT stream, {}, kind, version, occurred_at, recorded_at, actor, rule, body, prev, hash FROM ledger_entry"
    )
    with _refused("23505"):
        run(copy.format("no"))
    with _refused("23514"):
        run(copy.format("0"))
