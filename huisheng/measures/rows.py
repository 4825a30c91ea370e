"""The facts: one row per order, dispatch, visit, supervision, return and call, as plain values.

Field names are the columns of the tables in ``models``; a test keeps them equal. Keys are the numbers of streams and
of acts within an order. What is not yet so is None. Rows are disposable: the ledger gives them again.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class OrderRow:
    """One matter.

    ``main_*`` and the reply's times, ``on_time`` and ``overdue`` are those of the dispatch on which the matter is
    judged: the last main one at the top that is not a redo's. ``last_no`` is the last entry folded in.
    """

    order_id: int
    last_no: int = 0
    platform: int = 0
    number: str = ""
    channel: str = ""
    source: str = ""
    call: str = ""
    about_unit: int | None = None
    kind: str = ""
    category: str = ""
    category_version: str = ""
    topic: str = ""  # the first level of the category
    region: str = ""
    urgent: bool = False
    confidential: bool = False
    enterprise: bool = False
    no_visit: bool = False
    links: int = 0
    accepted_at: datetime | None = None
    answered_at: datetime | None = None
    refused_at: datetime | None = None
    refused_reason: str = ""
    handed_on_at: datetime | None = None
    first_dispatched_at: datetime | None = None
    first_unit: int | None = None
    main_unit: int | None = None
    main_no: int | None = None
    main_sent_at: datetime | None = None
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    first_replied_at: datetime | None = None
    replied_at: datetime | None = None
    on_time: bool = False
    overdue: bool = False
    returns: int = 0
    first_returned_at: datetime | None = None
    first_return_unit: int | None = None
    redos: int = 0
    reminders: int = 0
    supervisions: int = 0
    instructions: int = 0
    citizen_due_at: datetime | None = None
    citizen_missed_at: datetime | None = None
    concluded_at: datetime | None = None  # the first time
    closed_at: datetime | None = None  # None again after a redo
    closed_reason: str = ""
    archived_at: datetime | None = None
    exemption: str = ""  # asked, granted, refused
    exemption_ground: str = ""


@dataclass(slots=True)
class DispatchRow:
    """One sending. ``platform`` is the one that sent it: a dispatch passed on belongs to the platform below.

    ``reply_due_at`` is the due time in force; ``replied_at`` the reply that stands (None after it was sent back).
    ``overdue``: the reply's due time passed, or a reply came late. ``on_time``: a reply stands and nothing was overdue.
    """

    order_id: int
    no: int
    platform: int = 0
    unit: int = 0
    part: str = ""
    parent: int | None = None
    cause: str = ""
    redo_of: int | None = None
    sent_at: datetime | None = None
    sign_due_at: datetime | None = None
    signed_at: datetime | None = None
    sign_missed_at: datetime | None = None
    contact_due_at: datetime | None = None
    contacted_at: datetime | None = None
    contact_missed_at: datetime | None = None
    arrive_due_at: datetime | None = None
    arrived_at: datetime | None = None
    arrive_missed_at: datetime | None = None
    first_due_at: datetime | None = None
    reply_due_at: datetime | None = None
    extension_days: int = 0
    first_replied_at: datetime | None = None
    replied_at: datetime | None = None
    says_solved: bool | None = None
    replied_late: bool = False
    reply_missed_at: datetime | None = None
    accepted_at: datetime | None = None
    sent_backs: int = 0
    returned_at: datetime | None = None
    withdrawn_at: datetime | None = None
    on_time: bool = False
    overdue: bool = False
    reminders: int = 0
    exemption: str = ""
    exemption_ground: str = ""


@dataclass(slots=True)
class VisitRow:
    """One attempt. ``effective``: the citizen was reached and judged. ``round``: regular or supervision."""

    order_id: int
    no: int
    platform: int = 0
    unit: int | None = None
    round: str = ""
    outcome: str = ""
    effective: bool = False
    solved: bool | None = None
    grade: str = ""
    contacted: bool | None = None
    at: datetime | None = None


@dataclass(slots=True)
class SupervisionRow:
    """One 督办. ``grade_after``: what the citizen said at the first effective visit after the unit's reply."""

    order_id: int
    no: int
    platform: int = 0
    unit: int = 0
    form: str = ""
    cause: str = ""
    at: datetime | None = None
    due_at: datetime | None = None
    missed_at: datetime | None = None
    answered_at: datetime | None = None
    grade_after: str = ""
    visited_after_at: datetime | None = None


@dataclass(slots=True)
class ReturnRow:
    """One return asked for. ``state``: asked, granted, refused, lapsed. ``times``: returns of the matter so far."""

    order_id: int
    no: int
    platform: int = 0
    unit: int = 0
    dispatch: int = 0
    ground: str = ""
    state: str = ""
    asked_at: datetime | None = None
    decided_at: datetime | None = None
    times: int = 0


@dataclass(slots=True)
class CallRow:
    """One telephone call. ``returned_at``: the first call back; ``reached_at``: the one that reached the caller."""

    call_id: int
    last_no: int = 0
    platform: int = 0
    queue: str = ""
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    wait_s: int | None = None
    abandoned_at: datetime | None = None
    ended_at: datetime | None = None
    effective: bool | None = None
    disposition: str = ""
    talk_s: int | None = None
    returned_at: datetime | None = None
    reached_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of fact: its name in definitions, its table, its row, and what it is counted by."""

    name: str
    label: str
    table: str
    row: type[Any]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in the order of the row's fields."""
        return tuple(column.name for column in fields(self.row))

    @property
    def subject(self) -> str:
        """What a member is named by: the order, or the call."""
        return self.key[0]


FACTS = {
    fact.name: fact
    for fact in (
        Fact("order", "工单", "fact_order", OrderRow, ("order_id",)),
        Fact("dispatch", "派单", "fact_dispatch", DispatchRow, ("order_id", "no")),
        Fact("visit", "回访", "fact_visit", VisitRow, ("order_id", "no")),
        Fact("supervision", "督办", "fact_supervision", SupervisionRow, ("order_id", "no")),
        Fact("return", "退单", "fact_return", ReturnRow, ("order_id", "no")),
        Fact("call", "来电", "fact_call", CallRow, ("call_id",)),
    )
}
