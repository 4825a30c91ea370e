"""Screen pop: how long from the ring at the switch until the seat's bar knows of it. ``python bench/pop.py [CALLS]``.

A real Asterisk (tools/pbx) is listened to by the adapter; callers dial one after the other, and each call's ring (the
event's own time stamp) is compared with the moment at which its Leg was committed, and with the moment at which a
listener on the push's channel was nudged and saw another mark. Wants the packages in var/pbx or HUISHENG_TEST_PBX, and
``pjsua2-python``. Prints p50, p95 and the worst, in milliseconds.
"""

import os
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
CALLS = 20
BUDGET = 500.0  # milliseconds that a pop may take


def main(calls: int) -> int:
    """Set a house up that lasts as long as this, and measure."""
    from huisheng.console.database import Serving, set_django_up
    from huisheng.console.postgres import Cluster

    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["HUISHENG_VAR"] = str(home)
        set_django_up(stack.enter_context(Serving(Cluster(home))).url)
        return _measure(home, calls)


def _measure(home: Path, calls: int) -> int:
    from huisheng.channels import loops
    from huisheng.channels.telephony.asterisk import serve
    from huisheng.channels.telephony.asterisk.tests.pbx import running
    from huisheng.channels.telephony.models import Manager
    from huisheng.ledger import nudge

    nudge.on()
    with running(home / "pbx") as pbx:
        row, seat, platform = _world(pbx)
        stop = threading.Event()
        listener = threading.Thread(target=loops.hold, args=(serve, row.pk, stop))
        listener.start()
        try:
            while Manager.objects.get().connected_at is None:
                time.sleep(0.05)
            pbx.agent("1001", after=30)
            waits = [_one(pbx, seat, platform, f"1990000{n:04}") for n in range(calls)]
        finally:
            stop.set()
            listener.join()
    worst = 0.0
    for name, found in (("committed", [one for one, _ in waits]), ("pushed", [two for _, two in waits])):
        found.sort()
        p95 = found[min(round(len(found) * 0.95), len(found) - 1)]
        worst = max(worst, p95)
        print(f"{name}: {len(found)} calls, p50 {median(found):.0f} ms, p95 {p95:.0f} ms, worst {found[-1]:.0f} ms")
    print(f"budget {BUDGET:.0f} ms at p95: {'kept' if worst <= BUDGET else 'broken'}")
    return int(worst > BUDGET)


def _world(pbx):  # type: ignore[no-untyped-def]  # of the tests' cast
    from huisheng.channels.telephony.actions import bind_phone
    from huisheng.channels.telephony.asterisk.actions import issue_manager
    from huisheng.channels.telephony.asterisk.tests.pbx import SECRET, USER
    from huisheng.kernel import clock
    from tests.cast import World

    world = World()
    admin = world.seat("admin")
    row = issue_manager.do(
        by=admin, at=clock.now(), code="pbx", label="bench", host="127.0.0.1", port=pbx.ami, username=USER,
        secret=SECRET, contexts="from-trunk", queue_log=str(pbx.queue_log),
    )  # fmt: skip
    bind_phone.do(by=admin, seat="agent", extension="1001")
    return row, world.seat("agent").seat, world.platform


def _one(pbx, seat: int, platform: int, number: str) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Milliseconds from one ring until its Leg stood there, and until the seat's mark was another after a nudge."""
    import psycopg
    from django.db import connection

    from huisheng.channels.telephony import hall
    from huisheng.channels.telephony.models import Heard, Leg
    from huisheng.kernel import clock
    from huisheng.ledger import nudge

    before = hall.marks({seat: platform}, clock.now())[seat].own
    known = set(Leg.objects.values_list("pk", flat=True))
    given = connection.get_connection_params()
    raw = psycopg.connect(**{name: given[name] for name in _PLAIN if given.get(name)}, autocommit=True)
    raw.execute(f"LISTEN {nudge.CHANNEL}")
    committed = pushed = 0.0
    pbx.citizen(number)
    until = time.monotonic() + 20
    while not (committed and pushed) and time.monotonic() < until:
        nudged = bool(list(raw.notifies(timeout=0.005, stop_after=1)))
        if not committed and set(Leg.objects.values_list("pk", flat=True)) - known:
            committed = time.time()
        if nudged and hall.marks({seat: platform}, clock.now())[seat].own != before:
            pushed = time.time()
    raw.close()
    rung = Heard.objects.filter(event="agent.ringing", agent="1001").latest("pk").occurred_at.timestamp()
    pbx.quiet()
    pbx.agent("1001", after=30)
    return (committed - rung) * 1000, (pushed - rung) * 1000


_PLAIN = ("host", "port", "user", "password", "dbname")

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CALLS))
