"""A matter in hand: the order with everything that hangs on it, loaded when asked, written when the page ends."""

import os
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from django.db import models

from huisheng import rulebook
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.kernel.clock import local_day
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.chain import Line
from huisheng.ledger.vocabulary.base import Body, ClockStart
from huisheng.lifecycle.workorder.models import (
    Clock,
    Dispatch,
    Instruction,
    Link,
    Note,
    Personal,
    Request,
    SessionItem,
    Supervision,
    Visit,
    WorkOrder,
)
from huisheng.lifecycle.workorder.states import NOT_ENDED, OrderState, Part, RequestState

_Row = TypeVar("_Row", bound=models.Model)


def digest_of(salt: bytes, text: str) -> str:
    """The salted digest that stands in the ledger for words that can be erased."""
    return sha256(salt + text.encode()).hexdigest()[:32]


def unit(key: int) -> UnitCard:
    """The unit's card; foreign keys make sure that there is one."""
    card = directory.unit_by_id(key)
    if card is None:
        raise LookupError(f"no unit {key}")
    return card


class Matter:
    """One order while it is looked at or acted on. Verbs change its rows and ``record`` what they did."""

    def __init__(self, order: WorkOrder, *, new: bool = False) -> None:
        self.order = order
        self.new = new
        self._note: Note | None = None
        self._law: dict[tuple[date, int], rulebook.Rules] = {}

    def _load(self, model: type[_Row], *order_by: str) -> list[_Row]:
        """The rows of this order. A page asks a dozen tables for its order: prepared, they are one after the other."""
        if self.new:
            return []
        return fixed.found(model, f"WHERE order_id = %s ORDER BY {', '.join(order_by)}", [self.order.pk])

    @cached_property
    def personal(self) -> Personal:
        return self._load(Personal, "order_id")[0]

    @cached_property
    def dispatches(self) -> list[Dispatch]:
        return self._load(Dispatch, "no")

    @cached_property
    def requests(self) -> list[Request]:
        return self._load(Request, "no")

    @cached_property
    def visits(self) -> list[Visit]:
        return self._load(Visit, "no")

    @cached_property
    def supervisions(self) -> list[Supervision]:
        return self._load(Supervision, "no")

    @cached_property
    def instructions(self) -> list[Instruction]:
        return self._load(Instruction, "no")

    @cached_property
    def session_items(self) -> list[SessionItem]:
        return self._load(SessionItem, "id")

    @cached_property
    def clocks(self) -> list[Clock]:
        return self._load(Clock, "started_at", "id")

    @cached_property
    def links(self) -> list[Link]:
        return self._load(Link, "linked_at", "id")

    # -- what is so --

    @property
    def state(self) -> OrderState:
        return OrderState(self.order.state)

    @property
    def main(self) -> Dispatch | None:
        """The dispatch that answers for the order now: the last main one sent by the order's own platform."""
        return self.main_of(self.order.platform_id)

    def main_of(self, platform: int) -> Dispatch | None:
        """The dispatch that answers for the matter to that platform: the last main one it sent to a unit of its own."""
        mains = [d for d in self.dispatches if d.part == Part.MAIN and self.authority(d) == platform]
        return mains[-1] if mains else None

    def supervised_by(self, platform: int) -> list[Supervision]:
        """The supervisions that platform made: each supervises a unit to which it sent the matter itself."""
        sent = {d.unit_id for d in self.dispatches if self.authority(d) == platform}
        return [one for one in self.supervisions if one.unit_id in sent]

    @property
    def awaits_leader(self) -> bool:
        """Whether a leader of a session has still to read the main unit's latest reply."""
        if not self.session_items or self.main is None or self.main.replied_at is None:
            return False
        read_at = self.session_items[-1].reviewed_at
        return read_at is None or read_at < self.main.replied_at

    def dispatch(self, no: int) -> Dispatch:
        """The dispatch of that number; Refusal if there is none."""
        for dispatch in self.dispatches:
            if dispatch.no == no:
                return dispatch
        raise Refusal("no_dispatch", f"该工单没有第{no}次派单，请刷新后再试。", field="dispatch")

    def children(self, dispatch: Dispatch) -> list[Dispatch]:
        """What was passed on from a dispatch and hasn't ended."""
        return [d for d in self.dispatches if d.parent == dispatch.no and d.state in NOT_ENDED]

    def authority(self, dispatch: Dispatch) -> int:
        """The platform that decides on a dispatch: who sent it."""
        if dispatch.parent is None:
            return self.order.platform_id
        return self.dispatch(dispatch.parent).unit_id

    def pending(self, kind: str, dispatch: int | None = None) -> list[Request]:
        """Undecided requests of a kind, of one dispatch or of all."""
        return [
            r
            for r in self.requests
            if r.kind == kind and r.state == RequestState.PENDING and dispatch in (None, r.dispatch)
        ]

    def clock(self, name: str, subject: int) -> Clock | None:
        """The clock of that name and subject."""
        return next((c for c in self.clocks if c.name == name and c.subject == subject), None)

    def rules(self, at: datetime, platform: int | None = None) -> rulebook.Rules:
        """The law in force that day where the order's platform is, or ``platform``: each level has its own limits."""
        key = local_day(at), platform or self.order.platform_id
        if key not in self._law:
            self._law[key] = law.at(key[0], unit(key[1]).scope)
        return self._law[key]

    @property
    def traits(self) -> dict[str, object]:
        """What a rule may depend on."""
        order = self.order
        return {
            "kind": order.kind,
            "channel": order.channel,
            "urgent": order.urgent,
            "enterprise": order.enterprise,
        }

    # -- what changes --

    def note(self, text: str) -> str:
        """Keep free words beside the entry recorded next; the digest to put into its body ("" for no words)."""
        if not text:
            return ""
        salt = os.urandom(16)
        self._note = Note(order=self.order, text=text, salt=salt)
        return digest_of(salt, text)

    def record(self, body: Body, *, by: Actor, at: datetime, state: OrderState | None = None) -> Line:
        """Append an entry to the order's stream, set and stop clocks as it says, and keep the order's row."""
        page, order = append.page(), self.order
        line = page.append(order.stream, body, by=by, at=at, unit=by.unit, rule=self.rules(at).version)
        order.version = line.no
        order.last_at = max(order.last_at, at)
        if state is not None:
            order.state = state.value
        if self._note is not None:
            self._note.no = line.no
            page.keep(self._note)
            self._note = None
        subject = getattr(body, "d", None) or getattr(body, "s", None) or 0
        for name in body.stops:
            self._stop(name, 0 if name == "citizen" else subject, at)
        for start in getattr(body, "clocks", ()):
            self._start(start, subject, getattr(body, "unit", None), at)
        order.due_at = self._presses()
        page.keep(order)
        return line

    def keep(self, row: models.Model) -> None:
        """Write a row of this matter when the page ends."""
        append.page().keep(row)

    def stop(self, name: str, subject: int, at: datetime) -> None:
        """End a clock by hand, where the kind alone doesn't say so."""
        self._stop(name, subject, at)
        self.order.due_at = self._presses()

    def _start(self, start: ClockStart, subject: int, unit: int | None, at: datetime) -> None:
        subject = 0 if start.name == "citizen" else subject
        clock = self.clock(start.name, subject)
        if clock is None:
            clock = Clock(order=self.order, name=start.name, subject=subject, started_at=at)
            self.clocks.append(clock)
        clock.unit_id = None if subject == 0 else unit
        if clock.due_at != start.due_at:  # else what was missed stays missed: it is noted once
            clock.missed_at = None
        clock.due_at, clock.limit, clock.cite = start.due_at, start.limit, start.cite
        clock.stopped_at = None
        self.keep(clock)

    def _stop(self, name: str, subject: int, at: datetime) -> None:
        clock = self.clock(name, subject)
        if clock is not None and clock.stopped_at is None:
            clock.stopped_at = at
            self.keep(clock)

    def _presses(self) -> datetime | None:
        """The due time that presses: the nearest of the running clocks; None when none runs."""
        return min((c.due_at for c in self.clocks if c.stopped_at is None), default=None)
