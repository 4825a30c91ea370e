"""A quiz: drawn, looked through, answered once, ranked; and nobody sees more of it than is his."""

import random
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import questions, quizzes, ranks
from huisheng.knowledge.actions import close_quiz, draw_quiz, look_through, open_quiz, sit
from huisheng.knowledge.models import Question, Quiz, Sitting
from huisheng.knowledge.questions import Source
from huisheng.knowledge.tests.articles import client, published
from huisheng.ledger import append, read
from huisheng.lifecycle.records import follow
from huisheng.lifecycle.records.actions import quiz as quiz_by_hand
from huisheng.lifecycle.records.models import Record
from huisheng.workers import nightly
from tests.cast import World

SOURCES = [
    Source(1, 1, "0101", "question", "停水", "问：停水多久修好？\n答：接报后两小时到场，二十四小时修好。"),
    Source(2, 1, "0101", "article", "水费", "阶梯水价每立方米3元，超过部分加价50%。"),
    Source(
        3,
        2,
        "0102",
        "steps",
        "居住证",
        "1. 交申请表格\n材料：身份证原件\n时限：15日\n2. 领证\n材料：回执\n3. 延期\n材料：旧证\n4. 注销登记",
    ),
    Source(4, 1, "0102", "question", "户口迁移", "到派出所户籍窗口办理。"),
    Source(5, 1, "", "question", "图书馆", "凭身份证免押金办理，周一闭馆。"),
    Source(6, 1, "", "question", "公积金", "在手机客户端查询，十个工作日到账。"),
]
ANSWERS = ("水压", "热水", "电价", "路灯", "树木", "井盖", "公交", "车位")


def test_questions_have_four_answers_that_differ_and_one_that_is_right() -> None:
    drawn = questions.draw(SOURCES, 100, 7)
    assert len(drawn) > 8 and questions.draw(SOURCES, 100, 7) == drawn != questions.draw(SOURCES, 100, 8)
    for one in drawn:
        assert len(set(one.options)) == questions.OPTIONS and 0 <= one.right < questions.OPTIONS
    assert len({one.stem for one in drawn}) == len(drawn)
    first = questions.draw(SOURCES, 6, 7)
    assert len({one.key for one in first}) == 6, "each article once before any twice"
    stems = {one.stem: one.options[one.right] for one in drawn}
    assert stems["“停水”：接报后两小时到场，____修好。"] == "二十四小时"
    assert stems["“水费”：阶梯水价每立方米3元，超过部分加价____。"] == "50%"
    assert stems["“居住证”，第2步做什么？"] == "领证"
    assert stems["停水多久修好？"] == "接报后两小时到场，二十四小时修好。"
    assert stems["关于“图书馆”，正确的答复是："].startswith("凭身份证")
    assert not questions.draw(SOURCES[:1], 5, 1)[2:], "a lone article has no wrong answers but numbers"
    assert all(one.stem not in stems for one in questions.draw(SOURCES, 100, 7, set(stems)))
    assert questions.draw([], 5, 1) == []


@given(st.integers(1, 99))
def test_numbers_are_spelled_as_they_were(value: int) -> None:
    spelled = questions._spelled(value, "十")
    assert questions._value(spelled) == value
    assert questions._value(str(value)) == value and questions._spelled(value, "3") == str(value)


def test_numbers_that_are_none_and_those_that_could_stand_there() -> None:
    assert [questions._value(said) for said in ("二三", "二三十", "十二三", "两", "百")] == [0, 0, 0, 2, 0]
    assert questions._spelled(2, "两") == "两" and questions._spelled(120, "十") == "120"
    chance = random.Random(1)
    assert all(0 < one <= 100 for one in questions._numbers_like(80, "%", chance))
    assert questions._plausible("", ["甲", "乙", "丙"], chance) is None
    long = "接到报修电话以后两小时之内到达现场"
    assert not questions._differs(long, long + "。") and questions._differs(long, "凭身份证免押金办理图书馆借阅证")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), max_size=12))
def test_places_share_and_skip(scores: list[tuple[int, int]]) -> None:
    told = sorted(scores, key=lambda one: (-one[0], one[1]))
    found = ranks.places(told)
    for place, score in zip(found, told, strict=True):
        assert place == 1 + sum(other[0] > score[0] or (other[0] == score[0] and other[1] < score[1]) for other in told)


def test_units_by_the_mean_of_who_took_part() -> None:
    told = ranks.of_units([(7, 3), (7, 4), (8, 4), (9, 3), (9, 4)], {7: 5, 8: 1})
    assert [(one.place, one.unit, one.taken, one.invited, one.mean) for one in told] == [
        (1, 8, 1, 1, Decimal("4.0")),
        (2, 7, 2, 5, Decimal("3.5")),
        (2, 9, 2, 2, Decimal("3.5")),
    ]
    assert ranks.right([1, 0, 4], [0, 1, 2]) == 1


