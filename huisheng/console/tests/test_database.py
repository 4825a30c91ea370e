"""Rights, migrations and who stops the server: on a cluster of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from huisheng.console import database, postgres
from huisheng.console.database import Serving
from huisheng.console.postgres import APP, OWNER, Cluster
from huisheng.kernel.errors import Refusal

REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture(scope="module")
def cluster(home: Path) -> Cluster:
    made = Cluster(home)
    made.start()
    database.ensure_roles(made)
    with psycopg.connect(made.url(OWNER)) as connection:
        for table in (*database.LEDGER_TABLES, "django_migrations", "orders"):
            connection.execute(f"CREATE TABLE {table} (id bigserial PRIMARY KEY, n int)")
        database.grant_app_role(connection)
    return made


def as_app(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.url(APP)) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("table", database.LEDGER_TABLES)
def test_the_application_only_adds_to_the_ledger_and_reads_it(cluster: Cluster, table: str) -> None:
    as_app(cluster, f"INSERT INTO {table} (n) VALUES (1)")
    as_app(cluster, f"SELECT n FROM {table}")
    for change in (f"UPDATE {table} SET n = 2", f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"):
        with pytest.raises(REFUSED):
            as_app(cluster, change)


def test_the_application_works_on_other_tables_but_makes_none(cluster: Cluster) -> None:
    for statement in ("INSERT INTO orders (n) VALUES (1)", "UPDATE orders SET n = 2", "DELETE FROM orders"):
        as_app(cluster, statement)
    for refused in ("TRUNCATE orders", "CREATE TABLE mine (n int)", "ALTER TABLE orders ADD x int"):
        with pytest.raises(REFUSED):
            as_app(cluster, refused)
    with pytest.raises(REFUSED):
        as_app(cluster, "INSERT INTO django_migrations (n) VALUES (1)")


def test_a_right_given_by_hand_is_taken_back(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER)) as connection:
        connection.execute(f"GRANT UPDATE ON ledger_entry TO {APP}")
        database.grant_app_role(connection)
    with pytest.raises(REFUSED):
        as_app(cluster, "UPDATE ledger_entry SET n = 2")


def test_the_owner_may_act_as_the_application(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER)) as connection:
        connection.execute(f"SET ROLE {APP}")
        with pytest.raises(REFUSED):
            connection.execute("DELETE FROM ledger_seal")


def test_roles(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER)) as connection:
        assert database.role_exists(connection)
        assert not database.role_exists(connection, "somebody")
        rows = connection.execute("SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname LIKE 'huisheng%'")
        assert sorted(rows) == [(OWNER, False, True), (APP, False, False)]


def test_the_mark_says_whether_to_migrate(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not database.migrated(cluster.url(OWNER))
    with psycopg.connect(cluster.url(OWNER)) as connection:
        database.note_migrated(connection)
    assert database.migrated(cluster.url(OWNER))
    monkeypatch.setattr(database, "version", lambda name: "99")
    assert not database.migrated(cluster.url(OWNER))


def test_whose_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://boss@h/d")
    assert database.outside_urls() is None
    assert database.granted_role() == APP
    monkeypatch.setenv("DATABASE_URL", "postgresql://clerk@h/d")
    assert database.outside_urls() == ("postgresql://clerk@h/d", "postgresql://boss@h/d")
    assert database.granted_role() == "clerk"
    monkeypatch.delenv("DATABASE_OWNER_URL")
    assert database.outside_urls() == ("postgresql://clerk@h/d", "postgresql://clerk@h/d")
    assert database.granted_role() is None


def test_an_outside_server_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://clerk@h/d")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://boss@h/d")
    with Serving(Cluster(tmp_path)) as opened:
        assert opened.url == "postgresql://clerk@h/d"
    with Serving(Cluster(tmp_path), OWNER) as opened:
        assert opened.url == "postgresql://boss@h/d"
    assert not (tmp_path / "pg").exists()


def test_serving_starts_migrates_once_and_stops(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, bare_environment: dict[str, str]
) -> None:
    cluster.stop()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    asked: list[str] = []

    def migrate(app_url: str, owner_url: str) -> None:
        asked.append(owner_url)
        with psycopg.connect(owner_url) as connection:
            database.note_migrated(connection)

    monkeypatch.setattr(database, "migrate_in_child", migrate)
    monkeypatch.setattr(database, "version", lambda name: "100")
    for _ in range(2):
        with Serving(cluster) as opened:
            assert opened.url == cluster.url(APP)
            assert cluster.postmaster() is not None
        assert cluster.postmaster() is None
    assert asked == [cluster.url(OWNER)]


def test_a_failed_migration_stops_what_was_started(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, bare_environment: dict[str, str]
) -> None:
    cluster.stop()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(database, "version", lambda name: "101")
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(Refusal, match="数据库升级未完成"), Serving(cluster):
        pytest.fail("not reached")
    assert cluster.postmaster() is None


def test_a_server_with_another_user_is_left_running(cluster: Cluster) -> None:
    """Two processes use one cluster; the first to leave doesn't stop it."""
    with postgres.Use(cluster):
        code = "import sys; from pathlib import Path; from huisheng.console.postgres import Cluster, Use\n"
        code += "with Use(Cluster(Path(sys.argv[1]))): pass"
        subprocess.run([sys.executable, "-c", code, str(cluster.home)], check=True, env=dict(os.environ))
        assert cluster.postmaster() is not None
    assert cluster.postmaster() is None
