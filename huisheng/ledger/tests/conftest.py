"""Entries that really commit, and the hand that may do everything: the cluster's superuser."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection

import huisheng
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.ledger import append, cursor, read
from huisheng.ledger.vocabulary.base import Body
from huisheng.ledger.vocabulary.calls import CallAnswered

NOON = datetime(2019, 11, 4, 4, 0, tzinfo=UTC)
CLERK = Actor(
    seat=7,
    role=Role.AGENT,
    unit=3,
    unit_path="/1/3/",
    platform=1,
    scope="湖南",
    label="演示坐席",
    confidential=False,
)


def said(stream: str, *waits: int, kind: Callable[[int], Body] = CallAnswered) -> None:
    """Append one entry for each of ``waits``, on one page."""
    with append.writing() as page:
        for wait in waits:
            page.append(stream, kind(wait), by=CLERK, at=NOON + timedelta(seconds=wait), unit=CLERK.unit, rule="v1")


def waits(stream: str) -> list[int]:
    """What was said to the stream, in its order."""
    return [entry.body.to_json()["wait_s"] for entry in read.stream(stream)]


def settle() -> None:
    """Wait until cursors and seals see all that is committed.

    The horizon belongs to the whole cluster: another run's open transaction holds it back for a while.
    """
    end = time.monotonic() + 60
    while cursor.horizon() <= read.last_txid():
        assert time.monotonic() < end, "somebody keeps a transaction open in the test cluster"
        time.sleep(0.02)


Superuser = Callable[..., None]


@contextmanager
def _superuser() -> Iterator[psycopg.Connection]:
    secret = Path(huisheng.__file__).parents[1] / "var" / "test-pg" / "pg.secret"
    at = connection.settings_dict
    if not secret.exists() or "huisheng-" not in str(at["HOST"]):
        pytest.skip("only the embedded cluster's superuser is known")
    password = json.loads(secret.read_text())["postgres"]
    with psycopg.connect(
        host=at["HOST"], port=at["PORT"], dbname=at["NAME"], user="postgres", password=password
    ) as opened:
        yield opened


@pytest.fixture
def superuser(transactional_db: None) -> Superuser:
    """Run statements past every trigger and right, and commit: what the ledger can't prevent and must find."""

    def run(*statements: str) -> None:
        with _superuser() as opened:
            opened.execute("SET session_replication_role = replica")
            for statement in statements:
                opened.execute(statement.encode())

    return run
