"""Hashes: each entry holds the one before it in its stream; each day's root holds the day before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from huisheng.ledger.vocabulary.base import stamp

GENESIS = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is written and as it is read back: the fields that the hash covers, and the hash."""

    stream: str
    no: int
    kind: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: int
    unit: int | None
    rule: str
    body: str  # canonical JSON
    prev: bytes
    hash: bytes


def digest(
    stream: str,
    no: int,
    kind: str,
    version: int,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: int,
    unit: int | None,
    rule: str,
    body: str,
    prev: bytes,
) -> bytes:
    """SHA-256 over the previous hash and every column, each on a line of its own (none can hold a newline but body)."""
    return sealed(
        prev, covered(stream, no, kind, version, stamp(occurred_at), stamp(recorded_at), actor, unit, rule), body
    )


def covered(
    stream: str, no: int, kind: str, version: int, occurred: str, recorded: str, actor: int, unit: int | None, rule: str
) -> str:
    """What the hash covers before the body; the two instants as ``stamp`` writes them."""
    return f"{stream}\n{no}\n{kind}\n{version}\n{occurred}\n{recorded}\n{actor}\n{unit}\n{rule}\n"


def sealed(prev: bytes, head: str, body: str) -> bytes:
    """The hash over what is before it, the columns and the body."""
    return sha256(prev + head.encode() + body.encode()).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root of the leaves in order; an odd one is carried up. No leaves: 32 zero bytes.

    Leaves and inner nodes are told apart (RFC 6962), so that an inner node can't pass for a leaf.
    """
    if not leaves:
        return GENESIS
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        paired = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def seal_hash(day: str, after_txid: int, upto_txid: int, count: int, merkle: bytes, prev: bytes) -> bytes:
    """What chains a day to the day before."""
    return sha256(prev + f"{day}\n{after_txid}\n{upto_txid}\n{count}\n".encode() + merkle).digest()
