"""A district below the city: each platform sees the matter as its own, and each unit answers to its own platform."""

import pytest

from huisheng.ledger.vocabulary import ClockStart, dispatches, handling, intake, supervision, visits
from huisheng.measures.fold import OrderFacts, fold_order
from huisheng.measures.rows import OrderRow
from huisheng.measures.tests.stories import PLATFORM, Story, at

CITY, DISTRICT, OTHER = 10, 20, 30
TOWN, PARK, VILLAGE = 21, 22, 25


def facts_of(story: Story) -> OrderFacts:
    facts = None
    for entry in story.entries:
        facts = fold_order(facts, entry)
    assert facts is not None
    return facts


def received() -> Story:
    """Sent to the district on the 2nd, due on the 8th, and signed."""
    story = Story(1).accept(at(1), channel="wechat").say(intake.HandedOn(), at(1, 2))
    return story.send(DISTRICT, at(2), due=at(8), sign_due=at(3), to_platform=True).sign(at(2, 5))


def passed() -> Story:
    """And passed on to the town on the 3rd, due on the 6th."""
    return received().pass_on(TOWN, at(3), parent=1, due=at(6)).sign(at(4))


def done() -> Story:
    """And replied by the town on the 5th, by the district on the 7th, concluded."""
    return passed().reply(at(5), 2).say(handling.ReplyAccepted(2, TOWN, ""), at(6)).reply(at(7), 1).conclude(at(7, 5))


def test_the_district_has_the_matter_as_soon_as_it_is_sent_there() -> None:
    facts = facts_of(received())
    held = facts.below[DISTRICT]
    assert (held.level, held.part, held.number, held.channel, held.accepted_at) == (
        *(1, "main", "XT-0000001", "wechat"),
        at(2),
    )
    assert (held.above_no, held.above_sent_at, held.above_due_at, held.above_signed_on_time) == (1, at(2), at(8), True)
    assert (held.first_dispatched_at, held.main_unit, held.last_no, held.left_at) == (None, None, 0, None)
    assert (facts.order.level, facts.order.main_unit, facts.order.last_no) == (0, DISTRICT, 5)


def test_passing_on_is_the_districts_own_dispatching() -> None:
    facts = facts_of(done())
    held, row = facts.below[DISTRICT], facts.dispatches[2]
    assert (row.platform, row.unit, row.channel, row.minutes, row.on_time) == (DISTRICT, TOWN, "wechat", 2880, True)
    assert (held.handed_on_at, held.first_dispatched_at, held.first_unit, held.main_unit) == (at(3), at(3), TOWN, TOWN)
    assert (held.main_no, held.due_at, held.replied_at, held.on_time) == (2, at(6), at(5), True)
    assert (held.above_replied_at, held.above_on_time, held.above_overdue) == (at(7), True, False)
    assert (held.answered_at, held.concluded_at) == (None, at(7, 5, 1))
    assert (facts.order.main_unit, facts.order.replied_at, facts.order.handed_on_at) == (DISTRICT, at(7), at(1, 2))


def test_a_platform_of_old_entries_is_known_by_its_passing_on() -> None:
    story = Story(1).accept(at(1)).say(intake.HandedOn()).send(DISTRICT, at(2), due=at(8)).sign(at(2, 5))
    assert facts_of(story).below == {}
    held = facts_of(story.pass_on(TOWN, at(3), parent=1)).below[DISTRICT]
    assert (held.accepted_at, held.above_no, held.main_unit) == (at(2), 1, TOWN)


def test_late_upward_and_late_below_are_two_things() -> None:
    story = passed().miss("reply", at(6), 2).reply(at(7), 2).reply(at(7, 5), 1)
    held = facts_of(story).below[DISTRICT]
    assert (held.on_time, held.overdue, held.above_on_time, held.above_overdue) == (False, True, True, False)
    story = passed().reply(at(5), 2).miss("reply", at(8), 1)
    facts = facts_of(story)
    held = facts.below[DISTRICT]
    assert (held.on_time, held.above_on_time, held.above_overdue, facts.order.overdue) == (True, False, True, True)


