"""``huisheng run``: everything that is missing is started, kept alive, and stopped in order."""

import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import IO, Self

from huisheng.console import database, places, processes, programs
from huisheng.console.postgres import APP, OWNER, Cluster, Use
from huisheng.console.programs import Child, Program
from huisheng.kernel.errors import Refusal

_TICK = 0.1
_WEB_PATIENCE = 60.0


class Lock:
    """Only one ``huisheng run`` a folder: held by the kernel, so that it never outlives its process."""

    def __enter__(self) -> Self:
        places.var().mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = (places.var() / "run.lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            where = self._file.read().strip()
            self._file.close()
            raise Refusal("already_running", f"回声已在运行：{where}（数据目录 {places.var()}）。") from None
        self._file.truncate(0)
        self._file.write(places.address())
        self._file.flush()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Supervisor:
    """The one process that a person starts and stops; it does no work itself."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._stopping = False
        self._cluster: Cluster | None = None
        self._push_port = 0
        self._children: list[Child] = []  # in the order of their stopping

    def run(self) -> int:
        """Start, keep alive until a signal, stop: the web first, PostgreSQL last."""
        self._listen_to_signals()
        programs.web()  # a wrong setting is said before anything is started
        with Lock():
            self._clear_leftovers()
            _insist_port_is_free(places.port(), "PORT")
            self._push_port = _push_port()
            self._make_keys()
            outside = database.outside_urls()
            if outside is not None:
                self._say("使用 DATABASE_URL 指定的数据库服务器。")
                return self._live(*outside)
            self._cluster = Cluster(places.var())
            first = not self._cluster.data.exists()
            self._say("建立数据库……" if first else "启动数据库……")
            with Use(self._cluster):
                database.ensure_roles(self._cluster)
                code = self._live(self._cluster.url(APP), self._cluster.url(OWNER))
                self._say("停止数据库……")
        self._say("已全部停止。")
        return code

    def _live(self, app_url: str, owner_url: str) -> int:
        try:
            self._say("数据库就绪。")
            if not database.migrated(owner_url):
                self._say("升级数据库……")
                database.migrate_in_child(app_url, owner_url)
            given = {"DATABASE_URL": app_url, programs.MARK: str(places.var()), "PYTHONUNBUFFERED": "1"}
            given |= {"PORT": str(places.port()), "PUSH_PORT": str(self._push_port)}
            environment = {**os.environ, **given}
            environment.pop("DATABASE_OWNER_URL", None)  # what may alter the ledger's guards stays here
            self._serve(environment)
        finally:
            self._stop_children()
        return 0

    def _serve(self, environment: dict[str, str]) -> None:
        """Web, worker and demo city side by side; the address is printed when both web and city are there."""
        self._say("启动网页和后台任务……")
        self._add(programs.web(), environment)
        self._add(programs.push(self._push_port), environment)
        self._add(programs.worker(), environment)
        self._add(programs.channels(), environment)
        city = self._add(programs.demo(), environment)
        deadline = time.monotonic() + _WEB_PATIENCE
        while not self._stopping and not (_answers() and (city is None or city.finished)):
            self._tend()
            if time.monotonic() > deadline:
                self._say(f"网页迟迟没有应答，仍在重试；记录见 {places.log('web')}。")
                deadline = float("inf")
        if not self._stopping:
            self._say(f"回声已就绪：{places.address()}  （按 Ctrl-C 停止）")
            self._add(programs.rehearsal(), environment)
        while not self._stopping:
            self._tend()

    def _add(self, program: Program | None, environment: dict[str, str]) -> Child | None:
        if program is None or self._stopping:
            return None
        child = Child(program, environment, self._say)
        self._children.append(child)
        child.start()
        return child

    def _tend(self) -> None:
        """One round: the database first, since everything else dies with it and would die again."""
        if self._cluster is not None and self._cluster.postmaster() is None:
            self._say("数据库意外停止，重新启动……")
            try:
                self._cluster.start()
                self._say("数据库已恢复。")
            except Refusal as refusal:
                self._say(refusal.sentence)
                self._pause(5.0)
        for child in self._children:
            child.tend()
        self._pause(_TICK)

    def _pause(self, seconds: float) -> None:
        """Sleep, but not past a signal."""
        deadline = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < deadline:
            time.sleep(min(_TICK, seconds))

    def _stop_children(self) -> None:
        if self._children:
            self._say("正在停止……")
        for child in self._children:
            child.end()

    def _clear_leftovers(self) -> None:
        """End what a supervisor that was killed hard has left: the lock is ours, so it is nobody's."""
        left = processes.marked(programs.MARK, str(places.var()))
        if left:
            self._say(f"清理上次遗留的 {len(left)} 个进程……")
            processes.end(left)

    def _make_keys(self) -> None:
        if not places.key_file().exists():
            self._say(f"生成密钥：{places.key_file()}（请妥善备份；丢失后个人信息无法解密）。")
            places.make_keys()

    def _listen_to_signals(self) -> None:
        def stop(number: int, frame: FrameType | None) -> None:
            self._stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    def _say(self, sentence: str) -> None:
        """A line with the seconds since the start. A terminal that has gone is no reason to stop."""
        try:
            print(f"[{time.monotonic() - self._began:6.1f} 秒] {sentence}", flush=True)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _insist_port_is_free(port: int, name: str) -> None:
    try:
        _bind(port)
    except PermissionError:
        raise Refusal("port_refused", f"没有权限使用端口 {port}，请用 {name} 换一个 1024 以上的。") from None
    except OSError:
        sentence = f"端口 {port} 已被其他程序占用，请换一个，如 {name}={port + 1} make run。"
        raise Refusal("port_taken", sentence) from None


def _bind(port: int) -> int:
    """The port, if nobody has it; 0: any that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((places.LOOPBACK, port))
        return int(probe.getsockname()[1])


def _push_port() -> int:
    """The one a person has said; else the one beside the pages', or any where that is taken."""
    said = places.push_port()
    if said is not None:
        _insist_port_is_free(said, "PUSH_PORT")
        return said
    try:
        return _bind(places.port() + 1)
    except (OSError, OverflowError):
        return _bind(0)


def _answers() -> bool:
    """Whether the first page is served: any answer but a server's failure. Past any proxy of the environment."""
    connection = http.client.HTTPConnection(places.LOOPBACK, places.port(), timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
