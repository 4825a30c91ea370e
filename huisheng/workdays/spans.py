"""Half-open stretches: of a local day in seconds (Slot), of time between two instants (Span)."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeVar

from huisheng.kernel.errors import Refusal

Point = TypeVar("Point", int, datetime)

_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_DAY = 86400


class Slot(NamedTuple):
    """Seconds of a local day, ``start`` included, ``end`` not; 86400 is 24:00."""

    start: int
    end: int


class Span(NamedTuple):
    """Time between two instants, ``start`` included, ``end`` not."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


def slots(pairs: Iterable[Sequence[str]]) -> tuple[Slot, ...]:
    """Slots of one day from pairs like ("08:30", "12:00"), in order.

    Refusal ``bad_slots`` where a time isn't one, a slot is empty or runs past midnight (write two), or two overlap.
    """
    found = tuple(sorted(Slot(_seconds(start), _seconds(end)) for start, end in pairs))
    for slot in found:
        if slot.end <= slot.start:
            raise _bad("时段的结束应晚于开始，跨零点的时段请拆成两段")
    for before, after in pairwise(found):
        if after.start < before.end:
            raise _bad("同一天的时段不能重叠")
    return found


def _seconds(text: str) -> int:
    parts = _TIME.fullmatch(text)
    if parts is None:
        raise _bad(f"“{text}”不是时刻，应写作“08:30”或“08:30:00”")
    hours, minutes, seconds = int(parts[1]), int(parts[2]), int(parts[3] or 0)
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > _DAY:
        raise _bad(f"“{text}”不是时刻，应在00:00至24:00之间")
    return total


def _bad(what: str) -> Refusal:
    return Refusal("bad_slots", f"工作时段有误：{what}。", field="slots")


def merge(pieces: Iterable[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """The same ground without overlaps, in order; empty pieces dropped, touching ones joined."""
    merged: list[tuple[Point, Point]] = []
    for start, end in sorted(pieces):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def subtract(piece: tuple[Point, Point], holes: Iterable[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """What is left of ``piece`` outside ``holes``; the holes come in order and don't overlap."""
    start, end = piece
    left: list[tuple[Point, Point]] = []
    for hole_start, hole_end in holes:
        if hole_end <= start:
            continue
        if hole_start >= end:
            break
        if hole_start > start:
            left.append((start, hole_start))
        start = hole_end
    if start < end:
        left.append((start, end))
    return left
