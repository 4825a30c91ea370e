"""Models are kept, compared, put to use, rolled back; and what is broken leaves pages without suggestions only."""

from datetime import date
from threading import Thread

import pytest
from django.conf import LazySettings
from django.db import connection

from huisheng.directory.actor import Actor
from huisheng.insight.actions import ask_lesson, keep_model, rest_model, take_model
from huisheng.insight.learned import guard, lessons, reads, shelf
from huisheng.insight.learned.guard import guarded
from huisheng.insight.learned.rules import Outcome, cause_to_take, drifted
from huisheng.insight.models import Learned, Lesson
from huisheng.insight.states import LessonState, Part
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.intake import suggest
from huisheng.taxonomy import reads as taxonomy
from huisheng.workers.nightly import compare
from tests.cast import World
from tests.locks import waits_for_us

LEAST = 20


def outcome(judged: int = 0, right: int = 0, before: int | None = None, weights: bytes = b"no model") -> Outcome:
    return Outcome(weights, date(2019, 8, 1), date(2019, 11, 3), 120, 7, judged, right, before)


def kept(world: World, brought: Outcome, part: Part = Part.CATEGORY) -> Learned:
    with world.hour() as at:
        return keep_model.do(part, brought, tree="tree", least=LEAST, by=world.seat("admin"), at=at)


@pytest.mark.parametrize(
    ("judged", "right", "before", "in_use", "cause"),
    [
        (19, 19, None, False, ""),  # too few to tell
        (20, 11, None, False, "first"),
        (20, 10, None, False, ""),  # as often wrong as right
        (40, 30, 30, True, "better"),  # no worse, and newer
        (40, 29, 30, True, ""),
        (40, 40, None, True, ""),  # the one in use couldn't be asked: a person decides
    ],
)
def test_what_speaks_for_a_new_one(judged: int, right: int, before: int | None, in_use: bool, cause: str) -> None:
    assert cause_to_take(outcome(judged, right, before), LEAST, in_use=in_use) == cause


def test_of_two_who_choose_at_once_the_later_one_is_in_use(lasting_world: World) -> None:
    world = lasting_world
    first, second, third = kept(world, outcome(40, 30)), kept(world, outcome()), kept(world, outcome())

    def chooses(model: Learned) -> None:
        with world.hour() as at:
            take_model.do(model.pk, by=world.seat("admin"), at=at)

    def apart() -> None:
        try:
            chooses(third)
        finally:
            connection.close()

    other = Thread(target=apart)
    with append.writing() as page:
        chooses(second)
        page.flush()
        other.start()
        waits_for_us()
    other.join(60)
    states = dict(Learned.objects.values_list("pk", "state"))
    assert states == {first.pk: "rested", second.pk: "rested", third.pk: "active"}


def test_what_a_person_stopped_no_lesson_starts_again(world: World) -> None:
    model = kept(world, outcome(40, 39))
    with world.hour() as at:
        rest_model.do(model.pk, by=world.seat("admin"), at=at)
    assert kept(world, outcome(40, 40)).state == "kept"


@pytest.mark.parametrize(
    ("now", "learned", "said"),
    [
        ((82, 100), (90, 100), True),
        ((83, 100), (90, 100), False),
        ((0, 0), (90, 100), False),
        ((50, 100), (0, 0), False),
        ((41, 50), (900, 1000), True),
    ],
)
def test_drift_is_points_below_the_hour_of_learning(now: tuple[int, int], learned: tuple[int, int], said: bool) -> None:
    assert drifted(now, learned, 8) is said


def test_the_first_is_taken_the_better_follows_and_the_older_comes_back(world: World) -> None:
    first = kept(world, outcome(40, 30))
    assert (first.n, first.state) == (1, "active")
    worse = kept(world, outcome(40, 29, 30))
    assert (worse.n, worse.state) == (2, "kept")
    better = kept(world, outcome(40, 31, 30))
    assert (better.n, better.state) == (3, "active")
    with world.hour() as at:
        back = take_model.do(first.pk, by=world.seat("admin"), at=at, seen=3)  # learned, taken, replaced
    states = dict(Learned.objects.values_list("n", "state"))
    assert (back.state, states) == ("active", {1: "active", 2: "kept", 3: "rested"})
    assert compare().faults == []


def test_a_part_and_a_platform_have_their_own(world: World) -> None:
    kept(world, outcome(40, 30))
    unit = kept(world, outcome(40, 30), Part.UNIT)
    assert (unit.n, unit.state) == (1, "active")
    with pytest.raises(Refusal, match="没有这个模型"):
        take_model.do(unit.pk, by=stranger(world), at=world.now, seen=unit.version)


def stranger(world: World) -> Actor:
    own = world.seat("admin")
    return Actor(**{name: getattr(own, name) for name in own.__dataclass_fields__} | {"platform": own.platform + 1})


