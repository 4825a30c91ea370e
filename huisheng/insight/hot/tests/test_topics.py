"""Hot topics of an invented city: clean groups, people not messages, names, the past, the same topic tomorrow."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from huisheng.insight import hot
from huisheng.insight.hot import Said, Topic, Window, grouping, naming, refining, topics, words
from huisheng.insight.hot.tests import told
from huisheng.insight.hot.words import About
from huisheng.insight.places.gazetteer import Gazetteer, build

KNOWN = {"甲市": "01", "乙区": "0101", "丙区": "0102", "丁区": "0103"}


@pytest.fixture(scope="module")
def names() -> Gazetteer:
    return build([f"{one.title}\n{one.words}" for one in told.city()], KNOWN)


@pytest.fixture(scope="module")
def found(names: Gazetteer) -> list[Topic]:
    return hot.find(told.city(), window=told.WINDOW, gazetteer=names)


def titles(topic: Topic, messages: Sequence[Said]) -> set[str]:
    by_key = {one.key: one.title for one in messages}
    return {by_key[key] for key in topic.members}


def test_the_topics_are_whole_and_clean(found: list[Topic]) -> None:
    assert [titles(one, told.city()) for one in found[:2]] == [set(told.NUISANCE), set(told.SUBSIDY)]


def test_place_and_what_make_the_name(found: list[Topic]) -> None:
    nuisance, subsidy = found[:2]
    assert (nuisance.place, nuisance.region, nuisance.where) == ("青禾云境", "乙区", "乙区青禾云境")
    assert "沥青厂" in nuisance.what
    assert nuisance.name == f"乙区青禾云境 {nuisance.what}"
    assert (subsidy.place, subsidy.region, subsidy.name) == ("", "甲市", "甲市 技工入户补贴")


def test_figures(found: list[Topic]) -> None:
    nuisance = found[0]
    assert (nuisance.people, len(nuisance.members), nuisance.likes, nuisance.loudest) == (8, 8, 0, 1)
    assert nuisance.share == Decimal(8) / len(told.city())
    assert told.WINDOW.first <= nuisance.first <= nuisance.last <= told.WINDOW.last
    assert set(nuisance.samples) <= set(nuisance.members)
    assert len(nuisance.samples) == topics.SAMPLES
    assert nuisance.growth == hot.Growth(8)


def test_one_noisy_citizen_counts_once(names: Gazetteer) -> None:
    subsidy = next(
        one for one in hot.find(told.city(noisy=30), window=told.WINDOW, gazetteer=names) if "补贴" in one.what
    )
    assert (subsidy.people, len(subsidy.members), subsidy.loudest) == (7, 36, 30)
    noisy = {one.key for one in told.city(noisy=30) if one.who == "noisy"}
    assert len(noisy & set(subsidy.samples)) == 1


def test_likes_are_a_view_of_their_own(names: Gazetteer) -> None:
    messages = [replace(one, likes=500) if "补贴" in one.title else one for one in told.city()]
    both = hot.find(messages, window=told.WINDOW, gazetteer=names)
    assert [one.people for one in both[:2]] == [8, 6]
    assert "补贴" in hot.by_likes(both)[0].what


def test_the_order_of_the_messages_is_of_no_account(found: list[Topic], names: Gazetteer) -> None:
    shuffled = told.city()
    random.Random(1).shuffle(shuffled)
    assert hot.find(shuffled, window=told.WINDOW, gazetteer=names) == found


def test_only_the_window_is_grouped_and_what_lies_before_is_the_past(names: Gazetteer) -> None:
    now = told.city()
    past = [
        replace(one, key=f"{one.key}-{weeks}", who=f"{one.who}-{weeks}", at=one.at - timedelta(weeks=weeks))
        for weeks in (10, 62)
        for one in now
        if "沥青厂" not in one.title or weeks == 62 and one.key < "m004"
    ]
    nuisance, subsidy = hot.find(now, window=told.WINDOW, gazetteer=names, usual=past)[:2]
    assert nuisance.people == 8
    assert nuisance.growth.before == 0
    assert nuisance.growth.usual is not None
    assert "环比新增8人" in nuisance.growth.sentence
    assert subsidy.growth.before is not None
    assert subsidy.growth.before > 0


def test_less_than_so_many_people_are_no_topic(names: Gazetteer) -> None:
    assert len(hot.find(told.city(), window=told.WINDOW, gazetteer=names, least=9)) == 0
    assert hot.find([], window=told.WINDOW, gazetteer=names) == []


def test_a_place_that_somebody_has_told_is_believed(names: Gazetteer) -> None:
    messages = [
        Said(f"p{n}", f"c{n}", told.START + timedelta(days=n), "油罐车夜里鸣笛", "油罐车夜里鸣笛扰人", place="望月台")
        for n in range(4)
    ]
    (topic,) = hot.find(messages, window=told.WINDOW, gazetteer=names)
    assert (topic.place, topic.people, topic.region) == ("望月台", 4, "")


def test_messages_without_a_title_are_grouped_and_named(names: Gazetteer) -> None:
    messages = [replace(one, title="") for one in told.city() if "沥青厂" in one.title]
    (topic,) = hot.find(messages, window=told.WINDOW, gazetteer=names)
    assert topic.place == "青禾云境"
    assert topic.what


def test_one_nuisance_in_many_places_is_many_matters(names: Gazetteer) -> None:
    places = ("松涛苑", "锦绣园", "青禾云境", "明星小学", "玉兰街", "石桥村")
    messages = [
        Said(
            f"n{n}", f"c{n}", told.START, f"乙区{place}棋牌室噪音扰民", f"乙区{place}楼下棋牌室噪音扰民，棋牌室开到半夜"
        )
        for n, place in enumerate(places)
    ]
    assert not [one for one in hot.find(messages, window=told.WINDOW, gazetteer=names) if one.people > 3]


def test_the_same_topic_is_known_again_tomorrow(names: Gazetteer) -> None:
    messages = told.city()
    days = [Window(told.WINDOW.first, told.WINDOW.last - timedelta(days=n)) for n in (8, 0)]
    before, now = (hot.find(messages, window=day, gazetteer=names) for day in days)
    matched = hot.same(before, now)
    assert {now[here].where: before[there].where for here, there in matched.items()}["乙区青禾云境"] == "乙区青禾云境"
    assert len(set(matched.values())) == len(matched)
    assert hot.same([], now) == {}


def test_the_same_words_in_another_place_are_another_topic(found: list[Topic]) -> None:
    nuisance = found[0]
    elsewhere = replace(nuisance, place="松涛苑", members=("x1", "x2", "x3"))
    assert hot.same([nuisance], [elsewhere]) == {}
    later = replace(nuisance, members=("x1", "x2", "x3"))
    assert hot.same([nuisance], [later]) == {0: 0}


def test_topics_of_one_name_are_told_apart(found: list[Topic]) -> None:
    twin = replace(found[0], phrases=("别的", "词"))
    first, second = topics._apart([found[0], twin])
    assert first.name != second.name
    assert second.name.endswith("（别的、词）")


def about(place: str = "", **weights: float) -> About:
    return About(weights, {place: 1.0} if place else {}, tuple(weights), ())


def test_likeness_knows_places() -> None:
    one, here, there = about("甲苑", a=1.0), about("甲苑", a=1.0), about("乙苑", a=1.0)
    assert grouping.placed(0.5, one, here) > 0.5 > grouping.placed(0.5, one, there)
    assert grouping.placed(0.5, one, about(a=1.0)) == 0.5
    assert grouping.placed(0.01, one, here) == 0.01  # one place alone makes nothing alike


def test_very_many_about_one_matter_are_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "LARGEST", 6)
    monkeypatch.setattr(grouping, "COMMON", 4)
    many = [about("甲苑", a=0.8, b=0.6) for _ in range(20)] + [about(c=1.0), about(c=1.0)]
    groups = refining.refined(grouping.groups(many), many)
    assert sorted(map(len, groups)) == [2, 20]


def test_a_part_that_is_too_large_is_cut_where_it_is_weakest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "LARGEST", 3)
    chain = [about(a=1.0), about(a=0.95, b=0.31), about(a=0.31, b=0.95), about(b=1.0)]
    assert max(map(len, grouping.groups(chain))) <= 3


def test_groups_of_one_place_are_one_matter_where_their_middles_are_alike() -> None:
    noise = [about("甲苑", a=0.9, b=0.44) for _ in range(3)]
    smell = [about("甲苑", a=0.44, b=0.9) for _ in range(3)]
    road = [about("甲苑", c=1.0) for _ in range(3)]
    merged = refining._merged([[0, 1, 2], [3, 4, 5], [6, 7, 8]], noise + smell + road)
    assert sorted(merged) == [[0, 1, 2, 3, 4, 5], [6, 7, 8]]


def test_what_tells_neither_the_place_nor_the_matter_is_let_go() -> None:
    group = [about("甲苑", a=1.0) for _ in range(6)] + [about(a=0.2, d=0.98)]
    assert refining.refined([list(range(7))], group) == [list(range(6))]


def test_a_larger_group_takes_what_fits_it_better_from_a_smaller_one() -> None:
    group = [about("甲苑", a=1.0) for _ in range(6)] + [about("甲苑", a=0.8, d=0.6), about("甲苑", a=0.7, d=0.71)]
    assert refining.refined([list(range(6)), [6, 7]], group) == [list(range(8))]


def test_what_was_taken_from_a_group_may_leave_it_too_small() -> None:
    group = [about("甲苑", a=1.0) for _ in range(8)] + [about("甲苑", a=0.9, d=0.44) for _ in range(4)] + [about(e=1.0)]
    assert sorted(map(len, refining.refined([list(range(8)), [8, 9, 10, 11, 12]], group))) == [12]


def test_a_far_place_does_not_belong_and_a_near_one_may() -> None:
    group = [about("甲苑", a=1.0) for _ in range(5)]
    whole = refining.middle(range(5), [*group])
    assert whole.fit(about("丙苑", a=1.0), inside=False) < 0.3 < whole.fit(about(a=1.0), inside=False)
    assert whole.fit(about(a=0.2, b=0.98), inside=False) < 0.2


def test_words_that_the_segmenter_does_not_know_are_put_together() -> None:
    assert "77鑫贷" in words.tokens("甲市77鑫贷案件")
    assert list(words.whole_words("77鑫")) == ["77鑫"]


def test_without_titles_a_name_is_made_of_what_there_is() -> None:
    whole = refining.middle([0], [about(a=1.0)])
    assert naming.what([""], build([]), whole) == ("", ())


def test_empty_messages_are_nobodys_topic(names: Gazetteer) -> None:
    blank = [Said(f"b{n}", "", told.START, "", "") for n in range(4)]
    assert hot.find(blank, window=told.WINDOW, gazetteer=names) == []


def test_a_window_has_an_end() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Window(told.WINDOW.last, told.WINDOW.first)


def test_half_a_character_is_no_failure(names: Gazetteer) -> None:
    messages = [replace(one, title=f"\ud800{one.title}", words=f"{one.words}\udfff") for one in told.city()]
    assert hot.find(messages, window=told.WINDOW, gazetteer=names)[0].people == 8
