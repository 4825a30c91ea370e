"""The JSON that leaves."""

from datetime import datetime
from typing import TypedDict

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.lifecycle.verbs import offered
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Clock, Dispatch, WorkOrder
from huisheng.lifecycle.workorder.timeline import masked_caller, timeline


class LineDict(TypedDict):
    """An order in a list."""

    number: str
    state: str
    kind: str
    title: str
    unit: str
    accepted_at: str
    due_at: str | None


class OrderDict(TypedDict):
    """An order in full."""

    number: str
    version: int
    state: str
    kind: str
    category: str
    region: str
    title: str
    words: str
    place: str
    caller_name: str
    phone: str
    accepted_at: str
    marks: list[str]
    dispatches: list[dict[str, object]]
    clocks: list[dict[str, object]]
    timeline: list[dict[str, object]]
    verbs: list[dict[str, object]]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def order_line(order: WorkOrder) -> LineDict:
    """An order in a list."""
    return LineDict(
        number=order.number,
        state=order.state,
        kind=order.kind,
        title=order.personal.title,
        unit=directory.unit_name(order.main_unit_id),
        accepted_at=order.accepted_at.isoformat(),
        due_at=_iso(order.due_at),
    )


def _dispatch(row: Dispatch) -> dict[str, object]:
    return {"no": row.no, "unit": directory.unit_name(row.unit_id), "part": row.part, "state": row.state}


def _clock(row: Clock) -> dict[str, object]:
    return {
        "name": row.name,
        "subject": row.subject,
        "started_at": _iso(row.started_at),
        "due_at": _iso(row.due_at),
        "limit": row.limit,
        "cite": row.cite,
        "stopped_at": _iso(row.stopped_at),
        "missed_at": _iso(row.missed_at),
    }


def order_dict(matter: Matter, actor: Actor) -> OrderDict:
    """An order in full, its caller masked."""
    order = matter.order
    name, phone = masked_caller(matter)
    return OrderDict(
        number=order.number,
        version=order.version,
        state=order.state,
        kind=order.kind,
        category=order.category,
        region=order.region,
        title=matter.personal.title,
        words=matter.personal.words,
        place=matter.personal.place,
        caller_name=name,
        phone=phone,
        accepted_at=order.accepted_at.isoformat(),
        marks=[mark for mark in ("urgent", "confidential", "enterprise", "no_visit") if getattr(order, mark)],
        dispatches=[_dispatch(d) for d in matter.dispatches],
        clocks=[_clock(c) for c in matter.clocks],
        timeline=[
            {"no": t.no, "kind": t.kind, "sentence": t.sentence, "at": _iso(t.at), "seat": t.seat, "words": t.words}
            for t in timeline(matter)
        ],
        verbs=[
            {"name": verb.name, "label": verb.label, "refusal": refusal.sentence if refusal else None}
            for verb, refusal in offered(matter, actor)
        ],
    )
