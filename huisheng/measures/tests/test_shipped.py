"""The shipped definitions, counted over small months in which every answer is known."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from huisheng.ledger.vocabulary import calls, dispatches, handling, intake, supervision, visits
from huisheng.measures import follow
from huisheng.measures.definition import shipped
from huisheng.measures.figure import Scope, Window
from huisheng.measures.reckon import figures, members
from huisheng.measures.tests.stories import PLATFORM, Story, at

Stories = Callable[..., None]
A, B, C, DISTRICT, TOWN = 10, 11, 12, 20, 21
NOVEMBER = Window(date(2019, 11, 1), date(2019, 11, 30))
CITY_SCOPE, DISTRICT_SCOPE = Scope(PLATFORM, NOVEMBER), Scope(DISTRICT, NOVEMBER)


def values(names: str, scope: Scope = CITY_SCOPE) -> dict[str, object]:
    """The values of these measures over the whole scope."""
    asked = names.split()
    return {name: found[None].value for name, found in figures(asked, scope).items()}


def of_units(name: str, scope: Scope = CITY_SCOPE) -> dict[object, object]:
    """The values of one measure by unit."""
    return {key: figure.value for key, figure in figures([name], scope, by="unit")[name].items()}


def taken(key: int, **more: Any) -> Story:
    return Story(key).accept(at(1), **more).say(intake.HandedOn(), at(1, 2))


def test_calls(tell_stories: Stories) -> None:
    def ring(key: int) -> Story:
        return Story(key, kind="call").say(calls.CallOffered(PLATFORM, "test", str(key), "main"), at(2))

    tell_stories(
        ring(1).say(calls.CallAnswered(15)).say(calls.CallEnded(True, "order", 60)),
        ring(2).say(calls.CallAnswered(16)).say(calls.CallEnded(False, "invalid", 15)),
        ring(3).say(calls.CallAbandoned(40)).say(calls.CallReturned("reached")),
        ring(4).say(calls.CallAbandoned(40)).say(calls.CallReturned("unanswered")),
    )
    follow.catch_up()
    assert values(
        "first_connection_rate calls_called_back calls_called_back_reached calls_connected total_connection_rate "
        "calls_answered_15s answered_15s_rate calls_invalid mean_wait mean_talk"
    ) == {
        "first_connection_rate": Decimal("50.00"), "calls_called_back": 2, "calls_called_back_reached": 1,
        "calls_connected": 3, "total_connection_rate": Decimal("75.00"), "calls_answered_15s": 1,
        "answered_15s_rate": Decimal("50.00"), "calls_invalid": 1,
        "mean_wait": Decimal("15.5"), "mean_talk": Decimal("37.5"),
    }  # fmt: skip


def test_intake(tell_stories: Stories) -> None:
    tell_stories(
        Story(1).accept(at(1), matter="invalid").say(intake.Answered(""), at(1, 3)),
        Story(2).accept(at(1), channel="governor_mailbox").say(intake.Answered(""), at(2, 3)),
        taken(3, marks=("enterprise", "urgent")).say(supervision.Instructed(1, A, "")),
        taken(4, matter="complaint_report", channel="governor_mailbox").say(intake.Answered("")),
        taken(5, matter="report", marks=("confidential",))
        .say(intake.Linked(4, "YS-4"))
        .say(intake.Linked(3, "YS-3"))
        .say(intake.Unlinked(3, "YS-3"))
        .say(intake.Refused("other", "")),
    )
    follow.catch_up()
    assert values(
        "accepted_repeated accepted_repeated_share "
        "direct_rate hand_on_rate accepted accepted_held accepted_answered accepted_answered_share accepted_handed_on "
        "accepted_handed_on_share accepted_by_phone accepted_invalid accepted_complaint_report accepted_enterprise "
        "accepted_urgent accepted_confidential same_day same_day_rate governor_mailbox governor_mailbox_concluded "
        "governor_mailbox_rate instructed"
    ) == {
        "accepted_repeated": 1, "accepted_repeated_share": Decimal("20.00"),
        "direct_rate": Decimal("50.00"), "hand_on_rate": Decimal("50.00"), "accepted": 5, "accepted_held": 5,
        "accepted_answered": 3, "accepted_answered_share": Decimal("60.00"), "accepted_handed_on": 1,
        "accepted_handed_on_share": Decimal("20.00"), "accepted_by_phone": 3, "accepted_invalid": 1,
        "accepted_complaint_report": 4, "accepted_enterprise": 1, "accepted_urgent": 1, "accepted_confidential": 1,
        "same_day": 2, "same_day_rate": Decimal("40.00"), "governor_mailbox": 2, "governor_mailbox_concluded": 2,
        "governor_mailbox_rate": Decimal("100.00"), "instructed": 1,
    }  # fmt: skip


def month() -> list[Story]:
    """A: one in time, one co-handled late; B: one unsigned; C: one returned to B, one redone, one exempt."""
    late = taken(2).send(C, at(2), due=at(7)).send(A, at(2), part="co", due=at(7)).sign(d=1)
    late.reply(at(5), 1).reply(at(8), 2)
    again = taken(3, marks=("enterprise",)).send(C, at(2), due=at(7), sign_due=at(3)).sign(at(2, 5))
    again.say(handling.Contacted(1, C, "reached", ""))
    again.reply(at(3)).say(handling.SentBack(1, C, "", ())).reply(at(4)).conclude()
    again.visit("unsatisfied", at(5), process="partly").redo(at(6)).sign().reply(at(7)).conclude()
    again.visit("partly", at(8), solved="partly", process="satisfied", contacted=False)
    back = taken(4, channel="governor_mailbox").send(C, at(2)).give_back(at(3))
    back.send(B, at(4), due=at(9), sign_due=at(5), cause="returned").miss("sign_in", at(5)).miss("reply", at(9))
    back.say(supervision.Reminded(2, B, "overdue", "")).supervise("written", at(10)).supervise("on_site", at(11))
    back.miss("supervision", at(13)).answer_supervision(at(14))
    exempt = taken(5).send(C, at(2), due=at(7)).sign().miss("reply", at(7)).reply(at(9)).conclude()
    exempt.visit("unsatisfied", at(10)).say(supervision.ExemptionGranted(9, 1, C, "weather", ""))
    told = taken(1).send(A, at(2), due=at(7)).sign().reply(at(4)).conclude().visit(None, at(5))
    told.visit("satisfied", at(6), process="unsatisfied")
    return [told, late, again, back, exempt]


def test_dispatches(tell_stories: Stories) -> None:
    tell_stories(*month())
    follow.catch_up()
    assert of_units("handled") == {A: 2, B: 1, C: 3}
    assert values(
        "dispatched handled handled_main handled_co signed_on_time response_rate signed_late replied replied_rate "
        "replied_on_time replied_on_time_rate replied_late unreplied contacted_on_time contact_rate handling_hours "
        "handling_days redone_by_above above_redo_rate above_redo_times redone_by_own own_redo_rate sent_back "
        "sent_back_times reminded_times extended handled_exempted governor_mailbox_handled governor_mailbox_replied "
        "sent_times withdrawn_times resent_times"
    ) == {
        "dispatched": 5, "handled": 6, "handled_main": 5, "handled_co": 1,
        "signed_on_time": 4, "response_rate": Decimal("66.67"), "signed_late": 2,
        "replied": 5, "replied_rate": Decimal("83.33"), "replied_on_time": 3, "unreplied": 1,
        "replied_on_time_rate": Decimal("50.00"), "replied_late": 3,
        "contacted_on_time": 1, "contact_rate": Decimal("16.67"),
        "handling_hours": Decimal("96.00"), "handling_days": Decimal("4.00"),
        "redone_by_above": 0, "above_redo_rate": Decimal("0.00"), "above_redo_times": 0,
        "redone_by_own": 1, "own_redo_rate": Decimal("16.67"), "sent_back": 1, "sent_back_times": 1,
        "reminded_times": 1, "extended": 0, "handled_exempted": 1,
        "governor_mailbox_handled": 1, "governor_mailbox_replied": 0,
        "sent_times": 8, "withdrawn_times": 0, "resent_times": 0,
    }  # fmt: skip


def test_what_does_not_count_is_left_out_with_its_reason(tell_stories: Stories) -> None:
    tell_stories(*month())
    follow.catch_up()
    figure = figures(["replied_late_assessed"], CITY_SCOPE, by="unit")["replied_late_assessed"][C]
    assert (figure.value, [(left.reason, left.count) for left in figure.excluded]) == (0, [("不计考核", 1)])
    assert members(figure, "excluded") == [5]
    assert values(
        "handled_assessed replied_assessed replied_on_time_rate_assessed handling_hours_assessed dispatched_assessed "
        "overdue_assessed on_time_rate_assessed visited_assessed unsatisfied_assessed satisfaction_rate_assessed"
    ) == {
        "handled_assessed": 5, "replied_assessed": 4, "replied_on_time_rate_assessed": Decimal("60.00"),
        "handling_hours_assessed": Decimal("78.00"), "dispatched_assessed": 4, "overdue_assessed": 1,
        "on_time_rate_assessed": Decimal("75.00"), "visited_assessed": 2, "unsatisfied_assessed": 0,
        "satisfaction_rate_assessed": Decimal("100.00"),
    }  # fmt: skip


def test_orders_and_supervisions(tell_stories: Stories) -> None:
    tell_stories(*month())
    follow.catch_up()
    assert values(
        "concluded_rate unconcluded not_on_time overdue_pending reminded redone redone_from_above "
        "enterprise_dispatched supervised supervised_matters supervisions_answered supervisions_missed returns_asked "
        "returned_by_fault"
    ) == {
        "concluded_rate": Decimal("60.00"), "unconcluded": 2, "not_on_time": 2, "overdue_pending": 1,
        "reminded": 1, "redone": 1, "redone_from_above": 0, "enterprise_dispatched": 1,
        "supervised": 2, "supervised_matters": 1, "supervisions_answered": 1, "supervisions_missed": 1,
        "returns_asked": 1, "returned_by_fault": 0,
    }  # fmt: skip


def test_visits(tell_stories: Stories) -> None:
    tell_stories(*month())
    follow.catch_up()
    assert values(
        "visit_calls visited solved solved_partly unsolved solution_asked solution_rate solution_rate_any "
        "graded_satisfied graded_partly unsatisfied process_graded process_satisfied process_partly "
        "process_unsatisfied process_rate contacted_rate supervision_visits"
    ) == {
        "visit_calls": 5, "visited": 3, "solved": 1, "solved_partly": 1, "unsolved": 1, "solution_asked": 3,
        "solution_rate": Decimal("33.33"), "solution_rate_any": Decimal("66.67"), "graded_satisfied": 1,
        "graded_partly": 1, "unsatisfied": 1, "process_graded": 2, "process_satisfied": 1, "process_partly": 0,
        "process_unsatisfied": 1, "process_rate": Decimal("50.00"), "contacted_rate": Decimal("66.67"),
        "supervision_visits": 0,
    }  # fmt: skip


def test_a_citizen_who_answers_in_part_counts_where_the_answer_is(tell_stories: Stories) -> None:
    story = taken(1).send(A).sign().reply().conclude()
    story.visit("satisfied", at(5), solved="no")
    story.say(visits.Visited(2, A, "regular", "reached", "yes", None, None, "", ""), at(6))
    tell_stories(story)
    follow.catch_up()
    assert values("visited satisfied solved unsolved visits_unanswered") == {
        "visited": 1, "satisfied": 1, "solved": 1, "unsolved": 0, "visits_unanswered": 0,
    }  # fmt: skip


def test_enterprises(tell_stories: Stories) -> None:
    tell_stories(*month())
    follow.catch_up()
    assert values(
        "enterprise_handled enterprise_signed_on_time enterprise_response_rate enterprise_replied "
        "enterprise_replied_on_time_rate enterprise_handling_hours enterprise_visited enterprise_solved_partly "
        "enterprise_solution_asked enterprise_solution_rate enterprise_satisfaction_rate enterprise_graded_partly "
        "enterprise_process_satisfied"
    ) == {
        "enterprise_handled": 1, "enterprise_signed_on_time": 1, "enterprise_response_rate": Decimal("100.00"),
        "enterprise_replied": 1, "enterprise_replied_on_time_rate": Decimal("100.00"),
        "enterprise_handling_hours": Decimal("48.00"), "enterprise_visited": 1, "enterprise_solved_partly": 1,
        "enterprise_solution_asked": 1, "enterprise_solution_rate": Decimal("0.00"),
        "enterprise_satisfaction_rate": Decimal("100.00"), "enterprise_graded_partly": 1,
        "enterprise_process_satisfied": 1,
    }  # fmt: skip
    assert of_units("enterprise_handled") == {C: 1}


def test_a_district_counts_its_own(tell_stories: Stories) -> None:
    story = taken(1, channel="wechat").send(DISTRICT, at(2), due=at(8), sign_due=at(3), to_platform=True)
    story.sign(at(2, 5)).pass_on(TOWN, at(3), parent=1, due=at(6)).sign().reply(at(5), 2).reply(at(7), 1).conclude()
    story.visit("unsatisfied", at(9)).redo(at(10), to_platform=True).pass_on(TOWN, at(11), parent=3).reply(at(12), 4)
    left = taken(2).send(DISTRICT, at(2), to_platform=True).say(dispatches.Withdrawn(1, DISTRICT, ""), at(3))
    slow = taken(3).send(DISTRICT, at(2), due=at(8), to_platform=True).miss("reply", at(8))
    tell_stories(story, left, slow)
    follow.catch_up()
    assert values(
        "accepted accepted_held received handed_on dispatched handled upward_signed_on_time upward_response_rate "
        "upward_on_time upward_on_time_rate upward_overdue upward_redone upward_redo_rate redone_by_above "
        "above_redo_rate above_redo_times visited unsatisfied",
        DISTRICT_SCOPE,
    ) == {
        "accepted": 3, "accepted_held": 2, "received": 2, "handed_on": 1, "dispatched": 1, "handled": 1,
        "upward_signed_on_time": 1, "upward_response_rate": Decimal("50.00"), "upward_on_time": 1,
        "upward_on_time_rate": Decimal("50.00"), "upward_overdue": 1, "upward_redone": 1,
        "upward_redo_rate": Decimal("50.00"), "redone_by_above": 1, "above_redo_rate": Decimal("100.00"),
        "above_redo_times": 1, "visited": 1, "unsatisfied": 1,
    }  # fmt: skip
    assert of_units("handled", DISTRICT_SCOPE) == of_units("unsatisfied", DISTRICT_SCOPE) == {TOWN: 1}
    assert of_units("handled") == {DISTRICT: 2}
    assert values("received")["received"] == 0  # the city was sent nothing from above
    figure = figures(["above_redo_times"], DISTRICT_SCOPE, by="unit")["above_redo_times"][TOWN]
    assert members(figure) == [1]


def test_on_site(tell_stories: Stories) -> None:
    def asked(key: int) -> Story:
        return taken(key, channel="enterprise").send(A, at(2), arrive_due=at(2, 3))

    tell_stories(
        asked(1).say(handling.Arrived(1, A, "", "met"), at(2, 3)),
        asked(2).say(handling.Arrived(1, A, "", "met"), at(2, 4)),
        asked(3).say(handling.StayedAway(1, A, "", "cross_region"), at(2, 2)),
        asked(4).say(handling.Arrived(1, A, "", "not_needed"), at(2, 2)),
        taken(5).send(A).say(handling.Arrived(1, A, "", "met")),  # nobody asked it to be quick
    )
    follow.catch_up()
    assert values(
        "on_site_asked on_site_in_time on_site_not_in_time on_site_rate on_site_met on_site_cross_region "
        "on_site_not_needed"
    ) == {
        "on_site_asked": 4, "on_site_in_time": 2, "on_site_not_in_time": 2, "on_site_rate": Decimal("50.00"),
        "on_site_met": 2, "on_site_cross_region": 1, "on_site_not_needed": 1,
    }  # fmt: skip


@pytest.mark.parametrize("by", ["kind", "channel", "topic", "subtopic", "region", "enterprise"])
def test_what_a_matter_is_parts_every_fact_about_it(tell_stories: Stories, by: str) -> None:
    tell_stories(*month())
    follow.catch_up()
    names = ["accepted", "handled", "visited", "supervised", "returned_times"]
    told = figures(names, CITY_SCOPE, by=by)
    whole = figures(names, CITY_SCOPE)
    for name in names:
        assert sum(figure.numerator for figure in told[name].values()) == whole[name][None].numerator > 0


def test_every_definition_can_be_counted(tell_stories: Stories) -> None:
    tell_stories(*month())
    follow.catch_up()
    names = sorted({measure.name for measure in shipped().values()})
    assert set(figures(names, CITY_SCOPE)) == set(names)
