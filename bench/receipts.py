"""Receipts of short messages: how many a second are kept, against bare inserts in the same run. None may be lost.

    .venv/bin/python bench/receipts.py [--count 10000] [--window 100]

A message centre of the bench's own, a process, lets the link in and sends receipts over a socket of this machine, no
more than its window unanswered at once, as a real one does. Each ends as a message that was delivered. A twentieth
comes twice, and the order is shuffled. The floor is one bare INSERT a receipt, each committed, on the same server.
"""

import argparse
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PHONE, CODE = "1990{:07d}", "sms-bench"
GOAL_RATIO = 0.3  # of bare inserts: a receipt finds its part, notes it and tells the outbox


def pdu(command: int, seq: int, body: bytes = b"") -> bytes:
    """A PDU of SMPP 3.4."""
    return struct.pack(">IIII", 16 + len(body), command, 0, seq) + body


def receipt(seq: int, no: int) -> bytes:
    """A deliver_sm that says that message ``no`` was delivered; its key in decimal, where the answer had it in hex."""
    said = f"id:{no:010d} sub:001 dlvrd:001 submit date:2611220930 done date:2611220931 stat:DELIVRD err:000 text:"
    sender = PHONE.format(no).encode()
    body = b"\0\1\1" + sender + b"\0\1\x0110690000\0\x04" + bytes(8) + bytes((len(said),)) + said.encode()
    return pdu(0x5, seq, body)


def centre(port: int, count: int, window: int) -> None:
    """The peer: lets the link in, sends, counts the answers, says when the last one came."""
    order = [*range(1, count + 1), *range(1, count + 1, 20)]
    random.Random(5).shuffle(order)
    with socket.create_server(("127.0.0.1", port)) as server:
        print("ready", flush=True)
        link, _ = server.accept()
        stream = link.makefile("rb")
        sent = answered = 0
        began = 0.0
        while answered < len(order):
            size, command, status, seq = struct.unpack(">IIII", stream.read(16))
            stream.read(size - 16)
            if command == 0x9:
                link.sendall(pdu(0x80000009, seq, b"bench\0"))
                began = time.perf_counter()
            elif command == 0x15:
                link.sendall(pdu(0x80000015, seq))
            elif command == 0x80000005:
                assert status == 0, "a receipt was refused"
                answered += 1
            burst = b"".join(receipt(no + 1, order[no]) for no in range(sent, min(answered + window, len(order))))
            sent = max(sent, min(answered + window, len(order)))
            link.sendall(burst)
        print(time.perf_counter() - began, flush=True)
        stream.read()


def prepare(count: int) -> tuple[Any, list[int]]:
    """A platform with an account, and messages that were sent and wait for their receipts."""
    import tomllib

    from huisheng.channels.inbox import reads as inbox
    from huisheng.channels.outbox.models import Outgoing
    from huisheng.channels.sms.models import Submitted
    from huisheng.directory import load as directory_load
    from huisheng.kernel import clock

    city = tomllib.loads((ROOT / "tests" / "cast.toml").read_text(encoding="utf-8"))
    platform = directory_load.load_city(city, password="bench-12345-mima").platform
    now = clock.now()
    rows = [
        Outgoing(
            platform_id=platform,
            ref=f"b{no}",
            medium="sms",
            template="receipt",
            state="sent",
            address_sealed=b"x",
            address_blind=b"x",
            text_sealed=b"x",
            peer_ref=f"b{no}",
            made_at=now,
            due_at=now,
            sent_at=now,
        )
        for no in range(1, count + 1)
    ]
    Outgoing.objects.bulk_create(rows, batch_size=1000)
    parts = [
        Submitted(
            gateway=CODE,
            key=f"b{no}",
            part=1,
            of=1,
            message_id=f"{no:x}",
            fate="accepted",
            address_blind=inbox.blind(PHONE.format(no)),
            made_at=now,
        )
        for no in range(1, count + 1)
    ]
    Submitted.objects.bulk_create(parts, batch_size=1000)
    return platform, [row.pk for row in rows]


def floor(count: int) -> float:
    """Seconds of so many bare inserts."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id bigint PRIMARY KEY, said text)")
        began = time.perf_counter()
        for no in range(count):
            cursor.execute("INSERT INTO bench_bare VALUES (%s, 'DELIVRD')", [no])
        return time.perf_counter() - began


def through_the_link(platform: int, port: int, count: int, window: int) -> float:
    """Seconds from the first receipt to the last answer, over a link as the process of the channels holds it."""
    from huisheng.channels.sms import reads, serve
    from huisheng.channels.sms.models import Gateway
    from huisheng.kernel import clock, secrets

    gateway = Gateway.objects.create(
        platform_id=platform,
        code=CODE,
        label="bench",
        protocol="smpp",
        host="127.0.0.1",
        port=port,
        system_id="bench",
        number="10690000",
        rate=100,
        window=16,
        way="udh8",
        encoding="ucs2",
        created_at=clock.now(),
        secret_sealed=secrets.seal("x", reads.context(CODE)),
    )
    command = [sys.executable, __file__, "--centre", str(port), "--count", str(count), "--window", str(window)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as peer:
        assert peer.stdout is not None
        peer.stdout.readline()
        stop = threading.Event()
        held = threading.Thread(target=serve.serve, args=(gateway.pk, stop))
        held.start()
        seconds = float(peer.stdout.readline())
        stop.set()
        peer.kill()
        held.join()
    return seconds


def main() -> int:
    """Print the figures; 1 where something was lost or a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--window", type=int, default=100)
    parser.add_argument("--centre", type=int, default=0, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.centre:
        centre(args.centre, args.count, args.window)
        return 0
    with tempfile.TemporaryDirectory(prefix="huisheng-bench-") as home:
        return measure(Path(home), args.count, args.window)


def measure(home: Path, count: int, window: int) -> int:
    """With a cluster of its own, thrown away afterwards."""
    os.environ["HUISHENG_VAR"] = str(home)
    from huisheng.console.database import ensure_roles, migrate_in_child, set_django_up
    from huisheng.console.postgres import APP, OWNER, Cluster, Use

    with Use(Cluster(home)) as use:
        ensure_roles(use.cluster)
        app, owner = use.cluster.url(APP), use.cluster.url(OWNER)
        migrate_in_child(app, owner)
        set_django_up(owner)  # the floor's table is the bench's own
        from huisheng.channels.outbox.models import Outgoing
        from huisheng.channels.sms.models import Early

        platform, keys = prepare(count)
        bare = floor(count)
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        seconds = through_the_link(platform, port, count, window)
        delivered = Outgoing.objects.filter(pk__in=keys, state="delivered").count()
        left = Early.objects.count()
    came = count + len(range(1, count + 1, 20))
    rate = came / seconds
    print(f"{came} receipts of {count} messages, window {window}: {seconds:.1f} s, {rate:.0f} a second")
    print(f"bare inserts: {count / bare:.0f} a second; ratio {rate / (count / bare):.2f}")
    print(f"delivered {delivered} of {count}, unknown {left}")
    return int(delivered != count or left > 0 or rate / (count / bare) < GOAL_RATIO)


if __name__ == "__main__":
    sys.exit(main())
