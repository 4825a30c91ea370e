"""Reading the ledger: typed streams, as of any moment, and said in sentences."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import BigIntegerField, F, Func, QuerySet, Value
from django.db.models.functions import Cast

from huisheng.kernel.database import fixed
from huisheng.ledger import chain
from huisheng.ledger.models import Entry
from huisheng.ledger.vocabulary import KINDS, Body


class Head(NamedTuple):
    """The end of a stream: its last number (0 for none) and hash."""

    no: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """An entry with its body as the kind's own type."""

    id: int
    txid: int
    stream: str
    no: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    actor: int
    unit: int | None
    rule: str
    body: Body

    @property
    def key(self) -> int:
        """The number after the stream's colon."""
        return int(self.stream.partition(":")[2])


def typed(entry: Entry) -> Read:
    """The row as a Read."""
    return Read(
        entry.id,
        entry.txid,
        entry.stream,
        entry.no,
        entry.kind,
        entry.occurred_at,
        entry.recorded_at,
        entry.actor,
        entry.unit,
        entry.rule,
        KINDS[entry.kind].from_json(entry.body),
    )


def head(stream: str) -> Head:
    """Where the stream stands now."""
    found = fixed.rows("SELECT no, hash FROM ledger_entry WHERE stream = %s ORDER BY no DESC LIMIT 1", [stream])
    return Head(found[0][0], bytes(found[0][1])) if found else Head(0, chain.GENESIS)


def stream(name: str, *, as_of: datetime | None = None) -> list[Read]:
    """The entries of one stream in order; with ``as_of`` only those recorded by then."""
    if as_of is None:
        return [typed(entry) for entry in fixed.found(Entry, "WHERE stream = %s ORDER BY no", [name])]
    when = "WHERE stream = %s AND recorded_at <= %s ORDER BY no"
    return [typed(entry) for entry in fixed.found(Entry, when, [name, as_of])]


def of_streams(names: Collection[str], kinds: Collection[str]) -> list[Read]:
    """The entries of these kinds in these streams, each stream's in order, in one question."""
    entries = Entry.objects.filter(stream__in=list(names), kind__in=list(kinds)).order_by("stream", "no")
    return [typed(entry) for entry in entries] if names else []


def of_kind(streams: Collection[str], kind: str) -> list[Read]:
    """The entries of one kind in these streams, as they were written: one query, by the index over streams."""
    return [typed(entry) for entry in Entry.objects.filter(stream__in=streams, kind=kind).order_by("id")]


def last_kinds(names: Collection[str], *kinds: str, **body: object) -> dict[str, str]:
    """Stream -> which of these kinds stands last in it; a stream without any is left out. One question.

    ``body``: what the entry's body holds.
    """
    entries = Entry.objects.filter(stream__in=list(names), kind__in=kinds, body__contains=body)
    return dict(entries.order_by("stream", "no").values_list("stream", "kind")) if names else {}


def everything(kind_of_stream: str = "") -> Iterator[list[Read]]:
    """All streams, one at a time, each whole and in order; ``kind_of_stream`` keeps e.g. only ``workorder``."""
    entries = Entry.objects.order_by("stream", "no")
    if kind_of_stream:
        entries = entries.filter(stream__startswith=f"{kind_of_stream}:")
    together: list[Read] = []
    for entry in entries.iterator(chunk_size=2000):
        if together and together[0].stream != entry.stream:
            yield together
            together = []
        together.append(typed(entry))
    if together:
        yield together


def of_seat(seat: int, kind: str) -> QuerySet[Entry, int]:
    """The keys of the streams in which a seat wrote an entry of a kind, as a subquery for lists."""
    number = Cast(Func(F("stream"), Value(":"), Value(2), function="split_part"), BigIntegerField())
    keys: QuerySet[Entry, int] = Entry.objects.filter(actor=seat, kind=kind).values_list(number, flat=True)
    return keys


def count() -> int:
    """How many entries there are (exact: it counts)."""
    return Entry.objects.count()


def last_txid() -> int:
    """The highest transaction id in the ledger; 0 when it is empty."""
    newest = Entry.objects.order_by("-txid").values_list("txid", flat=True).first()
    return newest or 0


def sentence(entry: Read, words: Mapping[str, Mapping[str, str]], units: Mapping[int, str]) -> str:
    """The entry said in Chinese: codes become ``words[field][code]``, unit keys become their names."""
    said: dict[str, str] = {}
    for name, value in entry.body.to_json().items():
        if name in ("unit", "platform") and isinstance(value, int):
            said[name] = units.get(value, f"单位{value}")
        else:
            code = json.dumps(value) if value is None or isinstance(value, bool) else str(value)
            said[name] = words.get(name, {}).get(code, "" if value is None else str(value))
    text = entry.body.sentence.format_map(said)
    # what has no value isn't spoken of: 性质：投诉，类别：噪声，地区：
    named = re.sub("(^|，)[^，：（）]+：(?=，|$)", "", text)
    return re.sub("[，：]+(?=[，：])", "", named or text).strip("，：")
