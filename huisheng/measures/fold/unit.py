"""What happens to a dispatch: sending, handling, returning, missing, exempting; and how an order is judged by it."""

from datetime import datetime, timedelta

from huisheng.kernel.clock import local_day
from huisheng.ledger.vocabulary import dispatches, handling, supervision
from huisheng.measures.fold.state import OrderFacts, dues, on
from huisheng.measures.rows import DispatchRow, OrderRow, ReturnRow
from huisheng.rulebook import implements

_MINUTE = timedelta(minutes=1)

_MISSED = {
    "sign_in": "sign_missed_at",
    "contact": "contact_missed_at",
    "arrive": "arrive_missed_at",
    "reply": "reply_missed_at",
}

# dispatches


@on(dispatches.Dispatched)
def _dispatched(facts: OrderFacts, body: dispatches.Dispatched, at: datetime) -> None:
    due = dues(body.clocks)
    parent = None if body.parent is None else facts.dispatches[body.parent]
    if parent is not None and parent.unit not in facts.below:
        _arrives(facts, parent)
    # a dispatch passed on is the business of the platform that passed it on
    platform = facts.order.platform if parent is None else parent.unit
    row = DispatchRow(
        **facts.traits(),
        no=body.d,
        platform=platform,
        unit=body.unit,
        part=body.role,
        parent=body.parent,
        cause=body.cause,
        redo_of=body.redo_of,
        redo=body.cause == "redo" or (parent is not None and parent.redo and _had(facts, platform, body.unit)),
        sent_at=at,
        sign_due_at=due.get("sign_in"),
        contact_due_at=due.get("contact"),
        arrive_due_at=due.get("arrive"),
        first_due_at=due.get("reply"),
        reply_due_at=due.get("reply"),
    )
    facts.dispatches[body.d] = row
    facts.touch(row)
    if body.to_platform:
        _arrives(facts, row)
    if body.role != "main":
        return
    held = facts.held_by(platform)
    if held.first_dispatched_at is None:
        held.first_dispatched_at, held.first_unit = at, body.unit
        if held.level:
            held.handed_on_at = at
    if not row.redo:  # a redo goes to the unit that kept the matter, which stays judged on its first handling
        held.main_unit, held.main_no = body.unit, body.d
        _judge(facts, row)


def _had(facts: OrderFacts, platform: int, unit: int) -> bool:
    """Whether the unit has or had the matter from that platform, and neither returned it nor had it taken away."""
    return any(
        row.unit == unit and row.platform == platform and row.returned_at is None and row.withdrawn_at is None
        for row in facts.dispatches.values()
    )


def _arrives(facts: OrderFacts, row: DispatchRow) -> None:
    """The dispatch brings the matter to a platform below, which from now on has it as its own too."""
    held, order = facts.below.get(row.unit), facts.order
    if held is None:
        held = facts.below[row.unit] = OrderRow(
            **facts.traits(),
            platform=row.unit,
            level=facts.held_by(row.platform).level + 1,
            number=order.number,
            call=order.call,
            about_unit=order.about_unit,
            category_version=order.category_version,
            links=order.links,
            accepted_at=row.sent_at,
            citizen_due_at=order.citizen_due_at,
            citizen_missed_at=order.citizen_missed_at,
        )
    held.left_at = None
    if not row.redo:
        held.part, held.above_no = row.part, row.no
        _judge(facts, row)
    facts.touch(held)


def _leaves(facts: OrderFacts, row: DispatchRow, at: datetime) -> None:
    """Given back or taken away: for the platform it is over, as if nothing had been passed on."""
    held = facts.below.get(row.unit)
    if held is None or held.above_no != row.no:
        return
    nothing = OrderRow(0)
    for name in _OWN:
        setattr(held, name, getattr(nothing, name))
    held.left_at = at
    facts.touch(held)


# what a platform's own dispatch of the matter says of it
_OWN = (
    *("answered_at", "handed_on_at", "first_dispatched_at", "first_unit", "main_unit", "main_no", "main_sent_at"),
    *("first_due_at", "due_at", "first_replied_at", "replied_at", "on_time", "overdue", "same_day"),
    *("exemption", "exemption_ground"),
)


