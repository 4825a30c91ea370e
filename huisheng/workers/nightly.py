"""Every night: the day is sealed, and the ledger replayed against the live tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model

from huisheng.channels.inbox import nuisance
from huisheng.channels.inbox.models import Nuisance
from huisheng.channels.letters import reads as letters
from huisheng.channels.telephony import heard, retention
from huisheng.channels.telephony import reads as telephony
from huisheng.channels.telephony.models import Call
from huisheng.circular import reads as circulars
from huisheng.circular.models import Run
from huisheng.insight.learned import reads as models
from huisheng.insight.models import Learned
from huisheng.kernel import clock
from huisheng.kernel.database.moment import one_moment
from huisheng.knowledge import quizzes
from huisheng.knowledge import reads as knowledge
from huisheng.knowledge.models import Article, Quiz
from huisheng.ledger import read, replay, replay_circulars, replay_happenings
from huisheng.ledger.read import Read
from huisheng.ledger.seal import Sealed, seal
from huisheng.lifecycle.attachments import sweep as unnamed
from huisheng.lifecycle.dispatch import rulings
from huisheng.lifecycle.dispatch.models import Ruling
from huisheng.lifecycle.handling import contradictions
from huisheng.lifecycle.notices import follow as notices
from huisheng.lifecycle.notices import reviews
from huisheng.lifecycle.quality import reads as quality
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.records import reads as records
from huisheng.lifecycle.records.models import Given, Record
from huisheng.lifecycle.sessions import reads as sessions
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.topics import reads as topics
from huisheng.lifecycle.topics.models import Verdict
from huisheng.lifecycle.workorder.reads import live_many


@dataclass(slots=True)
class Compared:
    """How much was compared, and where ledger and live tables differ, in Chinese sentences."""

    orders: int = 0
    calls: int = 0
    happenings: int = 0
    faults: list[str] = field(default_factory=list)


# the kind of stream -> its name, its live table, and the row in the shape that replay folds to
_HAPPENINGS: dict[str, tuple[str, type[Model], Callable[[Any], dict[str, Any]]]] = {
    "session": ("领导接听", Session, sessions.live),
    "check": ("检查", Check, quality.live),
    "record": ("记事", Record, records.live),
    "given": ("往期数", Given, records.live_given),
    "circular": ("通报", Run, circulars.live),
    "article": ("知识", Article, knowledge.live),
    "quiz": ("知识竞赛", Quiz, quizzes.live),
    "nuisance": ("骚扰登记", Nuisance, nuisance.live),
    "ruling": ("管辖裁定", Ruling, rulings.live),
    "model": ("模型", Learned, models.live),
    "verdict": ("热点判定", Verdict, topics.live),
}


def seal_yesterday() -> Sealed | None:
    """Seal everything up to the end of yesterday; None if that is done."""
    return seal(clock.local_day(clock.now()) - timedelta(days=1))


def expire() -> None:
    """What is kept for a while only is thrown away: notices, doubts about replies, what switches said, recordings."""
    notices.expire()
    contradictions.expire()
    heard.expire()
    retention.expire()
    unnamed.sweep(clock.now())
    letters.forget(clock.now())


def chase() -> int:
    """Units are told which articles of theirs are to be reviewed."""
    return reviews.chase(clock.now())


def compare(tell: Callable[[int], None] = lambda _: None) -> Compared:
    """Fold every stream and hold it against the live rows."""
    compared = Compared()
    with one_moment():
        _compare(compared, tell)
    return compared


def _compare(compared: Compared, tell: Callable[[int], None]) -> None:
    entries = 0
    for batch in _batches(read.everything("workorder"), 200):
        entries += sum(map(len, batch.values()))
        live = live_many(list(batch))
        for key, stream in batch.items():
            compared.orders += 1
            _differ(f"工单 workorder:{key}", replay.order(stream), live.pop(key, None), compared.faults)
        tell(entries)
    for batch in _batches(read.everything("call"), 500):
        entries += sum(map(len, batch.values()))
        rows = {call.pk: telephony.live(call) for call in Call.objects.filter(pk__in=list(batch))}
        for key, stream in batch.items():
            compared.calls += 1
            _differ(f"来电 call:{key}", replay.call(stream), rows.get(key), compared.faults)
        tell(entries)
    for kind in _HAPPENINGS:
        entries += _compare_happenings(kind, compared)
        tell(entries)


def _compare_happenings(kind: str, compared: Compared) -> int:
    """Sessions, checks, records or given figures; how many entries were read."""
    (label, model, live), entries = _HAPPENINGS[kind], 0
    for batch in _batches(read.everything(kind), 500):
        entries += sum(map(len, batch.values()))
        held = {row.pk: live(row) for row in model._default_manager.filter(pk__in=list(batch))}
        fold = replay_circulars.run if kind == "circular" else replay_happenings.happening
        for key, stream in batch.items():
            compared.happenings += 1
            _differ(f"{label} {kind}:{key}", fold(stream), held.get(key), compared.faults)
    return entries


def _batches(streams: Iterator[list[Read]], size: int) -> Iterator[dict[int, list[Read]]]:
    batch: dict[int, list[Read]] = {}
    for stream in streams:
        batch[stream[0].key] = stream
        if len(batch) == size:
            yield batch
            batch = {}
    if batch:
        yield batch


def _differ(name: str, folded: dict[str, Any], live: dict[str, Any] | None, faults: list[str]) -> None:
    if live is None:
        faults.append(f"{name}在账本里有，现行表里没有。")
        return
    for path, want, have in _paths("", folded, live):
        faults.append(f"{name}的{path}不一致：账本为{want!r}，现行表为{have!r}。")


def _paths(path: str, want: Any, have: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(want, dict) and isinstance(have, dict):
        for key in [*want, *(key for key in have if key not in want)]:
            yield from _paths(f"{path}.{key}" if path else str(key), want.get(key, "（无）"), have.get(key, "（无）"))
    elif want != have:
        yield path, want, have
