"""kill -9 of PostgreSQL, of the web's processes and of the worker, under a rehearsal and under intake over HTTP.

What was acknowledged is there once; what came after goes on by itself.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from huisheng.console import processes, programs
from huisheng.console.postgres import APP
from tests import made
from tests.cast import MATTER
from tests.flows.home import Home, own_folder

CLIENTS = 3
BODY = {**MATTER, "source": "kill-test", "category": "010101", "place": "演示小区"}
_KEY = """
from huisheng.console.database import set_django_up
import os
set_django_up(os.environ["DATABASE_URL"])
from huisheng.directory import reads
from huisheng.directory.actions import issue_key
from huisheng.directory.models import Seat
from huisheng.kernel import clock
admin = Seat.objects.filter(role="admin", unit__is_platform=True).first()
agent = Seat.objects.filter(role="agent", unit=admin.unit).first()
print(issue_key.do(agent.code, by=reads.actor_for_seat(admin.code), label="kill test", at=clock.now()))
"""


class House(Home):
    """``huisheng run`` in a folder of its own, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment["PORT"] = str(self.port)
        self.environment["HUISHENG_REHEARSAL"] = "xiangtan-2019-11"  # of the months the soonest begun
        self.lines: list[str] = []
        self.supervisor = self.start("run")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.supervisor.stdout is not None and self.supervisor.stderr is not None
        with self.supervisor.stdout as out:
            self.lines.extend(line.decode() for line in out)

    def said(self, words: str, after: int = 0, seconds: float = 60) -> bool:
        """Whether it says so, after its line number ``after``."""
        return processes.wait_until(lambda: any(words in line for line in self.lines[after:]), seconds)

    def pids(self, *words: str) -> list[int]:
        """Its living children whose command line has these words, the oldest first."""
        found = []
        for pid in processes.marked(programs.MARK, str(self.folder.resolve())):
            line = _read_bytes(pid, "cmdline").replace(b"\0", b" ").decode()
            if all(word in line for word in words):
                found.append(pid)
        return sorted(found)

    def workers(self) -> list[int]:
        """The worker behind the pages; what it learns beside is a child of its own."""
        learning = set(self.pids("huisheng.workers.learn"))
        return [pid for pid in self.pids("huisheng.workers") if pid not in learning]

    def web(self) -> tuple[int, list[int]]:
        """The web server's first process, and its workers."""
        pids = self.pids("granian", "config.wsgi")
        (top,) = [pid for pid in pids if _parent(pid) == self.supervisor.pid]
        return top, [pid for pid in self.pids() if _parent(pid) == top]

    def stop(self) -> int:
        """Ctrl-C."""
        if self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGINT)
        code = self.supervisor.wait(60)
        self._reader.join(5)
        assert self.supervisor.stderr is not None
        self.supervisor.stderr.close()
        return code

    def stories(self) -> int:
        """How far the rehearsal is."""
        return int(self.one("SELECT coalesce(max(stories_done), 0) FROM rehearsal_run"))


