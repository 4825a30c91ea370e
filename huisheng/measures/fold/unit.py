"""What happens to a dispatch: sending, handling, returning, missing, exempting; and how an order is judged by it."""

from datetime import datetime

from huisheng.ledger.vocabulary import dispatches, handling, supervision
from huisheng.measures.fold.state import OrderFacts, dues, on
from huisheng.measures.rows import DispatchRow, ReturnRow

_MISSED = {
    "sign_in": "sign_missed_at",
    "contact": "contact_missed_at",
    "arrive": "arrive_missed_at",
    "reply": "reply_missed_at",
}

# dispatches


@on(dispatches.Dispatched)
def _dispatched(facts: OrderFacts, body: dispatches.Dispatched, at: datetime) -> None:
    order, due = facts.order, dues(body.clocks)
    row = DispatchRow(
        order_id=order.order_id,
        no=body.d,
        # a dispatch passed on is the business of the platform that passed it on
        platform=order.platform if body.parent is None else facts.dispatches[body.parent].unit,
        unit=body.unit,
        part=body.role,
        parent=body.parent,
        cause=body.cause,
        redo_of=body.redo_of,
        sent_at=at,
        sign_due_at=due.get("sign_in"),
        contact_due_at=due.get("contact"),
        arrive_due_at=due.get("arrive"),
        first_due_at=due.get("reply"),
        reply_due_at=due.get("reply"),
    )
    facts.dispatches[body.d] = row
    facts.touch(row)
    if body.parent is not None or body.role != "main":
        return
    if order.first_dispatched_at is None:
        order.first_dispatched_at, order.first_unit = at, body.unit
    if body.cause != "redo":  # a redo goes to the unit that kept the matter, which stays judged on its first handling
        order.main_unit, order.main_no = body.unit, body.d
        _judge(facts, row)


def _judge(facts: OrderFacts, row: DispatchRow) -> None:
    """Settle the dispatch's own verdict, and copy it to the order if the order is judged on it."""
    row.overdue = row.replied_late or row.reply_missed_at is not None
    row.on_time = row.replied_at is not None and not row.overdue
    order = facts.order
    if row.no == order.main_no:
        order.main_sent_at, order.first_due_at, order.due_at = row.sent_at, row.first_due_at, row.reply_due_at
        order.first_replied_at, order.replied_at = row.first_replied_at, row.replied_at
        order.on_time, order.overdue = row.on_time, row.overdue
        order.exemption, order.exemption_ground = row.exemption, row.exemption_ground


def _lapse(facts: OrderFacts, d: int, at: datetime) -> None:
    """An undecided return comes to nothing when its dispatch is replied to or is over."""
    for row in facts.returns.values():
        if row.dispatch == d and row.state == "asked":
            row.state, row.decided_at = "lapsed", at
            facts.touch(row)


@on(dispatches.Withdrawn)
def _withdrawn(facts: OrderFacts, body: dispatches.Withdrawn, at: datetime) -> None:
    facts.dispatch(body.d).withdrawn_at = at
    _lapse(facts, body.d, at)


@on(dispatches.ReturnAsked)
def _return_asked(facts: OrderFacts, body: dispatches.ReturnAsked, at: datetime) -> None:
    row = ReturnRow(
        order_id=facts.order.order_id,
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
    row, order = facts.returns[body.r], facts.order
    row.state, row.decided_at, row.times = "granted", at, body.times
    facts.touch(row)
    facts.dispatch(body.d).returned_at = at
    order.returns = body.times
    if order.first_returned_at is None:
        order.first_returned_at, order.first_return_unit = at, body.unit


@on(dispatches.ReturnRefused)
def _return_refused(facts: OrderFacts, body: dispatches.ReturnRefused, at: datetime) -> None:
    row = facts.returns[body.r]
    row.state, row.decided_at = "refused", at
    facts.touch(row)


# handling


@on(handling.SignedIn)
def _signed_in(facts: OrderFacts, body: handling.SignedIn, at: datetime) -> None:
    facts.dispatch(body.d).signed_at = at


@on(handling.Contacted)
def _contacted(facts: OrderFacts, body: handling.Contacted, at: datetime) -> None:
    row = facts.dispatch(body.d)
    if body.outcome == "reached" and row.contacted_at is None:
        row.contacted_at = at


@on(handling.Arrived)
def _arrived(facts: OrderFacts, body: handling.Arrived, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.arrived_at = row.arrived_at or at


@on(handling.ExtensionGranted)
def _extension_granted(facts: OrderFacts, body: handling.ExtensionGranted, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.extension_days += body.days
    row.reply_due_at = dues(body.clocks).get("reply", row.reply_due_at)
    # asked in time and granted after the due time: the new due time is in force, and it hasn't passed
    row.reply_missed_at = None
    _judge(facts, row)


@on(handling.Replied)
def _replied(facts: OrderFacts, body: handling.Replied, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.first_replied_at = row.first_replied_at or at
    row.replied_at, row.says_solved = at, body.solved
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
    row.replied_at, row.says_solved = None, None
    row.reply_due_at = dues(body.clocks).get("reply", row.reply_due_at)
    _judge(facts, row)


@on(handling.Concluded)
def _concluded(facts: OrderFacts, body: handling.Concluded, at: datetime) -> None:
    facts.order.concluded_at = facts.order.concluded_at or at


@on(handling.DeadlineMissed)
def _deadline_missed(facts: OrderFacts, body: handling.DeadlineMissed, at: datetime) -> None:
    if body.clock == "citizen":
        facts.order.citizen_missed_at = at
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


@on(supervision.ExemptionAsked)
def _exemption_asked(facts: OrderFacts, body: supervision.ExemptionAsked, at: datetime) -> None:
    _exempt(facts, body.d, "asked", body.ground)


@on(supervision.ExemptionGranted)
def _exemption_granted(facts: OrderFacts, body: supervision.ExemptionGranted, at: datetime) -> None:
    _exempt(facts, body.d, "granted", body.ground)


@on(supervision.ExemptionRefused)
def _exemption_refused(facts: OrderFacts, body: supervision.ExemptionRefused, at: datetime) -> None:
    _exempt(facts, body.d, "refused", body.ground)
