"""What the centre does: intake, visits, supervision."""

from datetime import datetime

from huisheng.ledger.vocabulary import intake, supervision, visits
from huisheng.measures.fold.state import OrderFacts, dues, on
from huisheng.measures.rows import SupervisionRow, VisitRow

# intake


@on(intake.Accepted)
def _accepted(facts: OrderFacts, body: intake.Accepted, at: datetime) -> None:
    row = facts.order
    row.accepted_at, row.number, row.platform = at, body.number, body.platform
    row.channel, row.source, row.call, row.about_unit = body.channel, body.source, body.call, body.about_unit
    for mark in body.marks:
        setattr(row, mark, True)


@on(intake.Classified)
def _classified(facts: OrderFacts, body: intake.Classified, at: datetime) -> None:
    row = facts.order
    row.kind, row.category, row.region = body.kind_of_matter, body.category, body.region
    row.category_version, row.topic = body.category_version, body.category[:2]  # two digits a level
    row.citizen_due_at = dues(body.clocks).get("citizen", row.citizen_due_at)


@on(intake.Marked)
def _marked(facts: OrderFacts, body: intake.Marked, at: datetime) -> None:
    setattr(facts.order, body.mark, body.on)
    facts.order.citizen_due_at = dues(body.clocks).get("citizen", facts.order.citizen_due_at)


@on(intake.HandedOn)
def _handed_on(facts: OrderFacts, body: intake.HandedOn, at: datetime) -> None:
    facts.order.handed_on_at = at


@on(intake.Answered)
def _answered(facts: OrderFacts, body: intake.Answered, at: datetime) -> None:
    facts.order.answered_at = at


@on(intake.Refused)
def _refused(facts: OrderFacts, body: intake.Refused, at: datetime) -> None:
    facts.order.refused_at, facts.order.refused_reason = at, body.reason


@on(intake.Linked)
def _linked(facts: OrderFacts, body: intake.Linked, at: datetime) -> None:
    facts.order.links += 1


@on(intake.Unlinked)
def _unlinked(facts: OrderFacts, body: intake.Unlinked, at: datetime) -> None:
    facts.order.links -= 1


@on(intake.Archived)
def _archived(facts: OrderFacts, body: intake.Archived, at: datetime) -> None:
    facts.order.archived_at = at


# visits


@on(visits.Visited)
def _visited(facts: OrderFacts, body: visits.Visited, at: datetime) -> None:
    grade, order = body.grade or "", facts.order
    row = VisitRow(
        order_id=order.order_id,
        no=body.v,
        platform=order.platform,
        unit=body.unit,
        round=body.round,
        outcome=body.outcome,
        effective=body.outcome == "reached" and grade != "",
        solved=body.solved,
        grade=grade,
        contacted=body.contacted,
        at=at,
    )
    facts.visits[body.v] = row
    facts.touch(row)
    if not row.effective:
        return
    for pressed in facts.supervisions.values():
        if pressed.answered_at is not None and not pressed.grade_after:
            pressed.grade_after, pressed.visited_after_at = grade, at
            facts.touch(pressed)


@on(visits.Redone)
def _redone(facts: OrderFacts, body: visits.Redone, at: datetime) -> None:
    row = facts.order
    row.redos += 1
    row.closed_at, row.closed_reason = None, ""
    row.citizen_due_at = dues(body.clocks).get("citizen", row.citizen_due_at)


@on(visits.Closed)
def _closed(facts: OrderFacts, body: visits.Closed, at: datetime) -> None:
    facts.order.closed_at, facts.order.closed_reason = at, body.reason


# what presses


@on(supervision.Reminded)
def _reminded(facts: OrderFacts, body: supervision.Reminded, at: datetime) -> None:
    facts.order.reminders += 1
    facts.dispatch(body.d).reminders += 1


@on(supervision.Supervised)
def _supervised(facts: OrderFacts, body: supervision.Supervised, at: datetime) -> None:
    order = facts.order
    row = SupervisionRow(
        order_id=order.order_id,
        no=body.s,
        platform=order.platform,
        unit=body.unit,
        form=body.form,
        cause=body.cause,
        at=at,
        due_at=dues(body.clocks).get("supervision"),
    )
    facts.supervisions[body.s] = row
    facts.touch(row)
    order.supervisions += 1


@on(supervision.SupervisionAnswered)
def _supervision_answered(facts: OrderFacts, body: supervision.SupervisionAnswered, at: datetime) -> None:
    row = facts.supervisions[body.s]
    row.answered_at = at
    facts.touch(row)


@on(supervision.Instructed)
def _instructed(facts: OrderFacts, body: supervision.Instructed, at: datetime) -> None:
    facts.order.instructions += 1
