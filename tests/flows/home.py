"""An installation of a test's own: a folder, its cluster, the command as a person types it, and questions in SQL."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from huisheng.console.postgres import OWNER, Cluster, Use

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
    with own_folder() as folder, Use(Cluster(folder)):
        made = Home(folder)
        done = made.huisheng("migrate")
        assert done.returncode == 0, done.stderr.decode()
        yield made
