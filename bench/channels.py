"""The ways in under load: call events, filings on the public site, receipts of short messages; against plain intake.

    .venv/bin/python bench/channels.py [--calls 500] [--filings 500] [--receipts 10000]

One run starts a cluster of its own, and the pages (granian, as ``huisheng run``), the push and the process of the
channels beside it. First plain intake by the API: what the machine can do. Then

- 50 calls a second, each offered, rung at a seat, answered and ended by the signed webhook. A screen pops when the
  stream of that seat tells of it: counted from the moment at which the ring was sent.
- 100 filings a second in bursts: what it is was written beforehand, then a hundred are sent within a second, another
  citizen, device and address each (a trusted proxy says which), and again when all are answered.
- receipts from a message centre of the bench's own, a process, over a socket, no more than its window unanswered at
  once. Each ends as a message that was delivered; a twentieth comes twice, in a shuffled order.

At the end all are counted: what was acknowledged is there, and once. 1 where something was lost, is there twice, or a
goal was missed.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.cluster import fresh  # noqa: E402  the checkout's own, once it can be found

CALLS_A_SECOND, BURST, SEATS = 50, 100, 100
GOAL_POP_MS, GOAL_BURST_S = 500.0, 5.0  # at p95; until the last of a burst is answered
GOAL_RECEIPTS, GOAL_EVENTS, GOAL_FILINGS = 5.0, 0.6, 0.12  # of plain intake
INTAKE_CLIENTS, INTAKE_SECONDS = 4, 4.0
PHONE, CODE = "1990{:07d}", "sms-bench"
Act = Callable[[http.client.HTTPConnection, int], None]


# ---- what there is before it begins


class House:
    """The small city of the tests: its platform, an agent's key, the switch's secret, seats with telephones."""

    def __init__(self) -> None:
        from django.contrib.auth.models import User
        from django.test import Client

        from huisheng.channels.telephony.actions import bind_phone, issue_switch
        from huisheng.directory import load as directory_load
        from huisheng.directory import reads as directory
        from huisheng.directory.actions import issue_key
        from huisheng.directory.models import Seat, Unit
        from huisheng.kernel import clock
        from huisheng.taxonomy import load as taxonomy_load

        city = tomllib.loads((ROOT / "tests" / "cast.toml").read_text(encoding="utf-8"))
        self.platform = directory_load.load_city(city, password="bench-12345-mima").platform
        taxonomy_load.load_shipped()
        admin = directory.actor_for_seat("admin")
        assert admin is not None
        self.token = issue_key.do("agent", by=admin, label="bench", at=clock.now())
        self.secret = issue_switch.do(by=admin, at=clock.now(), code="bench", label="bench", profile="signed")
        centre = Unit.objects.get(code="yunshan")
        self.cookies = []
        for no in range(SEATS):
            user = User.objects.create(username=f"bench-{no}", password="!")
            Seat.objects.create(
                code=f"bench-{no}",
                label=f"演示{no}",
                role="agent",
                unit=centre,
                user=user,
                valid_from=centre.valid_from,
            )
            bind_phone.do(by=admin, seat=f"bench-{no}", extension=f"{1000 + no}")
            browser = Client()
            browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            assert browser.get("/account/idle/", headers={"host": "127.0.0.1"}).status_code == 200
            self.cookies.append(f"sessionid={browser.cookies['sessionid'].value}")


def spread(count: int, workers: int, act: Act, port: int, pace: float) -> float:
    """``act`` for each of ``count``, ``pace`` a second (0: at once), late ones at once; the seconds it took."""
    began, turn, lock, wrong = time.perf_counter(), iter(range(count)), threading.Lock(), []

    def work() -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while not wrong:
                with lock:
                    no = next(turn, None)
                if no is None:
                    return
                if pace:
                    time.sleep(max(0.0, began + no / pace - time.perf_counter()))
                act(wire, no)
        except Exception as error:
            wrong.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"stopped: {wrong[0]!r}")
    return time.perf_counter() - began


def answered(
    wire: http.client.HTTPConnection, path: str, body: str | bytes, headers: dict[str, str]
) -> tuple[int, Any, bytes]:
    """One POST: status, headers, body."""
    wire.request("POST", path, body, headers)
    answer = wire.getresponse()
    return answer.status, answer, answer.read()


def line(name: str, count: int, seconds: float, took: list[float], plain: float) -> float:
    """Print the rate, what each took, and the ratio to plain intake; the rate."""
    every = sorted(one * 1000 for one in took) or [0.0]
    p95, rate = every[min(len(every) - 1, int(len(every) * 0.95))], count / seconds
    said = f"p50 {statistics.median(every):6.0f}  p95 {p95:6.0f}  longest {every[-1]:6.0f} ms"
    ratio = f"   {rate / plain:5.2f} of plain intake" if plain else ""
    print(f"{name:<18}{count:6} in {seconds:5.1f} s  {rate:6.0f}/s   {said}{ratio}", flush=True)
    return rate


# ---- the four of them


def intake(port: int, house: House) -> float:
    """Acknowledged orders a second by the API: the floor."""
    from bench.intake import api_client, many

    given = [(port, house.token, f"plain-{no}", INTAKE_SECONDS) for no in range(INTAKE_CLIENTS)]
    took = [one for crowd in many(INTAKE_CLIENTS, api_client, given) for one in crowd]
    return line("plain intake", len(took), INTAKE_SECONDS, took, 0)


class Bars:
    """The seats' open pages: when each seat was told that its telephone rings."""

    def __init__(self, push: int, cookies: list[str]) -> None:
        self.sent: dict[int, float] = {}
        self.after: list[float] = []
        ready = [threading.Event() for _ in cookies]
        for no, cookie in enumerate(cookies):
            threading.Thread(target=self._listen, args=(no, push, cookie, ready[no]), daemon=True).start()
            time.sleep(0.005)
        if not all(one.wait(30) for one in ready):
            raise SystemExit("not all streams were opened")

    def _listen(self, no: int, port: int, cookie: str, ready: threading.Event) -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        wire.request("GET", "/events/", headers={"Cookie": cookie})
        answer = wire.getresponse()
        assert answer.status == 200, answer.status
        ready.set()
        for raw in answer:
            if raw.startswith(b'data: {"own":true'):
                began = self.sent.pop(no, None)
                if began is not None:
                    self.after.append(time.perf_counter() - began)


