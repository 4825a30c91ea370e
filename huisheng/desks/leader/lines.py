"""Orders as a leader reads them: the clock, the matter, who holds it, and an instruction in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from huisheng.desks import fields
from huisheng.desks.fields import Field, Typed
from huisheng.desks.rows import Row, rows
from huisheng.directory.actor import Actor
from huisheng.lifecycle.supervision.actions import instruct
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Instructing:
    """The form of an instruction: where it is sent, the version seen, its fields, what is wrong with it."""

    url: str
    version: int
    fields: Sequence[Field]
    error: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One order; ``instruct`` is None where this seat can't."""

    row: Row
    instruct: Instructing | None


def lines(orders: Sequence[WorkOrder], actor: Actor, now: datetime) -> list[Line]:
    """The orders (with ``personal``) as lines."""
    return [Line(row, form(order, actor)) for order, row in zip(orders, rows(orders, actor, now), strict=True)]


def form(order: WorkOrder, actor: Actor, tried: Typed | None = None) -> Instructing | None:
    """The form, empty or as it was typed; None where this seat may not instruct."""
    if tried is None and instruct.can(Matter(order), actor) is not None:
        return None
    held = tried or Typed()
    drawn = [
        fields.plain(ask, held.raw.get(ask.name, ""), held.errors.get(ask.name, ""), "批示")
        for ask in instruct.VERB.asks
    ]
    url = reverse("desks:leader_instruct", args=[order.number])
    return Instructing(url, order.version, drawn, held.error, tried is not None)
