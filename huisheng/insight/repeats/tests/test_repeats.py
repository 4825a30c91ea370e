"""Names of places, sorts of things, marks between two tellings, the verdict with its reason, and the numbers kept."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.insight.repeats import judge, keys, places
from huisheng.insight.repeats.causes import causes, without
from huisheng.insight.repeats.judge import LIKELY, chance, likeliest
from huisheng.insight.repeats.pairs import Common, Marks, Told, marks, pairs

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KNOWN = 3811986092115403213  # kept in databases: never another
COMMON = Common(())
TEXTS = st.text(alphabet="幸福里小区滨河路搅拌站噪音扰民A3区𠮷，。 栋号线12三", max_size=60)

FIRST = Told(
    "反映云龙花园小区旁搅拌站噪音扰民", "云龙花园小区东侧的搅拌站日夜生产，噪音和灰尘很大，关窗也睡不着。", at=AT
)
AGAIN = Told("", "我住云龙花园，旁边那个搅拌厂半夜还在响，灰也大，孩子睡不好，请赶紧管管。", at=AT + timedelta(days=3))
MOVED = Told("反映青松苑小区旁搅拌站噪音扰民", "青松苑小区东侧的搅拌站日夜生产，噪音和灰尘很大，关窗也睡不着。", at=AT)
OTHER = Told("云龙花园小区电梯停运一个月", "云龙花园小区5栋电梯坏了一个月没人修，老人上下楼困难。", at=AT)


def names(said: str) -> list[tuple[str, str]]:
    return [(name.kind, name.core) for name in places.names(places.plain(said))]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("反映云龙花园小区旁搅拌站噪音扰民", [("spot", "云龙花园"), ("spot", "云龙花园")]),
        ("请问青山区滨河东路18号门口路灯不亮", [("road", "滨河东路")]),
        ("投诉永兴健身房服务有限公司拖欠工资", [("spot", "永兴健身房服务")]),
        ("石桥镇金鼎村道路硬化", [("area", "石桥镇"), ("area", "金鼎村")]),
        ("建议86路公交车增加班次", [("number", "86路")]),
        ("地铁三号线什么时候开通", [("line", "3号线")]),
        ("区政府和人民政府都不管道路", []),
        ("小区配套幼儿园迟迟不开园", []),
        ("", []),
    ],
)
def test_names(said: str, found: list[tuple[str, str]]) -> None:
    assert names(said) == found


@given(TEXTS)
def test_names_stand_in_their_text(said: str) -> None:
    plain = places.plain(said)
    for name in places.names(plain):
        assert plain[name.start : name.end].startswith(name.core[:1]) and name.core in plain
        assert name.stem == name.core or name.stem in name.core


def test_sorts_of_things() -> None:
    assert causes("搅拌站噪音大，灰尘也大") == ("搅拌站", "噪音", "粉尘")
    assert causes("云龙花园") == ()
    assert without("云龙花园电梯") == "云龙花园。"


def held(a: Told, b: Told) -> Marks:
    return marks(COMMON.read(a), COMMON.read(b))


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_marks_are_parts_and_the_order_of_the_two_makes_none(a: str, b: str, c: str, d: str) -> None:
    one, two = Told(a, b, at=AT), Told(c, d)
    there, back = held(one, two), held(two, one)
    assert there == pytest.approx(back)
    assert all(-1e-9 <= mark <= 1 + 1e-9 for mark in there)
    assert 0 < chance(there) < 1


def test_a_place_for_a_place_and_a_thing_for_a_thing() -> None:
    assert held(FIRST, AGAIN).place >= 0.5 and held(FIRST, AGAIN).other == 0
    assert held(FIRST, MOVED).other == 1 and held(FIRST, MOVED).place == 0
    assert held(FIRST, OTHER).place >= 0.5 and held(FIRST, OTHER).cause_other == 1
    assert held(Told("岳北区停水", ""), Told("江南区停水", "")).region == 1
    assert held(FIRST, FIRST).copy == pytest.approx(1)
    # a name that only the words of one tell: nothing is sure
    nearby = Told("青松苑小区搅拌站扰民", "青松苑小区和云龙花园小区之间的搅拌站吵得厉害。")
    assert held(FIRST, nearby).other == 0.4
    bare = Told("旁边的搅拌站噪音扰民", "搅拌站日夜生产，噪音大得很，请管管吧。")
    assert held(FIRST, bare).other == 0.6
    named = Told("旁边的搅拌站噪音扰民", "青松苑小区旁的搅拌站日夜生产。")
    assert held(FIRST, named).other == 0.8
    assert held(named, Told("有个搅拌站", "丁香里小区旁的搅拌站日夜生产。")).other == 0.4
    assert held(Told("永兴云龙花园停水", ""), Told("云龙花园停水", "")).other == 0


def found(new: Told, *others: Told, limit: int = 4) -> list[tuple[int, str]]:
    return [(one.key, one.why) for one in likeliest(new, list(enumerate(others)), COMMON, limit=limit)]


def test_the_likeliest_with_its_reason() -> None:
    assert found(AGAIN, MOVED, OTHER, FIRST) == [(2, "同一小区，同样的事（搅拌站），3天前")]
    assert found(FIRST, AGAIN)[0][1].endswith("3天后")
    assert found(FIRST, FIRST, FIRST, limit=1) == [(0, "同一小区，说的几乎一样，同一天")]
    assert found(Told("噪音", ""), FIRST) == found(Told("", ""), FIRST) == []
    caller = Told(FIRST.title, FIRST.words, at=AT, caller=b"1")
    assert "同一号码" in found(caller, caller)[0][1]
    assert "另一号码" in found(caller, Told(FIRST.title, FIRST.words, at=AT, caller=b"2"))[0][1]


@pytest.mark.parametrize(
    ("title", "where"),
    [
        ("云龙公园路灯不亮", "公园"),
        ("云龙第二小学门口占道摆摊", "学校"),
        ("云龙商贸有限公司拖欠工资", "单位"),
        ("云龙超市油烟扰民", "店铺"),
        ("云龙立交桥噪音扰民", "地点"),
        ("云龙大道路灯不亮", "路段"),
        ("云龙村自来水停水", "村镇"),
        ("云龙86路公交车停运", "线路"),
    ],
)
def test_where_in_a_word(title: str, where: str) -> None:
    told = Told(title, f"{title}，已经一个星期了，请尽快解决。", at=AT)
    ((_, why),) = found(told, told)
    assert why.startswith(f"同一{where}，")


def test_what_else_is_known() -> None:
    plain, same = Told("a", ""), Told("a", "", category="010101", region="yunhu", caller=b"1")
    assert judge.known(plain, same) == 0
    assert judge.known(same, same) == judge._CALLER + judge._CATEGORY
    assert judge.known(same, Told("a", "", category="020101")) == judge._OTHER_CLASS
    assert judge.known(same, Told("a", "", category="010102", region="yunbei")) == judge._OTHER_REGION
    assert judge.known(same, Told("a", "", region="yunhu-01")) == 0


def test_no_reason_is_made_up() -> None:
    told = Told("请问独生子女护理假什么时候实行", "独生子女护理假什么时候能实行，家里老人住院没人照看。", at=AT)
    ((_, why),) = found(told, Told(told.title, "想问护理假的事，一直没有消息，单位也说不知道。"))
    assert why == "同一对象，内容相近"


def test_among_many_only_the_nearest_are_weighed() -> None:
    many = [Told(f"青松苑{n}栋停水", f"青松苑{n}栋停水了") for n in range(2 * judge.MARKED)]
    assert found(AGAIN, *many, FIRST) == [(2 * judge.MARKED, "同一小区，同样的事（搅拌站），3天前")]


def test_numbers_are_the_same_everywhere_and_shared_by_the_like() -> None:
    one, two = keys.asked(AGAIN), keys.kept(FIRST)
    assert set(one.whole) & set(two.whole) and set(one.near) & set(two.near)
    assert not set(one.whole) & set(keys.kept(MOVED).whole)
    assert keys._number("=云龙花园") == KNOWN
    assert all(-(2**63) <= key < 2**63 for key in two.every)
    assert keys.kept(Told("停水", "")) == keys.Keys((), (), ())
    copied = Told("", FIRST.words + "谢谢。")
    assert set(keys.kept(FIRST).shape) & set(keys.kept(Told("", FIRST.title + "。。" + FIRST.words)).shape)
    assert len(keys.kept(copied).shape) == keys.BANDS
    assert set(keys.asked(Told("永兴云龙花园停水", "")).near) & set(keys.kept(Told("云龙花园停水", "")).near)


@given(TEXTS)
def test_pairs_are_neighbours(said: str) -> None:
    both = {a + b for a, b in pairwise(said)}
    assert all(pair in both and pair.isalnum() for pair in pairs(said))


def test_what_everybody_says_weighs_nothing() -> None:
    common = Common(["希望有关部门解决"] * 2000)
    assert "希望" not in common.read(FIRST).every
    assert common.weight("希望") < 0.1 < common.weight("鑫淼") == 1
    assert LIKELY > 0.5
