"""What a superuser alters behind everybody's back is found, and named."""

import pytest

from huisheng.ledger import chain
from huisheng.ledger.models import Entry, Seal
from huisheng.ledger.seal import seal
from huisheng.ledger.tests.conftest import NOON, Superuser, said, settle
from huisheng.ledger.verify import _own_hash, verify

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = "stream = 'call:1' AND no = 2"
NAMED = "call:1 第2条（接听，2019-11-04 12:00:02）"
OWN = f"{NAMED}的内容与其散列不符，该条被改动过。"
NEXT = "call:1 第3条（接听，2019-11-04 12:00:03）与前一条不相衔接，前一条或本条被改动过。"
BROKEN_ROOT = "2019-11-04的封存根与当日各条不符，封存之后有改动。"


@pytest.fixture(autouse=True)
def told(transactional_db: None) -> None:
    """Three streams, not sealed."""
    said("call:1", 1, 2, 3, 4)
    said("call:2", 5, 6)
    said("call:30", 7)


def sealed() -> None:
    settle()
    assert seal(NOON.date()) is not None


def test_a_sound_ledger_and_how_much_was_read() -> None:
    told: list[int] = []
    checked = verify(told.append)
    assert checked.sound
    assert (checked.entries, checked.streams, checked.seals, checked.unsealed) == (7, 3, 0, 7)
    assert told == []
    sealed()
    assert verify().unsealed == 0


def test_an_empty_ledger_is_sound(superuser: Superuser) -> None:
    superuser("DELETE FROM ledger_entry")
    assert verify().sound


def test_it_tells_how_far_it_is() -> None:
    said("call:9", *range(5000))
    told: list[int] = []
    assert verify(told.append).sound
    assert told == [5000]


@pytest.mark.parametrize(
    "change",
    [
        "body = '{\"wait_s\": 3}'",
        "body = body || '{\"more\": null}'",
        "recorded_at = recorded_at - interval '1 microsecond'",
        "actor = actor + 1",
        "unit = NULL",
        "rule = 'v2'",
        "version = 2",
    ],
)
def test_an_altered_column_is_named_alone(superuser: Superuser, change: str) -> None:
    superuser(f"UPDATE ledger_entry SET {change} WHERE {SECOND}")
    assert verify().faults == [OWN]
    sealed()
    assert verify().faults == [OWN]  # its hash stands: the seal is of hashes


def test_an_altered_time_or_kind_is_named_as_it_says_now(superuser: Superuser) -> None:
    superuser(f"UPDATE ledger_entry SET occurred_at = occurred_at + interval '1 hour' WHERE {SECOND}")
    assert verify().faults == [OWN.replace("12:00:02", "13:00:02")]
    superuser(f"UPDATE ledger_entry SET kind = 'nonsense' WHERE {SECOND}")
    assert verify().faults == [OWN.replace("12:00:02", "13:00:02").replace("接听", "nonsense")]


def test_an_altered_hash(superuser: Superuser) -> None:
    sealed()
    superuser(f"UPDATE ledger_entry SET hash = '\\x01' WHERE {SECOND}")
    assert verify().faults == [OWN, NEXT, BROKEN_ROOT]


def test_an_altered_link(superuser: Superuser) -> None:
    superuser(f"UPDATE ledger_entry SET prev = '\\x01' WHERE {SECOND}")
    assert verify().faults == [f"{NAMED}与前一条不相衔接，前一条或本条被改动过。", OWN]


def test_a_deleted_entry(superuser: Superuser) -> None:
    superuser(f"DELETE FROM ledger_entry WHERE {SECOND}")
    assert verify().faults == ["call:1 缺少第2条，账本被删除过记录。"]


def test_deleted_entries(superuser: Superuser) -> None:
    superuser("DELETE FROM ledger_entry WHERE stream = 'call:1' AND no IN (1, 2, 3)")
    assert verify().faults == ["call:1 缺少第1至3条，账本被删除过记录。"]


@pytest.mark.parametrize("lost", ["stream = 'call:1' AND no = 4", "stream = 'call:30'"])
def test_a_cut_tail_is_found_by_the_seal(superuser: Superuser, lost: str) -> None:
    sealed()
    superuser(f"DELETE FROM ledger_entry WHERE {lost}")
    assert verify().faults == ["2019-11-04封存了7条，现有6条，封存之后有增删。"]


