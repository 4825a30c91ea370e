"""The facts: one row per order and platform, dispatch, visit, supervision, return and call, as plain values.

Field names are the columns of the tables in ``models``; a test keeps them equal. Keys are the numbers of streams and
of acts within an order. What is not yet so is None. Rows are disposable: the ledger gives them again.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from huisheng.measures.happening_rows import CheckRow, GivenRow, RecordRow, SessionRow


@dataclass(slots=True)
class Traits:
    """What a matter is, on every row about it, so that one table gives any breakdown. Kept right when it changes."""

    order_id: int
    channel: str = ""
    source: str = ""
    kind: str = ""
    category: str = ""
    topic: str = ""  # the first level of the category
    subtopic: str = ""  # the first two levels
    region: str = ""
    urgent: bool = False
    confidential: bool = False
    enterprise: bool = False
    no_visit: bool = False


TRAITS = tuple(column.name for column in fields(Traits))


@dataclass(slots=True)
class OrderRow(Traits):
    """One matter as one platform held it.

    ``level`` 0 is the platform that accepted it, 1 one that was sent it from there, and so on. Below, ``accepted_at``
    is when it came, ``answered_at`` a reply upward without passing on, ``handed_on_at`` the first passing on;
    ``above_*`` tell of the dispatch that brought it, ``part`` was main or co, ``left_at`` when it was given back or
    taken away (None while held).

    ``main_*`` and the reply's times, ``on_time``, ``overdue`` and ``exemption`` are those of the platform's own
    dispatch on which the matter is judged: its last main one that is not a redo's. ``same_day``: that reply, or the
    answer, stands and came on the day of acceptance. ``redos``: how often this platform had it done again;
    ``redos_above``: how often one above did. ``visits`` counts attempts; ``solved``, ``grade`` and ``process`` are
    what the citizen said of each at the last regular visit that tells. ``last_no`` (level 0 only): the last entry
    folded in.
    """

    platform: int = 0
    last_no: int = 0
    level: int = 0
    part: str = ""
    number: str = ""
    call: str = ""
    about_unit: int | None = None
    category_version: str = ""
    links: int = 0
    accepted_at: datetime | None = None
    left_at: datetime | None = None
    above_no: int | None = None
    above_sent_at: datetime | None = None
    above_signed_on_time: bool = False
    above_due_at: datetime | None = None
    above_replied_at: datetime | None = None
    above_on_time: bool = False
    above_overdue: bool = False
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
    same_day: bool = False
    returns: int = 0
    first_returned_at: datetime | None = None
    first_return_unit: int | None = None
    redos: int = 0
    redos_above: int = 0
    reminders: int = 0
    supervisions: int = 0
    instructions: int = 0
    session: int | None = None  # the leader's session of which the matter is an item
    visits: int = 0
    visited_at: datetime | None = None
    solved: str = ""  # yes, partly, no
    grade: str = ""  # satisfied, partly, unsatisfied
    process: str = ""
    citizen_due_at: datetime | None = None
    citizen_missed_at: datetime | None = None
    concluded_at: datetime | None = None  # the first time
    closed_at: datetime | None = None  # None again after a redo
    closed_reason: str = ""
    archived_at: datetime | None = None
    exemption: str = ""  # asked, granted, refused
    exemption_ground: str = ""


@dataclass(slots=True)
class DispatchRow(Traits):
    """One sending. ``platform`` is the one that sent it: a dispatch passed on belongs to the platform below.

    ``reply_due_at`` is the due time in force; ``replied_at`` the reply that stands (None after it was sent back);
    ``minutes`` from sending to it. ``overdue``: the reply's due time passed, or a reply came late. ``on_time``: a reply
    stands and nothing was overdue. ``redo``: the unit had the matter already and has it again. ``redos`` and
    ``redos_above`` stand on the dispatch first handled: how often its platform, or one above, had it done again.
    ``meeting``: met, cross_region or not_needed.
    """

    no: int = 0
    platform: int = 0
    unit: int = 0
    part: str = ""
    parent: int | None = None
    cause: str = ""
    redo_of: int | None = None
    redo: bool = False
    sent_at: datetime | None = None
    sign_due_at: datetime | None = None
    signed_at: datetime | None = None
    signed_on_time: bool = False
    sign_missed_at: datetime | None = None
    contact_due_at: datetime | None = None
    contacted_at: datetime | None = None
    contact_missed_at: datetime | None = None
    arrive_due_at: datetime | None = None
    arrived_at: datetime | None = None
    arrived_in_time: bool = False
    arrive_missed_at: datetime | None = None
    meeting: str = ""
    first_due_at: datetime | None = None
    reply_due_at: datetime | None = None
    extension_days: int = 0
    first_replied_at: datetime | None = None
    replied_at: datetime | None = None
    minutes: int | None = None
    says_solved: bool | None = None
    replied_late: bool = False
    reply_missed_at: datetime | None = None
    accepted_at: datetime | None = None
    sent_backs: int = 0
    returned_at: datetime | None = None
    withdrawn_at: datetime | None = None
    on_time: bool = False
    overdue: bool = False
    redos: int = 0
    redos_above: int = 0
    reminders: int = 0
    exemption: str = ""
    exemption_ground: str = ""


@dataclass(slots=True)
class VisitRow(Traits):
    """One attempt, once for each platform that answers for the matter, with that platform's own unit.

    ``effective``: the citizen was reached and judged. ``round``: regular or supervision. ``solved`` is yes, partly, no
    or ""; ``grade`` is of the result, ``process`` of the handling. ``exempt``: the unit's dispatch doesn't count.
    ``via``: phone where the centre called; else the channel by which the citizen judged of himself.
    """

    platform: int = 0
    no: int = 0
    unit: int | None = None
    round: str = ""
    outcome: str = ""
    effective: bool = False
    solved: str = ""
    grade: str = ""
    process: str = ""
    contacted: bool | None = None
    exempt: bool = False
    via: str = "phone"
    at: datetime | None = None


@dataclass(slots=True)
class SupervisionRow(Traits):
    """One 督办. ``grade_after``: what the citizen said at the first effective visit after the unit's reply."""

    no: int = 0
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
class ReturnRow(Traits):
    """One return asked for. ``state``: asked, granted, refused, lapsed. ``times``: returns to this platform so far.

    ``ground`` is what the unit says, ``fault`` what the centre did wrong (duty_unknown, unchecked, misrecorded or "").
    """

    no: int = 0
    platform: int = 0
    unit: int = 0
    dispatch: int = 0
    ground: str = ""
    fault: str = ""
    state: str = ""
    asked_at: datetime | None = None
    decided_at: datetime | None = None
    times: int = 0


@dataclass(slots=True)
class CallRow:
    """One telephone call. ``returned_at``: the first call back; ``reached_at``: the one that reached the caller.

    ``hour``: of the day at which it came, in Shanghai, 0 to 23.
    """

    call_id: int
    last_no: int = 0
    platform: int = 0
    queue: str = ""
    hour: int = 0
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
        Fact("order", "工单", "fact_order", OrderRow, ("order_id", "platform")),
        Fact("dispatch", "派单", "fact_dispatch", DispatchRow, ("order_id", "no")),
        Fact("visit", "回访", "fact_visit", VisitRow, ("order_id", "platform", "no")),
        Fact("supervision", "督办", "fact_supervision", SupervisionRow, ("order_id", "no")),
        Fact("return", "退单", "fact_return", ReturnRow, ("order_id", "no")),
        Fact("call", "来电", "fact_call", CallRow, ("call_id",)),
        Fact("session", "领导接听", "fact_session", SessionRow, ("session_id",)),
        Fact("check", "检查", "fact_check", CheckRow, ("check_id",)),
        Fact("record", "记事", "fact_record", RecordRow, ("record_id",)),
        Fact("given", "往期数", "fact_given", GivenRow, ("given_id",)),
    )
}
