"""Installations with all their tables, made once for each state of the migrations and copied by whoever needs one.

Migrating takes ten seconds, copying a part of one. What makes them is what a person uses (``huisheng migrate``); how a
first start makes its own is tested in ``huisheng/console/tests``.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from huisheng.console import database
from huisheng.console.places import ROOT
from huisheng.console.postgres import APP, OWNER, SUPERUSER, Cluster

_HERE = ROOT / "var" / "made"
_OLD = "3 days"
# what tables and rights are made of, beside the migrations and the libraries' versions
_BESIDE = ("huisheng/ledger/tripwire.py", "huisheng/console/database.py", "huisheng/console/postgres.py", "uv.lock")


def state() -> str:
    """A short mark of all that the tables are made of: another mark, another copy."""
    own = [*sorted((ROOT / "huisheng").rglob("migrations/*.py")), *(ROOT / name for name in _BESIDE)]
    told = [f"{path.relative_to(ROOT)} {sha256(path.read_bytes()).hexdigest()}" for path in own]
    return sha256("\n".join(told).encode()).hexdigest()[:12]


def template(cluster: Cluster) -> str:
    """The name of a migrated database of that cluster, for ``CREATE DATABASE ... TEMPLATE``."""
    name = f"huisheng_made_{state()}"
    owner = cluster.url(OWNER, name)
    with _alone("template"), psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None or not database.migrated(owner):
            _drop(server, name)
            made = sql.SQL("CREATE DATABASE {} OWNER {}")
            server.execute(made.format(sql.Identifier(name), sql.Identifier(OWNER)))
            _migrate({"DATABASE_URL": cluster.url(APP, name), "DATABASE_OWNER_URL": owner})
            _forget(server)
    return name


def _forget(server: psycopg.Connection) -> None:
    """Copies of states long gone."""
    old = (
        "SELECT datname FROM pg_database WHERE datname LIKE 'huisheng\\_made\\_%%'"
        " AND (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - %s::interval"
    )
    for (name,) in server.execute(old, [_OLD]).fetchall():
        _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def put(folder: Path) -> None:
    """Make ``folder`` (empty, or absent) a migrated installation whose server doesn't run."""
    subprocess.run(["cp", "-a", f"{_folder()}/.", str(folder)], check=True)


def _folder() -> Path:
    made = _HERE / state()
    with _alone("folder"):
        if not made.exists():
            fresh = _HERE / "new"
            subprocess.run(["rm", "-rf", *_HERE.glob("*/")], check=True)
            _migrate({"HUISHENG_VAR": str(fresh)})
            fresh.rename(made)
    return made


def _migrate(environment: dict[str, str]) -> None:
    """``huisheng migrate``, untraced: its lines are its own tests' to touch."""
    bare = {n: v for n, v in os.environ.items() if not n.startswith(("DATABASE_", "DJANGO_", "COV_", "COVERAGE_"))}
    command = [sys.executable, "-m", "huisheng.console", "migrate"]
    done = subprocess.run(command, env={**bare, **environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"huisheng migrate: {done.stderr}")


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """Runs and workers that want the same thing at once: the first makes it."""
    _HERE.mkdir(parents=True, exist_ok=True)
    with (_HERE / f"{what}.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