def calls(port: int, push: int, house: House, count: int, plain: float) -> bool:
    """Calls a second by the signed webhook; whether all screens popped in time."""
    from huisheng.channels.telephony import signature

    bars, took = Bars(push, house.cookies), []
    events = (("call.offered", 0), ("agent.ringing", 1), ("call.answered", 2), ("call.ended", 3))

    def call(wire: http.client.HTTPConnection, no: int) -> None:
        seat = no % SEATS
        for event, seq in events:
            at = datetime.now(UTC)
            told = {"event": event, "call_id": f"c{no}", "seq": seq, "occurred_at": at.isoformat()}
            told |= {"from": PHONE.format(no), "agent": f"{1000 + seat}", "direction": "in"}
            body = json.dumps(told).encode()
            headers = {"Content-Type": "application/json", signature.HEADER: signature.sign(house.secret, body, at)}
            began = time.perf_counter()
            if event == "agent.ringing":
                bars.sent[seat] = began
            status, _, said = answered(wire, "/api/telephony/bench/events", body, headers)
            took.append(time.perf_counter() - began)
            assert status == 200 and b'"done"' in said, (status, said)

    seconds = spread(count, 16, call, port, CALLS_A_SECOND)
    time.sleep(1.0)
    line("calls", count, seconds, took, plain)
    rate = line("  events", len(took), seconds, took, plain)
    pops = sorted(bars.after) or [9.9]
    p95 = pops[min(len(pops) - 1, int(len(pops) * 0.95))] * 1000
    print(f"  screens popped {len(pops)} of {count}: p50 {statistics.median(pops) * 1000:.0f} ms, p95 {p95:.0f} ms")
    return p95 <= GOAL_POP_MS and len(pops) == count and rate >= GOAL_EVENTS * plain


