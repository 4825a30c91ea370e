"""From entries to facts: ``(facts, entry) -> facts``. Knows no database, no Django and no clock.

The facts given are used up: what comes back is the same value, moved on by one entry. An entry that was folded in
before changes nothing; one that comes too early raises ``Gap``. ``changed`` collects what has to be written.
"""

from datetime import datetime
from typing import Protocol

from huisheng.ledger.vocabulary import (
    KINDS,
    Body,
    circulars,
    citizen,
    handling,
    intake,
    knowledge,
    learned,
    nuisances,
    rulings,
    sessions,
    supervision,
    topics,
)
from huisheng.measures.fold import calls, centre, happenings, unit
from huisheng.measures.fold.happenings import HAPPENING_ACTS, STREAMS, HappeningFacts
from huisheng.measures.fold.state import CALL_ACTS, ORDER_ACTS, CallFacts, OrderFacts
from huisheng.measures.rows import CallRow, OrderRow

__all__ = [
    "STREAMS",
    "UNCOUNTED",
    "CallFacts",
    "Entry",
    "Gap",
    "HappeningFacts",
    "OrderFacts",
    "calls",
    "centre",
    "fold_call",
    "fold_happening",
    "fold_order",
    "happenings",
    "unit",
]

# Acts that no figure counts yet: folding them only moves ``last_no`` on.
UNCOUNTED: tuple[type[Body], ...] = (
    handling.ExtensionAsked,  # only a granted one moves the due time
    handling.ExtensionRefused,
    supervision.InstructionAnswered,
    sessions.ItemReviewed,
    rulings.AreaRuled,  # they guide a dispatch; what was dispatched is counted
    rulings.RulingEnded,
    intake.PoliceNoted,
    intake.ArticleUsed,  # said by article on the knowledge pages; the answer itself is counted
    citizen.Supplemented,
    citizen.CalledOff,  # what comes of it is counted: closed as withdrawn
    *(kind for kind in KINDS.values() if kind.__module__ == circulars.__name__),  # circulars are made of figures
    *(kind for kind in KINDS.values() if kind.__module__ == nuisances.__name__),  # their matters count as all do
    topics.TopicJudged,  # it teaches when to warn; the matters themselves count
    *(kind for kind in KINDS.values() if kind.__module__ == learned.__name__),  # what was decided with them counts
    # what the office notes of its knowledge base is counted (knowledge_updated), not each article
    *(kind for kind in KINDS.values() if kind.__module__ == knowledge.__name__),
)


class Entry(Protocol):
    """What folding needs of an entry (``ledger.read.Read`` has it)."""

    @property
    def no(self) -> int: ...
    @property
    def key(self) -> int: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def body(self) -> Body: ...


class Gap(Exception):
    """An entry before this one is missing: the stream has to be folded from its beginning."""


def fold_order(facts: OrderFacts | None, entry: Entry) -> OrderFacts:
    """The facts of an order after one more entry of its stream; ``None`` before the first."""
    if facts is None:
        facts = OrderFacts(OrderRow(entry.key))
    row = facts.order
    if _is_next(row.last_no, entry):
        row.last_no = entry.no
        facts.touch(row)
        act = ORDER_ACTS.get(type(entry.body))
        if act is not None:
            act(facts, entry.body, entry.occurred_at)
    return facts


def fold_call(facts: CallFacts | None, entry: Entry) -> CallFacts:
    """The facts of a call after one more entry of its stream; ``None`` before the first."""
    if facts is None:
        facts = CallFacts(CallRow(entry.key))
    row = facts.call
    if _is_next(row.last_no, entry):
        row.last_no = entry.no
        facts.touch(row)
        CALL_ACTS[type(entry.body)](row, entry.body, entry.occurred_at)
    return facts


def fold_happening(stream: str, facts: HappeningFacts | None, entry: Entry) -> HappeningFacts:
    """The facts of a stream of that kind (of ``STREAMS``) after one more entry; ``None`` before the first."""
    if facts is None:
        facts = HappeningFacts(STREAMS[stream](entry.key))
    row = facts.row
    if _is_next(row.last_no, entry):
        row.last_no = entry.no
        facts.touch(row)
        HAPPENING_ACTS[type(entry.body)](row, entry.body, entry.occurred_at)
    return facts


def _is_next(last_no: int, entry: Entry) -> bool:
    if entry.no > last_no + 1:
        raise Gap(f"{last_no} -> {entry.no}")
    return entry.no == last_no + 1
