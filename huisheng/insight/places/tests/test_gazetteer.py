"""Places: found by their endings, by the city's own messages, by known regions; one name for all ways to tell it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.insight.places import gazetteer, grammar
from huisheng.insight.places.gazetteer import Broken, Gazetteer, build

# an invented city: its communities have names without an ending, its messages tell them in many ways
CITY = [
    "甲市乙区青禾云境业主反映电梯常停\n我是甲市乙区青禾云境的业主，青禾云境三期5栋电梯又停了。",
    "甲市乙区青禾云境小区物业收费\n乙区青禾云境小区的物业涨了价，云水路边也乱停车。",
    "乙区青禾云境附近施工\n位于乙区青禾云境附近的工地半夜施工。",
    "咨询乙区青禾云境交房\n乙区青禾云境2期什么时候交房？",
    "丙区云水路坑洼\n丙区云水路坑洼不平，丙区望山街道无人管。",
    "丙区望山街道明星小学扩建\n丙区明星小学何时扩建，望山街道答复过吗？",
    "丙区望山街道松涛苑噪声\n家住丙区松涛苑小区，楼下噪声大。",
    "丙区松涛苑停水\n丙区松涛苑又停水了。",
]
KNOWN = {"甲市": "01", "乙区": "0101", "丙区": "0102"}


@pytest.fixture(scope="module")
def city() -> Gazetteer:
    return build(CITY, KNOWN)


def told(found: tuple[gazetteer.Place, ...]) -> list[tuple[str, str]]:
    return [(place.kind, place.name) for place in found]


def test_a_name_without_an_ending_is_learned_from_where_it_stands(city: Gazetteer) -> None:
    assert told(city.find("青禾云境的路灯坏了")) == [("community", "青禾云境")]


def test_one_name_for_all_ways_to_tell_a_community(city: Gazetteer) -> None:
    for words in ("青禾云境", "青禾云境小区", "青禾云境三期", "青禾云境2期小区", "乙区青禾云境一期"):
        assert ("community", "青禾云境") in told(city.find(f"住{words}。"))
    assert ("community", "松涛苑") in told(city.find("松涛苑小区"))


def test_the_span_takes_in_what_the_name_leaves_out(city: Gazetteer) -> None:
    text = "昨天青禾云境三期小区停电"
    place = city.find(text)[0]
    assert text[place.start : place.end] == "青禾云境三期小区"


def test_each_kind(city: Gazetteer) -> None:
    text = "丙区云水路12号，松涛苑3栋2单元301室，明星小学旁"
    assert told(city.find(text)) == [
        ("region", "丙区"), ("road", "云水路"), ("number", "12号"), ("community", "松涛苑"),
        ("number", "3栋2单元301室"), ("school", "明星小学"),
    ]  # fmt: skip


def test_a_name_that_nobody_knows_is_found_by_its_ending() -> None:
    empty = build([])
    assert told(empty.find("我住A3区，投诉悦和花园小区物业")) == [("region", "A3区"), ("community", "悦和花园")]
    assert told(empty.find("关于望江大道扬尘")) == [("road", "望江大道")]
    assert told(empty.find("位于石桥村的路")) == [("village", "石桥村")]
    assert told(empty.find("请查处云来大酒店")) == [("shop", "云来大酒店")]


@pytest.mark.parametrize(
    "text", ["", "路", "小区的物业", "这个小区里", "政府不管", "家庭困难", "一条马路", "分公司", "读小学", "各社区"]
)
def test_common_nouns_are_no_names(text: str) -> None:
    assert build([]).find(text) == ()


def test_a_verb_before_a_name_is_no_part_of_it() -> None:
    assert told(build([]).find("学生考虑明星小学")) == [("school", "明星小学")]


def test_a_day_of_the_month_is_no_number_of_a_house() -> None:
    assert not [place for place in build([]).find("8月12号开会，12号下午") if place.kind == "number"]


def test_known_regions_win_over_everything() -> None:
    found = build([], {"望山区": "07"}).find("望山区的路")
    assert told(found)[0] == ("region", "望山区")


def test_places_never_overlap_and_stand_in_order(city: Gazetteer) -> None:
    for text in CITY:
        ends = 0
        for place in city.find(text):
            assert ends <= place.start < place.end <= len(text)
            assert place.kind in grammar.KINDS
            ends = place.end


def test_short_ways_to_tell_one_place() -> None:
    texts = [f"乙区瑞丰临江府业主反映第{n}件事\n乙区瑞丰临江府小区的业主。" for n in range(6)]
    texts += ["乙区临江府业主投诉\n乙区临江府业主的电梯。", "乙区瑞丰小区漏水\n乙区瑞丰小区业主漏水。"]
    short = build(texts, KNOWN)
    assert told(short.find("临江府漏水")) == [("community", "瑞丰临江府")]
    assert ("community", "瑞丰临江府") in told(short.find("瑞丰小区漏水"))


def test_the_first_part_of_a_long_name_means_it() -> None:
    texts = [f"乙区兰心园揽月苑业主反映第{n}件事\n乙区兰心园揽月苑的业主。" for n in range(9)]
    assert told(build(texts, KNOWN).find("兰心园漏水")) == [("community", "兰心园揽月苑")]


def test_two_communities_with_the_same_beginning_stay_two() -> None:
    texts = [
        f"乙区瑞丰{name}业主反映第{n}件事\n乙区瑞丰{name}的业主。" for n in range(4) for name in ("临江府", "望山府")
    ]
    both = build([*texts, "乙区瑞丰小区业主\n乙区瑞丰小区业主"], KNOWN)
    assert ("community", "瑞丰") in told(both.find("瑞丰小区漏水"))


def test_written_and_read_again_it_finds_the_same(city: Gazetteer) -> None:
    stored = city.write()
    again = Gazetteer.read(stored)
    assert again.write() == stored
    assert [again.find(text) for text in CITY] == [city.find(text) for text in CITY]


@pytest.mark.parametrize(
    "stored",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"form": 1}',
        b'{"form": 9, "names": {}, "regions": {}, "counts": {}}',
        b'{"form": 1, "names": {"a": 1}, "regions": {}, "counts": {}}',
        b'{"form": 1, "names": {"ab": ["nowhere", "ab"]}, "regions": {}, "counts": {}}',
        b'{"form": 1, "names": {}, "regions": [], "counts": {"a": "x"}}',
    ],
)  # fmt: skip
def test_a_broken_file_says_so_in_chinese(stored: bytes) -> None:
    with pytest.raises(Broken, match="重新生成"):
        Gazetteer.read(stored)


def test_the_same_texts_give_the_same_bytes_and_a_copy_counts_once() -> None:
    assert build(CITY, KNOWN).write() == build(CITY + CITY, KNOWN).write()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    for place in build([]).find(text):
        assert text[place.start : place.end]


def test_a_very_long_text_is_found_in_too(city: Gazetteer) -> None:
    text = "我住丙区云水路12号松涛苑3栋\0𠮷😀，" * 5_000
    assert len(city.find(text)) == 25_000  # a quadratic search would take minutes


def test_a_community_of_common_words_that_no_region_ever_leads_to_is_none() -> None:
    texts = [f"关于住宅花园配套的规定{n}\n关于住宅花园配套" for n in range(5)]
    assert "住宅花园" not in build(texts, KNOWN).names


def test_a_word_that_stands_after_many_regions_is_no_name() -> None:
    regions = {f"{letter}区": letter for letter in "丁戊己庚"}
    texts = [f"{region}公交卡{n}\n{region}公交卡难办，{region}公交卡" for n, region in enumerate(regions)]
    assert "公交卡" not in build(texts, regions).names


def test_regions_are_learned_where_nobody_tells_them() -> None:
    found = build(CITY)
    assert set(found.regions) == {"乙区", "丙区"}
    assert ("community", "青禾云境") in told(found.find("青禾云境的路灯坏了"))
    assert not build(["小区停水", "小区停电", "小区很吵", "社区不管", "超市关门"]).regions


def test_a_tower_with_a_letter_is_a_part_of_a_community() -> None:
    texts = [f"乙区海棠三角洲c{n}栋漏水\n乙区海棠三角洲c{n}栋顶楼漏水" for n in range(1, 5)]
    assert ("community", "海棠三角洲") in told(build(texts, KNOWN).find("海棠三角洲漏水"))


def test_no_name_is_longer_than_names_are_nor_an_office_nor_without_an_ending() -> None:
    assert not grammar.sound("云水") and not grammar.sound("某某乡政府") and not grammar.sound("住宅小区")
    long = "甲乙丙丁" * 5 + "苑"
    assert long not in build([f"丙区{long}{n}\n丙区{long}" for n in range(3)], KNOWN).names


def test_one_name_is_plain() -> None:
    assert grammar.plain("某某·水岸三期小区") == "某某水岸"
    assert grammar.plain("三期") == "三期"
    assert grammar.ending("云水路") == "road"
    assert grammar.ending("云水") == ""
    assert grammar.ending("锦绣湾", weak=True) == "community"


def test_half_a_character_is_no_failure() -> None:
    names = build(["\ud800小区", *CITY], KNOWN)
    text = "\ud800小区和青禾云境\udfff"
    place = names.find(text)[-1]
    assert (place.name, text[place.start : place.end]) == ("青禾云境", "青禾云境")
    assert "\ud800" not in names.write().decode()
