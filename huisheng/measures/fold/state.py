"""What is folded into: an order or a call with its rows, and the table of what each kind of entry does to them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from huisheng.ledger.vocabulary import Body, ClockStart
from huisheng.measures.rows import TRAITS, CallRow, DispatchRow, OrderRow, ReturnRow, SupervisionRow, VisitRow

_traits_of = attrgetter(*TRAITS)


@dataclass(slots=True)
class OrderFacts:
    """One order with everything that belongs to it, by the numbers of the acts.

    ``order`` is the matter as the platform sees it that accepted it, ``below`` as those do that were sent it, by their
    ids. Visits are kept by platform and number.
    """

    order: OrderRow
    below: dict[int, OrderRow] = field(default_factory=dict)
    dispatches: dict[int, DispatchRow] = field(default_factory=dict)
    visits: dict[tuple[int, int], VisitRow] = field(default_factory=dict)
    supervisions: dict[int, SupervisionRow] = field(default_factory=dict)
    returns: dict[int, ReturnRow] = field(default_factory=dict)
    changed: dict[int, Any] = field(default_factory=dict, compare=False)  # by id(): rows aren't hashable

    def touch(self, row: Any) -> None:
        """Note that the row has to be written."""
        self.changed[id(row)] = row

    def dispatch(self, no: int) -> DispatchRow:
        """The dispatch of that number, to change it."""
        row = self.dispatches[no]
        self.touch(row)
        return row

    def held_by(self, platform: int) -> OrderRow:
        """The matter as that platform holds it, to change it."""
        row = self.below.get(platform, self.order)
        self.touch(row)
        return row

    def sender_to(self, unit: int) -> OrderRow:
        """The matter as the platform holds it that sent it to that unit itself, to change it."""
        sent = [row.platform for row in self.dispatches.values() if row.unit == unit]
        return self.held_by(sent[-1] if sent else self.order.platform)

    def traits(self) -> dict[str, Any]:
        """What a new row about the matter begins with."""
        return dict(zip(TRAITS, _traits_of(self.order), strict=True))

    def say(self, **changed: Any) -> None:
        """Set columns of the matter itself, for every platform that has it."""
        for row in (self.order, *self.below.values()):
            self.touch(row)
            for name, value in changed.items():
                setattr(row, name, value)

    def tell_all(self, **traits: Any) -> None:
        """Change traits of the matter, on every row about it."""
        self.say(**traits)
        for row in self._about():
            self.touch(row)
            for name, value in traits.items():
                setattr(row, name, value)

    def _about(self) -> Iterator[Any]:
        return chain(self.dispatches.values(), self.visits.values(), self.supervisions.values(), self.returns.values())


@dataclass(slots=True)
class CallFacts:
    """One call."""

    call: CallRow
    changed: dict[int, Any] = field(default_factory=dict, compare=False)

    def touch(self, row: Any) -> None:
        """Note that the row has to be written."""
        self.changed[id(row)] = row


B = TypeVar("B", bound=Body)
OrderAct = Callable[[OrderFacts, B, datetime], None]
CallAct = Callable[[CallRow, B, datetime], None]
ORDER_ACTS: dict[type[Body], Callable[[OrderFacts, Any, datetime], None]] = {}
CALL_ACTS: dict[type[Body], Callable[[CallRow, Any, datetime], None]] = {}


def on(kind: type[B]) -> Callable[[OrderAct[B]], OrderAct[B]]:
    """Register what an entry of an order does to its facts."""

    def register(act: OrderAct[B]) -> OrderAct[B]:
        ORDER_ACTS[kind] = act
        return act

    return register


def on_call(kind: type[B]) -> Callable[[CallAct[B]], CallAct[B]]:
    """Register what an entry of a call does to its row."""

    def register(act: CallAct[B]) -> CallAct[B]:
        CALL_ACTS[kind] = act
        return act

    return register


def dues(clocks: tuple[ClockStart, ...]) -> Mapping[str, datetime]:
    """The due times that an entry sets, by the clock's name."""
    return {clock.name: clock.due_at for clock in clocks}
