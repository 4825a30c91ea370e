"""Press, knowledge base, quizzes, work notes; and figures of older circulars with their source."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from huisheng.directory import load as directory_load
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read, replay_happenings
from huisheng.lifecycle.records import reads, rules
from huisheng.lifecycle.records.actions import (
    enter_figure,
    note,
    open_books,
    press,
    quiz,
    size_knowledge,
    strike_record,
    update_knowledge,
)
from huisheng.lifecycle.records.models import Given, Record
from huisheng.rulebook import at as rules_at
from tests.cast import World
from tests.cast_with_park import second_city

DO: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "press": (press, "supervisor", {"day": "2019-11-03", "title": "热线连民心", "media": "云山日报"}),
    "knowledge": (update_knowledge, "knowledge", {"day": "2019-11-03", "unit": "water", "count": 12}),
    "size": (size_knowledge, "knowledge", {"day": "2019-11-03", "count": 1975}),
    "quiz": (quiz, "knowledge", {"day": "2019-11-03", "questions": 50, "pool": 1975, "title": "第一届知识竞赛"}),
    "note": (note, "assessor", {"day": "2019-11-03", "words": "召开二级平台负责人座谈会。"}),
    "start": (open_books, "assessor", {"day": "2019-11-01"}),
}
FIGURE: dict[str, Any] = {
    "measure": "accepted",
    "first": "2019-10-01",
    "last": "2019-10-31",
    "numerator": 9013,
    "source": "2019年10月通报 一",
}


def noted(world: World, name: str, by: str = "", **changed: Any) -> Record:
    verb, usual_seat, usual = DO[name]
    world.pass_(minutes=1)
    with world.hour() as at:
        record: Record = verb.do(by=world.seat(by or usual_seat), at=at, **{**usual, **changed})
    return record


def strike(world: World, key: Any, by: str) -> Record:
    world.pass_(minutes=1)
    with world.hour() as at:
        return strike_record.do(by=world.seat(by), at=at, record=key, reason="重复登记")


def given(world: World, by: str = "assessor", **changed: Any) -> Given:
    world.pass_(minutes=1)
    with world.hour() as at:
        return enter_figure.do(by=world.seat(by), at=at, **{**FIGURE, **changed})


def told(record: Record) -> list[Any]:
    """The bodies of its stream, once replay gives its row again."""
    entries = read.stream(record.stream)
    assert replay_happenings.happening(entries) == reads.live(Record.objects.get(pk=record.pk))
    return [entry.body for entry in entries]


@pytest.mark.parametrize("name", list(DO))
def test_noted_and_struck(world: World, name: str) -> None:
    record = noted(world, name)
    assert str(record) == f"{name} {record.day}"
    (body,) = told(record)
    assert record.words == "" or record.words not in str(body.to_json())
    record = strike(world, record.pk, DO[name][1])
    assert record.struck_at == world.now
    assert told(record)[1].kind == "record_struck"
    with pytest.raises(Refusal) as caught:
        strike(world, record.pk, DO[name][1])
    assert caught.value.code == "struck"


@pytest.mark.parametrize("name", list(DO))
def test_who_notes(world: World, name: str) -> None:
    verb, usual_seat, _ = DO[name]
    for seat in ("agent", "dispatcher", "visitor", "leader", "h-water", "admin"):
        assert verb.can(world.seat(seat)).code == "wrong_role"
        with pytest.raises(Refusal) as caught:
            noted(world, name, seat)
        assert caught.value.code == "wrong_role"
    assert read.count() == 0
    record = noted(world, name)
    others = {"supervisor", "assessor", "knowledge"} - {usual_seat}
    if name not in ("press", "note"):
        for seat in others:
            refusal = strike_record.can(world.seat(seat), record)
            assert refusal is not None
            assert refusal.code == "wrong_role"
    assert strike_record.can(world.seat(usual_seat)) is None


def test_counts_and_defaults(world: World) -> None:
    assert noted(world, "press").count == 1
    assert noted(world, "press", count="35", unit="water").count == 35
    assert noted(world, "knowledge", unit="yunshan").unit_id == world.platform
    assert noted(world, "quiz", pool="").pool is None


def test_a_quiz_has_as_many_questions_as_the_rulebook_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal) as caught:
        noted(world, "quiz", questions=None)
    assert caught.value.code == "no_rule"  # this city has none
    liaocheng = rules_at(date(2015, 1, 23), "山东/聊城")
    monkeypatch.setattr(quiz, "rules", lambda *_: liaocheng)
    monkeypatch.setattr("huisheng.lifecycle.workorder.act.rules", lambda *_: liaocheng)
    assert noted(world, "quiz", questions=None).count == 50


def test_the_notes_of_a_month(world: World) -> None:
    directory_load.load_city(second_city())
    first = noted(world, "note")
    noted(world, "note", day="2019-10-31")
    struck = noted(world, "note", day="2019-11-01", words="写错了")
    strike(world, struck.pk, "assessor")
    november = (date(2019, 11, 1), date(2019, 11, 30))
    assert reads.notes(world.seat("agent"), *november) == [first]
    assert reads.notes(world.seat("mh-agent"), *november) == []
    assert reads.notes(world.seat("admin"), *november) == []


def test_who_sees_a_record(world: World) -> None:
    record = noted(world, "knowledge")
    seen = {seat: len(reads.newest(world.seat(seat))) for seat in ("agent", "h-water", "h-urban", "admin", "d-linhe")}
    assert seen == {"agent": 1, "h-water": 1, "h-urban": 0, "admin": 0, "d-linhe": 0}
    assert reads.newest(world.seat("agent"), kind="press") == []
    assert reads.newest(world.seat("agent"), before=record.pk) == []
    with pytest.raises(Refusal) as caught:
        strike(world, 999, "knowledge")
    assert caught.value.code == "no_record"


def test_days_and_hours(world: World) -> None:
    for name in DO:
        with pytest.raises(Refusal) as caught:
            noted(world, name, day="2019-11-05")
        assert caught.value.code == "in_future"
    with world.hour() as at, pytest.raises(Refusal) as caught:
        note.do(by=world.seat("assessor"), at=at + timedelta(hours=1), **DO["note"][2])
    assert caught.value.code == "in_future"
    record = noted(world, "note")
    world.pass_(hours=-2)
    with pytest.raises(Refusal) as caught:
        strike(world, record.pk, "assessor")
    assert caught.value.code == "before_last"


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("press", {"title": ""}, "missing"),
        ("press", {"title": "题" * 201}, "too_long"),
        ("press", {"unit": "nowhere"}, "no_unit"),
        ("press", {"count": 0}, "not_a_count"),
        ("press", {"day": "昨天"}, "not_a_day"),
        ("knowledge", {"unit": None}, "missing"),
        ("knowledge", {"count": None}, "missing"),
        ("size", {"count": "1,975"}, "not_a_count"),
        ("quiz", {"questions": 1976}, "too_many"),
        ("note", {"words": "‮"}, "missing"),
        ("note", {"words": "\x00" * 1_000_000}, "too_long"),
        ("start", {"day": None}, "missing"),
        ("start", {"more": 1}, "unknown_field"),
    ],
)
def test_bad_records(world: World, name: str, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        noted(world, name, **changed)
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")
    assert read.count() == 0


# figures of older circulars


def test_a_figure_is_entered_and_corrected(world: World) -> None:
    row = given(world)
    assert str(row) == "accepted 2019-10-01/2019-10-31"
    again = given(world, numerator=9031)
    assert again.pk == row.pk
    entries = read.stream(row.stream)
    assert [entry.body.to_json()["numerator"] for entry in entries] == [9013, 9031]
    assert replay_happenings.happening(entries) == reads.live_given(Given.objects.get())
    assert reads.given_figures(world.seat("assessor")) == [again]
    assert reads.given_figures(world.seat("assessor"), before=again.pk) == []
    assert reads.given_figures(world.seat("h-water")) == reads.given_figures(world.seat("admin")) == []


def test_rates_and_parts(world: World) -> None:
    rate = given(world, measure="solution_rate", numerator=None, value="87.80", part="unit", key="water")
    assert (rate.value, rate.key.isdigit(), rate.numerator) == (8780, True, None)
    both = given(world, measure="satisfaction_rate", numerator=1218, denominator=2251)
    assert (both.numerator, both.denominator, both.value) == (1218, 2251, None)
    assert given(world, part="topic", key="03").key == "03"
    assert Given.objects.count() == 3


def test_what_the_ledger_reaches_is_not_entered_by_hand(world: World) -> None:
    world.accept()
    given(world)
    world.now = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
    given(world, first="2019-11-01", last="2019-11-30")  # the first matter came on the fourth
    with pytest.raises(Refusal) as caught:
        given(world, first="2019-12-01", last="2019-12-31")
    assert (caught.value.code, caught.value.field) == ("counted_here", "first")
    noted(world, "start", day="2020-01-01")
    given(world, first="2019-12-01", last="2019-12-31")
    assert reads.books_from(world.platform) == date(2020, 1, 1)


def test_the_books_of_a_platform_below_begin_with_what_it_was_sent(world: World) -> None:
    linhe = world.seat("d-linhe").platform
    assert reads.books_from(linhe) is None
    world.accept()
    assert reads.books_from(linhe) is None
    world.dispatched("linhe")
    assert reads.books_from(linhe) == date(2019, 11, 4)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"numerator": None}, "missing"),
        ({"numerator": 3, "value": "1"}, "figure_twice"),
        ({"numerator": None, "denominator": 3, "value": "1"}, "figure_twice"),
        ({"numerator": -1}, "not_a_count"),
        ({"denominator": 0}, "not_a_count"),
        ({"first": "2019-11-01"}, "span_backwards"),
        ({"last": "2019-12-31"}, "in_future"),
        ({"measure": "'; --"}, "not_a_code"),
        ({"measure": None}, "missing"),
        ({"part": "unit"}, "missing"),
        ({"key": "water"}, "missing"),
        ({"part": "unit", "key": "nowhere"}, "no_unit"),
        ({"source": ""}, "missing"),
        ({"numerator": None, "value": "87.801"}, "not_marks"),
        ({"more": 1}, "unknown_field"),
    ],
)
def test_bad_figures(world: World, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        given(world, **changed)
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")
    assert read.count() == 0


def test_only_assessors_enter_figures(world: World) -> None:
    for seat in ("supervisor", "agent", "h-water"):
        assert enter_figure.can(world.seat(seat)).code == "wrong_role"  # type: ignore[union-attr]  # it refuses
        with pytest.raises(Refusal):
            given(world, seat)


def test_the_rules() -> None:
    day = date(2020, 1, 1)
    assert rules.not_counted_here(day, None) is None
    assert rules.not_counted_here(day, date(2020, 1, 2)) is None
    assert rules.not_counted_here(day, day) is not None
    assert rules.quiz_fits(50, None) is None