def test_refusals(world: World) -> None:
    model = kept(world, outcome(40, 30))
    with world.hour() as at:
        admin = world.seat("admin")
        for refused, said in (
            (lambda: take_model.do(model.pk, by=admin, at=at, seen=model.version), "已经在用"),
            (lambda: take_model.do(model.pk, by=admin, at=at, seen=1), "刚被别人"),
            (lambda: take_model.do(model.pk, by=world.seat("agent"), at=at), "由管理员办理"),
            (lambda: ask_lesson.do("moods", upto=0, by=admin, at=at), "没有这一项"),
            (lambda: ask_lesson.do("unit", upto=0, by=world.seat("h-water"), at=at), "由管理员办理"),
            (lambda: reads.kept(world.seat("dispatcher"), "unit"), "由管理员办理"),
        ):
            with pytest.raises(Refusal, match=said):
                refused()
        rested = rest_model.do(model.pk, by=admin, at=at, seen=model.version)
        assert rested.state == "rested"
        with pytest.raises(Refusal, match="不在用"):
            rest_model.do(model.pk, by=admin, at=at)
    assert compare().faults == []


def test_one_lesson_of_a_part_at_a_time_and_what_becomes_of_it(world: World) -> None:
    with world.hour() as at:
        admin = world.seat("admin")
        asked = ask_lesson.do("unit", upto=7, by=admin, at=at)
        with pytest.raises(Refusal, match="正在学习"):
            ask_lesson.do("unit", upto=7, by=admin, at=at)
        assert lessons.waiting()
        begun = lessons.begin(at)
        assert begun is not None and begun.pk == asked.pk and not lessons.waiting() and lessons.begin(at) is None
        lessons.failed(begun, "太少。", at)
        assert lessons.newest(admin)["unit"].note == "太少。"
        again = ask_lesson.do("unit", upto=8, by=admin, at=at)
        lessons.done(again, kept(world, outcome(), Part.UNIT), at)
        last = lessons.last(admin.platform, "unit")
        assert last is not None and last.upto == 8 and last.model is not None and last.model.n == 1


def test_a_lesson_whose_process_has_gone_is_given_up(world: World) -> None:
    with world.hour() as at:
        ask_lesson.do("unit", upto=7, by=world.seat("admin"), at=at)
        lessons.begin(at)
    lessons.give_up_lost(world.now)
    assert Lesson.objects.get().state == LessonState.RUNNING
    world.pass_(hours=3)
    lessons.give_up_lost(world.now)
    assert Lesson.objects.get().state == LessonState.FAILED


def test_a_lesson_waits_again_where_its_worker_went_and_fails_where_its_process_did(world: World) -> None:
    with world.hour() as at:
        ask_lesson.do("unit", upto=7, by=world.seat("admin"), at=at)
        lessons.begin(at, "host:7")
        lessons.let_go("host:8", at, again=False)
        assert not lessons.waiting(), "another's"
        lessons.let_go("host:7", at, again=True)
        assert lessons.waiting()
        lessons.begin(at, "host:9")
        lessons.let_go("host:9", at, again=False)
        last = lessons.last(world.platform, "unit")
        assert last is not None and (last.state, last.note) == (LessonState.FAILED, lessons.LOST)


def test_a_page_of_models_has_an_end(world: World) -> None:
    for _ in range(reads.PAGE + 2):
        newest = kept(world, outcome())
    page = reads.kept(world.seat("admin"), "category")
    assert (len(page.models), page.more, page.models[0].n, page.active) == (reads.PAGE, True, newest.n, None)
    assert page.models[-1].n == 3 and page.weeks == []


def test_a_broken_model_leaves_pages_without_suggestions(world: World, caplog: pytest.LogCaptureFixture) -> None:
    guard.heal()
    with world.hour() as at:
        tree = taxonomy.version_at(at.date(), world.seat("agent").scope)
        assert tree is not None
        keep_model.do("category", outcome(40, 30), tree=tree.code, least=LEAST, by=world.seat("admin"), at=at)
        for _ in range(guard.STRIKES):
            assert suggest.categories(world.seat("agent"), "停水", "三天没有水。", at) == ()
        assert caplog.text.count("insight failed: category of") == guard.STRIKES
        assert suggest.categories(world.seat("agent"), "停水", "三天没有水。", at) == ()
        assert caplog.text.count("insight failed: category of") == guard.STRIKES, "not asked for a while"
        assert suggest.categories(world.seat("agent"), " ", "", at) == ()
    guard.heal()


def test_what_is_guarded(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    guard.heal()
    assert guarded("part", 0, lambda: 7) == 7
    monkeypatch.setattr(guard, "SLOW", -1.0)
    assert [guarded("slow", 0, lambda: 7) for _ in range(guard.STRIKES + 1)] == [7] * guard.STRIKES + [0]
    settings.INSIGHT = False
    assert guarded("part", 0, lambda: 7) == 0
    guard.heal()


def test_nothing_is_in_use_at_first(world: World) -> None:
    assert shelf.classifier(world.seat("agent").platform, Part.UNIT) is None
    assert shelf.gazetteer(world.seat("agent").platform) is None
    assert suggest.gazetteer(world.seat("agent")) is None
