"""Questions to the taxonomy: which version, which category, whose duty; and typing ahead."""

from datetime import date
from typing import Any

import pytest

from huisheng.taxonomy import atlas, reads
from huisheng.taxonomy.load import load_city, load_shipped, load_tree
from huisheng.taxonomy.models import Category, CategoryVersion

pytestmark = pytest.mark.django_db
V = "small-2013"


@pytest.fixture
def loaded(tree: dict[str, Any], city: dict[str, Any]) -> None:
    load_tree(tree)
    load_city(city)


def test_the_version_of_a_day_and_the_narrowest_scope(loaded: None, tree: dict[str, Any]) -> None:
    tree["version"].update(code="own", scope="某省", valid_from=date(2018, 1, 1), valid_to=date(2019, 1, 1))
    load_tree(tree)

    def at(day: date, scope: str) -> str | None:
        version = reads.version_at(day, scope)
        return version.code if version else None

    assert at(date(2012, 12, 31), "某省/潭市") is None
    assert at(date(2017, 12, 31), "某省/潭市") == V
    assert at(date(2018, 1, 1), "某省/潭市") == "own" == at(date(2018, 12, 31), "某省")
    assert at(date(2019, 1, 1), "某省/潭市") == V == at(date(2018, 1, 1), "某省份") == at(date(2018, 1, 1), "")


def test_categories_by_code_with_their_line(loaded: None) -> None:
    noise = reads.category(V, "010101")
    assert noise is not None and noise.full_name == "环境保护 / 噪声污染 / 建筑施工噪声" and noise.parent == "0101"
    assert reads.category(V, "99") is None is reads.category("none", "01")
    assert reads.category_name(V, "0101") == "环境保护 / 噪声污染"
    assert reads.category_name(V, "") == "" and reads.category_name(V, "99") == "（未知分类99）"


def test_children_in_order_of_display(loaded: None) -> None:
    assert [card.code for card in reads.children(V)] == ["01", "02"]
    assert [card.code for card in reads.children(V, "01")] == ["0101", "0102"]
    assert reads.children(V, "02") == [] == reads.children("none")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zs", "噪声污染"), ("ZSWR", "噪声污染"), ("噪声", "噪声污染"), ("0101", "噪声污染"),
        ("\uff10\uff11\uff10\uff11", "噪声污染"),  # full-width digits, as an input method leaves them
        ("油烟", "餐饮油烟"), ("mgg", "拖欠农民工工资"), ("tqnm", "拖欠农民工工资"), ("供暖", "供暖"),
    ],
)  # fmt: skip
def test_typing_ahead(typed: str, first: str) -> None:
    load_shipped()
    found = reads.type_ahead("base-2013", typed)
    assert found and found[0].name == first, [card.name for card in found]
    assert len(reads.type_ahead("base-2013", typed, limit=1)) == 1


def test_typing_nothing_or_anything_finds_nothing_and_breaks_nothing(loaded: None) -> None:
    for typed in ("", "  ", "\x00", "%", "'; drop", "长" * 10_000):
        assert reads.type_ahead(V, typed) == []
    assert reads.type_ahead("none", "zs") == []


def test_memory_answers_and_is_not_trusted_for_long(
    loaded: None, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads.children(V)
    with django_assert_num_queries(0):
        reads.type_ahead(V, "zs")
        reads.version_at(date(2019, 1, 1))
        reads.duties("tan", V, "01", "", date(2019, 1, 1))
    Category.objects.filter(code="02").update(name="水")
    assert reads.category_name(V, "02") == "供水供气"
    late = atlas.atlas().read_at + 61
    monkeypatch.setattr("time.monotonic", lambda: late)
    assert reads.category_name(V, "02") == "水"


def test_regions(loaded: None) -> None:
    town = reads.region("tan", "east-town")
    assert town is not None and town.path == "/east/east-town/"
    assert [region.code for region in reads.regions("tan")] == ["east", "east-town", "west"]
    assert reads.region("ji", "east") is None and reads.regions("ji") == []
    assert reads.region_name("tan", "west") == "西区" and reads.region_name("tan", "") == ""
    assert reads.region_name("tan", "nowhere") == "（未知区划nowhere）"


@pytest.mark.parametrize(
    ("category", "region", "on", "units"),
    [
        ("010102", "", date(2019, 1, 1), ["env"]),
        ("0102", "west", date(2019, 1, 1), ["env"]),
        ("0102", "east", date(2019, 1, 1), ["east", "env"]),
        ("0102", "east-town", date(2019, 1, 1), ["east", "env"]),
        ("010101", "east", date(2019, 6, 30), ["build", "east", "env"]),
        ("010101", "east", date(2019, 7, 1), ["env", "east", "env"]),
        ("010101", "east", date(2012, 1, 1), []),
        ("02", "east", date(2019, 1, 1), []),
        ("0102", "nowhere", date(2019, 1, 1), ["env"]),
    ],
)
def test_whose_duty_it_is(loaded: None, category: str, region: str, on: date, units: list[str]) -> None:
    assert [rule.unit for rule in reads.duties("tan", V, category, region, on)] == units
    assert reads.duties("ji", V, category, region, on) == []
    assert reads.duties("tan", "other", category, region, on) == []


def test_a_rule_carries_its_ground(loaded: None) -> None:
    best = reads.duties("tan", V, "0102", "east", date(2019, 1, 1))
    assert best[0].co_units == ("env",) and best[1].clause == "三定方案第四条"
    assert CategoryVersion.objects.get().code == V
