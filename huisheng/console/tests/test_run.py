"""``huisheng run`` as people run it: started, hurt, stopped."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from huisheng.console import processes, programs, run
from huisheng.console.postgres import OWNER, Cluster
from huisheng.kernel.errors import Refusal
from tests import made

READY = "回声已就绪"


class House:
    """A supervisor started as a command, and what it has said so far."""

    def __init__(self, home: Path, environment: dict[str, str], port: int) -> None:
        self.home, self.port = home, port
        self.environment = {**environment, "PORT": str(port)}
        self.cluster = Cluster(home)
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            self.lines.extend(lines)

    def said(self, words: str, seconds: float = 30) -> bool:
        return processes.wait_until(lambda: any(words in line for line in self.lines), seconds)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def children(self) -> list[int]:
        return processes.marked(programs.MARK, str(self.home.resolve()))

    def web(self) -> int:
        """The web server's first process: the child of the supervisor itself."""
        own = [p for p in self.children() if parent(p) == self.process.pid and b"huisheng.config.wsgi" in cmdline(p)]
        assert len(own) == 1
        return own[0]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(30)
        self._reader.join(5)
        return code

    def remains(self) -> list[int]:
        return self.children() + processes.working_in(self.cluster.data)


Begin = Callable[..., House]


def command() -> list[str]:
    return [sys.executable, "-m", "huisheng.console", "run"]


def parent(pid: int) -> int:
    found = re.search(r"^PPid:\t(\d+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


def cmdline(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def begin(home: Path, bare_environment: dict[str, str], port: int) -> Iterator[Begin]:
    """Starts houses; none outlives its test, even a failed one."""
    started: list[House] = []

    def one(folder: Path = home, **more: str) -> House:
        started.append(House(folder, {**bare_environment, "HUISHENG_VAR": str(folder), **more}, port))
        return started[-1]

    yield one
    for house in started:
        if house.process.poll() is None:
            house.stop()
        processes.end(house.children())


def test_first_start_hard_kills_and_ctrl_c(begin: Begin) -> None:
    house = begin()
    assert house.said(READY), house.lines
    assert house.answers()
    assert any(f"http://127.0.0.1:{house.port}/" in line for line in house.lines)
    assert (house.home / "secret.key").stat().st_mode & 0o777 == 0o600

    # a second one for the same folder
    again = subprocess.run(command(), env=house.environment, capture_output=True, text=True, timeout=30, check=False)
    assert again.returncode == 2
    assert again.stderr.startswith(f"回声已在运行：http://127.0.0.1:{house.port}/")
    assert "Traceback" not in again.stderr

    # the web server is killed hard, with its workers left holding the port
    web = house.web()
    os.kill(web, signal.SIGKILL)
    assert house.said("网页被信号 SIGKILL 结束")
    assert processes.wait_until(house.answers, 20)
    assert house.web() != web

    # PostgreSQL is killed hard
    with psycopg.connect(house.cluster.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged (n int)")
        connection.execute("INSERT INTO acknowledged VALUES (1)")
    postmaster = house.cluster.postmaster()
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    assert house.said("数据库已恢复")
    assert processes.wait_until(house.answers, 20)
    with psycopg.connect(house.cluster.url(OWNER)) as connection:
        row = connection.execute("SELECT count(*) FROM acknowledged").fetchone()
    assert row == (1,)

    # Ctrl-C: the web first, PostgreSQL last, nothing left
    assert house.stop(signal.SIGINT) == 0
    text = "".join(house.lines)
    assert text.index("正在停止") < text.index("停止数据库") < text.index("已全部停止")
    assert house.remains() == []
    assert not house.answers()
    assert "Traceback" not in text


def test_a_supervisor_killed_hard_blocks_nothing(home: Path, begin: Begin) -> None:
    unmeasured = {"COVERAGE_PROCESS_CONFIG": ""}  # the lines are those of the first start, and tracing is slow
    made.put(home)
    house = begin(**unmeasured)
    assert house.said(READY), house.lines
    house.process.kill()
    house.process.wait()
    assert processes.wait_until(lambda: house.children() == [], 10), "the web dies with the supervisor"
    assert house.cluster.postmaster() is not None, "PostgreSQL doesn't, and the next start takes it over"

    again = begin(**unmeasured)
    assert again.said(READY), again.lines
    # what makes a later start quick (a second, where other tests don't use the same cores)
    assert not any("建立数据库" in line or "升级数据库" in line for line in again.lines)
    assert again.answers()
    assert again.stop(signal.SIGTERM) == 0
    assert again.remains() == []


def test_a_taken_port_is_said_before_anything_is_started(
    home: Path, bare_environment: dict[str, str], port: int
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        environment = {**bare_environment, "PORT": str(port)}
        done = subprocess.run(command(), env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert done.stderr == f"端口 {port} 已被其他程序占用，请换一个，如 PORT={port + 1} make run。\n"
    assert processes.working_in(Cluster(home).data) == []


def test_the_push_takes_the_port_beside_or_any(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.delenv("PUSH_PORT", raising=False)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        monkeypatch.setenv("PORT", str(taken - 1))
        assert run._push_port() not in (0, taken)
        monkeypatch.setenv("PUSH_PORT", str(taken))
        with pytest.raises(Refusal, match=f"PUSH_PORT={taken + 1}"):
            run._push_port()
    monkeypatch.setenv("PUSH_PORT", str(port))
    assert run._push_port() == port
    monkeypatch.setenv("PUSH_PORT", "x")
    with pytest.raises(Refusal, match="PUSH_PORT"):
        run._push_port()
    monkeypatch.setenv("PORT", "65535")
    monkeypatch.setenv("PUSH_PORT", "")
    assert run._push_port() > 0


def test_an_outside_server_that_is_away_is_said(home: Path, bare_environment: dict[str, str], port: int) -> None:
    environment = {**bare_environment, "PORT": str(port), "DATABASE_URL": "postgresql://x:y@127.0.0.1:1/none"}
    done = subprocess.run(command(), env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("连不上数据库或连接中断：")
    assert "Traceback" not in done.stderr


def test_an_outside_server_is_used_and_left_running(home: Path, begin: Begin) -> None:
    made.put(home)
    cluster = Cluster(home)
    cluster.start()
    house = begin(home / "other", DATABASE_URL=cluster.url(OWNER))
    assert house.said(READY), house.lines
    assert house.answers()
    assert house.stop() == 0
    assert not (home / "other" / "pg").exists()
    assert cluster.postmaster() is not None
    cluster.stop()
