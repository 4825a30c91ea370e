"""What is learned from decisions, when, and what becomes of a lesson that can't be learned."""

import os
from datetime import timedelta

import pytest
from django.conf import LazySettings

from huisheng.directory import load as directory_load
from huisheng.directory import reads as directory
from huisheng.insight.actions import ask_lesson, keep_model
from huisheng.insight.learned import guard, lessons
from huisheng.insight.learned.rules import Outcome
from huisheng.insight.models import Learned, Lesson, Week
from huisheng.insight.states import LessonState, Part
from huisheng.kernel import clock
from huisheng.lifecycle.intake import suggest
from huisheng.lifecycle.notices import warnings
from huisheng.lifecycle.notices.models import Notice
from huisheng.lifecycle.topics import reads as topics
from huisheng.lifecycle.topics.models import Topic
from huisheng.lifecycle.workorder import decided
from huisheng.workers import learn, learning, teaching
from tests.cast import World
from tests.cast_with_park import two_districts
from tests.decisions import BIKES, PIPES, told
from tests.district import handed_up

BIKE, PIPE = "010101", "010201"


def taken(world: World, count: int, first: int = 0, hours: int = 30) -> None:
    """So many of each sort, looked at by a dispatcher."""
    for at in range(first, first + count):
        for titles, category in ((BIKES, BIKE), (PIPES, PIPE)):
            world.do(world.accept(category=category, **told(titles, at)), "hand_on", "agent")
        world.pass_(hours=hours)


def ask(world: World, part: Part) -> None:
    with world.hour() as at:
        ask_lesson.do(part, upto=decided.newest_key(), by=world.seat("admin"), at=at)


def learned(world: World, monkeypatch: pytest.MonkeyPatch, what: str = "") -> Lesson:
    """Everything that waits is learned, as the process does it."""
    monkeypatch.setattr(os, "nice", lambda _: 0)  # the tests' own process stays as it is
    with world.hour():
        learn.main(what)
    return Lesson.objects.latest("pk")


@pytest.mark.no_cover
def test_categories_are_learned_suggested_and_looked_back_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    guard.heal()
    taken(world, 30)
    ask(world, Part.CATEGORY)
    lesson = learned(world, monkeypatch)
    assert (lesson.state, lesson.note) == (LessonState.DONE, "")
    assert lesson.model is not None and (lesson.model.state, lesson.model.examples) == ("active", 60)
    assert lesson.model.judged >= 20 and 2 * lesson.model.right > lesson.model.judged
    with world.hour() as at:
        best, *_ = suggest.categories(world.seat("agent"), "共享单车乱停", "学府路的共享单车堆满人行道。", at)
        assert best.label == BIKE and best.words and best.probability > 0.5
    taken(world, 3, first=60)
    learned(world, monkeypatch, "back")
    assert sum(Week.objects.values_list("judged", flat=True)) == 6
    ask(world, Part.CATEGORY)
    again = learned(world, monkeypatch).model
    assert again is not None and again.n == 2 and again.right_before is not None


def test_too_few_decisions_say_so_and_leave_all_as_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(world, 2)
    for part in Part:
        ask(world, part)
        lesson = learned(world, monkeypatch)
        assert lesson.state == LessonState.FAILED and "至少要 30 件" in lesson.note
    assert not Learned.objects.exists()


