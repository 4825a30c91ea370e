"""The citizen is called back; what wasn't solved is done again; what is done is closed."""

from datetime import timedelta

import pytest

from huisheng.ledger.vocabulary.visits import Visited
from huisheng.lifecycle.visits.actions import redo
from huisheng.lifecycle.visits.models import Attempt
from huisheng.lifecycle.workorder.timeline import timeline
from tests.cast import World
from tests.telling import clock_of, day_end, entries, kinds, last, note, replayed, running

CONTENT = {"outcome": "reached", "solved": True, "grade": "satisfied", "contacted": True}


def again(world: World, key: int) -> None:
    """Handled once more, up to the call back."""
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="再次处理", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")


def test_a_content_citizen_closes_the_matter(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", **CONTENT, words="谢谢")
    matter = replayed(world, key)
    assert kinds(key)[-2:] == ["visited", "closed"]
    visit = matter.visits[0]
    assert (visit.no, visit.round, visit.outcome, visit.solved, visit.grade, visit.contacted, visit.at) == (
        *(1, "regular", "reached", "yes", "satisfied", True),
        world.now,
    )
    assert visit.unit_id == matter.order.main_unit_id
    assert clock_of(matter, "citizen").stopped_at == world.now
    assert matter.order.due_at is None
    assert last(key).reason == "satisfied"


def test_not_solved_calls_for_a_decision(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", outcome="reached", solved=False, grade="partly", words="还在漏水")
    matter = replayed(world, key)
    assert matter.order.state == "awaiting_decision"
    assert note(key) == "还在漏水"
    assert matter.visits[0].contacted is None
    assert running(matter) == {("citizen", 0)}


def test_solved_in_part_calls_for_a_decision_too(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", outcome="reached", solved="partly", grade="satisfied", process="unsatisfied")
    matter = replayed(world, key)
    assert matter.order.state == "awaiting_decision"
    visit = matter.visits[0]
    assert (visit.solved, visit.grade, visit.process) == ("partly", "satisfied", "unsatisfied")
    world.do(key, "close", "supervisor", reason="余下部分列入计划，已向市民说明")
    assert replayed(world, key).order.state == "closed"


def test_a_citizen_may_answer_in_part(world: World) -> None:
    solved, graded, bad = (world.awaiting_visit() for _ in range(3))
    world.do(solved, "visit", "visitor", outcome="reached", solved="yes")
    world.do(graded, "visit", "visitor", outcome="reached", grade="partly")
    world.do(bad, "visit", "visitor", outcome="reached", grade="unsatisfied")
    states = [replayed(world, key).order.state for key in (solved, graded, bad)]
    assert states == ["closed", "closed", "awaiting_decision"]


def test_how_it_was_handled_decides_nothing(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", outcome="reached", solved="yes", grade="partly", process="unsatisfied")
    assert replayed(world, key).order.state == "closed"


@pytest.mark.parametrize(
    ("raw", "solved"), [(True, "yes"), ("no", "no"), ("yes", "yes"), ("是", "yes"), ("partly", "partly"), ("0", "no")]
)
def test_solved_is_told_in_many_ways(world: World, raw: object, solved: str) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", outcome="reached", solved=raw, grade="satisfied")
    assert world.matter(key).visits[0].solved == solved
    assert world.refused(world.awaiting_visit(), "visit", "visitor", outcome="reached", solved="大半").field == "solved"


def test_a_visit_of_version_1_is_read_as_one_of_version_2() -> None:
    old = {"v": 1, "unit": 3, "round": "regular", "outcome": "reached", "grade": "partly", "contacted": True}
    rest = {"next": "closed", "digest": ""}
    assert Visited.version == 2
    for said, solved in ((True, "yes"), (False, "no"), (None, None)):
        body = Visited.from_json({**old, **rest, "solved": said})
        assert (body.solved, body.grade, body.process) == (solved, "partly", None)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"outcome": "reached"}, "incomplete"),
        ({"outcome": "reached", "process": "partly", "contacted": True}, "incomplete"),
        ({"outcome": "unanswered", "solved": False}, "contradiction"),
        ({"outcome": "declined", "grade": "satisfied"}, "contradiction"),
        ({"outcome": "unanswered", "contacted": True}, "contradiction"),
        ({"outcome": "unanswered", "process": "partly"}, "contradiction"),
    ],
)
def test_visit_refuses(world: World, given: dict[str, object], code: str) -> None:
    assert world.refused(world.awaiting_visit(), "visit", "visitor", **given).code == code