class Citizen:
    """One browser on the public site, from an address of its own."""

    def __init__(self, no: int) -> None:
        self.no, self.cookies = no, {"csrftoken": "a" * 32}
        self.address = f"203.{no >> 16 & 255}.{no >> 8 & 255}.{no & 255}"

    def posts(self, wire: http.client.HTTPConnection, path: str, **given: str) -> str:
        """A form; where it leads."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {
            "Cookie": cookies, "X-CSRFToken": self.cookies["csrftoken"], "X-Forwarded-For": self.address,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        status, answer, said = answered(wire, f"/p/yunshan/{path}", urlencode(given), headers)
        assert status == 303, (path, status, re.sub(r"\s+", " ", said.decode())[-2000:])
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return str(answer.headers["Location"])

    def writes(self, wire: http.client.HTTPConnection) -> None:
        """The first page."""
        self.posts(wire, "new/", words=f"幸福里小区旁边的工地连续三晚施工到凌晨，希望管一管。第{self.no}件。")

    def sends(self, wire: http.client.HTTPConnection) -> None:
        """The second page, and it is filed."""
        given = {"place": "幸福里小区", "phone": PHONE.format(self.no), "confidential": "0"}
        assert self.posts(wire, "new/send/", **given).endswith("new/done/")


def filings(port: int, count: int, plain: float) -> bool:
    """Bursts of a hundred within a second; whether each was answered in time."""
    citizens = [Citizen(no) for no in range(count)]
    spread(count, 8, lambda wire, no: citizens[no].writes(wire), port, 0)
    time.sleep(4.5)  # who sends within seconds of his first page is asked a question
    took: list[float] = []
    due = busy = 0.0
    for first in range(0, count, BURST):
        began = time.perf_counter()

        def send(wire: http.client.HTTPConnection, no: int, first: int = first, began: float = began) -> None:
            citizens[first + no].sends(wire)
            # waiting for a free connection counts: it was due when the second had come so far
            took.append(time.perf_counter() - began - no / BURST)

        busy += spread(min(BURST, count - first), BURST, send, port, BURST)
        due += 1
    rate = line("filings, bursts", count, busy, took, plain)
    return max(took) <= GOAL_BURST_S and rate >= GOAL_FILINGS * plain


def waiting(platform: int, count: int) -> None:
    """Messages that were sent and wait for their receipts."""
    from huisheng.channels.inbox import reads as inbox
    from huisheng.channels.outbox.models import Outgoing
    from huisheng.channels.sms.models import Submitted
    from huisheng.kernel import clock

    now, numbers = clock.now(), range(1, count + 1)
    Outgoing.objects.bulk_create(
        (
            Outgoing(
                platform_id=platform, ref=f"b{no}", medium="sms", template="receipt", state="sent",
                address_sealed=b"x", address_blind=b"x", text_sealed=b"x", peer_ref=f"b{no}", made_at=now, due_at=now,
                sent_at=now,
            )
            for no in numbers
        ),
        batch_size=1000,
    )  # fmt: skip
    Submitted.objects.bulk_create(
        (
            Submitted(
                gateway=CODE, key=f"b{no}", part=1, of=1, message_id=f"{no:x}", fate="accepted",
                address_blind=inbox.blind(PHONE.format(no)), made_at=now,
            )
            for no in numbers
        ),
        batch_size=1000,
    )  # fmt: skip


def receipts(house: House, count: int, window: int, plain: float) -> bool:
    """From the first receipt to the last answer, over a link that the process of the channels holds."""
    from bench.intake import free_port
    from huisheng.channels.sms import reads
    from huisheng.channels.sms.models import Gateway
    from huisheng.kernel import clock, secrets

    waiting(house.platform, count)
    port = free_port()
    command = [sys.executable, "-m", "bench.centre", str(port), str(count), str(window), PHONE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as peer:
        assert peer.stdout is not None
        peer.stdout.readline()
        row = Gateway.objects.create(
            platform_id=house.platform, code=CODE, label="bench", protocol="smpp", host="127.0.0.1", port=port,
            system_id="bench", number="10690000", rate=100, window=16, way="udh8", encoding="ucs2",
            created_at=clock.now(), secret_sealed=secrets.seal("x", reads.context(CODE)),
        )  # fmt: skip
        seconds = float(peer.stdout.readline() or "inf")
        Gateway.objects.filter(pk=row.pk).update(revoked_at=clock.now())
        peer.kill()
    rate = line("receipts", count + len(range(1, count + 1, 20)), seconds, [], plain)
    return rate >= GOAL_RECEIPTS * plain


def lost(arguments: Any) -> list[str]:
    """What isn't there as often as it should be."""
    from django.db.models import Count

    from huisheng.channels.inbox.models import Incoming
    from huisheng.channels.outbox.models import Outgoing
    from huisheng.channels.sms.models import Early
    from huisheng.channels.telephony.models import Call, Heard
    from huisheng.lifecycle.workorder.models import WorkOrder

    from_web = WorkOrder.objects.filter(source="portal-yunshan")
    found = {
        "calls": (Call.objects.filter(answered_at__isnull=False).count(), arguments.calls),
        "calls heard of": (Heard.objects.count(), 4 * arguments.calls),
        "filings kept": (Incoming.objects.filter(source="portal-yunshan").count(), arguments.filings),
        "orders of them": (from_web.count(), arguments.filings),
        "their writers": (from_web.aggregate(n=Count("source_ref", distinct=True))["n"], arguments.filings),
        "messages delivered": (Outgoing.objects.filter(state="delivered").count(), arguments.receipts),
        "receipts of nothing": (Early.objects.count(), 0),
    }
    return [f"{name}: {there}, not {due}" for name, (there, due) in found.items() if there != due]


