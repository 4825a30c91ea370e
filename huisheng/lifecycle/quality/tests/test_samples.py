"""Samples drawn again alike, looked at one by one and noted as a check; answers given on the spot, reviewed once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read, replay_happenings
from huisheng.lifecycle.quality import reads
from huisheng.lifecycle.quality.actions import (
    draw_sample,
    judge_item,
    note_sample,
    review_answer,
    strike_check,
)
from huisheng.lifecycle.quality.models import Check, Sample, SampleItem
from huisheng.lifecycle.quality.rules import counted, draw, explained, misfiled
from tests.cast import World

DAYS = {"first": "2019-11-04", "last": "2019-11-04"}


def act(world: World, module: Any, *keys: Any, by: str = "quality", **given: Any) -> Any:
    world.pass_(minutes=1)
    with world.hour() as at:
        return module.do(*keys, by=world.seat(by), at=at, **given)


def refused(world: World, module: Any, *keys: Any, by: str = "quality", **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(world, module, *keys, by=by, **given)
    return caught.value


def drawn(world: World, **given: Any) -> Sample:
    made: Sample = act(
        world, draw_sample, **{"of": "concluded", "unit": "water", "size": "2", "seed": "七", **DAYS, **given}
    )
    return made


@given(st.sets(st.text("0123456789", min_size=1, max_size=6)), st.integers(0, 9), st.text(max_size=5))
def test_a_draw_can_be_made_again(numbers: set[str], size: int, seed: str) -> None:
    first = draw(sorted(numbers), size, seed)
    assert first == draw(sorted(numbers, reverse=True), size, seed)
    assert len(first) == min(size, len(numbers)) and set(first) <= numbers
    assert draw(numbers, size + 1, seed)[:size] == first, "a larger one holds the smaller one"


def test_what_a_sample_comes_to() -> None:
    told = counted(["passed", "passed", "unvisited", "unsatisfied", "failed", ""])
    assert told == {"sampled": 5, "passed": 2, "unvisited": 1, "unsatisfied": 1}
    assert explained("passed", "") is None and explained("failed", "没办") is None
    said = explained("unsatisfied", "")
    assert said is not None and said.field == "words"
    assert [misfiled(*pair) for pair in (("consult", "complaint"), ("consult", "help"), ("complaint", "consult"))] == [
        True,
        False,
        False,
    ]


def test_drawn_judged_and_noted(world: World) -> None:
    keys = {world.awaiting_visit() for _ in range(3)}
    world.awaiting_visit("urban")
    sample, again = drawn(world), drawn(world)
    items = [list(one.items.order_by("no").values_list("order", flat=True)) for one in (sample, again)]
    assert items[0] == items[1] and set(items[0]) <= keys and len(items[0]) == 2
    assert (sample.population, sample.size, str(sample)) == (3, 2, "concluded 2019-11-04/2019-11-04 七")
    assert refused(world, note_sample, sample.pk).code == "unseen"
    assert refused(world, judge_item, sample.pk, 1, verdict="failed", words="").field == "words"
    assert refused(world, judge_item, sample.pk, 9, verdict="passed").code == "not_found"
    act(world, judge_item, sample.pk, 1, verdict="failed", words="没有到现场")
    act(world, judge_item, sample.pk, 1, verdict="unsatisfied", words="市民说没有解决")
    item = act(world, judge_item, sample.pk, 2, verdict="passed")
    assert str(item) == f"{sample.pk}/2"
    check = act(world, note_sample, sample.pk)
    assert (check.kind, check.sampled, check.passed, check.unsatisfied, check.unvisited) == ("spot", 2, 1, 1, 0)
    assert check.unit_id == sample.unit_id
    assert refused(world, judge_item, sample.pk, 1, verdict="passed").code == "noted"
    assert refused(world, note_sample, sample.pk).code == "noted"
    with world.hour():
        seen: list[Any] = reads.samples(world.seat("assessor"))
        assert {one.pk: one.judged for one in seen} == {sample.pk: 2, again.pk: 0}
        assert reads.samples(world.seat("quality"), before=again.pk) == [sample]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"unit": "police"}, "nothing"),
        ({"first": "2019-11-05", "last": "2019-11-04"}, "span_backwards"),
        ({"last": "2019-11-09"}, "in_future"),
        ({"size": "0"}, "not_a_count"),
        ({"of": "answered"}, "no_unit"),
        ({"of": "all"}, "not_an_option"),
        ({"unit": "nowhere"}, "no_unit"),
    ],
)
def test_nothing_is_drawn_from_nothing(world: World, given: dict[str, str], code: str) -> None:
    world.awaiting_visit()
    with pytest.raises(Refusal) as caught:
        drawn(world, **given)
    assert caught.value.code == code
    assert not Sample.objects.exists()


@pytest.mark.parametrize("code", ["agent", "h-water", "visitor", "admin", "leader"])
def test_only_checkers(world: World, code: str) -> None:
    world.awaiting_visit()
    sample = drawn(world)
    assert refused(world, draw_sample, by=code, of="concluded", size="1", **DAYS).code == "wrong_role"
    assert refused(world, judge_item, sample.pk, 1, by=code, verdict="passed").code == "wrong_role"
    assert refused(world, note_sample, sample.pk, by=code).code == "wrong_role"
    with world.hour():
        seen = reads.samples(world.seat(code))
    assert not seen if code in ("h-water", "admin") else seen == [sample]


def test_what_may_not_be_seen_is_not_drawn(world: World) -> None:
    seen, hidden = world.awaiting_visit(), world.awaiting_visit(confidential=True)
    assert (seen, hidden) and drawn(world, size="9").population == 1
    other = world.awaiting_visit()
    sample = drawn(world, size="9")
    world.do(other, "mark", "supervisor", mark="confidential", on=True, reason="市民要求")
    with world.hour():
        assert [one.order_id for one in reads.items(world.seat("quality"), sample)] == [seen]
    assert SampleItem.objects.filter(sample=sample).count() == 2


def answered(world: World, **given: Any) -> str:
    key = world.accept(**{"kind": "consult", **given})
    world.do(key, "answer", "agent", words="已告知办理地点。")
    return world.matter(key).order.number


def test_an_answer_is_reviewed_once(world: World) -> None:
    number = answered(world)
    assert refused(world, review_answer, number, kind="complaint", complete="1").field == "words"
    check = act(world, review_answer, number, kind="complaint", complete="0", words="是投诉，应转办")
    assert (check.kind, check.found, check.complete, check.sampled, check.passed) == (
        "review",
        "complaint",
        False,
        1,
        0,
    )
    entries = read.stream(check.stream)
    assert replay_happenings.happening(entries) == reads.live(Check.objects.get(pk=check.pk))
    assert refused(world, review_answer, number, kind="consult", complete="1").code == "reviewed_before"
    with world.hour():
        assert reads.unreviewed(world.seat("quality")) == []
    act(world, strike_check, check=str(check.pk), reason="记错")
    good = act(world, review_answer, number, kind="consult", complete="1")
    assert good.passed == 1


def test_two_reviews_at_once_leave_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = answered(world)
    act(world, review_answer, number, kind="consult", complete="1")
    monkeypatch.setattr(reads, "review_of", lambda *_: None)
    assert refused(world, review_answer, number, kind="consult", complete="1").code == "reviewed_before"
    assert Check.objects.count() == 1
    with append.writing():
        pass  # the page of the refused one is closed


def test_only_answers_are_reviewed(world: World) -> None:
    sent = world.matter(world.dispatched()).order.number
    assert refused(world, review_answer, sent, kind="consult", complete="1").code == "wrong_state"
    hidden = answered(world, confidential=True)
    assert refused(world, review_answer, hidden, kind="consult", complete="1").code == "not_found"
    assert refused(world, review_answer, sent, by="agent", kind="consult", complete="1").code == "wrong_role"


def test_a_sample_of_answers_is_reviewed_not_noted(world: World) -> None:
    answered(world)
    sample = drawn(world, of="answered", unit="")
    assert sample.population == 1
    assert refused(world, note_sample, sample.pk).code == "answers"


def test_units_without_a_check(world: World) -> None:
    world.awaiting_visit()
    world.awaiting_visit("urban")
    world.awaiting_visit()
    day = (world.now + timedelta(hours=8)).date()
    with world.hour():
        seat = world.seat("assessor")
        counts = dict(reads.concluded_units(seat, day, day))
        assert sorted(counts.values()) == [1, 2]
        assert reads.spotted(seat, day, day) == set()
    sample = drawn(world, size="1")
    act(world, judge_item, sample.pk, 1, verdict="passed")
    act(world, note_sample, sample.pk)
    with world.hour():
        assert reads.spotted(seat, day, day) == {sample.unit_id}
        assert [one.kind for one in reads.between(seat, day, day)] == ["spot"]


def test_the_cost_does_not_grow(world: World) -> None:
    counts = []
    for _ in range(2):
        world.awaiting_visit()
        sample = drawn(world, size="9")
        with world.hour(), CaptureQueriesContext(connection) as asked:
            reads.items(world.seat("quality"), sample)
            reads.samples(world.seat("quality"))
            reads.unreviewed(world.seat("quality"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