_TAKEN = tuple(name for name in _OWN if name not in ("answered_at", "handed_on_at"))


@implements("domain#art-60")
def let_go(facts: OrderFacts) -> None:
    """The citizen has called the matter off before its unit had replied: it counts for no unit, on time or late."""
    if facts.order.replied_at is None:
        nothing = OrderRow(0)
        facts.say(**{name: getattr(nothing, name) for name in _TAKEN})


@implements("dongchangfu-2024-02#art-10")
def _judge(facts: OrderFacts, row: DispatchRow) -> None:
    """Settle the dispatch's own verdict, and copy it to where the matter is judged on it: above, and below."""
    row.overdue = row.replied_late or row.reply_missed_at is not None
    row.on_time = row.replied_at is not None and not row.overdue
    held = facts.below.get(row.platform, facts.order)
    if row.no == held.main_no:
        facts.touch(held)
        held.main_sent_at, held.first_due_at, held.due_at = row.sent_at, row.first_due_at, row.reply_due_at
        held.first_replied_at, held.replied_at = row.first_replied_at, row.replied_at
        held.on_time, held.overdue = row.on_time, row.overdue
        held.exemption, held.exemption_ground = row.exemption, row.exemption_ground
        held.same_day = _same_day(held)
    lower = facts.below.get(row.unit)
    if lower is not None and row.no == lower.above_no:
        facts.touch(lower)
        lower.above_sent_at, lower.above_signed_on_time = row.sent_at, row.signed_on_time
        lower.above_due_at, lower.above_replied_at = row.reply_due_at, row.replied_at
        lower.above_on_time, lower.above_overdue = row.on_time, row.overdue
        if lower.main_no is None:  # nobody below has it: the platform answers itself
            lower.answered_at = row.replied_at
            lower.same_day = _same_day(lower)


def _same_day(held: OrderRow) -> bool:
    done = held.answered_at or held.replied_at
    return done is not None and held.accepted_at is not None and local_day(done) == local_day(held.accepted_at)


def _lapse(facts: OrderFacts, d: int, at: datetime) -> None:
    """An undecided return comes to nothing when its dispatch is replied to or is over."""
    for row in facts.returns.values():
        if row.dispatch == d and row.state == "asked":
            row.state, row.decided_at = "lapsed", at
            facts.touch(row)


