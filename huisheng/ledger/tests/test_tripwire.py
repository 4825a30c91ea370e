"""A live row that changes without an entry of its own stream stops the transaction at commit."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import Error, connection, transaction

from huisheng.ledger import read
from huisheng.ledger.tests.conftest import said
from tests.cast import World

LIVE = {
    "workorder": ("state = 'closed'", "id"),
    "workorder_dispatch": ("unit_id = unit_id", "order_id"),
    "workorder_clock": ("due_at = due_at + interval '1 day'", "order_id"),
    "workorder_request": ("state = 'refused'", "order_id"),
    "workorder_visit": ("solved = 'yes'", "order_id"),
    "workorder_supervision": ("form = 'written'", "order_id"),
    "workorder_instruction": ("answered_at = now()", "order_id"),
    "workorder_link": ("ended_at = now()", "order_id"),
    "telephony_call": ("queue = 'vip'", "id"),
}
CALL = (
    "INSERT INTO telephony_call (id, platform_id, source, call_id, queue, version, phone_sealed, phone_blind,"
    " offered_at, disposition)"
    " SELECT {0}, id, 'switch', '{0}', 'q', 1, '', '', now(), '' FROM directory_unit LIMIT 1"
)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def tripped(sqlstate: str = "HS002") -> Iterator[None]:
    """The transaction inside fails, at its commit at the latest."""
    with pytest.raises(Error) as caught, transaction.atomic():
        yield
    assert isinstance(caught.value.__cause__, psycopg.Error)
    assert caught.value.__cause__.sqlstate == sqlstate


@pytest.fixture
def orders(lasting_world: World) -> tuple[int, int]:
    """Two orders that have a row in every live table, and a call."""
    with transaction.atomic():
        run(CALL.format(1))
        said("call:1", 1)
    keys = [_eventful(lasting_world) for _ in range(2)]
    for key, other in (keys, keys[::-1]):
        lasting_world.do(key, "link", "agent", to=lasting_world.matter(other).order.number)
    return keys[0], keys[1]


def _eventful(world: World) -> int:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    world.do(key, "ask_extension", "h-water", days=1, reason="等待配件")
    world.do(key, "instruct", "leader", words="请抓紧办理。")
    world.do(key, "reply", "h-water", words="已处理。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.unsatisfied(key)
    world.do(key, "supervise", "supervisor", form="phone", words="请说明情况。")
    return key


def test_every_live_table(orders: tuple[int, int]) -> None:
    """One set-up for all tables: each attempt is a transaction of its own."""
    key, other = orders
    for table, (change, column) in LIVE.items():
        mine, theirs = (1, 2) if table == "telephony_call" else (key, other)
        kind = "call" if table == "telephony_call" else "workorder"
        where = f"UPDATE {table} SET {change} WHERE {column} = {mine}"
        with tripped():  # no entry at all
            run(where)
        with tripped():  # an entry, but of another stream
            said(f"{kind}:{theirs}", 1)
            run(where)
        with tripped("HS001"):
            said(f"{kind}:{mine}", 1)
            run(f"DELETE FROM {table} WHERE {column} = {mine}")
        before = read.head(f"{kind}:{mine}").no
        with transaction.atomic():  # with its entry it may, in whichever order
            run(where)
            said(f"{kind}:{mine}", 1)
        assert read.head(f"{kind}:{mine}").no == before + 1


def test_a_new_row_needs_an_entry_too(orders: tuple[int, int]) -> None:
    with tripped():
        run(CALL.format(2))
    with tripped():
        said("call:1", 2)
        run(CALL.format(3))
    with tripped():
        run(
            "INSERT INTO workorder_visit (order_id, no, round, outcome, at)"
            f" VALUES ({orders[0]}, 9, 'regular', 'unanswered', now())"
        )


def test_a_row_cannot_go_over_to_another_order(orders: tuple[int, int]) -> None:
    key, other = orders
    with tripped():
        said(f"workorder:{key}", 1)
        said(f"workorder:{other}", 1)
        run(f"UPDATE workorder_instruction SET order_id = {other}, no = 9 WHERE order_id = {key}")


def test_an_entry_of_an_earlier_transaction_does_not_count(orders: tuple[int, int]) -> None:
    said("call:1", 5)
    with tripped():
        run("UPDATE telephony_call SET queue = 'vip'")


def test_a_temporary_table_does_not_deceive_it(orders: tuple[int, int]) -> None:
    """The application may make temporary tables; one named like the ledger is found before it in the search path."""
    with tripped():
        run("SET LOCAL ROLE huisheng_app")
        run("CREATE TEMPORARY TABLE ledger_entry ON COMMIT DROP AS SELECT * FROM public.ledger_entry LIMIT 0")
        run(
            "INSERT INTO pg_temp.ledger_entry (stream, no, txid)"
            " VALUES ('call:1', 99, pg_current_xact_id()::text::bigint)"
        )
        run("UPDATE public.telephony_call SET queue = 'vip'")
        run("SET CONSTRAINTS ALL IMMEDIATE")
