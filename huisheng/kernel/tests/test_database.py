"""Fixed statements, and a health check that asks the socket."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DataError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huisheng.kernel.database import fixed


@pytest.mark.django_db
def test_a_fixed_statement_gives_its_rows() -> None:
    for number in (1, 2):
        asked = fixed.rows("SELECT n, %s FROM generate_series(1, %s::int) AS s(n)", ["水", number])
        assert asked == [(n, "水") for n in range(1, number + 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(("sql", "error"), [("SELECT nothing", ProgrammingError), ("SELECT 1 / 0", DataError)])
def test_its_errors_are_djangos(sql: str, error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        fixed.rows(sql, [])


@pytest.mark.django_db
def test_who_counts_queries_counts_fixed_ones() -> None:
    with CaptureQueriesContext(connection) as caught:
        fixed.rows("SELECT 1", [])
    assert [one["sql"] for one in caught] == ["SELECT 1"]


@pytest.mark.django_db
def test_rows_become_models_as_the_orm_makes_them() -> None:
    def plain(rows: list[Session]) -> list[dict[str, object]]:
        return [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in rows]

    kept = SessionStore()
    kept["seat"] = "水"
    kept.save()
    found = fixed.found(Session, "WHERE session_key = %s", [kept.session_key])
    assert plain(found) == plain(list(Session.objects.all())) and not found[0]._state.adding
    assert fixed.found(Session, "WHERE false", []) == []


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_usable_until_the_server_or_we_end_it() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    other = connection.copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            ours = cursor.fetchone()[0]
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    finally:
        other.close()
    assert not connection.is_usable()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()
    assert fixed.rows("SELECT 1", []) == [(1,)]