def test_a_district_that_answers_itself() -> None:
    facts = facts_of(received().reply(at(2, 9), 1))
    held = facts.below[DISTRICT]
    assert (held.answered_at, held.same_day, held.main_unit) == (at(2, 9), True, None)
    story = received().reply(at(2, 9), 1).say(handling.SentBack(1, DISTRICT, "", ()), at(3)).pass_on(TOWN, parent=1)
    held = facts_of(story.reply(at(3, 5), 2)).below[DISTRICT]
    assert (held.answered_at, held.same_day, held.main_unit) == (None, False, TOWN)


def test_the_day_of_acceptance_is_each_platforms_own() -> None:
    story = received().pass_on(TOWN, at(2, 6), parent=1).reply(at(2, 7), 2).reply(at(2, 8), 1)
    facts = facts_of(story)
    assert (facts.order.same_day, facts.below[DISTRICT].same_day) == (False, True)
    facts = facts_of(Story(1).accept(at(1, 1)).say(intake.Answered(""), at(1, 9)))
    assert facts.order.same_day


def test_a_matter_given_back_to_the_city_is_no_longer_the_districts() -> None:
    story = passed().say(dispatches.ReturnAsked(1, 1, DISTRICT, "not_my_area", ""), at(4, 5))
    story.say(dispatches.Withdrawn(2, TOWN, ""), at(5))
    story.say(dispatches.ReturnGranted(1, 1, DISTRICT, "not_my_area", 1, "", "unchecked"), at(5))
    facts = facts_of(story)
    held = facts.below[DISTRICT]
    assert (held.left_at, held.accepted_at, held.main_unit, held.first_dispatched_at) == (at(5), at(2), None, None)
    assert (held.returns, facts.order.returns, facts.returns[1].fault) == (0, 1, "unchecked")
    story.send(CITY, at(6), cause="returned").reply(at(7)).conclude().visit("satisfied", at(8))
    assert {v.platform for v in facts_of(story).visits.values()} == {PLATFORM}
    story = passed().say(dispatches.Withdrawn(2, TOWN, "")).say(dispatches.Withdrawn(1, DISTRICT, ""), at(5))
    assert facts_of(story).below[DISTRICT].left_at == at(5)
    held = facts_of(story.send(DISTRICT, at(6), due=at(12), to_platform=True).pass_on(PARK, at(7), parent=3)).below[
        DISTRICT
    ]
    assert (held.left_at, held.accepted_at, held.above_no, held.main_unit) == (None, at(2), 3, PARK)


def test_returns_inside_the_district_are_the_districts() -> None:
    story = passed().say(dispatches.ReturnAsked(1, 2, TOWN, "not_my_duty", ""))
    story.say(dispatches.ReturnGranted(1, 2, TOWN, "not_my_duty", 1, ""), at(5)).pass_on(PARK, at(5, 2), parent=1)
    facts = facts_of(story)
    held = facts.below[DISTRICT]
    assert (held.returns, held.first_return_unit, held.first_unit, held.main_unit) == (1, TOWN, TOWN, PARK)
    assert (facts.order.returns, facts.returns[1].platform, facts.returns[1].times) == (0, DISTRICT, 1)
    story.say(dispatches.ReturnAsked(2, 1, DISTRICT, "not_my_area", ""))
    story.say(dispatches.ReturnGranted(2, 1, DISTRICT, "not_my_area", 2, ""), at(6))
    facts = facts_of(story)
    assert (facts.order.returns, facts.returns[2].times) == (1, 1)


def test_a_visit_is_seen_by_every_platform_that_answers_for_the_matter() -> None:
    facts = facts_of(done().visit("partly", at(9), solved="partly", process="satisfied"))
    assert {(v.platform, v.unit, v.no) for v in facts.visits.values()} == {
        (PLATFORM, DISTRICT, 1),
        (DISTRICT, TOWN, 1),
    }
    assert {(v.solved, v.grade, v.process, v.channel) for v in facts.visits.values()} == {
        ("partly", "partly", "satisfied", "wechat")
    }
    assert (facts.below[DISTRICT].visits, facts.below[DISTRICT].grade) == (1, "partly")


