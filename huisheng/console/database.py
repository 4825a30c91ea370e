"""Which database, with whose rights: the application's role may not change the ledger, the owner migrates."""

import hashlib
import os
import subprocess
import sys
from importlib.metadata import version
from typing import Any, Protocol, Self

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from huisheng.console import places
from huisheng.console.postgres import APP, DATABASE, OWNER, SUPERUSER, Cluster, Use
from huisheng.kernel.errors import Refusal

# Append-only for the application: it may add and read, no more. (Triggers of the ledger refuse the owner too.)
LEDGER_TABLES = ("ledger_entry", "ledger_seal")
_READ_ONLY_TABLES = ("django_migrations",)
_CONNECT_SECONDS = 10


class Cursors(Protocol):
    """What psycopg's and Django's connections have in common."""

    def cursor(self) -> Any: ...


def grant_app_role(connection: Cursors, role: str = APP) -> None:
    """Give the application's role its rights on every table of the schema, as the owner, after migrations.

    Rows may be read, added, changed and deleted; in the ledger only read and added. No DDL, no TRUNCATE. Runs in the
    caller's transaction, starting from nothing, so that a right taken away here is gone from older databases too.
    """
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        present = {row[0] for row in cursor.fetchall()}
        everything = (
            "GRANT USAGE ON SCHEMA public TO {role}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        )
        for statement in everything:
            cursor.execute(sql.SQL(statement).format(role=name))
        for tables, rights in ((LEDGER_TABLES, "UPDATE, DELETE"), (_READ_ONLY_TABLES, "INSERT, UPDATE, DELETE")):
            for table in present.intersection(tables):
                revoke = sql.SQL(f"REVOKE {rights}, TRUNCATE ON {{table}} FROM {{role}}")
                cursor.execute(revoke.format(table=sql.Identifier(table), role=name))


def role_exists(connection: Cursors, role: str = APP) -> bool:
    """Whether the server knows the role; an outside server may have been set up with one role for everything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [role])
        return bool(cursor.fetchone()[0])


def ensure_roles(cluster: Cluster) -> None:
    """Roles, passwords and the empty database of an embedded cluster: made where missing, healed where half made."""
    passwords = cluster.passwords()
    url = cluster.url(SUPERUSER, "postgres")
    with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('huisheng.roles'))")  # two commands at once take turns
        known = {row[0] for row in server.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ((OWNER, "LOGIN CREATEDB"), (APP, "LOGIN")):
            if role not in known:
                made = sql.SQL("CREATE ROLE {} " + rights + " PASSWORD {}")
                server.execute(made.format(sql.Identifier(role), passwords[role]))
        # the owner may act as the application: tests and doctor do, to see what it may not
        server.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
        name = sql.Identifier(DATABASE)
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(OWNER)))
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        server.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(APP)))


def code_mark() -> str:
    """A short mark of all migrations this code has, the libraries' included; another mark means: migrate."""
    own = sorted(str(path.relative_to(places.ROOT)) for path in (places.ROOT / "huisheng").rglob("migrations/*.py"))
    lines = [*own, f"django {version('django')}", f"django-axes {version('django-axes')}"]
    return "huisheng " + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def migrated(owner_url: str) -> bool:
    """Whether this code's migrations have been applied: noted as the database's comment, which travels with it."""
    with psycopg.connect(owner_url, connect_timeout=_CONNECT_SECONDS) as connection:
        asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        row = connection.execute(asked).fetchone()
    return row is not None and row[0] == code_mark()


def note_migrated(connection: Cursors) -> None:
    """Write the mark, as the owner, in the transaction of the grants."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = sql.Identifier(cursor.fetchone()[0])
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, code_mark()))


def migrate_in_child(app_url: str, owner_url: str) -> None:
    """Apply migrations in a process of its own: it is the owner's, and everything else is the application's."""
    environment = {**os.environ, "DATABASE_URL": app_url, "DATABASE_OWNER_URL": owner_url}
    command = [sys.executable, "-m", "huisheng.console", "migrate"]
    done = subprocess.run(
        command,
        env=environment,
        stdout=2,  # what it tells is no part of what a command prints
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,  # Ctrl-C is for the supervisor: a migration that has begun is finished
        check=False,
    )
    if done.returncode:
        raise Refusal("migration_failed", f"数据库升级未完成：{done.stderr.strip() or '没有说明'}")


def outside_urls() -> tuple[str, str] | None:
    """The application's and the owner's URL of a server named by the environment, or None for the embedded one."""
    app = os.environ.get("DATABASE_URL", "")
    return (app, os.environ.get("DATABASE_OWNER_URL") or app) if app else None


class Serving:
    """The database open for the time of a command, as ``app`` or ``owner``; ``url`` is what Django is given.

    An outside server (``DATABASE_URL``) is used as it is. The embedded one is started where it doesn't run, migrated
    where the code has moved on, and stopped when its last user has left.
    """

    def __init__(self, cluster: Cluster, role: str = APP) -> None:
        self._cluster, self._role = cluster, role
        self._use: Use | None = None
        self.url = ""

    def __enter__(self) -> Self:
        outside = outside_urls()
        if outside is not None:
            self.url = outside[self._role == OWNER]
            return self
        self._use = Use(self._cluster).__enter__()
        try:
            ensure_roles(self._cluster)
            app_url, owner_url = self._cluster.url(APP), self._cluster.url(OWNER)
            if self._role == APP and not migrated(owner_url):
                migrate_in_child(app_url, owner_url)
        except BaseException:
            self._use.__exit__()
            raise
        self.url = app_url if self._role == APP else owner_url
        return self

    def __exit__(self, *_: object) -> None:
        if self._use is not None:
            self._use.__exit__()


def granted_role() -> str | None:
    """The role that grants are for: DATABASE_URL's where another role owns the tables, else the embedded server's.

    None where one role of an outside server does everything: it owns the tables, and only triggers guard the ledger.
    """
    outside = outside_urls()
    if outside is None:
        return APP
    app, owner = (conninfo_to_dict(url).get("user") for url in outside)
    return str(app) if app and app != owner else None


def set_django_up(url: str) -> None:
    """Set Django up on ``url``: before this, nothing of the rooms below may be imported."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")
    import django

    django.setup()
