"""What is folded into: an order or a call with its rows, and the table of what each kind of entry does to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from huisheng.ledger.vocabulary import Body, ClockStart
from huisheng.measures.rows import CallRow, DispatchRow, OrderRow, ReturnRow, SupervisionRow, VisitRow


@dataclass(slots=True)
class OrderFacts:
    """One order with everything that belongs to it, by the numbers of the acts."""

    order: OrderRow
    dispatches: dict[int, DispatchRow] = field(default_factory=dict)
    visits: dict[int, VisitRow] = field(default_factory=dict)
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
