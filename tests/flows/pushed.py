"""A real push process on the test's database, and pages that listen to it, without a browser."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

PAGES = "8012"  # where the pages would be: the push lets no other page read
ORIGIN = f"http://127.0.0.1:{PAGES}"


@dataclass
class Listener:
    """A page of a seat: the events that have come to it, each as (name, data)."""

    wire: http.client.HTTPConnection
    status: int
    came: list[tuple[str, Any]] = field(default_factory=list)
    place: str = ""
    over: bool = False

    def listen(self, answer: http.client.HTTPResponse) -> None:
        """Read until the stream ends."""
        name = ""
        try:
            for raw in answer:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("id: "):
                    self.place = line[4:]
                elif line.startswith("data: ") and name != "place":
                    self.came.append((name, json.loads(line[6:])))
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass  # cut off
        answer.close()
        self.over = True

    def all(self, name: str) -> list[Any]:
        """The data of every event of that name so far."""
        return [data for one, data in self.came if one == name]

    def wait(self, name: str, seconds: float = 5.0, after: int = 0, **holds: Any) -> Any:
        """The first event of that name (but the first ``after``) that holds these values; AssertionError for none."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for data in self.all(name)[after:]:
                if all(data.get(key) == value for key, value in holds.items()):
                    return data
            time.sleep(0.01)
        raise AssertionError(f"no {name} with {holds} among {self.came}")

    def ends(self, seconds: float = 8.0) -> bool:
        """Whether the stream ends within that time."""
        end = time.monotonic() + seconds
        while not self.over and time.monotonic() < end:
            time.sleep(0.02)
        return self.over

    def close(self) -> None:
        """The page is left."""
        if self.wire.sock is not None:
            with suppress(OSError):  # it has ended already
                self.wire.sock.shutdown(socket.SHUT_RDWR)
        self.wire.close()


class Push:
    """The process, and how pages reach it."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process
        self._open: list[Listener] = []

    def page(self, cookie: str, *, since: str = "", origin: str | None = ORIGIN, last: str = "") -> Listener:
        """A page that listens, or was refused (``status``)."""
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": cookie} | ({"Origin": origin} if origin else {})
        headers |= {"Last-Event-ID": last} if last else {}
        wire.request("GET", f"/events/?since={since}", headers=headers)
        answer = wire.getresponse()
        page = Listener(wire, answer.status)
        if answer.status != 200:
            answer.close()
        else:
            threading.Thread(target=page.listen, args=(answer,), daemon=True).start()
            page.wait("hello")
        self._open.append(page)
        return page

    def here(self, page: Listener, number: str, doing: str = "", origin: str | None = ORIGIN, token: str = "") -> int:
        """The page says what lies open on it; the answer's status."""
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        stream = token or page.all("hello")[0]["stream"]
        body = json.dumps({"stream": stream, "number": number, "doing": doing})
        wire.request("POST", "/events/here/", body, {"Origin": origin} if origin else {})
        answer = wire.getresponse()
        answer.close()
        wire.close()
        return answer.status

    def close(self) -> None:
        """Every page is left."""
        for page in self._open:
            page.close()


def database_url() -> str:
    """The test's own database, as another process is told of it."""
    at = connection.settings_dict
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={at['HOST']}&port={at['PORT']}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def pushing(pages: str = PAGES) -> Iterator[Push]:
    """The process, as ``huisheng run`` starts it beside the pages of that port; stopped afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--workers-kill-timeout", "3", "--no-ws", "--log-level", "warning"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_", "COVERAGE_", "DJANGO_"))}
    environment = {**kept, "DATABASE_URL": database_url(), "PORT": pages}
    process = subprocess.Popen([*command, "huisheng.push.asgi:application"], env=environment)
    push = Push(port, process)
    try:
        _wait_for(port)
        yield push
    finally:
        push.close()
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1)) as wire:
            try:
                wire.request("GET", "/healthz")
                with wire.getresponse() as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
    raise AssertionError("the push doesn't answer")


def cookie(code: str) -> str:
    """The session of a seat that has come through the door just now."""
    client = Client()
    client.force_login(User.objects.get(username=code), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 200
    return f"sessionid={client.cookies['sessionid'].value}"