def test_a_co_handling_district_answers_for_nothing() -> None:
    story = Story(1).accept(at(1)).say(intake.HandedOn()).send(CITY, at(2))
    story.send(DISTRICT, at(2, 1), part="co", to_platform=True).pass_on(TOWN, parent=2)
    facts = facts_of(story.reply(d=1).conclude().visit("satisfied"))
    assert {v.platform for v in facts.visits.values()} == {PLATFORM}
    assert (facts.below[DISTRICT].part, facts.below[DISTRICT].main_unit, facts.order.main_unit) == ("co", TOWN, CITY)


def test_a_redo_by_the_city_stands_with_the_unit_that_has_to_do_it_again() -> None:
    story = done().visit("unsatisfied", at(9)).redo(at(10), due=at(15), to_platform=True)
    story.sign().pass_on(TOWN, at(11), parent=3, due=at(13)).reply(at(14), 4).reply(at(14, 5), 3)
    facts = facts_of(story)
    assert (facts.order.redos, facts.order.redos_above) == (1, 0)
    held = facts.below[DISTRICT]
    assert (held.redos, held.redos_above, held.main_no, held.above_no, held.on_time) == (0, 1, 2, 1, True)
    told = [(d.redo, d.redos, d.redos_above) for d in facts.dispatches.values()]
    assert told == [(False, 1, 0), (False, 0, 1), (True, 0, 0), (True, 0, 0)]
    assert facts.dispatches[4].overdue


def test_a_redo_given_to_another_unit_of_the_district_is_that_units_own() -> None:
    story = done().visit("unsatisfied", at(9)).redo(at(10), to_platform=True).pass_on(PARK, at(11), parent=3)
    facts = facts_of(story)
    assert (facts.dispatches[4].redo, facts.below[DISTRICT].main_unit) == (False, PARK)
    story = received().reply(d=1).conclude().redo(at(9), to_platform=True)
    held = facts_of(story).below[DISTRICT]
    assert (held.redos_above, held.main_no) == (1, None)
    story = Story(1).accept().say(visits.Redone(CITY, "", ()))  # nothing was ever sent: old ledgers
    assert facts_of(story).order.redos == 1


def test_reminding_and_exempting_belong_to_the_level_that_sent() -> None:
    story = done().visit("unsatisfied", at(9)).say(supervision.Reminded(2, TOWN, "overdue", ""))
    facts = facts_of(story.say(supervision.ExemptionGranted(1, 2, TOWN, "weather", "")))
    assert (facts.order.reminders, facts.below[DISTRICT].reminders) == (0, 1)
    assert (facts.order.exemption, facts.below[DISTRICT].exemption) == ("", "granted")
    assert [(v.platform, v.exempt) for v in facts.visits.values()] == [(PLATFORM, False), (DISTRICT, True)]
    later = facts_of(done().say(supervision.ExemptionGranted(1, 2, TOWN, "weather", "")).visit("partly"))
    assert [v.exempt for v in later.visits.values()] == [False, True]


def test_what_the_matter_is_is_said_on_every_row() -> None:
    story = done().visit("unsatisfied", at(9)).supervise()
    story.say(dispatches.ReturnAsked(1, 2, TOWN, "not_my_duty", ""))
    story.say(intake.Classified("help", "020304", "base", "east")).say(intake.Marked("enterprise", True))
    facts = facts_of(story)
    rows = [*facts.below.values(), *facts.dispatches.values(), *facts.visits.values()]
    rows += [*facts.supervisions.values(), *facts.returns.values(), facts.order]
    assert len(rows) == 8
    said = {(r.kind, r.category, r.topic, r.subtopic, r.region, r.enterprise, r.channel) for r in rows}
    assert said == {("help", "020304", "02", "0203", "east", True, "wechat")}


