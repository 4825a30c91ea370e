"""Tests run on a real PostgreSQL: an embedded cluster of their own under var/test-pg, kept between runs.

Everything here happens at import: Django must find its database before any other conftest imports a model (which is
why pyproject names no DJANGO_SETTINGS_MODULE). DATABASE_URL, where it is set, is used instead. Two runs at once
share the cluster and take different database names; the last one out stops it. xdist's workers inherit the
environment of the run that started them.
"""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
import pytest_django

pytest_plugins = ["tests.cast", "tests.office"]

_HOME = Path(__file__).parent / "var" / "test-pg"
_RUNS_AT_ONCE = 16
_MADE = "HUISHENG_TEST_TEMPLATE"  # the migrated database that a run's own are copies of

# the same examples at every run, however slow the machine: a red test means that the code changed
hypothesis.settings.register_profile("house", derandomize=True, deadline=None, max_examples=40)
hypothesis.settings.load_profile("house")

_held = ExitStack()  # the database name and the use of the cluster, given back at the end


def _own_name(name: str) -> str:
    """The first database name that no other run holds: ``huisheng``, ``huisheng_2`` …"""
    for number in range(1, _RUNS_AT_ONCE + 1):
        lock = (_HOME / f"run-{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.enter_context(lock)
        return name if number == 1 else f"{name}_{number}"
    raise pytest.UsageError(f"{_RUNS_AT_ONCE} test runs already use {_HOME}")


def _open_database() -> None:
    from huisheng.console.database import ensure_roles
    from huisheng.console.postgres import DATABASE, OWNER, Cluster, Use
    from tests import made
    from tests.flows.home import fleeting

    _HOME.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("HUISHENG_VAR", str(_HOME))  # keys and logs of tests are theirs too
    if "DATABASE_URL" not in os.environ:
        if "DJANGO_SETTINGS_MODULE" in os.environ:
            raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: settings were loaded without a database")
        with fleeting():
            use = _held.enter_context(Use(Cluster(_HOME)))
        ensure_roles(use.cluster)
        os.environ[_MADE] = made.template(use.cluster)
        os.environ["DATABASE_URL"] = use.cluster.url(OWNER, _own_name(DATABASE))


def _set_django_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")
    import django

    django.setup()
    from django.db import connection

    if _MADE in os.environ:
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ[_MADE]
    # the same hasher at the least cost: a test's world has a password, and most tests knock at no door. What a real
    # installation pays for one is paid in the flows, whose houses run as they are.
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


_open_database()
_set_django_up()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers aren't measured as some child of the run: pytest-cov measures them."""
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """In a worker pytest-cov begins twice, and keeps the second count only.

    The first would go on below the second, and take over wherever ``no_cover`` pauses that.
    """
    cov = session.config.pluginmanager.getplugin("_cov")
    if hasattr(session.config, "workerinput") and cov is not None and cov.cov_controller is not None:
        cov.cov_controller.cov.stop()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looked through at every collection, it takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """What a process killed hard has begun to write of its lines is empty: away with it before all are put together.

    By the run itself, after its workers: while one runs, what is empty may be about to be written.
    """
    done = yield
    if not hasattr(session.config, "workerinput"):
        for left in Path(__file__).parent.glob(".coverage.*"):
            if not left.stat().st_size:
                left.unlink()
    return done


def pytest_unconfigure() -> None:
    """Leave the cluster; nobody else in it means that it stops."""
    gc.unfreeze()
    _held.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a flow touches on its way isn't tested by it: coverage counts the rooms' own tests. It also saves time."""
    flows = Path(__file__).parent / "tests"
    for item in items:
        if flows in item.path.parents:
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """After the migrations the application's role gets its rights, as in a real installation.

    At the end, sessions that a served page's thread still holds are closed: a database in use can't be dropped.
    """
    from django.core.management.commands import flush
    from django.db import connection, transaction

    from huisheng.console.database import grant_app_role, role_exists

    with django_db_blocker.unblock(), transaction.atomic():
        if role_exists(connection):
            grant_app_role(connection)
    with pytest.MonkeyPatch.context() as here:
        # nobody asks for Django's content types and permissions: what a test committed is gone without them made anew
        here.setattr(flush, "emit_post_migrate_signal", lambda *_, **__: None)
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )
