"""What each act does to the facts, told as small stories."""

from dataclasses import asdict
from typing import Any

import pytest

from huisheng.ledger.vocabulary import (
    KINDS,
    ClockStart,
    calls,
    citizen,
    dispatches,
    handling,
    intake,
    supervision,
    visits,
)
from huisheng.measures.fold import UNCOUNTED, CallFacts, Gap, OrderFacts, fold_call, fold_order
from huisheng.measures.fold.happenings import HAPPENING_ACTS
from huisheng.measures.fold.state import CALL_ACTS, ORDER_ACTS
from huisheng.measures.rows import CallRow, DispatchRow, OrderRow, ReturnRow, SupervisionRow, VisitRow
from huisheng.measures.tests.stories import PLATFORM, Story, at

A, B, C = 10, 11, 12
TRAITS: dict[str, Any] = {
    "order_id": 1,
    "channel": "phone",
    "source": "test",
    "kind": "complaint",
    "category": "010203",
    "topic": "01",
    "subtopic": "0102",
    "region": "yuhu",
}


def facts_of(story: Story) -> OrderFacts:
    facts = None
    for entry in story.entries:
        facts = fold_order(facts, entry)
    assert facts is not None
    return facts


def call_of(story: Story) -> CallRow:
    facts = None
    for entry in story.entries:
        facts = fold_call(facts, entry)
    assert facts is not None
    return facts.call


def taken(key: int = 1) -> Story:
    return Story(key).accept(at(1)).say(intake.HandedOn(), at(1, 2))


def test_every_kind_of_entry_is_folded_or_named_as_uncounted() -> None:
    assert set(KINDS.values()) == {*ORDER_ACTS, *CALL_ACTS, *HAPPENING_ACTS, *UNCOUNTED}


def test_a_matter_is_accepted_classified_and_marked() -> None:
    story = Story(7).accept(at(1), marks=("urgent", "enterprise"), about_unit=C, channel="wechat")
    story.say(intake.Classified("help", "0304", "base-2", "yuetang"))
    story.say(intake.Marked("urgent", False)).say(intake.Linked(3, "XT-3")).say(intake.Linked(4, "XT-4"))
    story.say(intake.Unlinked(3, "XT-3"))
    assert facts_of(story).order == OrderRow(
        order_id=7, last_no=7, platform=PLATFORM, number="XT-0000007", channel="wechat", source="test", about_unit=C,
        kind="help", category="0304", category_version="base-2", topic="03", subtopic="0304", region="yuetang",
        enterprise=True,
        links=1, accepted_at=at(1), citizen_due_at=at(31),
    )  # fmt: skip


def test_a_mark_can_move_the_citizens_clock() -> None:
    story = Story(1).accept().say(intake.Marked("urgent", True, "", (ClockStart("citizen", at(2), "", ""),)))
    assert (facts_of(story).order.urgent, facts_of(story).order.citizen_due_at) == (True, at(2))


def test_answered_on_the_spot_and_archived() -> None:
    order = facts_of(Story(1).accept().say(intake.Answered(""), at(1, 3)).say(intake.Archived(), at(9))).order
    assert (order.answered_at, order.archived_at, order.first_dispatched_at) == (at(1, 3), at(9), None)


def test_refused() -> None:
    order = facts_of(Story(1).accept().say(intake.Refused("in_court", ""), at(1, 3))).order
    assert (order.refused_at, order.refused_reason) == (at(1, 3), "in_court")


def test_sent_signed_contacted_and_replied_in_time() -> None:
    story = taken().send(A, at(1, 3), due=at(6)).sign(at(2))
    story.say(handling.Contacted(1, A, "unreached", ""), at(3)).say(handling.Contacted(1, A, "reached", ""), at(4))
    story.say(handling.Contacted(1, A, "reached", "")).say(handling.Arrived(1, A, ""), at(5))
    story.say(handling.Arrived(1, A, ""), at(5, 2)).reply(at(6)).conclude(at(7))
    facts = facts_of(story)
    assert facts.dispatches[1] == DispatchRow(
        **TRAITS, no=1, platform=PLATFORM, unit=A, part="main", cause="first", sent_at=at(1, 3), signed_at=at(2),
        signed_on_time=True, contacted_at=at(4), arrived_at=at(5), first_due_at=at(6), reply_due_at=at(6),
        first_replied_at=at(6), replied_at=at(6), minutes=4 * 1440 + 22 * 60, says_solved=True, accepted_at=at(7),
        on_time=True,
    )  # fmt: skip
    order = facts.order
    assert (order.handed_on_at, order.first_dispatched_at, order.main_unit) == (at(1, 2), at(1, 3), A)
    assert (order.on_time, order.overdue, order.due_at, order.replied_at) == (True, False, at(6), at(6))
    assert order.concluded_at == at(7, 1, 1)


def test_a_late_reply_is_overdue_though_no_sweep_noted_the_miss() -> None:
    order = facts_of(taken().send(A, due=at(6)).sign().reply(at(6, 1, 1))).order
    assert (order.on_time, order.overdue) == (False, True)


def test_a_missed_deadline_is_overdue_before_any_reply() -> None:
    facts = facts_of(taken().send(A, due=at(6)).miss("reply", at(6)))
    assert facts.dispatches[1].reply_missed_at == at(6)
    assert (facts.order.on_time, facts.order.overdue) == (False, True)


def test_without_a_limit_a_reply_is_in_time() -> None:
    assert facts_of(taken().send(A).sign().reply(at(30))).order.on_time


def test_an_extension_moves_the_due_time() -> None:
    facts = facts_of(taken().send(A, due=at(6)).sign().extend(at(11), at(5)).reply(at(10)))
    row = facts.dispatches[1]
    assert (row.first_due_at, row.reply_due_at, row.extension_days, row.on_time) == (at(6), at(11), 3, True)
    assert (facts.order.first_due_at, facts.order.due_at, facts.order.on_time) == (at(6), at(11), True)


def test_an_extension_granted_after_the_due_time_takes_the_miss_back() -> None:
    story = taken().send(A, due=at(6)).sign().miss("reply", at(6)).extend(at(11), at(7))
    assert not facts_of(story).order.overdue
    assert facts_of(story.reply(at(10))).order.on_time
    assert facts_of(taken().send(A, due=at(6)).sign().extend(at(11), at(5)).reply(at(12))).order.overdue


def test_a_reply_sent_back_does_not_stand() -> None:
    story = taken().send(A, due=at(6)).sign().reply(at(5))
    story.say(handling.SentBack(1, A, "", (ClockStart("reply", at(8), "", ""),)), at(5, 2))
    row = facts_of(story).dispatches[1]
    assert (row.sent_backs, row.first_replied_at, row.replied_at, row.says_solved) == (1, at(5), None, None)
    assert (row.on_time, row.overdue, row.reply_due_at) == (False, False, at(8))
    assert facts_of(story.reply(at(7))).order.on_time


def test_a_late_first_reply_stays_late_however_quick_the_second() -> None:
    story = taken().send(A, due=at(6)).sign().reply(at(7)).say(handling.SentBack(1, A, "", ()), at(7, 2))
    assert facts_of(story.reply(at(7, 3))).order.overdue


def test_a_returned_matter_is_judged_on_the_unit_that_kept_it() -> None:
    story = taken().send(A, due=at(6)).sign().miss("reply", at(6)).give_back(at(7))
    story.send(B, at(8), due=at(13), cause="returned").sign().give_back(at(9))
    story.send(C, at(10), due=at(15), cause="returned").sign().reply(at(12))
    facts = facts_of(story)
    order = facts.order
    assert (order.first_unit, order.main_unit, order.main_no, order.on_time, order.overdue) == (A, C, 3, True, False)
    assert (order.first_dispatched_at, order.main_sent_at) == (at(1, 2, 1), at(10))
    assert (order.returns, order.first_return_unit, order.first_returned_at) == (2, A, at(7, 1, 1))
    assert facts.dispatches[1].overdue
    assert facts.dispatches[2].returned_at == at(9, 1, 1)
    assert facts.returns[2] == ReturnRow(
        **TRAITS, no=2, platform=PLATFORM, unit=B, dispatch=2, ground="not_my_duty", state="granted",
        asked_at=at(9), decided_at=at(9, 1, 1), times=2,
    )  # fmt: skip


def test_a_redo_does_not_change_the_verdict() -> None:
    story = taken().send(A, due=at(6)).sign().reply(at(4)).conclude().visit("unsatisfied", at(8))
    story.redo(at(9), due=at(14)).sign().reply(at(20)).conclude(at(21))
    facts = facts_of(story)
    assert (facts.order.main_no, facts.order.on_time, facts.order.redos) == (1, True, 1)
    assert (facts.dispatches[2].cause, facts.dispatches[2].redo_of, facts.dispatches[2].overdue) == ("redo", 1, True)
    assert facts.order.concluded_at == at(4, 1, 2)


def test_a_redo_of_a_closed_matter_opens_it_again() -> None:
    story = taken().send(A).sign().reply().conclude().say(visits.Closed("satisfied"), at(5))
    assert (facts_of(story).order.closed_at, facts_of(story).order.closed_reason) == (at(5), "satisfied")
    order = facts_of(story.redo(at(6))).order
    assert (order.closed_at, order.closed_reason) == (None, "")


def test_a_co_handler_and_a_unit_below_do_not_answer_for_the_matter() -> None:
    story = taken().send(A, due=at(6)).send(B, part="co", due=at(3)).sign(d=1)
    story.send(C, parent=1, cause="passed_on", due=at(2)).miss("reply", at(2), 3).miss("reply", at(3), 2)
    facts = facts_of(story)
    assert (facts.order.main_unit, facts.order.main_no, facts.order.overdue) == (A, 1, False)
    assert [facts.dispatches[d].platform for d in (1, 2, 3)] == [PLATFORM, PLATFORM, A]
    assert facts.dispatches[3].overdue


def test_returns_refused_and_lapsed() -> None:
    story = taken().send(A).ask_return(at(2))
    story.say(dispatches.ReturnRefused(1, 1, A, "not_my_duty", ""), at(3)).ask_return(at(4)).reply(at(5))
    facts = facts_of(story)
    assert [(r.state, r.decided_at, r.times) for r in facts.returns.values()] == [
        ("refused", at(3), 0),
        ("lapsed", at(5), 0),
    ]
    assert (facts.order.returns, facts.order.first_return_unit) == (0, None)


def test_withdrawn_and_sent_to_another() -> None:
    story = taken().send(A, due=at(6)).ask_return().say(dispatches.Withdrawn(1, A, ""), at(2))
    facts = facts_of(story.send(B, at(3), due=at(8), cause="resent"))
    assert (facts.dispatches[1].withdrawn_at, facts.returns[1].state) == (at(2), "lapsed")
    assert (facts.order.first_unit, facts.order.main_unit, facts.order.due_at) == (A, B, at(8))


def test_visits_effective_and_not() -> None:
    story = taken().send(A).sign().reply().conclude().visit(None, at(8)).visit("partly", at(9), contacted=False)
    assert list(facts_of(story).visits.values()) == [
        VisitRow(**TRAITS, platform=PLATFORM, no=1, unit=A, round="regular", outcome="unanswered", at=at(8)),
        VisitRow(
            **TRAITS, platform=PLATFORM, no=2, unit=A, round="regular", outcome="reached", effective=True, solved="yes",
            grade="partly", contacted=False, at=at(9),
        ),
    ]  # fmt: skip
    order = facts_of(story).order
    assert (order.visits, order.visited_at, order.solved, order.grade, order.process) == (2, at(9), "yes", "partly", "")
    assert not facts_of(story.visit("satisfied", outcome="declined")).visits[PLATFORM, 3].effective


def test_a_visit_says_how_far_it_is_solved_and_how_it_was_handled() -> None:
    story = taken().send(A).sign().reply().conclude().visit("satisfied", at(8), solved="partly", process="unsatisfied")
    facts = facts_of(story.visit("unsatisfied", at(9), round_="supervision"))
    assert [(v.solved, v.grade, v.process) for v in facts.visits.values()] == [
        ("partly", "satisfied", "unsatisfied"),
        ("no", "unsatisfied", ""),
    ]
    order = facts.order  # a visit after a supervision judges the supervision
    assert (order.solved, order.grade, order.process) == ("partly", "satisfied", "unsatisfied")


def test_what_the_citizen_leaves_out_is_as_it_was() -> None:
    story = taken().send(A).sign().reply().conclude().visit("partly", at(8), process="satisfied")
    story.say(visits.Visited(2, A, "regular", "reached", "partly", None, None, "", ""), at(9))
    facts = facts_of(story)
    assert [v.effective for v in facts.visits.values()] == [True, False]
    order = facts.order
    assert (order.visited_at, order.solved, order.grade, order.process) == (at(9), "partly", "partly", "satisfied")


def test_a_supervision_takes_the_grade_of_the_first_effective_visit_after_its_reply() -> None:
    story = taken().send(A).sign().reply().conclude().visit("unsatisfied", at(8))
    story.supervise("phone", at(9)).visit("unsatisfied", at(9, 5)).answer_supervision(at(10))
    story.visit(None, at(11)).visit("unsatisfied", at(12), round_="supervision").supervise("written", at(13))
    story.miss("supervision", at(15), 2).answer_supervision(at(16)).visit("satisfied", at(17), round_="supervision")
    facts = facts_of(story)
    assert list(facts.supervisions.values()) == [
        SupervisionRow(
            **TRAITS, no=1, platform=PLATFORM, unit=A, form="phone", cause="rule", at=at(9), due_at=at(11),
            answered_at=at(10), grade_after="unsatisfied", visited_after_at=at(12),
        ),
        SupervisionRow(
            **TRAITS, no=2, platform=PLATFORM, unit=A, form="written", cause="rule", at=at(13), due_at=at(15),
            missed_at=at(15), answered_at=at(16), grade_after="satisfied", visited_after_at=at(17),
        ),
    ]  # fmt: skip
    assert facts.order.supervisions == 2


def test_reminders_and_instructions_are_counted() -> None:
    story = taken().send(A).say(supervision.Reminded(1, A, "overdue", "")).say(supervision.Instructed(1, A, ""))
    story.say(supervision.InstructionAnswered(1, A, ""))
    facts = facts_of(story)
    assert (facts.order.reminders, facts.dispatches[1].reminders, facts.order.instructions) == (1, 1, 1)
    assert facts.order.last_no == len(story.entries)


def test_an_exemption_of_the_judged_dispatch_is_the_orders() -> None:
    story = taken().send(A).sign().reply().conclude()
    order = facts_of(story.say(supervision.ExemptionAsked(1, 1, A, "weather", ""))).order
    assert (order.exemption, order.exemption_ground) == ("asked", "weather")
    assert facts_of(story.say(supervision.ExemptionGranted(1, 1, A, "weather", ""))).order.exemption == "granted"
    story.redo().say(supervision.ExemptionRefused(2, 2, A, "weather", ""))
    facts = facts_of(story)
    assert (facts.order.exemption, facts.dispatches[2].exemption) == ("granted", "refused")


@pytest.mark.parametrize(
    ("clock", "column"),
    [("sign_in", "sign_missed_at"), ("contact", "contact_missed_at"), ("arrive", "arrive_missed_at")],
)
def test_other_clocks_of_a_dispatch_leave_the_verdict_alone(clock: str, column: str) -> None:
    facts = facts_of(taken().send(A, due=at(6)).miss(clock, at(2)).sign().reply(at(5)))
    assert asdict(facts.dispatches[1])[column] == at(2)
    assert facts.order.on_time


def test_the_citizens_clock_is_the_orders() -> None:
    assert facts_of(taken().miss("citizen", at(20), 0)).order.citizen_missed_at == at(20)


def test_folding_an_entry_twice_changes_nothing() -> None:
    story = (
        taken().send(A, due=at(6)).give_back().send(B, cause="returned").sign().reply().conclude().visit("satisfied")
    )
    once = facts_of(story)
    once.changed.clear()
    before = repr(once)
    for entry in story.entries:
        once = fold_order(once, entry)
    assert (repr(once), once.changed) == (before, {})


def test_a_missing_entry_is_noticed() -> None:
    entries = taken().entries
    facts = fold_order(None, entries[0])
    with pytest.raises(Gap):
        fold_order(facts, entries[2])
    with pytest.raises(Gap):
        fold_call(
            None, Story(1, kind="call").say(calls.CallAnswered(3)).say(calls.CallEnded(True, "order", 9)).entries[1]
        )


def test_a_call_answered_and_ended() -> None:
    story = Story(5, kind="call").say(calls.CallOffered(PLATFORM, "pbx", "x", "main"), at(1))
    story.say(calls.CallAnswered(12), at(1, 2)).say(calls.CallEnded(True, "consult", 300), at(1, 3))
    assert call_of(story) == CallRow(
        call_id=5, last_no=3, platform=PLATFORM, queue="main", hour=at(1).hour + 8, offered_at=at(1),
        answered_at=at(1, 2), wait_s=12, ended_at=at(1, 3), effective=True, disposition="consult", talk_s=300,
    )  # fmt: skip


def test_a_missed_call_called_back_until_reached() -> None:
    story = Story(5, kind="call").say(calls.CallOffered(PLATFORM, "pbx", "x", "main"), at(1))
    story.say(calls.CallAbandoned(31), at(1, 2)).say(calls.CallReturned("unanswered"), at(1, 3))
    story.say(calls.CallReturned("reached"), at(1, 4))
    row = call_of(story)
    assert (row.abandoned_at, row.wait_s, row.returned_at, row.reached_at) == (at(1, 2), 31, at(1, 3), at(1, 4))
    facts = CallFacts(row)
    assert fold_call(facts, story.entries[-1]).changed == {}


def test_what_is_called_off_before_a_reply_counts_for_no_unit() -> None:
    story = taken().send(A, due=at(3)).miss("reply", at(3)).say(citizen.CalledOff("sms", "in_hand"), at(4))
    story.say(dispatches.Withdrawn(1, A, "")).say(visits.Closed("withdrawn"), at(5))
    order = facts_of(story).order
    assert (order.closed_at, order.closed_reason, order.handed_on_at) == (at(5), "withdrawn", at(1, 2))
    assert (order.first_dispatched_at, order.main_unit, order.main_no, order.overdue) == (None, None, None, False)
    story.say(citizen.AskedAgain("web", "awaiting_dispatch", ""), at(6)).send(B, at(7), cause="resent")
    order = facts_of(story).order
    assert (order.closed_at, order.closed_reason) == (None, "")
    assert (order.handed_on_at, order.first_dispatched_at, order.main_unit) == (at(1, 2), at(7), B)


def test_what_is_called_off_after_a_reply_was_handled() -> None:
    story = taken().send(A, due=at(6)).sign().reply(at(3)).say(citizen.CalledOff("phone", "replied"))
    story.say(handling.ReplyAccepted(1, A, "")).say(handling.Concluded("closed", A)).say(visits.Closed("withdrawn"))
    order = facts_of(story).order
    assert (order.main_unit, order.on_time, order.grade, order.visits) == (A, True, "", 0)


def test_what_is_asked_again_is_no_longer_answered_on_the_spot() -> None:
    story = Story(1).accept(at(1)).say(intake.Answered(""), at(1, 3))
    assert facts_of(story).order.same_day
    due = (ClockStart("citizen", at(40), "", ""),)
    story.say(citizen.AskedAgain("sms", "awaiting_dispatch", "", due), at(9))
    order = facts_of(story).order
    assert (order.answered_at, order.same_day, order.handed_on_at, order.citizen_due_at) == (None, False, at(9), at(40))


def test_asking_again_after_handling_leaves_the_handling_as_it_was() -> None:
    story = taken().send(A, due=at(6)).sign().reply(at(3)).conclude().visit("satisfied", at(4))
    story.say(visits.Closed("satisfied")).say(citizen.AskedAgain("sms", "awaiting_decision", ""), at(9))
    order = facts_of(story).order
    assert (order.closed_at, order.on_time, order.grade, order.main_unit) == (None, True, "satisfied", A)
    assert (order.handed_on_at, order.citizen_due_at) == (at(1, 2), at(31))


def test_a_visit_says_by_which_way_the_citizen_judged() -> None:
    story = taken().send(A).sign().reply().conclude().visit(None, at(8))
    story.say(visits.Visited(2, A, "regular", "reached", None, "partly", None, "closed", "", via="sms"), at(9))
    assert [(v.via, v.effective) for v in facts_of(story).visits.values()] == [("phone", False), ("sms", True)]
