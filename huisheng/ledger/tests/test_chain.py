"""Hashes: what they cover, and what a Merkle root is sure of."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huisheng.ledger import chain

LEAF = st.binary(min_size=32, max_size=32)
LEAVES = st.lists(LEAF, min_size=1, max_size=20)
WHEN = datetime(2019, 11, 4, tzinfo=UTC)
ENTRY: dict[str, Any] = {
    "stream": "workorder:1",
    "no": 1,
    "kind": "signed_in",
    "version": 1,
    "occurred_at": WHEN,
    "recorded_at": WHEN,
    "actor": 7,
    "unit": None,
    "rule": "v1",
    "body": '{"d":1,"unit":3}',
    "prev": chain.GENESIS,
}


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1: split at the largest power of two below the length."""
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + by_the_book(leaves[:split]) + by_the_book(leaves[split:])).digest()


def test_every_column_is_in_the_hash() -> None:
    other: dict[str, Any] = {
        "stream": "workorder:2",
        "no": 2,
        "kind": "replied",
        "version": 2,
        "occurred_at": WHEN + timedelta(microseconds=1),
        "recorded_at": WHEN + timedelta(microseconds=1),
        "actor": 8,
        "unit": 0,
        "rule": "v2",
        "body": '{"d":1,"unit":4}',
        "prev": b"\x01" * 32,
    }
    assert other.keys() == ENTRY.keys()
    hashes = {chain.digest(**{**ENTRY, name: value}) for name, value in other.items()}
    assert len(hashes | {chain.digest(**ENTRY)}) == len(ENTRY) + 1


def test_the_hash_does_not_depend_on_the_zone() -> None:
    shanghai = WHEN.astimezone(tz=datetime.strptime("+0800", "%z").tzinfo)
    assert chain.digest(**{**ENTRY, "occurred_at": shanghai}) == chain.digest(**ENTRY)


def test_no_leaves() -> None:
    assert chain.root([]) == chain.GENESIS


@given(LEAVES)
def test_the_root_is_that_of_the_book(leaves: list[bytes]) -> None:
    assert chain.root(leaves) == by_the_book(leaves)


@given(LEAVES, st.data())
def test_any_leaf_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves]
    changed[place] = data.draw(LEAF.filter(lambda leaf: leaf != leaves[place]))
    assert chain.root(changed) != chain.root(leaves)
    assert chain.root([*leaves, leaves[-1]]) != chain.root(leaves)
    assert chain.root(leaves[:-1]) != chain.root(leaves)


@given(st.lists(LEAF, min_size=2, max_size=20, unique=True), st.randoms(use_true_random=False))
def test_the_order_counts(leaves: list[bytes], random: Any) -> None:
    shuffled = [*leaves]
    random.shuffle(shuffled)
    assert (chain.root(shuffled) == chain.root(leaves)) == (shuffled == leaves)


@given(st.lists(LEAF, min_size=2, max_size=2))
def test_an_inner_node_cannot_pass_for_a_leaf(pair: list[bytes]) -> None:
    hashed = [sha256(b"\x00" + leaf).digest() for leaf in pair]
    for forged in (b"".join(hashed), b"\x01" + b"".join(hashed), b"".join(pair), sha256(b"".join(hashed)).digest()):
        assert chain.root([forged]) != chain.root(pair)


def test_a_seal_hash_covers_all_it_says() -> None:
    seal: tuple[Any, ...] = ("2019-11-04", 1, 9, 5, b"r" * 32, b"p" * 32)
    other: tuple[Any, ...] = ("2019-11-05", 2, 8, 6, b"s" * 32, b"q" * 32)
    changed = {chain.seal_hash(*(seal[:i] + other[i : i + 1] + seal[i + 1 :])) for i in range(len(seal))}
    assert len(changed | {chain.seal_hash(*seal)}) == 7
