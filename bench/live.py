"""Two hundred seats with open streams and twenty acts a second: how long an act takes, and until it is seen elsewhere.

    .venv/bin/python bench/live.py [--streams 200] [--acts 20] [--seconds 20]

One run starts a cluster of its own, the pages (granian, as ``huisheng run``), the push and the worker. Seats of the
centre and of the units hold a stream each; clients sign orders in and contact citizens through the pages, as htmx does.
Seen elsewhere: the ``order`` event at a seat of the centre that didn't act, counted from the moment the act was sent.
The answer's own redirect (the order as it is now) is asked for too, as a browser does, and isn't counted.
"""

import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.cluster import fresh  # noqa: E402  the checkout's own, once it can be found

GOAL_ACT_MS, GOAL_SEEN_MS = 150.0, 1000.0
WORKERS, THREADS = os.environ.get("WEB_WORKERS", "2"), os.environ.get("WEB_THREADS", "4")
UNITS = ("water", "urban", "police")
CLIENTS = 6


def cookies(streams: int) -> dict[str, list[str]]:
    """Sessions of seats that have come through the door: ``centre`` and each unit; made without argon2's time."""
    from django.contrib.auth.models import User
    from django.test import Client

    from huisheng.directory.models import Seat, Unit

    made: dict[str, list[str]] = {"centre": []} | {unit: [] for unit in UNITS}
    units = {unit.code: unit for unit in Unit.objects.all()}
    day = next(iter(units.values())).valid_from
    for count in range(streams):
        name = ("centre", "centre", *UNITS)[count % 5]
        role, unit = ("dispatcher", units["yunshan"]) if name == "centre" else ("handler", units[name])
        user = User.objects.create(username=f"bench-{count}", password="!")
        Seat.objects.create(
            code=f"bench-{count}", label=f"演示{count}", role=role, unit=unit, user=user, valid_from=day
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/account/idle/", headers={"host": "127.0.0.1"}).status_code == 200
        made[name].append(f"sessionid={client.cookies['sessionid'].value}")
    return made


def orders(many: int) -> list[tuple[str, str]]:
    """Orders that wait to be signed: (number, unit's code)."""
    from huisheng.directory import reads as directory
    from huisheng.kernel import clock
    from huisheng.ledger import append
    from huisheng.lifecycle.verbs import ACCEPT, verb
    from tests.cast import MATTER

    agent, dispatcher = directory.actor_for_seat("agent"), directory.actor_for_seat("dispatcher")
    assert agent is not None and dispatcher is not None
    found = []
    for count in range(many):
        unit = UNITS[count % len(UNITS)]
        with append.writing():
            matter = ACCEPT.do(by=agent, at=clock.now(), **{**MATTER, "source_ref": f"b{count}"}).matter
            verb("hand_on").do(matter, by=agent, at=clock.now())
            verb("send").do(matter, by=dispatcher, at=clock.now(), unit=unit)
        found.append((matter.order.number, unit))
    return found


class Seen:
    """When each order was first heard of at a seat of the centre after its act."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.after: list[float] = []
        self.events = 0
        self._lock = threading.Lock()

    def listen(self, port: int, cookie: str, ready: threading.Event, counts: bool) -> None:
        """Hold a stream; one of the centre's tells when it heard."""
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        wire.request("GET", "/events/", headers={"Cookie": cookie})
        answer = wire.getresponse()
        if answer.status != 200:
            raise SystemExit(f"stream: {answer.status}")
        ready.set()
        for raw in answer:
            if counts and raw.startswith(b'data: {"number"') and b'"did"' in raw:
                number = re.search(rb'"number":"([^"]+)"', raw)
                now = time.perf_counter()
                with self._lock:
                    self.events += 1
                    if number and (began := self.sent.pop(number[1].decode(), None)) is not None:
                        self.after.append(now - began)


class Clients:
    """They sign orders in, at a steady pace all together."""

    def __init__(self, port: int, made: dict[str, list[str]], waiting: list[tuple[str, str]], seen: Seen) -> None:
        self.port, self.made, self.waiting, self.seen = port, made, waiting, seen
        self.took: list[float] = []
        self._lock = threading.Lock()

    def run(self, acts: float, seconds: float) -> None:
        """``acts`` a second for ``seconds``, late ones at once: nobody waits politely for a slow server."""
        self._began, self._pace, self._next = time.perf_counter(), 1.0 / acts, 0
        self._end = min(len(self.waiting), int(acts * seconds))
        threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self) -> None:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while True:
            with self._lock:
                turn, self._next = self._next, self._next + 1
            if turn >= self._end:
                return
            time.sleep(max(0.0, self._began + turn * self._pace - time.perf_counter()))
            number, unit = self.waiting[turn]
            self._act(wire, number, self.made[unit][turn % len(self.made[unit])])

    def _act(self, wire: http.client.HTTPConnection, number: str, cookie: str) -> None:
        key = "a" * 32  # a token of CSRF: the same in cookie and header
        headers = {
            "Cookie": f"{cookie}; csrftoken={key}", "X-CSRFToken": key, "HX-Request": "true", "HX-Target": "detail",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        began = time.perf_counter()
        self.seen.sent[number] = began
        wire.request("POST", f"/orders/{number}/sign_in/", "version=4", headers)
        answer = wire.getresponse()
        said = answer.read()
        if answer.status != 303:
            raise SystemExit(f"act: {answer.status} {said[:300].decode('utf-8', 'replace')}")
        self.took.append(time.perf_counter() - began)
        wire.request("GET", f"/orders/{number}/", headers=headers)
        wire.getresponse().read()


def line(name: str, took: list[float], goal: float) -> bool:
    """Print p50, p95 and the longest in milliseconds, and whether p95 meets the goal."""
    every = sorted(one * 1000 for one in took) or [float("inf")]
    p95 = every[min(len(every) - 1, int(len(every) * 0.95))]
    said = f"p50 {statistics.median(every):7.1f}   p95 {p95:7.1f}   longest {every[-1]:7.1f} ms"
    kept = "kept" if p95 <= goal else "missed"
    print(f"{name:<20} {len(every):6} x   {said}   goal {goal:.0f} ms: {kept}", flush=True)
    return p95 <= goal


def measure(port: int, push: int, arguments: Any) -> bool:
    """Listen and act; whether both goals are kept."""
    made = cookies(arguments.streams)
    waiting = orders(int(arguments.acts * arguments.seconds) + 1)
    seen, ready = Seen(), []
    for name, listed in made.items():
        for place, cookie in enumerate(listed):
            ready.append(threading.Event())
            given = (push, cookie, ready[-1], name == "centre" and place < 5)
            threading.Thread(target=seen.listen, args=given, daemon=True).start()
            time.sleep(0.005)
    began = time.perf_counter()
    if not all(one.wait(60) for one in ready):
        raise SystemExit("not all streams were opened")
    print(f"{len(ready)} streams open after {time.perf_counter() - began:.1f} s", flush=True)
    clients = Clients(port, made, waiting, seen)
    clients.run(arguments.acts, arguments.seconds)
    time.sleep(2.0)
    acted = line("an act (POST)", clients.took, GOAL_ACT_MS)
    heard = line("seen elsewhere", seen.after, GOAL_SEEN_MS)
    print(f"never seen: {len(seen.sent)} of {len(clients.took)}", flush=True)
    return acted and heard and not seen.sent


def main() -> int:
    """Measure and print; 1 where a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--acts", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    with fresh() as cluster:
        from bench.intake import free_port
        from huisheng.console import places, programs
        from huisheng.console.database import set_django_up
        from huisheng.console.postgres import APP

        port, push = free_port(), free_port()
        os.environ |= {"DATABASE_URL": cluster.url(APP), "PORT": str(port), "PUSH_PORT": str(push)}
        set_django_up(os.environ["DATABASE_URL"])
        from huisheng.directory import load as directory_load
        from huisheng.taxonomy import load as taxonomy_load

        directory_load.load_city(tomllib.loads((ROOT / "tests" / "cast.toml").read_text(encoding="utf-8")))
        taxonomy_load.load_shipped()
        started = [one for one in (programs.web(), programs.push(push), programs.worker()) if one is not None]
        log = (places.var() / "bench.log").open("w")
        running = [subprocess.Popen(one.command, stdout=log, stderr=log, cwd=ROOT) for one in started]
        try:
            time.sleep(4)
            kept = measure(port, push, arguments)
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(20)
        return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
