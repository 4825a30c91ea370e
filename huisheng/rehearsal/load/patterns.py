"""Stories lived through the verbs, and read out as moulds that copies are cast in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db import models

from huisheng.kernel.database.fixed import asking_once
from huisheng.ledger import bulk
from huisheng.ledger.bulk import Mould
from huisheng.lifecycle.workorder.models import (
    Clock,
    Dispatch,
    Instruction,
    Note,
    Personal,
    Request,
    Supervision,
    Visit,
    WorkOrder,
)
from huisheng.lifecycle.workorder.numbers import blocks_of
from huisheng.rehearsal import plans
from huisheng.rehearsal.load.schedule import Span
from huisheng.rehearsal.player import Player
from huisheng.rehearsal.story import OrderPlan, Plan

NAME = "load"  # of the plan they are lived as
WHOLE, CUT = 420, 180  # stories lived to their end, and broken off on the way
_SCALE = 100  # the plan they are drawn from: a hundredth of the month
_ALONE = frozenset({"link", "unlink", "take_up"})  # acts that lean on another order or a session
_CHILDREN: tuple[type[models.Model], ...] = (Dispatch, Request, Visit, Supervision, Instruction, Clock)
_OURS = ("id", "number", "source", "source_ref")
_SEALED = ("name_sealed", "phone_sealed", "phone_blind", "salt", "title", "words", "place")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One lived order.

    ``rows``: (table, columns) -> its rows with gaps; ``times``: its instants in the order of their gaps, each a day
    (its ordinal) and a time of day in UTC; ``notes``: entry number -> the words as lived.
    """

    span: Span
    prefix: str
    category: str
    region: str
    kind: str
    rows: dict[tuple[str, str], str]
    cast: list[Mould]
    notes: dict[int, str]
    times: list[tuple[int, str]]


def stories(folder: Path, seed: int) -> list[OrderPlan]:
    """What is lived: matters of a small plan that stand alone, some of them broken off after some of their acts."""
    plan = plans.build(folder, seed, scale=_SCALE)
    rng = Random(f"{plan.name}/{seed}/load")
    alone = [one for one in plan.orders if not any(act.verb in _ALONE for act in one.acts)]
    whole = rng.sample(alone, min(WHOLE, len(alone)))
    handled = [one for one in alone if len(one.acts) > 2]
    cut = rng.sample(handled, min(CUT, len(handled)))
    told = [_alone(one, len(one.acts), seed) for one in whole]
    return told + [_alone(one, rng.randrange(0, min(len(one.acts), 8)), seed) for one in cut]


def _alone(one: OrderPlan, acts: int, seed: int) -> OrderPlan:
    """The same without its call, ended after so many acts."""
    return OrderPlan(f"{seed}-{one.ref}-{acts}", "", one.earlier, one.accepted, one.acts[:acts])


def live(told: Iterable[OrderPlan], platform: int, seed: int) -> list[int]:
    """Live those not lived yet, each up to its own last act; the orders' ids."""
    source, refs = f"rehearsal-{NAME}", []
    with blocks_of(50), asking_once():
        for story in told:
            refs.append(story.ref)
            if not WorkOrder.objects.filter(source=source, source_ref=story.ref).exists():
                Player(Plan(NAME, seed, (), (story,)), platform).live(story)
    return list(
        WorkOrder.objects.filter(source=source, source_ref__in=refs).order_by("pk").values_list("pk", flat=True)
    )


def read(keys: Sequence[int]) -> list[Pattern]:
    """The orders as patterns. Those whose acts begot another order's row are left out."""
    return [_pattern(order) for order in WorkOrder.objects.filter(pk__in=keys).order_by("pk")]


def _pattern(order: WorkOrder) -> Pattern:
    times = _Times()
    rows = {_head(WorkOrder): _row(order, times, {name: f"%({name})s" for name in _OURS})}
    personal = Personal.objects.get(order=order)
    rows[_head(Personal)] = _row(personal, times, {"order_id": "%(id)s", **{name: f"%({name})s" for name in _SEALED}})
    notes = {note.no: note for note in Note.objects.filter(order=order).order_by("no")}
    rows[_head(Note)] = "".join(
        _row(note, times, {"order_id": "%(id)s", "text": f"%(note{no})s", "salt": f"%(salt{no})s"})
        for no, note in notes.items()
    )
    for model in _CHILDREN:
        children = model._default_manager.filter(order=order).order_by("pk")
        rows[_head(model)] = "".join(_row(child, times, {"order_id": "%(id)s"}) for child in children)
    same = {f'"{getattr(order, name)}"': f'"%({name})s"' for name in _OURS[1:]}
    cast = bulk.moulds(order.stream, times.gap, same)
    span = Span(order.accepted_at, order.last_at, order.state not in ("answered", "closed", "archived"))
    return Pattern(
        span,
        order.number.partition("-")[0],
        order.category,
        order.region,
        order.kind,
        {head: text for head, text in rows.items() if text},
        cast,
        {no: note.text for no, note in notes.items()},
        times.told,
    )


class _Times:
    """The instants of a pattern, each with a gap of its own."""

    def __init__(self) -> None:
        self.told: list[tuple[int, str]] = []
        self._numbers: dict[datetime, int] = {}

    def number(self, at: datetime) -> int:
        if at not in self._numbers:
            self._numbers[at] = len(self.told)
            utc = at.astimezone(UTC)
            self.told.append((utc.date().toordinal(), f"{utc:T%H:%M:%S.%fZ}"))
        return self._numbers[at]

    def gap(self, at: datetime) -> str:
        return f"%(t{self.number(at)})s"


def _fields(model: type[models.Model]) -> Iterator[str]:
    return (field.attname for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


def _head(model: type[models.Model]) -> tuple[str, str]:
    columns = [field.column for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return model._meta.db_table, ", ".join(f'"{column}"' for column in columns)


def _row(row: Any, times: _Times, ours: dict[str, str]) -> str:
    cells = []
    for name in _fields(type(row)):
        value = getattr(row, name)
        given = times.gap(value) if isinstance(value, datetime) else bulk.cell(value)
        cells.append(ours.get(name, given))
    return "\t".join(cells) + "\n"
