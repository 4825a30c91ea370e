"""However the list is filtered and ordered, no page reads the whole table: asked of PostgreSQL itself."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huisheng.lifecycle.workorder import lists
from tests.cast import World

_ROWS = 20_000
_FILL = """
INSERT INTO workorder (id, number, platform_id, state, version, last_at, channel, source, source_ref, call, kind,
    category, category_version, region, urgent, confidential, enterprise, no_visit, accepted_at, due_at, returns, redos)
SELECT 1000000 + n, 'YS-T-' || n, %s, CASE WHEN n %% 20 = 0 THEN 'in_hand' ELSE 'closed' END, 1, now(),
    CASE WHEN n %% 4000 = 0 THEN 'governor_mailbox' WHEN n %% 9 = 0 THEN 'wechat' ELSE 'phone' END, 'many', n, '',
    CASE WHEN n %% 5 = 0 THEN 'consult' ELSE 'complaint' END,
    CASE WHEN n %% 4000 = 0 THEN '0201' ELSE '010101' END, 'v', '',
    n %% 3000 = 0, n %% 3000 = 1, n %% 3000 = 2, false, now() - n * interval '1 minute',
    CASE WHEN n %% 20 = 0 THEN now() + n * interval '1 minute' END, (n %% 3000 = 3)::int, (n %% 3000 = 4)::int
FROM generate_series(1, %s) AS n
"""
_WORDS = """
INSERT INTO workorder_personal (order_id, title, words, place, name_sealed, phone_sealed, phone_blind, salt)
SELECT id, '', '', '', '', '', '', '' FROM workorder WHERE source = 'many'
"""


@pytest.fixture
def many(world: World) -> Iterator[World]:
    """Thousands of orders; undone before the guards ask for their entries at the end."""
    world.dispatched("water")
    point = transaction.savepoint()
    with connection.cursor() as sql:
        sql.execute(_FILL, [world.platform, _ROWS])
        sql.execute(_WORDS)
        sql.execute("ANALYZE workorder, workorder_personal, workorder_dispatch, ledger_entry")
    yield world
    transaction.savepoint_rollback(point)


# what stands in the address -> an index that answers it ("": any of them will do)
ASKED = {
    "": "",
    "sort=due": "workorder_by_clock",
    "sort=due&state=in_hand": "",
    "state=in_hand": "",
    "clock=late": "",
    "kind=consult": "",
    "category=02": "workorder_by_category",
    "channel=governor_mailbox": "workorder_by_channel",
    "urgent=1": "workorder_urgent",
    "confidential=1": "workorder_confidential",
    "enterprise=1": "workorder_enterprise",
    "returned=1": "workorder_returned",
    "redone=1": "workorder_redone",
    "supervised=1": "",
    "unit=water": "",
    "from=2019-11-04&to=2019-11-04": "",
}


def plans(world: World, code: str, asked: str) -> list[str]:
    """The plan of every statement that a page of the list reads orders by."""
    filters = dict(pair.split("=") for pair in asked.split("&") if pair)
    with CaptureQueriesContext(connection) as caught:
        lists.page(world.seat(code), filters)
    found = []
    with connection.cursor() as sql:
        for one in caught.captured_queries:
            if 'FROM "workorder"' in one["sql"]:
                sql.execute(f"EXPLAIN {one['sql']}")
                found.append("\n".join(line for (line,) in sql.fetchall()))
    return found


def test_no_page_reads_the_whole_table(many: World) -> None:
    for asked, index in ASKED.items():
        told = plans(many, "dispatcher", asked)
        assert told, asked
        assert not [plan for plan in told if "Seq Scan on workorder " in f"{plan} "], (asked, told)
        assert index in "".join(told), (asked, told)
    for asked in ("", "sort=due", "state=in_hand", "urgent=1"):
        told = plans(many, "h-water", asked)
        assert told and not [plan for plan in told if "Seq Scan on workorder " in f"{plan} "], (asked, told)


def test_what_a_seat_accepted_is_found_by_index(many: World) -> None:
    told = plans(many, "agent", "mine=1")
    assert told and not [plan for plan in told if "Seq Scan on workorder " in f"{plan} "], told