def _read_bytes(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _parent(pid: int) -> int:
    return int(_read_bytes(pid, "stat").rpartition(b")")[2].split()[1] or 0)


@dataclass
class Client:
    """A real client: sends a matter until it is acknowledged, and notes what it was told."""

    port: int
    token: str
    name: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    statuses: list[tuple[float, int]] = field(default_factory=list)  # 0: no answer at all
    wrong: list[str] = field(default_factory=list)
    stopping: bool = False

    def run(self) -> None:
        count = 0
        while not self.stopping:
            count += 1
            self._send_until_acknowledged(f"{self.name}-{count}")

    def _send_until_acknowledged(self, ref: str) -> None:
        while not self.stopping:
            status, said = post(self.port, self.token, ref)
            self.statuses.append((time.monotonic(), status))
            if status in (200, 201):
                self.acknowledged[ref] = said["number"]
                return
            if status not in (0, 500, 502, 503):
                self.wrong.append(f"{ref}: {status} {said}")
            time.sleep(0.1)


def post(port: int, token: str, ref: str) -> tuple[int, Any]:
    """One intake on a connection of its own: its status and JSON; 0 where no answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        connection.request("POST", "/api/v1/orders", json.dumps({**BODY, "source_ref": ref}).encode(), headers)
        response = connection.getresponse()
        body = response.read()
        return response.status, json.loads(body) if body.startswith(b"{") else body
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()


@pytest.fixture
def house() -> Iterator[House]:
    """A house of its own, ready; none outlives its test, even a failed one."""
    with own_folder() as folder:
        made.put(folder)
        one = House(folder)
        try:
            assert one.said("回声已就绪"), one.lines
            yield one
        finally:
            one.stop()
            processes.end(one.pids())


@pytest.fixture
def clients(house: House) -> Iterator[list[Client]]:
    """Three clients at work."""
    environment = {**house.environment, "DATABASE_URL": house.cluster.url(APP)}
    told = subprocess.run([sys.executable, "-c", _KEY], env=environment, capture_output=True, text=True, check=True)
    several = [Client(house.port, told.stdout.strip(), f"client{n}") for n in range(CLIENTS)]
    threads = [threading.Thread(target=client.run, daemon=True) for client in several]
    for thread in threads:
        thread.start()
    yield several
    for client in several:
        client.stopping = True
    for thread in threads:
        thread.join(15)


def _acknowledged(clients: list[Client]) -> int:
    return sum(len(client.acknowledged) for client in clients)


def _all_go_on(clients: list[Client], by: int = 5) -> bool:
    """Every single client is acknowledged something new."""
    before = [len(client.acknowledged) for client in clients]
    return processes.wait_until(
        lambda: all(len(c.acknowledged) >= n + by for c, n in zip(clients, before, strict=True)), 60
    )


def _kill(pid: int, gone: Callable[[], bool]) -> float:
    os.kill(pid, signal.SIGKILL)
    at = time.monotonic()
    assert processes.wait_until(gone, 20)
    return at


def test_nothing_acknowledged_is_lost_and_everything_goes_on(house: House, clients: list[Client]) -> None:
    assert processes.wait_until(lambda: house.stories() > 100 and _acknowledged(clients) > 20, 60)

    # PostgreSQL, in the middle of everything
    postmaster, line = house.cluster.postmaster(), len(house.lines)
    assert postmaster is not None
    killed_at = _kill(postmaster, lambda: house.cluster.postmaster() != postmaster)
    assert house.said("数据库已恢复", line)
    back_at = time.monotonic()
    assert _all_go_on(clients)
    failed = [at - back_at for client in clients for at, status in client.statuses if status == 500 and at > killed_at]
    assert not failed, f"a database that is away is 503, not 500: {failed}"
    late = [at - back_at for client in clients for at, status in client.statuses if status == 503]
    assert max(late, default=0.0) < 3, f"connections that died with the database are found by themselves: {late}"
    stories = house.stories()
    assert processes.wait_until(lambda: house.stories() > stories + 50, 60), "the rehearsal goes on"

    # one of the web's workers, then the web itself, then the worker
    top, workers = house.web()
    assert len(workers) >= 2
    _kill(workers[0], lambda: len(house.web()[1]) >= 2 and workers[0] not in house.web()[1])
    assert house.web()[0] == top
    assert _all_go_on(clients)
    line = len(house.lines)
    _kill(top, lambda: bool(house.pids("granian")) and top not in house.pids("granian"))
    assert house.said("网页被信号 SIGKILL 结束", line)
    assert _all_go_on(clients)
    (worker,) = house.workers()
    _kill(worker, lambda: house.workers() not in ([], [worker]))
    assert _all_go_on(clients)

    # the clients are done: all of it is there, once
    for client in clients:
        client.stopping = True
    assert processes.wait_until(lambda: _settled(clients), 15)
    assert [client.wrong for client in clients] == [[]] * CLIENTS
    _check_what_was_acknowledged(house, clients)
    stories = house.stories()
    assert processes.wait_until(lambda: house.stories() > stories + 50, 60), "the rehearsal goes on"
    _check_cursors(house)
    _check_the_record(house)
    assert house.stop() == 0
    assert "Traceback" not in "".join(house.lines)


def _settled(clients: list[Client]) -> bool:
    before = _acknowledged(clients)
    time.sleep(0.5)
    return _acknowledged(clients) == before


def _check_what_was_acknowledged(house: House, clients: list[Client]) -> None:
    told = {ref: number for client in clients for ref, number in client.acknowledged.items()}
    stored = house.rows("SELECT source_ref, number FROM workorder WHERE source = 'kill-test'")
    assert len(stored) == len(dict(stored)), "no reference is there twice"
    assert told.items() <= dict(stored).items()
    # what nobody was told of is at most what was under way at a kill, and a client would have sent it again
    assert len(stored) - len(told) <= CLIENTS
    for ref in list(told)[:: max(len(told) // 20, 1)]:
        status, said = post(house.port, clients[0].token, ref)
        assert (status, said["number"], said["new"]) == (200, told[ref], False)
    entries = house.one(
        "SELECT count(*) FROM workorder o WHERE source = 'kill-test' AND "
        "(SELECT count(*) FROM ledger_entry e WHERE e.stream = 'workorder:' || o.id) <> o.version"
    )
    assert entries == 0


def _check_cursors(house: House) -> None:
    """Readers come past everything that was there when they were asked, and no reaction came twice."""
    last = house.one("SELECT max(id) FROM ledger_entry")
    names = {name for (name,) in house.rows("SELECT name FROM ledger_cursor")}
    assert {"facts", "reactions"} <= names
    caught_up = "SELECT min(entry) FROM ledger_cursor WHERE name IN ('facts', 'reactions')"
    assert processes.wait_until(lambda: house.one(caught_up) >= last, 60)
    missing = (
        "SELECT count(*) FROM workorder o LEFT JOIN fact_order f ON f.order_id = o.id "
        "WHERE o.source = 'kill-test' AND f.order_id IS NULL"
    )
    assert house.one(missing) == 0
    twice = "SELECT stream FROM ledger_entry WHERE kind = '{}' {} GROUP BY stream, {} HAVING count(*) > 1"
    rule = "AND body->>'cause' = 'rule'"
    assert house.rows(twice.format("supervised", rule, "kind")) == []
    assert house.rows(twice.format("reminded", rule, "body->>'d'")) == []
    assert house.rows(twice.format("deadline_missed", "", "body->>'clock', body->>'subject', body->>'due_at'")) == []


def _check_the_record(house: House) -> None:
    verified = house.huisheng("ledger", "verify")
    assert verified.returncode == 0, verified.stdout.decode()
    # while rehearsal and worker are writing
    replayed = house.huisheng("ledger", "replay")
    assert replayed.returncode == 0, replayed.stdout.decode()
