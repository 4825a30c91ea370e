"""A quarter of 济宁, counted back: contact points, leaders' sessions and their items, instructions."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from functools import cache

from huisheng.rehearsal.month import folder
from huisheng.rehearsal.period import spec
from huisheng.rehearsal.period.reckon import Figures, Limits, live, reckon
from huisheng.rehearsal.plans import build
from huisheng.rehearsal.story import Plan

NAME = "jining-2013-q4"


@cache
def plan() -> Plan:
    return build(folder(NAME), 1)


@cache
def figures() -> Figures:
    said = spec.read(folder(NAME))
    return reckon(plan(), said.first_day, said.last_day, 0, Limits(1, 5, 5))


def test_seventeen_contact_points_with_765_matters_all_in_time() -> None:
    points = [row for unit, row in figures().units.items() if unit.startswith("jn-lx")]
    assert len(points) == 17
    assert sum(row["dispatched"] for row in points) == 765
    assert not any(row["late"] or row["late_signed"] for row in figures().units.values())


def test_more_than_nine_of_ten_are_satisfied() -> None:
    whole: Counter[str] = sum(figures().units.values(), Counter())
    yes = whole["result_yes"] + whole["result_partly"]
    assert Fraction(yes, yes + whole["result_no"]) >= Fraction(9, 10)


def test_sessions_are_announced_a_week_ahead() -> None:
    calls: Counter[bool] = Counter()
    held: Counter[bool] = Counter()
    heads = set()
    for happening in plan().happenings:
        by_verb = {act.verb: act for act in happening.acts}
        if "announce" not in by_verb:
            continue
        assert by_verb["hold"].at - by_verb["announce"].at >= timedelta(days=7)
        mayor = by_verb["announce"].params["unit"] == "jn-zhengfu"
        held[mayor] += 1
        counted = by_verb["end"].params["calls"]
        assert isinstance(counted, int)
        calls[mayor] += counted
        heads.add(by_verb["announce"].params["unit"])
    assert (held[True], calls[True]) == (11, 267)
    assert (held[False], calls[False]) == (46, 488)
    assert len(heads) == 47


def test_every_call_to_a_department_s_head_is_an_item_reviewed_by_the_leader() -> None:
    items = [live(order) for order in plan().orders]
    taken = [life for life in items if life.taken_up]
    assert len(taken) == 488
    for life in taken:
        verbs = [act.verb for act in life.order.acts]
        assert verbs.index("take_up") < verbs.index("answer_supervision") < verbs.index("review_item")


def test_instructions_are_followed_to_the_end() -> None:
    verbs = plan().verbs()
    assert verbs["instruct"] == verbs["answer_instruction"] == 292
