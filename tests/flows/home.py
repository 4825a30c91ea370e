"""An installation of a test's own: a folder, its cluster, the command as a person types it, and questions in SQL."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from huisheng.console import processes
from huisheng.console.postgres import _FIXED, APP, OWNER, Cluster, Use
from huisheng.measures.rows import FACTS
from tests import made

# what this run has put there is none of the installation's business; and whole months are lived at their own speed:
# traced they take 2.5 times as long, and no line is left to them alone
_OURS = ("DATABASE_", "HUISHENG_", "DJANGO_", "PYTEST_", "COV_", "COVERAGE_")


class Home:
    """One installation under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster(folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.environment = {**kept, "HUISHENG_VAR": str(folder)}

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """``huisheng WORDS`` in the background."""
        return subprocess.Popen(
            [sys.executable, "-m", "huisheng.console", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
        )

    def huisheng(self, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[bytes]:
        """``huisheng WORDS`` to its end."""
        with self.start(*words) as process:
            out, errors = process.communicate(timeout=timeout)
        return subprocess.CompletedProcess(words, process.returncode, out, errors)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a statement gives, as the tables' owner, each in a transaction of its own."""
        with psycopg.connect(self.cluster.url(OWNER), autocommit=True) as connection:
            found = connection.execute(sql.encode(), values)
            return found.fetchall() if found.description else []

    def one(self, sql: str, *values: object) -> Any:
        """The one value of a statement."""
        ((value,),) = self.rows(sql, *values)
        return value

    def facts(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of facts."""
        return {f.table: self.rows(f"SELECT * FROM {f.table} ORDER BY {', '.join(f.key)}") for f in FACTS.values()}

    def worked(self) -> None:
        """The worker behind the pages runs until no clock is left to it and every reader is at the ledger's end."""
        environment = {**self.environment, "DATABASE_URL": self.cluster.url(APP)}
        command = [sys.executable, "-m", "huisheng.workers"]
        running = "SELECT count(*) FROM workorder_clock WHERE stopped_at IS NULL AND missed_at IS NULL"
        behind = "SELECT (SELECT max(id) FROM ledger_entry) - (SELECT min(entry) FROM ledger_cursor)"
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as worker:
            try:
                assert processes.wait_until(lambda: self.one(running) == 0 and self.one(behind) == 0, 300), (
                    "the worker doesn't come to its end"
                )
            finally:
                worker.terminate()
                _, errors = worker.communicate(timeout=30)
        assert worker.returncode == 0
        assert "Traceback" not in errors.decode() and " ERROR " not in errors.decode(), errors.decode()


@contextmanager
def fleeting() -> Iterator[None]:
    """A server started now doesn't wait for the disk: nobody misses its rows after a crash of the machine."""
    with pytest.MonkeyPatch.context() as here:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            here.setitem(_FIXED, name, "off")
        yield


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that only its owner may enter, as a checkout under /root is; gone afterwards, its sockets too."""
    folder = Path(tempfile.mkdtemp(prefix="huisheng-test-"))
    try:
        yield folder
    finally:
        cluster = Cluster(folder)
        cluster.stop()
        shutil.rmtree(cluster.sockets, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def home() -> Iterator[Home]:
    """An installation whose server runs."""
    with own_folder() as folder, ExitStack() as held:
        made.put(folder)
        with fleeting():  # while it starts: another server of this process may be tested for what it keeps
            held.enter_context(Use(Cluster(folder)))
        yield Home(folder)
