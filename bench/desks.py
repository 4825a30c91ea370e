"""The pages that people open all day, on many orders: server time of each, against the bare SQL of the same page.

    .venv/bin/python bench/desks.py [--orders 1000000] [--var FOLDER]

One run starts a cluster of its own, makes the demo city that large by ``huisheng load`` and writes down what is
searched; with --var an installation that was loaded before is measured instead (only read, but for newer migrations).
"server" is the whole answer of the application, middleware and templates included, in this process, which is set up as
the server's are (config/wsgi.py); "bare" is one hand-written statement through psycopg that brings the rows of the
page. p95 over different addresses, each asked once.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
GOAL_P95_MS = 50.0
CITY = "liaocheng"
ASKED = 60  # addresses a page
LIST = """
SELECT o.id, o.number, o.state, p.title, o.main_unit_id, o.due_at FROM workorder o
JOIN workorder_personal p ON p.order_id = o.id WHERE o.platform_id = %(top)s {more} ORDER BY o.id DESC LIMIT 51
"""
LATE = "AND o.due_at < now() AND o.state NOT IN ('closed', 'answered', 'archived')"
SEARCH = """
SELECT o.id, o.number, o.state, p.title, o.main_unit_id, o.due_at FROM workorder_searched s
JOIN workorder o ON o.id = s.order_id JOIN workorder_personal p ON p.order_id = o.id
WHERE search_grams(s.text) @> %(pairs)s::text[] AND s.text LIKE %(like)s AND o.platform_id = %(top)s
ORDER BY o.id DESC LIMIT 51
"""
ORDER = """
SELECT * FROM workorder o JOIN workorder_personal p ON p.order_id = o.id
LEFT JOIN workorder_dispatch d ON d.order_id = o.id LEFT JOIN ledger_entry e ON e.stream = 'workorder:' || o.id
WHERE o.number = %(number)s
"""
UNIT = """
SELECT o.id, o.number, o.state, p.title, o.due_at FROM workorder o JOIN workorder_personal p ON p.order_id = o.id
WHERE o.id IN (SELECT order_id FROM workorder_dispatch WHERE unit_id = %(unit)s) ORDER BY o.id DESC LIMIT 51
"""
SAID = {
    "2 characters": ("停水", "噪声", "路灯", "工资", "物业", "供暖", "井盖", "施工", "垃圾", "宠物", "培训", "退费"),
    "4 characters": ("夜间施工", "拖欠工资", "路灯不亮", "物业服务", "乱停乱放", "占道经营", "供暖不热", "噪声扰民"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page, who opens it, the addresses it is opened by, and the bare statement with each address' values."""

    name: str
    seat: str
    addresses: Sequence[str]
    bare: str
    given: Sequence[dict[str, object]]


def pages(owner: Any) -> list[Page]:
    """What is asked; keys and codes are drawn from what was loaded."""
    (top,) = owner.execute("SELECT id FROM directory_unit WHERE code = %s", [CITY]).fetchone()
    (newest,) = owner.execute("SELECT max(id) FROM workorder").fetchone()
    edges = [newest * n // ASKED for n in range(1, ASKED + 1)]
    states = ["closed", "answered", "in_hand", "awaiting_dispatch", "replied", "awaiting_visit"]
    numbers = [
        row[0]
        for row in owner.execute(
            "SELECT number FROM workorder WHERE platform_id = %s AND NOT confidential ORDER BY random() LIMIT %s",
            [top, ASKED],
        )
    ]
    seat = "SELECT s.code, s.unit_id FROM directory_seat s JOIN directory_unit u ON u.id = s.unit_id WHERE s.role = %s"
    roles = {
        role: owner.execute(f"{seat} AND u.id = %s ORDER BY s.code LIMIT 1", [role, top]).fetchone()[0]  # noqa: S608  our own text
        for role in ("agent", "dispatcher", "visitor", "supervisor")
    }
    handler, unit = owner.execute(
        f"{seat} AND u.parent_id = %s ORDER BY (SELECT count(*) FROM workorder_dispatch d WHERE d.unit_id = u.id) DESC",  # noqa: S608  the same
        ["handler", top],
    ).fetchone()
    by, at = roles["dispatcher"], {"top": top}
    found = [
        Page("open list", by, ["/orders/"] * ASKED, LIST.format(more=""), [at] * ASKED),
        Page("older pages", by, [f"/orders/?after={edge}" for edge in edges], LIST.format(more="AND o.id < %(edge)s"),
             [{**at, "edge": edge} for edge in edges]),
        Page("by state", by, [f"/orders/?state={state}" for state in states] * 10,
             LIST.format(more="AND o.state = %(state)s"), [{**at, "state": state} for state in states] * 10),
        Page("state and kind", by, [f"/orders/?state={state}&kind=complaint" for state in states] * 10,
             LIST.format(more="AND o.state = %(state)s AND o.kind = 'complaint'"),
             [{**at, "state": state} for state in states] * 10),
        Page("overdue", by, ["/orders/?clock=late"] * ASKED,
             LIST.format(more=LATE), [at] * ASKED),
        Page("detail", by, [f"/orders/{number}/" for number in numbers], ORDER, [{"number": n} for n in numbers]),
        Page("a unit's list", handler, ["/orders/"] * ASKED, UNIT, [{"unit": unit}] * ASKED),
    ]  # fmt: skip
    for name, words in SAID.items():
        many = (words * ASKED)[:ASKED]
        given = [{**at, "pairs": [w[n : n + 2] for n in range(len(w) - 1)], "like": f"%{w}%"} for w in many]
        found.append(Page(name, by, [f"/orders/?q={word}" for word in many], SEARCH, given))
    desks = {"dispatcher": "/dispatch/", "supervisor": "/supervision/", "visitor": "/visits/", "agent": "/agent/"}
    for role, address in desks.items():
        found.append(Page(f"{role}'s desk", roles[role], [address] * ASKED, LIST.format(more=""), [at] * ASKED))
    found.append(Page("unit's desk", handler, ["/unit/"] * ASKED, UNIT, [{"unit": unit}] * ASKED))
    return found


def times(ask: Callable[[int], object], count: int) -> list[float]:
    """Milliseconds of each after one to warm up, sorted."""
    ask(0)
    took = []
    for n in range(count):
        began = time.perf_counter()
        ask(n)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)


