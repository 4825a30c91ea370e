"""What the centre does: intake, visits, supervision."""

from collections.abc import Iterator
from datetime import datetime

from huisheng.kernel.clock import local_day
from huisheng.ledger.vocabulary import citizen, intake, supervision, visits
from huisheng.measures.fold.state import OrderFacts, dues, on
from huisheng.measures.fold.unit import let_go
from huisheng.measures.rows import OrderRow, SupervisionRow, VisitRow
from huisheng.rulebook import implements

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
    code = body.category
    # two digits a level
    facts.tell_all(kind=body.kind_of_matter, category=code, topic=code[:2], subtopic=code[:4], region=body.region)
    due = dues(body.clocks).get("citizen", facts.order.citizen_due_at)
    facts.say(category_version=body.category_version, citizen_due_at=due)


@on(intake.Marked)
def _marked(facts: OrderFacts, body: intake.Marked, at: datetime) -> None:
    facts.tell_all(**{body.mark: body.on})
    facts.say(citizen_due_at=dues(body.clocks).get("citizen", facts.order.citizen_due_at))


@on(intake.HandedOn)
def _handed_on(facts: OrderFacts, body: intake.HandedOn, at: datetime) -> None:
    facts.order.handed_on_at = at


@on(intake.Answered)
def _answered(facts: OrderFacts, body: intake.Answered, at: datetime) -> None:
    facts.order.answered_at = at
    facts.order.same_day = local_day(at) == local_day(facts.order.accepted_at or at)


@on(intake.Refused)
def _refused(facts: OrderFacts, body: intake.Refused, at: datetime) -> None:
    facts.order.refused_at, facts.order.refused_reason = at, body.reason


@on(intake.Linked)
def _linked(facts: OrderFacts, body: intake.Linked, at: datetime) -> None:
    facts.say(links=facts.order.links + 1)


@on(intake.Unlinked)
def _unlinked(facts: OrderFacts, body: intake.Unlinked, at: datetime) -> None:
    facts.say(links=facts.order.links - 1)


@on(intake.Archived)
def _archived(facts: OrderFacts, body: intake.Archived, at: datetime) -> None:
    facts.say(archived_at=at)


# visits


@on(visits.Visited)
def _visited(facts: OrderFacts, body: visits.Visited, at: datetime) -> None:
    grade = body.grade or ""
    effective = body.outcome == "reached" and grade != ""
    for held, unit in _answering(facts, body.unit):
        row = VisitRow(
            **facts.traits(),
            platform=held.platform,
            no=body.v,
            unit=unit,
            round=body.round,
            outcome=body.outcome,
            effective=effective,
            solved=body.solved or "",
            grade=grade,
            process=body.process or "",
            contacted=body.contacted,
            exempt=held.exemption == "granted",
            via=body.via,
            at=at,
        )
        facts.visits[held.platform, body.v] = row
        facts.touch(row)
        facts.touch(held)
        held.visits += 1
        if body.round == "regular" and (row.solved or row.grade):
            held.visited_at, held.solved, held.grade = at, row.solved or held.solved, row.grade or held.grade
            held.process = row.process or held.process
    if not effective:
        return
    for pressed in facts.supervisions.values():
        if pressed.answered_at is not None and not pressed.grade_after:
            pressed.grade_after, pressed.visited_after_at = grade, at
            facts.touch(pressed)


def _answering(facts: OrderFacts, unit: int | None) -> Iterator[tuple[OrderRow, int | None]]:
    """The matter as each platform holds that answers for it, with the unit that answers to it, from the top."""
    held = facts.order
    yield held, unit
    while (lower := facts.below.get(unit or 0)) is not None and lower.left_at is None:
        held, unit = lower, lower.main_unit
        yield held, unit


@on(visits.Redone)
@implements("dongchangfu-2024-02#art-9")
def _redone(facts: OrderFacts, body: visits.Redone, at: datetime) -> None:
    order = facts.order
    facts.say(closed_at=None, closed_reason="", citizen_due_at=dues(body.clocks).get("citizen", order.citizen_due_at))
    for held, _ in _answering(facts, body.unit):
        told = facts.dispatch(held.main_no) if held.main_no else None
        if held is order:
            held.redos += 1
            if told is not None:
                told.redos += 1
        else:  # the platform above says so: 市重办 to a district, and to the unit of the district that handled it
            held.redos_above += 1
            if told is not None:
                told.redos_above += 1


@on(visits.Closed)
def _closed(facts: OrderFacts, body: visits.Closed, at: datetime) -> None:
    facts.say(closed_at=at, closed_reason=body.reason)
    if body.reason == "withdrawn":
        let_go(facts)


@on(citizen.AskedAgain)
def _asked_again(facts: OrderFacts, body: citizen.AskedAgain, at: datetime) -> None:
    """Open again: no longer closed, nor answered on the spot."""
    order = facts.order
    facts.say(closed_at=None, closed_reason="", citizen_due_at=dues(body.clocks).get("citizen", order.citizen_due_at))
    if order.answered_at is not None:
        order.answered_at, order.same_day = None, False
    if body.next == "awaiting_dispatch":
        order.handed_on_at = order.handed_on_at or at


# what presses


@on(supervision.Reminded)
def _reminded(facts: OrderFacts, body: supervision.Reminded, at: datetime) -> None:
    row = facts.dispatch(body.d)
    row.reminders += 1
    facts.held_by(row.platform).reminders += 1


@on(supervision.Supervised)
def _supervised(facts: OrderFacts, body: supervision.Supervised, at: datetime) -> None:
    held = facts.sender_to(body.unit)
    row = SupervisionRow(
        **facts.traits(),
        no=body.s,
        platform=held.platform,
        unit=body.unit,
        form=body.form,
        cause=body.cause,
        at=at,
        due_at=dues(body.clocks).get("supervision"),
    )
    facts.supervisions[body.s] = row
    facts.touch(row)
    held.supervisions += 1


@on(supervision.SupervisionAnswered)
def _supervision_answered(facts: OrderFacts, body: supervision.SupervisionAnswered, at: datetime) -> None:
    row = facts.supervisions[body.s]
    row.answered_at = at
    facts.touch(row)


@on(supervision.Instructed)
def _instructed(facts: OrderFacts, body: supervision.Instructed, at: datetime) -> None:
    facts.order.instructions += 1