def test_two_swapped(superuser: Superuser) -> None:
    superuser(
        "UPDATE ledger_entry SET no = -no WHERE stream = 'call:1' AND no IN (2, 3)".replace("-no", "no + 100"),
        "UPDATE ledger_entry SET no = 3 WHERE stream = 'call:1' AND no = 102",
        "UPDATE ledger_entry SET no = 2 WHERE stream = 'call:1' AND no = 103",
    )
    faults = verify().faults
    assert [fault[:11] for fault in faults] == ["call:1 第2条（"] * 2 + ["call:1 第3条（"] * 2 + ["call:1 第4条（"]
    assert sum("内容与其散列不符" in fault for fault in faults) == 2


def test_two_bodies_swapped(superuser: Superuser) -> None:
    superuser(
        "UPDATE ledger_entry SET body = jsonb_build_object('wait_s', 5 - no) WHERE stream = 'call:1' AND no IN (2, 3)"
    )
    assert verify().faults == [OWN, OWN.replace("第2条", "第3条").replace(":02", ":03")]


def _rewrite(superuser: Superuser, stream: str, no: int) -> None:
    """Another body, and the hash that belongs to it."""
    entry = Entry.objects.get(stream=stream, no=no)
    entry.body = {"wait_s": 999}
    forged = _own_hash(entry).hex()
    superuser(
        f"UPDATE ledger_entry SET body = '{{\"wait_s\": 999}}', hash = '\\x{forged}'"
        f" WHERE stream = '{stream}' AND no = {no}"
    )


def test_rewritten_together_with_its_hash_the_next_link_finds_it(superuser: Superuser) -> None:
    _rewrite(superuser, "call:1", 2)
    assert verify().faults == [NEXT]


def test_rewritten_at_the_end_of_its_stream_the_seal_finds_it(superuser: Superuser) -> None:
    sealed()
    _rewrite(superuser, "call:30", 1)
    assert verify().faults == [BROKEN_ROOT]


def test_an_entry_slipped_into_a_sealed_day(superuser: Superuser) -> None:
    sealed()
    superuser(
        "INSERT INTO ledger_entry"
        " (txid, stream, no, kind, version, occurred_at, recorded_at, actor, rule, body, prev, hash)"
        " SELECT txid, 'call:77', no, kind, version, occurred_at, recorded_at, actor, rule, body, prev, hash"
        " FROM ledger_entry WHERE stream = 'call:30'"
    )
    first, second = verify().faults
    assert first.startswith("call:77 第1条")
    assert second == "2019-11-04封存了7条，现有8条，封存之后有增删。"


@pytest.mark.parametrize(
    "change", ["root = '\\x01'", "count = 8", "hash = '\\x01'", "prev = '\\x01'", "upto_txid = upto_txid + 1"]
)
def test_an_altered_seal(superuser: Superuser, change: str) -> None:
    sealed()
    superuser(f"UPDATE ledger_seal SET {change}")
    faults = verify().faults
    assert faults
    assert all(fault.startswith("2019-11-04") for fault in faults)


def test_a_lost_seal(superuser: Superuser) -> None:
    sealed()
    for day in (5, 6):
        said("call:2", day)
        settle()
        assert seal(NOON.date().replace(day=day)) is not None
    superuser("DELETE FROM ledger_seal WHERE day = '2019-11-05'")
    assert verify().faults == ["2019-11-06的封存与前一日不相衔接，封存记录被改动过。"]


def test_a_seal_forged_whole_is_found_by_the_seal_after_it(superuser: Superuser) -> None:
    sealed()
    said("call:2", 8)
    settle()
    assert seal(NOON.date().replace(day=5)) is not None
    _rewrite(superuser, "call:30", 1)
    first = Seal.objects.order_by("day")[0]
    leaves = Entry.objects.filter(txid__lt=first.upto_txid).order_by("txid", "id").values_list("hash", flat=True)
    root = chain.root([bytes(leaf) for leaf in leaves])
    hashed = chain.seal_hash("2019-11-04", 0, first.upto_txid, first.count, root, chain.GENESIS)
    superuser(f"UPDATE ledger_seal SET root = '\\x{root.hex()}', hash = '\\x{hashed.hex()}' WHERE day = '2019-11-04'")
    assert verify().faults == ["2019-11-05的封存与前一日不相衔接，封存记录被改动过。"]
