"""``huisheng load ORDERS``: makes the demo city large, for measuring and for trying it at a real city's size."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

from huisheng.kernel.errors import Refusal
from huisheng.rehearsal.load import schedule

NAME = "liaocheng-2020-q2"  # the month whose stories are copied
TOGETHER = 1_000  # orders of one transaction
_WAIT = 1.0  # seconds until the children are looked after


@dataclass(frozen=True, slots=True)
class Work:
    """What every child must know. ``keys``: the lived orders."""

    path: Path
    orders: int
    weeks: int
    now: datetime
    keys: list[int]
    jobs: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Copies made of all, and the seconds since the first was begun."""

    done: int
    orders: int
    seconds: float


def load(
    orders: int, tell: Callable[[Progress], None], *, now: datetime, weeks: int = 104, jobs: int = 1, seed: int = 1
) -> Progress:
    """So many orders, accepted in the weeks before ``now``; each is a lived story with other times, people and words.

    The stories are lived through the verbs first. Words, callers and places are invented. Refusal in a real city's
    database, and of numbers that can't be.
    """
    from huisheng.rehearsal import demo
    from huisheng.rehearsal.load import patterns
    from huisheng.rehearsal.month import folder

    if orders < 1 or weeks < 3 or jobs < 1:
        raise Refusal("bad_load", "件数和进程数至少是1，周数至少是3，请改正。")
    path = folder(NAME)
    platform = demo.ensure(lambda _: None, NAME)
    keys = patterns.live(patterns.stories(path, seed), platform, seed)
    work = Work(path, orders, weeks, now, keys, jobs)
    began = time.monotonic()
    done = 0
    for made in _copy(work, 0) if jobs == 1 else _children(work):
        done += made
        tell(Progress(done, orders, time.monotonic() - began))
    return Progress(done, orders, time.monotonic() - began)


def _copy(work: Work, share: int) -> Iterator[int]:
    """One share of the transactions; how many copies each made."""
    from huisheng.directory import reads as directory
    from huisheng.ledger import bulk
    from huisheng.lifecycle.workorder import numbers
    from huisheng.rehearsal.load import patterns
    from huisheng.rehearsal.load.press import Press
    from huisheng.rehearsal.period import spec
    from huisheng.rehearsal.period.phrasebook import Phrasebook

    said = spec.read(work.path, 1)
    cast = patterns.read(work.keys)
    units = {mould.unit for pattern in cast for mould in pattern.cast if mould.unit}
    codes = {key: card.code for key in units if (card := directory.unit_by_id(key)) and card.code in said.setting.units}
    press = Press(cast, said.setting, Phrasebook(said.recode), codes)
    turn = 0
    for week, count in enumerate(schedule.weeks_of(work.orders, work.weeks)):
        copies = schedule.week([p.span for p in cast], work.now, work.weeks - 1 - week, count)
        while batch := list(islice(copies, TOGETHER)):
            turn += 1
            if turn % work.jobs == share:
                bulk.copy(*press.cast(batch, numbers.draw(len(batch))))
                yield len(batch)


def _child(work: Work, share: int, made: "Queue[int]") -> None:
    import django

    django.setup()
    for count in _copy(work, share):
        made.put(count)
    made.put(0)


def _children(work: Work) -> Iterator[int]:
    context = multiprocessing.get_context("spawn")
    made: Queue[int] = context.Queue()
    children = [context.Process(target=_child, args=(work, share, made), daemon=True) for share in range(work.jobs)]
    for child in children:
        child.start()
    over = 0
    while over < work.jobs:
        try:
            count = made.get(timeout=_WAIT)
        except Empty:
            if any(child.exitcode not in (None, 0) for child in children):
                raise Refusal("broken", "一个进程中断了，已写入的仍完整可用；请查看上面的错误。") from None
            continue
        over += count == 0
        yield count
    for child in children:
        child.join()