def measure(owner: Any, page: Page) -> None:
    """One line: the page's times, the bare ones, queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from huisheng.directory.models import Seat

    client = Client()
    user = Seat.objects.select_related("user").get(code=page.seat).user
    assert user is not None
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    queries = set()

    def ask(n: int) -> None:
        answer = client.get(page.addresses[n])
        assert answer.status_code == 200, f"{page.addresses[n]}: {answer.status_code}"

    for n in range(0, len(page.addresses), 12):
        with CaptureQueriesContext(connection) as caught:
            ask(n)
        queries.add(len(caught))
    ours = times(ask, len(page.addresses))
    bare = times(lambda n: owner.execute(page.bare, page.given[n]).fetchall(), len(page.given))
    p95 = ours[int(len(ours) * 0.95)]
    said = "–".join(map(str, sorted({min(queries), max(queries)})))
    print(
        f"{page.name:<18} {page.seat:<14} p50 {statistics.median(ours):6.1f}  p95 {p95:6.1f} ms"
        f"   bare p50 {statistics.median(bare):6.1f}  p95 {bare[int(len(bare) * 0.95)]:6.1f} ms"
        f"   ratio of sums {sum(bare) / sum(ours):4.2f}   {said} queries"
        f"   goal {GOAL_P95_MS:.0f} ms {'met' if p95 <= GOAL_P95_MS else 'missed'}",
        flush=True,
    )


def fill(owner: Any, orders: int) -> None:
    """Make the city large, and write down what is searched: the index over pairs is made when all is written."""
    from huisheng.kernel import clock
    from huisheng.ledger import cursor
    from huisheng.lifecycle.workorder.search import follow
    from huisheng.rehearsal.load.load import load

    done = load(orders, lambda _: None, now=clock.now(), jobs=os.cpu_count() or 1)
    rate = done.done / done.seconds
    print(f"loaded {done.done:,} orders in {done.seconds:.0f} s: {rate:,.0f} a second   goal 5,000 "
          f"{'met' if rate >= 5_000 else 'missed'}", flush=True)  # fmt: skip
    made = owner.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'searched_by_pairs'").fetchone()[0]
    owner.execute("DROP INDEX searched_by_pairs")
    cursor.forward(follow.NAME)
    follow.rebuild()
    owner.execute("SET maintenance_work_mem = '512MB'")
    owner.execute(made)
    owner.execute("VACUUM ANALYZE")


def main() -> None:
    """Fill and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--var", default="")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="huisheng-bench-") as own:
        folder = args.var or own
        os.chmod(own, 0o755)
        os.environ["HUISHENG_VAR"] = folder
        from huisheng.console.database import ensure_roles, migrate_in_child, set_django_up
        from huisheng.console.postgres import APP, OWNER, Cluster, Use

        with Use(Cluster(Path(folder))) as use:
            ensure_roles(use.cluster)
            app, owner_url = use.cluster.url(APP), use.cluster.url(OWNER)
            migrate_in_child(app, owner_url)
            set_django_up(app)
            import psycopg
            from django.conf import settings

            settings.ALLOWED_HOSTS = ["testserver"]
            with psycopg.connect(owner_url, autocommit=True) as owner:
                if not args.var:
                    fill(owner, args.orders)
                import huisheng.config.wsgi  # noqa: F401  the server's own settling: everything loaded, garbage frozen

                for (count,) in owner.execute("SELECT count(*) FROM workorder"):
                    print(f"{count:,} orders")
                for page in pages(owner):
                    measure(owner, page)


if __name__ == "__main__":
    main()