def test_what_breaks_is_noted_and_the_next_is_learned(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    ask(world, Part.CATEGORY)
    ask(world, Part.PLACES)
    monkeypatch.setattr(decided, "categories", broken)
    last = learned(world, monkeypatch)
    first = Lesson.objects.earliest("pk")
    assert "系统出错" in first.note and "ZeroDivisionError" in caplog.text and "至少要 30 件" in last.note


def test_names_of_places_are_gathered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    guard.heal()
    for at in range(30):
        world.accept(**told(BIKES, at))
    ask(world, Part.PLACES)
    assert learned(world, monkeypatch).state == LessonState.DONE
    names = suggest.gazetteer(world.seat("agent"))
    assert names is not None
    assert [place.name for place in names.find("学府路上的共享单车")] == ["学府路"]


def test_when_a_lesson_is_due(world: World, settings: LazySettings) -> None:
    def due() -> int:
        before = Lesson.objects.count()
        with world.hour():
            learning.ask_due()
        return Lesson.objects.count() - before

    of_words = len(Part) - 1  # nothing was sent: of units there is nothing to learn
    for at in range(29):
        world.accept(**told(BIKES, at))
    assert due() == 0
    world.accept(**told(BIKES, 30))
    settings.INSIGHT = False
    assert due() == 0
    settings.INSIGHT = True
    assert due() == of_words, "of the city; the district has none"
    assert due() == 0
    for at in range(50):
        world.accept(**told(PIPES, at))
    for lesson in Lesson.objects.all():
        lessons.failed(lesson, "", world.now)
    assert due() == 0, "it has failed just now"
    world.pass_(hours=1)
    assert due() == of_words, "nothing was learned, and enough is new"
    world.pass_(days=8)
    assert due() == 0, "nothing new"
    Lesson.objects.update(state=LessonState.FAILED, note=lessons.LOST, moved_at=world.now)
    assert due() == 0
    world.pass_(hours=1)
    assert due() == of_words, "what was interrupted is learned an hour later"


def test_a_district_learns_whom_it_sends_to_from_what_the_city_accepted(world: World) -> None:
    directory_load.load_city(two_districts())
    handed_up(world)

    def ended(seat: str) -> int:
        return decided.ended_after([card.id for card in directory.addressees(world.seat(seat).platform)], 0)

    assert (ended("d-linhe"), ended("dispatcher")) == (1, 0), "of the city's own units nobody has made an end yet"


def test_what_is_hot_is_looked_for_on_every_platform(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        world.accept(
            title="学府路下水道堵塞返污水",
            words="学府路下水道堵塞，污水返到路面。",
            phone=f"1990000{number:04}",
            place="",
        )
    monkeypatch.setattr(os, "nice", lambda _: 0)
    with clock.at(world.now + timedelta(minutes=1)):
        learn.main("topics")
    assert set(Topic.objects.values_list("span", "people")) == {("day", 4), ("week", 4), ("month", 4)}
    assert not Notice.objects.filter(code="topic_warned").exists()
    Topic.objects.filter(span="week").update(warning="4人反映，通常约0.2人。")
    (topic,) = topics.warned(world.platform)
    with world.hour() as at:
        assert warnings.tell(world.platform, {topic.pk: topic.name}, at) == 3
        assert warnings.tell(world.platform, {topic.pk: topic.name}, at) == 0, "each of them once"


def test_a_model_that_can_t_be_read_is_learned_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    guard.heal()
    taken(world, 15)
    with world.hour():
        tree = teaching._tree(world.seat("system"))
    broken = Outcome(b"no model", world.now.date(), world.now.date(), 9, 2, 40, 30)
    with world.hour() as at:
        keep_model.do("category", broken, tree=tree, least=20, by=world.seat("admin"), at=at)
    ask(world, Part.CATEGORY)
    lesson = learned(world, monkeypatch, "back")
    assert lesson.model is not None and (lesson.model.n, lesson.model.right_before) == (2, None)


def test_names_and_numbers_of_people_are_not_learned(world: World) -> None:
    world.do(world.accept(title="我叫演示甲", words="我叫欧阳演示，电话13800001234，路灯不亮。"), "hand_on", "agent")
    with world.hour():
        (one,) = teaching._examples(Part.CATEGORY, world.seat("system"), teaching._tree(world.seat("system")))
    assert "13800001234" not in one.matter.words and "欧阳演示" not in one.matter.words and "路灯" in one.matter.words