def refused(world: World, do: Any, *given_: Any, **named: Any) -> str:
    with world.hour() as at, pytest.raises(Refusal) as caught:
        do(*given_, **named, **({} if do is look_through.approve else {"at": at}))
    return caught.value.code


def drawn(world: World, *, units: bool = False) -> Quiz:
    for n, word in enumerate(ANSWERS):
        body = f"问：{word}怎么报？\n答：{word}由第{n}科登记，{n + 3}个工作日答复。"
        published(world, "knowledge", title=f"{word}报修", form="question", body=body, public=str(int(n % 2)))
    with world.hour() as at:
        return draw_quiz.do(by=world.seat("knowledge"), at=at, title="业务竞赛", count=4, minutes=30, units=units)


def opened(world: World, *, units: bool = False) -> Quiz:
    quiz = drawn(world, units=units)
    with world.hour() as at:
        look_through.approve(quiz.pk, by=world.seat("knowledge"))
        return open_quiz.do(quiz.pk, by=world.seat("knowledge"), at=at, last=f"{clock.local_day(at):%Y-%m-%d}")


def answer(world: World, quiz: Quiz, seat: str, *, right: int, minutes: int) -> None:
    """The seat begins, chooses so many right and the rest wrong, and hands in after that time."""
    by = world.seat(seat)
    with world.hour() as at:
        sit.begin(quiz.pk, by=by, at=at)
        for one in quizzes.questions(quiz):
            good = one.no <= right
            sit.choose(quiz.pk, one.no, one.right + 1 if good else (one.right + 1) % 4 + 1, by=by, at=at)
    with clock.at(world.now + timedelta(minutes=minutes)):
        sit.hand_in(quiz.pk, by=by, at=clock.now())


def test_a_person_looks_through_before_it_opens(world: World) -> None:
    quiz, by = drawn(world), world.seat("knowledge")
    assert quiz.count == 4 and quiz.pool == 8 and quiz.minutes == 30
    assert refused(world, open_quiz.do, quiz.pk, by=by, last="2019-12-01") == "not_looked_through"
    assert refused(world, look_through.approve, quiz.pk, by=world.seat("supervisor")) == "wrong_role"
    assert refused(world, look_through.approve, quiz.pk, by=world.seat("agent")) == "not_found"
    assert refused(world, look_through.approve, quiz.pk, no=9, by=by) == "not_found"
    with world.hour() as at:
        look_through.approve(quiz.pk, by=by)
        before = quizzes.questions(quiz)[1].stem
        look_through.swap(quiz.pk, 2, by=by, at=at)
        fresh = quizzes.questions(quiz)[1]
    assert fresh.stem != before and not fresh.approved
    assert refused(world, look_through.swap, quiz.pk, 9, by=by) == "not_found"
    with world.hour() as at:
        look_through.approve(quiz.pk, no=2, by=by)
    assert refused(world, open_quiz.do, quiz.pk, by=by, last="2019-01-01") == "in_past"
    with world.hour() as at:
        open_quiz.do(quiz.pk, by=by, at=at, last="2019-12-01")
    assert refused(world, look_through.swap, quiz.pk, 1, by=by) == "wrong_state"
    assert refused(world, draw_quiz.do, by=by, title="太多", count=200) == "too_few"
    assert refused(world, draw_quiz.do, by=world.seat("agent"), title="竞赛") == "wrong_role"
    assert nightly.compare().faults == []