def test_the_citizens_clock_and_the_end_are_the_matters() -> None:
    story = done().miss("citizen", at(20), 0).say(intake.Linked(3, "XT-3")).say(visits.Closed("satisfied"), at(21))
    held = facts_of(story.say(intake.Archived(), at(22))).below[DISTRICT]
    assert (held.citizen_missed_at, held.closed_at, held.closed_reason, held.archived_at, held.links) == (
        *(at(20), at(21), "satisfied"),
        *(at(22), 1),
    )
    held = facts_of(story.redo(at(23), to_platform=True)).below[DISTRICT]
    assert (held.closed_at, held.closed_reason, held.citizen_due_at) == (None, "", at(31))


def test_three_levels() -> None:
    story = received().pass_on(TOWN, at(3), parent=1, to_platform=True).pass_on(VILLAGE, at(4), parent=2)
    story.reply(at(5), 3).reply(at(5, 5), 2).reply(at(6), 1).conclude().visit("unsatisfied").redo(to_platform=True)
    facts = facts_of(story)
    assert {(r.platform, r.level, r.main_unit) for r in facts.below.values()} == {
        (DISTRICT, 1, TOWN),
        (TOWN, 2, VILLAGE),
    }
    assert [d.redos_above for d in facts.dispatches.values()] == [0, 1, 1, 0]
    assert {(v.platform, v.unit) for v in facts.visits.values()} == {
        (PLATFORM, DISTRICT),
        (DISTRICT, TOWN),
        (TOWN, VILLAGE),
    }


def test_two_districts_have_a_row_each() -> None:
    story = received().send(OTHER, part="co", to_platform=True).say(dispatches.Withdrawn(1, DISTRICT, ""), at(4))
    facts = facts_of(story.send(OTHER, at(5), cause="resent", to_platform=True))
    other = facts.below[OTHER]
    assert (facts.below[DISTRICT].left_at, other.part, other.above_no) == (at(4), "main", 3)
    assert isinstance(other, OrderRow)


@pytest.mark.parametrize(("when", "in_time"), [(at(2, 2), True), (at(2, 3), True), (at(2, 3, 1), False)])
def test_on_site_in_time_or_not(when: object, in_time: bool) -> None:
    story = Story(1).accept().send(CITY, at(2, 1), arrive_due=at(2, 3))
    row = facts_of(story.say(handling.Arrived(1, CITY, "", "met"), when)).dispatches[1]  # type: ignore[arg-type]  # an instant
    assert (row.arrived_in_time, row.meeting) == (in_time, "met")


def test_a_unit_that_stays_away_has_not_arrived() -> None:
    story = Story(1).accept().send(CITY, at(2, 1), arrive_due=at(2, 3))
    row = facts_of(story.say(handling.StayedAway(1, CITY, "", "cross_region"), at(2, 2))).dispatches[1]
    assert (row.arrived_at, row.arrived_in_time, row.meeting) == (None, False, "cross_region")
    row = facts_of(story.say(handling.Arrived(1, CITY, "", "met")).say(handling.Arrived(1, CITY, ""))).dispatches[1]
    assert row.meeting == "met"
    row = facts_of(story.say(handling.StayedAway(1, CITY, "", "not_needed"))).dispatches[1]
    assert row.meeting == "met"


def test_signing_in_time_or_not() -> None:
    story = Story(1).accept().send(CITY, at(2), sign_due=at(3)).sign(at(4))
    row = facts_of(story).dispatches[1]
    assert (row.signed_at, row.signed_on_time) == (at(4), False)
    assert facts_of(Story(1).accept().send(CITY).sign()).dispatches[1].signed_on_time


def test_an_extension_below_moves_nothing_above() -> None:
    story = passed().say(handling.ExtensionGranted(1, 2, TOWN, 2, "", (ClockStart("reply", at(10), "", ""),)))
    held = facts_of(story).below[DISTRICT]
    assert (held.due_at, held.above_due_at) == (at(10), at(8))
