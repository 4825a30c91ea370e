"""The room's files: what they may say, and the sentence for each mistake."""

import tomllib
from datetime import date, datetime
from typing import Any

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.files import platform_code, read_duties, read_regions, read_tree
from huisheng.taxonomy.kinds import Kind
from huisheng.taxonomy.load import TREES


def test_a_tree_is_read_parents_first(tree: dict[str, Any]) -> None:
    tree["categories"] = dict(reversed(tree["categories"].items()))
    plan = read_tree(tree)
    assert list(plan.names) == ["02", "01", "0101", "0102", "010101"]
    assert (plan.code, plan.scope, plan.valid_from, plan.valid_to) == ("small-2013", "", date(2013, 1, 1), None)


def test_the_shipped_tree_holds_the_circulars_topics() -> None:
    plan = read_tree(tomllib.loads((TREES / "base-2013.toml").read_text("utf-8")))
    by_level = [sum(len(code) == 2 * level for code in plan.names) for level in (1, 2, 3)]
    assert by_level == [17, 114, 312]
    topics = (
        "环境保护 住建房管 交通管理 城市管理 供水电气 城市综合 社会事业 三农问题 工商消费维权 市容环境 疫情防控"
        " 物业管理 耕地灌溉 社会治安 城乡低保 供暖 拖欠农民工工资 餐饮油烟 建筑施工噪声 占道经营"
    )
    assert set(topics.split()) <= set(plan.names.values())
    siblings = [(code[:-2], name) for code, name in plan.names.items()]
    assert len(set(siblings)) == len(siblings)
    leaves_of = {code[:4] for code in plan.names if len(code) == 6}
    assert {code for code in plan.names if len(code) == 4} == leaves_of


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("version",), 1, "no_tree"),
        (("categories",), {}, "no_tree"),
        (("version", "code"), "某", "bad_code"),
        (("version", "code"), None, "missing"),
        (("version", "title"), "", "missing"),
        (("version", "valid_from"), None, "missing"),
        (("version", "valid_from"), "2013-01-01", "wrong_type"),
        (("version", "valid_from"), datetime(2013, 1, 1), "wrong_type"),
        (("version", "valid_to"), date(2012, 1, 1), "ends_before"),
        (("version", "colour"), "red", "unknown_field"),
        (("categories", "0301"), "孤儿", "unknown_parent"),
        (("categories", "3"), "一位", "bad_category"),
        (("categories", "03040506"), "四级", "bad_category"),
        (("categories", "03"), 3, "not_text"),
        (("categories", "03"), "长" * 51, "too_long"),
    ],
)
def test_a_mistake_in_a_tree_is_refused(tree: dict[str, Any], path: tuple[str, ...], value: object, code: str) -> None:
    place = tree if len(path) == 1 else tree[path[0]]
    place[path[-1]] = value
    with pytest.raises(Refusal) as refused:
        read_tree(tree)
    assert refused.value.code == code and refused.value.sentence.endswith("。")


def test_regions_and_duties_are_read(city: dict[str, Any]) -> None:
    assert [plan.path for plan in read_regions(city)] == ["/east/", "/east/east-town/", "/west/"]
    assert [(plan.category, plan.region, plan.unit) for plan in read_duties(city)] == [
        ("01", "", "env"), ("01", "east", "east"), ("010101", "", "build"), ("010101", "", "env"),
    ]  # fmt: skip
    assert platform_code(city) == ("tan", "某省/潭市")
    assert read_regions({}) == [] == read_duties({})


@pytest.mark.parametrize(
    ("table", "row", "code"),
    [
        ("region", {"code": "east", "name": "又一个"}, "twice"),
        ("region", {"code": "x", "name": "某", "parent": "nowhere"}, "unknown_parent"),
        ("region", {"code": "x"}, "missing"),
        ("region", {"code": "x", "name": "某", "size": 1}, "unknown_field"),
        ("duty", {"category": "01", "unit": "nobody"}, "unknown_unit"),
        ("duty", {"category": "01", "unit": "env", "co_units": ["nobody"]}, "unknown_unit"),
        ("duty", {"category": "01", "unit": "env", "co_units": "env"}, "wrong_type"),
        ("duty", {"category": "01", "unit": "env", "region": "nowhere"}, "unknown_region"),
        ("duty", {"category": "1", "unit": "env"}, "bad_category"),
        ("duty", {"category": 1, "unit": "env"}, "not_text"),
        ("duty", {"category": "01"}, "missing"),
        ("duty", {"category": "01", "unit": "env", "weight": 1}, "unknown_field"),
        ("duty", 5, "not_tables"),
    ],
)
def test_a_mistake_in_a_citys_tables_is_refused(city: dict[str, Any], table: str, row: object, code: str) -> None:
    city[table].append(row)
    with pytest.raises(Refusal) as refused:
        read_duties(city)
    assert refused.value.code == code and refused.value.sentence.endswith("。")


def test_a_city_file_names_its_platform() -> None:
    with pytest.raises(Refusal, match="platform"):
        platform_code({})


def test_kinds_and_channels_show_chinese() -> None:
    assert Kind("help") is Kind.HELP and Kind.HELP.label == "求助" and len(Kind) == 9
    assert Channel("police_110").label == "110联动" and len(Channel) == 17
    assert len({channel.label for channel in Channel}) == len(Channel)
