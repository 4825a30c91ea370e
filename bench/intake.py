"""Acknowledged durable intakes per second through the HTTP API, against raw INSERT+COMMIT on the same database.

    .venv/bin/python bench/intake.py [--seconds 8]

One run starts a cluster of its own, measures the floor (psycopg, one row, one commit, as many clients), then the API
with the same clients: an intake is an order, its personal data, two entries with chain, a number and an audit row.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.cluster import fresh  # noqa: E402  the checkout's own, once it can be found

GOAL_RATIO, GOAL_P95_MS = 0.15, 60.0
ROUNDS = 3
WORKERS, THREADS = os.environ.get("WEB_WORKERS", "2"), os.environ.get("WEB_THREADS", "4")  # as huisheng run


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def floor_client(url: str, seconds: float, out: "multiprocessing.Queue[list[float]]") -> None:
    """Single-row INSERT+COMMIT as fast as one connection goes; the seconds of each."""
    import psycopg

    took = []
    with psycopg.connect(url, autocommit=True) as connection:
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            connection.execute("INSERT INTO bench_floor (words) VALUES (%s)", ["幸福里小区旁工地连续施工" * 5])
            took.append(time.perf_counter() - began)
    out.put(took)


def api_client(port: int, token: str, name: str, seconds: float, out: "multiprocessing.Queue[list[float]]") -> None:
    """POST /api/v1/orders as fast as one keep-alive connection goes; the seconds of each acknowledged one."""
    took = []
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    end = time.perf_counter() + seconds
    count = 0
    while (began := time.perf_counter()) < end:
        count += 1
        body = {
            "channel": "phone",
            "source": "bench",
            "source_ref": f"{name}-{count}",
            "kind": "complaint",
            "category": "010101",
            "title": "小区夜间施工噪声",
            "words": "幸福里小区旁工地连续三晚施工到凌晨，影响休息，希望有关部门管一管。" * 2,
            "place": "云山市幸福里小区3号楼",
            "caller_name": "演示甲",
            "phone": "19900000001",
        }
        connection.request("POST", "/api/v1/orders", json.dumps(body).encode(), headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 201:
            raise SystemExit(f"{response.status}: {answer.decode()}")
        took.append(time.perf_counter() - began)
    out.put(took)


def many(clients: int, target, *arguments) -> list[list[float]]:  # type: ignore[no-untyped-def]  # two shapes of client
    """Run the clients side by side."""
    out: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    crowd = [multiprocessing.Process(target=target, args=(*one, out)) for one in arguments[0][:clients]]
    for process in crowd:
        process.start()
    took = [out.get() for _ in crowd]
    for process in crowd:
        process.join()
    return took


def line(name: str, took: list[list[float]], seconds: float) -> float:
    """Print and give the rate."""
    every = sorted(t for one in took for t in one)
    rate = len(every) / seconds
    p50, p95 = statistics.median(every) * 1000, every[int(len(every) * 0.95)] * 1000
    print(f"{name:<24} {rate:8.0f} /s   p50 {p50:6.2f} ms   p95 {p95:6.2f} ms", flush=True)
    return rate


def prepare() -> str:
    """The small city of the tests and an agent's API key; the token."""
    from huisheng.console.database import set_django_up

    set_django_up(os.environ["DATABASE_URL"])
    from huisheng.directory import load as directory_load
    from huisheng.directory import reads as directory
    from huisheng.directory.actions import issue_key
    from huisheng.kernel import clock
    from huisheng.taxonomy import load as taxonomy_load

    directory_load.load_city(tomllib.loads((ROOT / "tests" / "cast.toml").read_text(encoding="utf-8")))
    taxonomy_load.load_shipped()
    admin = directory.actor_for_seat("admin")
    assert admin is not None
    return issue_key.do("agent", by=admin, label="bench", at=clock.now())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=4.0)
    seconds = parser.parse_args().seconds
    with fresh() as cluster:
        from huisheng.console.postgres import APP, OWNER

        app, owner = cluster.url(APP), cluster.url(OWNER)
        os.environ["DATABASE_URL"] = app
        import psycopg

        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("CREATE TABLE bench_floor (id bigserial PRIMARY KEY, words text)")
        token, port = prepare(), free_port()
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        command += [
            "--workers",
            WORKERS,
            "--blocking-threads",
            THREADS,
            "--no-ws",
            "huisheng.config.wsgi:application",
        ]
        web = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": app}, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            wait(port)
            alone = 0.0
            for clients in (1, 4):
                floor, rate = measure(clients, owner, port, token, seconds)
                alone = alone or floor
            print(f"  ratio of 4 clients to the floor of one connection {rate / alone:.3f}", flush=True)
        finally:
            web.terminate()
            web.wait()


def measure(clients: int, owner: str, port: int, token: str, seconds: float) -> tuple[float, float]:
    """Floor and API with so many clients by turns, so that a busy neighbour meets both; medians, ratio printed."""
    many(clients, api_client, [(port, token, f"warm-{clients}-{i}-{os.getpid()}", 1.0) for i in range(clients)])
    floors, intakes, every = [], [], []
    for turn in range(ROUNDS):
        floors.append(
            line(f"floor, {clients} client(s)", many(clients, floor_client, [(owner, seconds)] * clients), seconds)
        )
        names = [(port, token, f"{clients}-{turn}-{i}-{os.getpid()}", seconds) for i in range(clients)]
        took = many(clients, api_client, names)
        intakes.append(line(f"intake, {clients} client(s)", took, seconds))
        every += [t for one in took for t in one]
    p95 = sorted(every)[int(len(every) * 0.95)] * 1000
    floor, rate = statistics.median(floors), statistics.median(intakes)
    met = "met" if rate / floor >= GOAL_RATIO and p95 < GOAL_P95_MS else "missed"
    goal = f"goal with 4 clients {GOAL_RATIO} and {GOAL_P95_MS:.0f} ms: {met}"
    print(f"  ratio of medians, as many clients each, {rate / floor:.3f}, p95 {p95:.1f} ms ({goal})", flush=True)
    return floor, rate


def wait(port: int) -> None:
    """Until the server answers."""
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server doesn't answer")


if __name__ == "__main__":
    main()