@contextmanager
def running() -> Iterator[tuple[int, int]]:
    """A cluster, and the programs that serve; the pages' port and the push's."""
    with fresh() as cluster:
        from bench.intake import free_port, wait
        from huisheng.console import places, programs
        from huisheng.console.database import set_django_up
        from huisheng.console.postgres import APP

        port, push = free_port(), free_port()
        os.environ |= {
            "DATABASE_URL": cluster.url(APP), "PORT": str(port), "PUSH_PORT": str(push),
            "HUISHENG_TRUSTED_PROXIES": "127.0.0.1",
        }  # fmt: skip
        set_django_up(os.environ["DATABASE_URL"])
        started = [programs.web(), programs.push(push), programs.worker(), programs.channels()]
        with (places.var() / "bench.log").open("w") as log:
            processes = [
                subprocess.Popen(one.command, stdout=log, stderr=log, cwd=ROOT) for one in started if one is not None
            ]
            try:
                wait(port)
                yield port, push
            except BaseException:
                print((places.var() / "bench.log").read_text()[-3000:], file=sys.stderr)
                raise
            finally:
                for process in processes:
                    process.terminate()
                for process in processes:
                    process.wait(20)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--filings", type=int, default=500)
    parser.add_argument("--receipts", type=int, default=10_000)
    parser.add_argument("--window", type=int, default=100)
    arguments = parser.parse_args()
    with running() as (port, push):
        house = House()
        plain = intake(port, house)
        kept = [
            calls(port, push, house, arguments.calls, plain),
            filings(port, arguments.filings, plain),
            receipts(house, arguments.receipts, arguments.window, plain),
        ]
        missing = lost(arguments)
    print("nothing lost, nothing twice" if not missing else "\n".join(missing), flush=True)
    print(f"goals {'kept' if all(kept) else 'missed'}: calls, filings, receipts: {kept}", flush=True)
    return int(bool(missing) or not all(kept))


if __name__ == "__main__":
    sys.exit(main())
