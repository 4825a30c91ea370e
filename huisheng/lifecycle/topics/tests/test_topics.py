"""What many people say of one place is found, keeps its row, and is judged; nobody else's is seen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from huisheng.insight import hot
from huisheng.insight.hot.said import Window
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.topics import finding, gather, reads
from huisheng.lifecycle.topics.actions import judge_topic
from huisheng.lifecycle.topics.models import Topic, Verdict
from huisheng.lifecycle.topics.states import Span
from tests.cast import World

PLANT = (
    ("翠湖新城附近的搅拌站半夜轰鸣", "翠湖新城小区旁的混凝土搅拌站整夜生产，噪声和粉尘扰民，请查处。"),
    ("翠湖新城搅拌站粉尘扰民", "家住翠湖新城，搅拌站的粉尘飘进家里，窗户都不敢开，噪声也大。"),
    ("请关停翠湖新城旁的搅拌站", "翠湖新城边上的搅拌站离居民楼不到百米，噪声扰民，孩子睡不着。"),
    ("翠湖新城搅拌站夜间施工噪音", "搅拌站每天凌晨还在作业，翠湖新城业主多次投诉没有结果。"),
    ("投诉翠湖新城搅拌站污染", "翠湖新城搅拌站噪声、扬尘严重扰民，要求搬走。"),
)
OTHERS = (
    ("学府路路灯不亮", "学府路中段的路灯坏了一周，晚上走路看不见。"),
    ("东湖菜市场缺斤少两", "在东湖菜市场买菜，回家一称少了三两。"),
    ("公交12路间隔太长", "早高峰12路公交等了四十分钟才来一班。"),
)


def said(world: World) -> list[int]:
    keys = [world.accept(title=t, words=w, place="", phone=f"1990000{at:04}") for at, (t, w) in enumerate(PLANT)]
    keys.append(world.accept(title=PLANT[0][0], words=PLANT[1][1], place="", phone="19900000000"))  # the first again
    for at, (title, words) in enumerate(OTHERS):
        world.accept(title=title, words=words, place="", phone=f"1991000{at:04}")
    world.accept(title=PLANT[2][0], words=PLANT[2][1], place="", phone="19920000000", confidential=True)
    return keys


def find(world: World, span: Span = Span.WEEK) -> list[Topic]:
    with world.hour() as at:
        finding.find(world.seat("system"), span, at)
        return reads.ranked(world.seat("supervisor"), span, "people")


def test_people_about_one_place_are_one_topic_each_of_them_once(world: World) -> None:
    keys = said(world)
    (topic,) = find(world)
    assert "翠湖新城" in topic.name and "搅拌站" in topic.name
    assert (topic.people, topic.matters, topic.loudest, topic.rank) == (5, 6, 2, 1)
    assert sorted(reads.members(topic)) == sorted(keys), "nothing confidential among them"
    assert (topic.before, topic.year, topic.usual) == (None, None, None)
    assert find(world, Span.DAY)[0].pk != topic.pk


def test_it_keeps_its_row_while_it_is_the_same_and_is_gone_when_it_is(world: World) -> None:
    said(world)
    (topic,) = find(world)
    words = "翠湖新城搅拌站噪声扰民，没人管。"
    world.accept(title="翠湖新城搅拌站还在扰民", words=words, place="", phone="19930000000")
    (again,) = find(world)
    assert (again.pk, again.people) == (topic.pk, 6)
    world.pass_(days=20)
    world.accept(title="学府路积水", words="下雨学府路积水。", phone="19940000000")
    assert find(world) == []
    assert Topic.objects.get(pk=topic.pk).gone
    world.pass_(days=500)
    world.accept(title="学府路又积水", words="下雨学府路又积水。", phone="19940000000")
    find(world)
    assert not Topic.objects.exists(), "what nobody judged goes after a year"


def test_it_is_judged_and_the_newest_verdict_counts(world: World) -> None:
    said(world)
    (topic,) = find(world)
    with world.hour() as at:
        judge_topic.do(topic.pk, by=world.seat("supervisor"), at=at, true="yes", why="")
        judge_topic.do(topic.pk, by=world.seat("leader"), at=at, true="", why="都是一个人发动的。")
        with pytest.raises(Refusal, match="没有这个热点"):
            judge_topic.do(topic.pk + 1, by=world.seat("leader"), at=at, true="yes", why="")
        with pytest.raises(Refusal, match="您的席位是坐席"):
            judge_topic.do(topic.pk, by=world.seat("agent"), at=at, true="yes", why="")
    assert reads.verdicts([topic])[topic.pk].why == "都是一个人发动的。"
    assert [one.true for one in reads.taught(world.platform)] == [False, True]
    assert Verdict.objects.count() == 2


def test_of_the_month_before_a_circular_tells(world: World) -> None:
    said(world)
    world.pass_(days=30)
    world.accept(title="学府路积水", words="下雨学府路积水。", phone="19940000000")
    (topic,) = find(world, Span.BEFORE)
    leader, first = world.seat("leader"), date(2019, 11, 1)
    (told,) = reads.within(leader, first, date(2019, 11, 30))
    assert told.topic == topic and told.about(["01"]) and told.about(["06", "010101"]) and not told.about(["0102"])
    assert reads.within(leader, first, date(2019, 11, 3)) == []
    assert Span.BEFORE.window(date(2020, 1, 31)) == Window(date(2019, 12, 1), date(2019, 12, 31))


def test_more_than_usual_is_told_early_and_verdicts_teach_when(world: World) -> None:
    world.accept(title="学府路积水", words="下雨学府路积水。", phone="19940000000")
    world.pass_(days=50)
    said(world)
    (topic,) = find(world)
    assert "5人反映" in topic.warning and reads.warned(world.platform) == [topic]
    with world.hour() as at:
        for _ in range(8):
            judge_topic.do(topic.pk, by=world.seat("supervisor"), at=at, true="", why="")
    assert reads.warned(world.platform) == []
    (again,) = find(world)
    assert (again.pk, again.warning) == (topic.pk, ""), "eight false alarms of five people"


def test_of_a_past_too_large_to_read_some_stand_for_all(world: World) -> None:
    """Five of the six weeks before are a sample; the week before is read whole, to compare with."""
    for day in range(42):
        for number in range(2):
            world.accept(title="学府路积水", words="下雨学府路积水。", phone=f"1994{day:03}{number:04}")
        world.pass_(days=1)
    keys, system = said(world), world.seat("system")
    window = Span.WEEK.window(world.now.date())
    whole = gather.heard(system, window, 200)
    assert (len(whole.messages), whole.usual, whole.thinned) == (42 * 2 + len(keys) + len(OTHERS), [], 1)
    heard = gather.heard(system, window, 60)
    assert heard.thinned == -(-72 // 19) and len(heard.usual) in (72 // heard.thinned, 72 // heard.thinned + 1)
    assert len([one for one in heard.messages if not window.holds(one.at)]) == 14
    tight = gather.heard(system, window, 40)
    assert (tight.thinned, len(tight.messages)) == (8, 12 + len(keys) + len(OTHERS)), "not even the week before"
    names = finding.names(system, heard.messages)
    for read, before in ((whole, 0), (heard, 0), (tight, None)):
        found = hot.find(read.messages, window=window, gazetteer=names, usual=read.usual, thinned=read.thinned)
        grown = {("搅拌站" in topic.name): topic.growth for topic in found}
        assert (grown[True].people, grown[True].before, grown[True].usual) == (5, before, Decimal(0))
        usual = grown[False].usual
        assert usual is not None and 7 < usual < 21, "in truth fourteen"


def test_only_who_steers_the_platform_sees_them(world: World) -> None:
    said(world)
    (topic,) = find(world)
    for seat in ("agent", "h-water", "visitor", "admin"):
        assert reads.ranked(world.seat(seat), Span.WEEK, "people") == [], seat
        with pytest.raises(Refusal):
            reads.take(world.seat(seat), topic.pk)
    assert reads.warned(world.platform) == []


def test_what_came_last_year_in_these_weeks_is_foreseen_once_a_day(world: World) -> None:
    today = world.now
    world.now = today - timedelta(days=400)
    world.accept(category="010101", title="很早以前")
    world.now = today - timedelta(days=360)
    for number in range(6):
        world.accept(category="010101", title=f"第{number}件", phone=f"1990000{number:04}")
    world.now = today
    world.accept(category="010201", title="今天的一件")
    leader, system = world.seat("leader"), world.seat("system")
    with world.hour() as at:
        finding.foresee(system, at)
        (one,) = reads.coming(leader)
        assert one.last_year == 6 and "宜提前安排" in one.sentence and one.category in one.sentence
        before = one.pk
        finding.foresee(system, at)
        assert reads.coming(leader)[0].pk == before
    assert reads.coming(world.seat("agent")) == []


def test_what_not_every_seat_sees_makes_no_topic(world: World) -> None:
    """Complaints about the centre itself are the supervisors' alone."""
    for at, (title, words) in enumerate(PLANT):
        world.accept(title=title, words=words, place="", phone=f"1990000{at:04}", about="yunshan")
    assert find(world) == []