def test_one_try_in_its_time_and_ranked_by_right_answers_then_time(world: World) -> None:
    quiz = opened(world)
    for office in quizzes.OFFICE:  # it saw the right answers while they were looked through
        assert refused(world, sit.begin, quiz.pk, by=world.seat(office.value)) == "wrong_role"
        assert office not in quizzes.TAKERS and world.seat(office.value).seat not in dict(quizzes.invited(quiz))
    assert refused(world, sit.begin, quiz.pk, by=world.seat("h-water")) == "not_found"
    assert refused(world, sit.choose, quiz.pk, 1, 1, by=world.seat("agent")) == "not_begun"
    answer(world, quiz, "agent", right=3, minutes=9)
    answer(world, quiz, "visitor", right=3, minutes=5)
    answer(world, quiz, "dispatcher", right=4, minutes=20)
    agent = world.seat("agent")
    assert refused(world, sit.choose, quiz.pk, 1, 1, by=agent) == "over"
    with world.hour() as at:
        sit.hand_in(quiz.pk, by=agent, at=at)  # once more changes nothing
        held = sit.begin(quiz.pk, by=world.seat("quality"), at=at)
        assert sit.begin(quiz.pk, by=world.seat("quality"), at=at) == held and sorted(held.order) == [1, 2, 3, 4]
        sit.choose(quiz.pk, 2, quizzes.questions(quiz)[1].right + 1, by=world.seat("quality"), at=at)
    for no, chosen in ((0, 1), (5, 1), (1, 5), (1, 0)):
        assert refused(world, sit.choose, quiz.pk, no, chosen, by=world.seat("quality")) == "not_found"
    assert refused(world, close_quiz.do, quiz.pk, by=world.seat("knowledge")) == "at_work"
    world.pass_(hours=24)
    assert refused(world, sit.choose, quiz.pk, 1, 1, by=world.seat("quality")) == "over"
    assert refused(world, sit.begin, quiz.pk, by=replace(agent, seat=0)) == "over"
    with world.hour() as at:
        close_quiz.do(quiz.pk, by=world.seat("knowledge"), at=at)
    told = [(one.place, one.seat, one.right, one.seconds) for one in quizzes.ranked(quiz)]
    seats = {name: world.seat(name).seat for name in ("dispatcher", "visitor", "agent", "quality")}
    assert told == [
        (1, seats["dispatcher"], 4, 1200),
        (2, seats["visitor"], 3, 300),
        (3, seats["agent"], 3, 540),
        (4, seats["quality"], 1, 1800),
    ]
    assert refused(world, sit.begin, quiz.pk, by=replace(agent, seat=0)) == "wrong_state"
    assert nightly.compare().faults == []
    follow.take([entry for entry in read.stream(quiz.stream) if entry.kind in follow.KINDS])
    noted = Record.objects.get(kind="quiz")
    assert (noted.count, noted.pool, noted.words) == (4, 8, "业务竞赛") and nightly.compare().faults == []


def test_handlers_take_part_where_all_of_it_is_public(world: World) -> None:
    quiz = opened(world, units=True)
    assert quiz.pool == 4 and all(one.article.public for one in quizzes.questions(quiz))
    answer(world, quiz, "h-water", right=2, minutes=3)
    assert world.seat("h-urban").seat in {seat for seat, _ in quizzes.invited(quiz)}
    assert refused(world, sit.begin, quiz.pk, by=world.seat("d-linhe")) == "not_found", "another platform's"
    assert Sitting.objects.get().unit == world.seat("h-water").unit


def test_the_pages_from_drawing_to_ranks(world: World) -> None:
    for n, word in enumerate(ANSWERS):
        published(world, "knowledge", title=f"{word}怎么报", body=f"{word}由第{n}科登记，{n + 3}个工作日答复。")
    writer, agent, other, office = (client(code) for code in ("knowledge", "agent", "visitor", "supervisor"))
    with world.hour() as at:
        bad = writer.post("/knowledge/quizzes/", {"title": "", "count": "x"})
        assert bad.status_code == 422 and "请填写名称" in bad.content.decode()
        assert "题数不填为 50 题" in bad.content.decode()
        assert writer.post("/knowledge/quizzes/", {"title": "竞赛", "count": "150"}).status_code == 422
        assert agent.post("/knowledge/quizzes/", {"title": "竞赛"}).status_code == 403
        here = writer.post("/knowledge/quizzes/", {"title": "一季度竞赛", "count": "3"})["Location"]
        assert agent.get(here).status_code == 404 and "一季度" not in agent.get("/knowledge/quizzes/").content.decode()
        page = writer.get(here).content.decode()
        assert "还有 <b>3</b> 题没有核定" in page and "正确" in page and "正确" in office.get(here).content.decode()
        assert writer.post(f"{here}do/swap/", {"no": "2"})["Location"].endswith("#q2")
        writer.post(f"{here}do/approve/", {"no": "1"})
        assert "还有2题没有核定" in writer.post(f"{here}do/open/", {"last": "2019-12-01"}, follow=True).content.decode()
        writer.post(f"{here}do/approve/")
        assert writer.post(f"{here}do/open/", {"last": ""}).status_code == 422
        assert "早于今天" in writer.post(f"{here}do/open/", {"last": "2019-01-01"}).content.decode()
        writer.post(f"{here}do/open/", {"last": f"{clock.local_day(at)}"})
        assert "开始答题" in agent.get(here).content.decode()
        agent.post(f"{here}do/begin/")
        sheet = agent.get(here).content.decode()
        assert sheet.count('type="radio"') == 12 and "正确</span>" not in sheet and "个人名次" not in sheet
        quiz = Quiz.objects.get()
        key = {one.no: one.right + 1 for one in quizzes.questions(quiz)}
        assert agent.post(f"{here}do/choose/", {"no": "1", "chosen": str(key[1])}).status_code == 204
        assert agent.post(f"{here}do/choose/", {"no": "x", "chosen": "1"}).status_code == 422
        again = agent.get(here).content.decode()
        assert re.search(r"checked", again) and "已答 <b data-answered>1</b>" in again, "as it was left"
        # without a script the rest is in the form that is handed in
        agent.post(f"{here}do/hand_in/", {f"q{no}": str(right) for no, right in key.items() if no != 1})
        done = agent.get(here).content.decode()
        assert "您已经答完" in done and "名次</h2>" not in done and "还没有参加" not in done
        assert Sitting.objects.get().right == 3
        watched = office.get(here).content.decode()
        assert "还没有参加的" in watched and "回访员甲" in watched and "名次</h2>" not in watched
        assert other.post(f"{here}do/close/", follow=True).status_code == 200 and Quiz.objects.get().state == "open"
        writer.post(f"{here}do/close/")
        ranks_ = other.get(here).content.decode()
        assert "坐席甲" in ranks_ and "单位名次" in ranks_ and "还没有参加" not in ranks_ and "我的答卷" not in ranks_
        assert "还没有参加的" in office.get(here).content.decode()
        assert "我的答卷" in agent.get(here).content.decode()
        assert (
            writer.post(f"{here}do/nothing/").status_code == 404 and writer.get(f"{here}do/close/").status_code == 302
        )
        assert client("h-water").get(here).status_code == 404 == client("d-linhe").get(here).status_code
        assert "一季度竞赛" in agent.get("/knowledge/quizzes/").content.decode()