def test_three_attempts_and_no_more(world: World) -> None:
    key = world.awaiting_visit()
    for _ in range(2):
        world.do(key, "visit", "visitor", outcome="unanswered")
        left = world.refused(key, "close", "visitor", reason="打不通")
        assert (left.code, left.cite) == ("attempts_left", "rehearsal#art-20")
    world.do(key, "visit", "visitor", outcome="unanswered")
    assert world.refused(key, "visit", "visitor", outcome="unanswered").code == "no_attempts"
    world.do(key, "close", "visitor", reason="三次未接")
    assert (last(key).reason, note(key)) == ("attempts", "三次未接")
    assert clock_of(replayed(world, key), "citizen").stopped_at == world.now


def test_who_declines_is_left_in_peace(world: World) -> None:
    key = world.awaiting_visit()
    assert world.refused(key, "close", "visitor", reason="没打过").code == "attempts_left"
    world.do(key, "visit", "visitor", outcome="declined")
    world.do(key, "close", "supervisor", reason="不愿评价")
    assert last(key).reason == "declined"


@pytest.mark.parametrize("outcomes", [["unanswered"] * 3, ["declined"]])
def test_what_was_done_again_is_asked_about_anew(world: World, outcomes: list[str]) -> None:
    key = world.awaiting_visit()
    for outcome in outcomes:
        world.do(key, "visit", "visitor", outcome=outcome)
    world.do(key, "close", "visitor", reason="结案")
    world.do(key, "redo", "supervisor", reason="市民来电要求重办")
    again(world, key)
    assert world.refused(key, "close", "visitor", reason="再结").code == "attempts_left"
    world.do(key, "visit", "visitor", **CONTENT)
    assert replayed(world, key).order.state == "closed"


def test_close_by_decision(world: World) -> None:
    key = world.awaiting_visit()
    world.unsatisfied(key)
    world.do(key, "close", "supervisor", reason="诉求超出政策")
    assert (last(key).reason, note(key)) == ("decided", "诉求超出政策")


def test_redo_goes_to_the_same_unit_and_stops_no_citizen_s_clock(world: World) -> None:
    key = world.awaiting_visit()
    world.unsatisfied(key)
    before = clock_of(world.matter(key), "citizen")
    world.do(key, "redo", "visitor", reason="仍在漏水")
    matter = replayed(world, key)
    assert kinds(key)[-2:] == ["redone", "dispatched"]
    new = matter.dispatches[1]
    assert (new.cause, new.redo_of, new.unit_id, new.part) == ("redo", 1, matter.dispatches[0].unit_id, "main")
    assert clock_of(matter, "reply", 2).started_at == world.now
    citizen = clock_of(matter, "citizen")
    assert (citizen.started_at, citizen.due_at, citizen.stopped_at) == (before.started_at, before.due_at, None)
    assert (matter.order.state, matter.order.redos) == ("in_hand", 1)