@on(dispatches.Withdrawn)
def _withdrawn(facts: OrderFacts, body: dispatches.Withdrawn, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.withdrawn_at = at
    _leaves(facts, row, at)
    _lapse(facts, body.d, at)


@on(dispatches.ReturnAsked)
def _return_asked(facts: OrderFacts, body: dispatches.ReturnAsked, at: datetime) -> None:
    row = ReturnRow(
        **facts.traits(),
        no=body.r,
        platform=facts.dispatches[body.d].platform,
        unit=body.unit,
        dispatch=body.d,
        ground=body.ground,
        state="asked",
        asked_at=at,
    )
    facts.returns[body.r] = row
    facts.touch(row)


@on(dispatches.ReturnGranted)
def _return_granted(facts: OrderFacts, body: dispatches.ReturnGranted, at: datetime) -> None:
    row = facts.returns[body.r]
    held = facts.held_by(row.platform)
    held.returns += 1
    row.state, row.decided_at, row.times, row.fault = "granted", at, held.returns, body.fault
    facts.touch(row)
    sent = facts.dispatch(body.d)
    sent.returned_at = at
    _leaves(facts, sent, at)
    if held.first_returned_at is None:
        held.first_returned_at, held.first_return_unit = at, body.unit


@on(dispatches.ReturnRefused)
def _return_refused(facts: OrderFacts, body: dispatches.ReturnRefused, at: datetime) -> None:
    row = facts.returns[body.r]
    row.state, row.decided_at = "refused", at
    facts.touch(row)


# handling


@on(handling.SignedIn)
def _signed_in(facts: OrderFacts, body: handling.SignedIn, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.signed_at = at
    row.signed_on_time = row.sign_due_at is None or at <= row.sign_due_at
    _judge(facts, row)


@on(handling.Contacted)
def _contacted(facts: OrderFacts, body: handling.Contacted, at: datetime) -> None:
    row = facts.dispatch(body.d)
    if body.outcome == "reached" and row.contacted_at is None:
        row.contacted_at = at


@on(handling.Arrived)
def _arrived(facts: OrderFacts, body: handling.Arrived, at: datetime) -> None:
    row = facts.dispatch(body.d)
    if row.arrived_at is None:
        row.arrived_at = at
        row.arrived_in_time = row.arrive_due_at is not None and at <= row.arrive_due_at
    _met(row, body.meeting)


@on(handling.StayedAway)
def _stayed_away(facts: OrderFacts, body: handling.StayedAway, at: datetime) -> None:
    _met(facts.dispatch(body.d), body.meeting)


def _met(row: DispatchRow, meeting: str) -> None:
    """The last word counts, except that who has met has met."""
    if meeting and row.meeting != "met":
        row.meeting = meeting


@on(handling.ExtensionGranted)
def _extension_granted(facts: OrderFacts, body: handling.ExtensionGranted, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.extension_days += body.days
    row.reply_due_at = dues(body.clocks).get("reply", row.reply_due_at)
    # asked in time and granted after the due time: the new due time is in force, and it hasn't passed
    row.reply_missed_at = None
    _judge(facts, row)


@on(handling.Replied)
@implements("dongchangfu-2024-02#art-8")
def _replied(facts: OrderFacts, body: handling.Replied, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.first_replied_at = row.first_replied_at or at
    row.replied_at, row.says_solved = at, body.solved
    row.minutes = None if row.sent_at is None else (at - row.sent_at) // _MINUTE
    # a late reply stops its clock, so the sweep may never have noted the miss
    row.replied_late = row.replied_late or (row.reply_due_at is not None and at > row.reply_due_at)
    _judge(facts, row)
    _lapse(facts, body.d, at)


@on(handling.ReplyAccepted)
def _reply_accepted(facts: OrderFacts, body: handling.ReplyAccepted, at: datetime) -> None:
    facts.dispatch(body.d).accepted_at = at


@on(handling.SentBack)
def _sent_back(facts: OrderFacts, body: handling.SentBack, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.sent_backs += 1
    row.replied_at, row.says_solved, row.minutes = None, None, None
    row.reply_due_at = dues(body.clocks).get("reply", row.reply_due_at)
    _judge(facts, row)


@on(handling.Concluded)
def _concluded(facts: OrderFacts, body: handling.Concluded, at: datetime) -> None:
    facts.say(concluded_at=facts.order.concluded_at or at)


@on(handling.DeadlineMissed)
def _deadline_missed(facts: OrderFacts, body: handling.DeadlineMissed, at: datetime) -> None:
    if body.clock == "citizen":
        facts.say(citizen_missed_at=at)
    elif body.clock == "supervision":
        pressed = facts.supervisions[body.subject]
        pressed.missed_at = at
        facts.touch(pressed)
    else:
        row = facts.dispatch(body.subject)
        setattr(row, _MISSED[body.clock], at)
        _judge(facts, row)


# what doesn't count


def _exempt(facts: OrderFacts, d: int, state: str, ground: str) -> None:
    row = facts.dispatch(d)
    row.exemption, row.exemption_ground = state, ground
    _judge(facts, row)
    for visit in facts.visits.values():
        if visit.platform == row.platform and visit.unit == row.unit:
            visit.exempt = state == "granted"
            facts.touch(visit)


@on(supervision.ExemptionAsked)
def _exemption_asked(facts: OrderFacts, body: supervision.ExemptionAsked, at: datetime) -> None:
    _exempt(facts, body.d, "asked", body.ground)


@on(supervision.ExemptionGranted)
def _exemption_granted(facts: OrderFacts, body: supervision.ExemptionGranted, at: datetime) -> None:
    _exempt(facts, body.d, "granted", body.ground)


@on(supervision.ExemptionRefused)
def _exemption_refused(facts: OrderFacts, body: supervision.ExemptionRefused, at: datetime) -> None:
    _exempt(facts, body.d, "refused", body.ground)