def test_time_that_is_up_counts_what_was_kept(world: World) -> None:
    quiz, visitor = opened(world), client("visitor")
    by = world.seat("visitor")
    with world.hour() as at:
        sit.begin(quiz.pk, by=by, at=at)
        sit.choose(quiz.pk, 1, quizzes.questions(quiz)[0].right + 1, by=by, at=at)
    with clock.at(world.now + timedelta(hours=2)):
        assert "您已经答完" in visitor.get(f"/knowledge/quizzes/{quiz.pk}/").content.decode()
        visitor.post(f"/knowledge/quizzes/{quiz.pk}/do/hand_in/", {"q2": "1"})
    held = Sitting.objects.get()
    assert (held.right, held.seconds) == (1, 1800) and held.chosen[1] == 0


def test_nothing_is_left_to_draw(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = drawn(world)
    monkeypatch.setattr(questions, "another", lambda *_: None)
    assert refused(world, look_through.swap, quiz.pk, 1, by=world.seat("knowledge")) == "too_few"


def test_another_is_drawn_before_the_lock_and_looked_at_again_under_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz, another = drawn(world), questions.another

    def while_a_colleague_swaps(*given_: Any) -> Any:
        with pytest.raises(RuntimeError):
            append.page()  # nobody waits for the draw
        made = another(*given_)
        assert made is not None
        Question.objects.filter(quiz=quiz, no=2).update(stem=made.stem)
        return made

    monkeypatch.setattr(questions, "another", while_a_colleague_swaps)
    assert refused(world, look_through.swap, quiz.pk, 1, by=world.seat("knowledge")) == "stale"


def test_another_is_of_an_article_without_a_question_where_there_is_one() -> None:
    one = questions.another(SOURCES, 7, (), [1, 2, 4, 5, 6])
    assert one is not None and one.key == 3
    stems = {made.stem for made in questions.draw(SOURCES, 100, 7) if made.key == 3}
    other = questions.another(SOURCES, 7, stems, [1, 2, 4, 5, 6])
    assert other is not None and other.key == 1, "then of those that have one, in their order"
    assert questions.another([], 7, (), []) is None


def test_what_is_not_yet_valid_is_not_asked(world: World) -> None:
    published(world, "knowledge", title="明年的水价", valid_from="2020-01-01")
    one = published(world, "knowledge", title="今年的水价")
    found = quizzes.sources(world.platform, clock.local_day(world.now), public=False)
    assert [source.key for source in found] == [one.pk]


def test_a_quiz_of_the_system_is_not_noted_by_hand(world: World) -> None:
    quiz, by = opened(world), world.seat("knowledge")
    day = f"{clock.local_day(quiz.opened_at):%Y-%m-%d}" if quiz.opened_at else ""
    given_: dict[str, Any] = {"by": by, "day": day, "questions": "10", "pool": "50", "title": "业务竞赛"}
    assert refused(world, quiz_by_hand.do, **given_) == "counted_here"
    with world.hour() as at:
        assert quiz_by_hand.do(at=at, **{**given_, "day": "2019-11-01"}).count == 10