def test_redo_of_a_closed_matter_reopens_the_citizen_s_clock(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", **CONTENT)
    due = clock_of(world.matter(key), "citizen").due_at
    world.do(key, "redo", "dispatcher", reason="又坏了")
    citizen = clock_of(replayed(world, key), "citizen")
    assert (citizen.due_at, citizen.stopped_at) == (due, None)
    assert citizen.started_at == world.matter(key).order.accepted_at


def test_a_miss_noted_before_the_redo_isn_t_noted_again(world: World) -> None:
    key = world.awaiting_visit()
    world.now = day_end(11, 19)
    world.do(key, "miss", "system", clock="citizen", subject=0)
    world.do(key, "visit", "visitor", **CONTENT)
    world.do(key, "redo", "dispatcher", reason="又坏了")
    citizen = clock_of(replayed(world, key), "citizen")
    assert (citizen.stopped_at, citizen.missed_at) == (None, day_end(11, 18))
    assert world.refused(key, "miss", "system", clock="citizen", subject=0).code == "no_clock"


def test_redo_at_most_three_times(world: World) -> None:
    key = world.awaiting_visit()
    for _ in range(3):
        world.unsatisfied(key)
        world.do(key, "redo", "visitor", reason="未解决")
        again(world, key)
    world.unsatisfied(key)
    refusal = world.refused(key, "redo", "visitor", reason="未解决")
    assert (refusal.code, refusal.cite) == ("no_redos", "rehearsal#art-13")


def test_redo_within_ninety_days_of_closing(world: World) -> None:
    early, late = world.awaiting_visit(), world.awaiting_visit()
    for key in (early, late):
        world.do(key, "visit", "visitor", **CONTENT)
    world.now = day_end(2, 3, 2020) - timedelta(
        minutes=3
    )  # ninety days after the 4th of November: 2 February, a Sunday
    world.do(early, "redo", "dispatcher", reason="又坏了")
    world.now = day_end(2, 3, 2020)
    refusal = world.refused(late, "redo", "dispatcher", reason="又坏了")
    assert (refusal.code, refusal.cite) == ("too_late", "rehearsal#art-13")


def test_redo_of_what_was_never_sent(world: World) -> None:
    """No closed order was never sent; the verb says so rather than break."""
    matter = world.matter(world.accept())
    matter.order.state = "closed"
    refusal = redo.can(matter, world.seat("dispatcher"))
    assert refusal is not None
    assert refusal.code == "never_sent"


def test_each_citizen_of_a_repeated_matter_is_called_back(world: World) -> None:
    first, second = world.awaiting_visit(), world.awaiting_visit()
    world.do(second, "link", "dispatcher", to=world.matter(first).order.number)
    world.do(first, "visit", "visitor", **CONTENT)
    assert world.matter(second).order.state == "awaiting_visit"
    world.do(second, "visit", "visitor", **CONTENT)
    assert entries(second)[-1].kind == "closed"


def test_the_citizen_judges_of_himself(world: World) -> None:
    key = world.awaiting_visit()
    for _ in range(3):
        world.do(key, "visit", "visitor", outcome="unanswered")
    assert world.refused(key, "visit", "visitor", **CONTENT).code == "no_attempts"
    world.do(key, "visit", "system", outcome="reached", grade="partly", via="sms", words="2")
    matter = replayed(world, key)
    assert (matter.order.state, matter.visits[-1].grade) == ("closed", "partly")
    told = entries(key)[-2]
    assert (told.kind, told.body.to_json()["via"]) == ("visited", "sms")
    assert timeline(matter)[-2].sentence == "回访（已接通），基本满意，市民自评（短信）"
    assert Attempt.objects.filter(order_id=key).count() == 3, "no seat's attempt"


def test_the_citizen_s_own_judgement_is_one_and_came_somehow(world: World) -> None:
    key = world.awaiting_visit()
    assert world.refused(key, "visit", "system", outcome="reached", grade="satisfied").field == "via"
    assert world.refused(key, "visit", "system", outcome="declined", via="sms").field == "outcome"
    assert world.refused(key, "visit", "system", outcome="reached", via="sms").field == "grade"
    assert world.refused(key, "visit", "visitor", outcome="reached", grade="satisfied", via="pigeon").field == "via"
    assert world.refused(key, "visit", "agent", outcome="reached", grade="satisfied", via="sms").code == "wrong_role"
    world.do(key, "visit", "system", outcome="reached", solved="no", via="web", words="还在漏")
    assert replayed(world, key).order.state == "awaiting_decision"


def test_a_visit_of_before_was_by_telephone(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", **CONTENT)
    data = entries(key)[-2].body.to_json()
    assert data.pop("via") == "phone"
    old = Visited.from_json(data)
    assert old.via == "phone"
