"""``huisheng ledger verify``: every hash worked out again; what was altered is named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from huisheng.kernel.clock import local
from huisheng.ledger import chain
from huisheng.ledger.models import Entry, Seal
from huisheng.ledger.vocabulary import KINDS, canonical


@dataclass(slots=True)
class Verdict:
    """How much was read and what is wrong with it, in Chinese sentences."""

    entries: int = 0
    streams: int = 0
    seals: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


def _named(entry: Entry) -> str:
    label = KINDS[entry.kind].label if entry.kind in KINDS else entry.kind
    return f"{entry.stream} 第{entry.no}条（{label}，{local(entry.occurred_at):%Y-%m-%d %H:%M:%S}）"


def _own_hash(entry: Entry) -> bytes:
    return chain.digest(
        entry.stream,
        entry.no,
        entry.kind,
        entry.version,
        entry.occurred_at,
        entry.recorded_at,
        entry.actor,
        entry.unit,
        entry.rule,
        canonical(entry.body),
        bytes(entry.prev),
    )


def _chains(verdict: Verdict, tell: Callable[[int], None]) -> None:
    """Numbers without gaps, each hash its own, each ``prev`` the hash before."""
    stream, no, prev = "", 0, chain.GENESIS
    for entry in Entry.objects.order_by("stream", "no").iterator(chunk_size=5000):
        verdict.entries += 1
        if verdict.entries % 5000 == 0:
            tell(verdict.entries)
        if entry.stream != stream:
            stream, no, prev = entry.stream, 0, chain.GENESIS
            verdict.streams += 1
        if entry.no != no + 1:
            lost = f"第{no + 1}条" if entry.no == no + 2 else f"第{no + 1}至{entry.no - 1}条"
            verdict.faults.append(f"{entry.stream} 缺少{lost}，账本被删除过记录。")
        elif bytes(entry.prev) != prev:
            verdict.faults.append(f"{_named(entry)}与前一条不相衔接，前一条或本条被改动过。")
        if _own_hash(entry) != bytes(entry.hash):
            verdict.faults.append(f"{_named(entry)}的内容与其散列不符，该条被改动过。")
        no, prev = entry.no, bytes(entry.hash)


def _leaves(seal: Seal) -> Iterator[bytes]:
    hashes = Entry.objects.filter(txid__gte=seal.after_txid, txid__lt=seal.upto_txid).order_by("txid", "id")
    for leaf in hashes.values_list("hash", flat=True).iterator(chunk_size=10_000):
        yield bytes(leaf)


def _seals(verdict: Verdict) -> None:
    """Each day's root from the entries it covers, each seal chained to the one before."""
    prev, after = chain.GENESIS, 0
    for seal in Seal.objects.order_by("day"):
        verdict.seals += 1
        leaves = list(_leaves(seal))
        day = seal.day.isoformat()
        if len(leaves) != seal.count:
            verdict.faults.append(f"{day}封存了{seal.count}条，现有{len(leaves)}条，封存之后有增删。")
        elif chain.root(leaves) != bytes(seal.root):
            verdict.faults.append(f"{day}的封存根与当日各条不符，封存之后有改动。")
        expected = chain.seal_hash(day, seal.after_txid, seal.upto_txid, seal.count, bytes(seal.root), bytes(seal.prev))
        if bytes(seal.prev) != prev or seal.after_txid != after or expected != bytes(seal.hash):
            verdict.faults.append(f"{day}的封存与前一日不相衔接，封存记录被改动过。")
        prev, after = bytes(seal.hash), seal.upto_txid
    verdict.unsealed = Entry.objects.filter(txid__gte=after).count()


def verify(tell: Callable[[int], None] = lambda _: None) -> Verdict:
    """Read the whole ledger. ``tell`` is told now and then how many entries are done."""
    verdict = Verdict()
    _chains(verdict, tell)
    _seals(verdict)
    return verdict
