"""Days are closed one after the other, and no entry falls between two."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection

from huisheng.ledger import chain
from huisheng.ledger.models import Entry, Seal
from huisheng.ledger.seal import Sealed, last_day, seal
from huisheng.ledger.tests.conftest import said, settle
from huisheng.ledger.tests.test_cursor import slow_writer
from huisheng.ledger.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2019, 11, 4)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def hashes(*streams: str) -> list[bytes]:
    leaves = Entry.objects.filter(stream__in=streams).order_by("txid", "id")
    return [bytes(leaf) for leaf in leaves.values_list("hash", flat=True)]


def test_a_seal_holds_count_and_root_and_the_seal_before() -> None:
    assert last_day() is None
    said("call:1", 1, 2)
    said("call:2", 3)
    settle()
    assert seal(MONDAY) == Sealed(MONDAY, 3, chain.root(hashes("call:1", "call:2")).hex())
    said("call:3", 4)
    settle()
    assert seal(TUESDAY) == Sealed(TUESDAY, 1, chain.root(hashes("call:3")).hex())
    assert seal(WEDNESDAY) == Sealed(WEDNESDAY, 0, chain.GENESIS.hex())
    monday, tuesday, wednesday = Seal.objects.order_by("day")
    assert bytes(monday.prev) == chain.GENESIS
    assert bytes(tuesday.prev) == bytes(monday.hash)
    assert (monday.after_txid, tuesday.after_txid) == (0, monday.upto_txid)
    assert bytes(wednesday.prev) == bytes(tuesday.hash)
    assert last_day() == WEDNESDAY
    checked = verify()
    assert checked.sound
    assert (checked.entries, checked.streams, checked.seals, checked.unsealed) == (4, 3, 3, 0)


def test_a_day_is_closed_once_and_not_after_a_later_one() -> None:
    said("call:1", 1)
    settle()
    assert seal(TUESDAY) is not None
    assert seal(TUESDAY) is None
    assert seal(MONDAY) is None
    assert Seal.objects.count() == 1


def test_a_transaction_that_commits_late_falls_into_the_next_seal() -> None:
    said("call:1", 1)
    settle()
    with slow_writer("call:2", 2):
        said("call:3", 3)
        monday = seal(MONDAY)
        assert monday is not None
        assert monday.count == 1
    settle()
    assert verify().unsealed == 2
    tuesday = seal(TUESDAY)
    assert tuesday is not None
    assert tuesday.count == 2
    assert tuesday.root == chain.root(hashes("call:2", "call:3")).hex()
    assert verify().sound


def test_sealers_at_once_take_turns() -> None:
    """Each seal must stand on the one before, or the chain of days would be broken for good."""
    said("call:1", 1)
    settle()
    days = [MONDAY + timedelta(days=n % 3) for n in range(9)]
    failed: list[Exception] = []

    def run(day: date) -> None:
        try:
            seal(day)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(day,)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert last_day() == WEDNESDAY
    assert verify().sound
