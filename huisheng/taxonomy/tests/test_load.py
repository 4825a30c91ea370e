"""Loading: everything there, twice the same, changes taken over, mistakes refused whole."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import reads
from huisheng.taxonomy.load import initials, load_city, load_shipped, load_tree
from huisheng.taxonomy.models import Category, CategoryVersion, DutyRule, Region

pytestmark = pytest.mark.django_db


def _everything() -> list[Any]:
    return [list(model._default_manager.values()) for model in (CategoryVersion, Category, Region, DutyRule)]


def test_the_shipped_tree_loads_once() -> None:
    assert load_shipped() == 1 + 17 + 114 + 312
    before = _everything()
    assert load_shipped() == 0 and _everything() == before
    noise = Category.objects.get(code="010101")
    assert noise.path == "/01/0101/010101/" and noise.parent is not None and noise.parent.code == "0101"


def test_a_changed_tree_is_changed_and_nothing_is_deleted(tree: dict[str, Any]) -> None:
    assert load_tree(tree) == 6
    tree["categories"]["0101"] = "噪音"
    tree["categories"]["010102"] = "商业噪音"
    del tree["categories"]["02"]
    tree["version"]["title"] = "新名字"
    # the title, 噪音, its new leaf, and the place of 0102 behind it
    assert load_tree(tree) == 4
    assert Category.objects.filter(code="02").exists() and str(CategoryVersion.objects.get()) == "新名字"
    changed = reads.category("small-2013", "0101")
    assert changed is not None and (changed.name, changed.initials) == ("噪音", "zy")


def test_versions_of_one_scope_do_not_overlap(tree: dict[str, Any]) -> None:
    load_tree(tree)
    tree["version"].update(code="small-2020", valid_from=date(2020, 1, 1))
    with pytest.raises(Refusal, match="重叠"):
        load_tree(tree)
    tree["version"].update(code="small-2010", valid_from=date(2010, 1, 1), valid_to=date(2013, 1, 2))
    with pytest.raises(Refusal, match="重叠"):
        load_tree(tree)
    tree["version"].update(valid_to=date(2013, 1, 1))
    assert load_tree(tree) == 6
    tree["version"].update(code="own", scope="某省", valid_to=None)
    assert load_tree(tree) == 6


def test_regions_and_the_duty_catalogue_load_once(tree: dict[str, Any], city: dict[str, Any]) -> None:
    load_tree(tree)
    assert load_city(city) == 3 + 4
    before = _everything()
    assert load_city(city) == 0 and _everything() == before
    assert str(Region.objects.get(code="west")) == "西区"
    assert str(DutyRule.objects.get(region="east")) == "01 east east"


def test_the_catalogue_becomes_what_the_file_says(tree: dict[str, Any], city: dict[str, Any]) -> None:
    load_tree(tree)
    load_city(city)
    city["region"][2]["name"] = "西湖区"
    city["duty"][0]["unit"] = "build"
    del city["duty"][1]
    city["duty"].append({"category": "02", "unit": "env", "version": "small-2013"})
    assert load_city(city) == 4
    assert sorted(DutyRule.objects.values_list("category", "unit_code")) == [
        ("01", "build"), ("010101", "build"), ("010101", "env"), ("02", "env"),
    ]  # fmt: skip
    del city["duty"]
    assert load_city(city) == 0 and DutyRule.objects.count() == 4


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"category": "09", "unit": "env"}, "unknown_category"),
        ({"category": "01", "unit": "env", "version": "nothing"}, "unknown_version"),
        ({"category": "01", "unit": "build"}, "twice"),
        ({"category": "01", "unit": "build", "valid_from": date(2020, 1, 1)}, "overlap"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(
    tree: dict[str, Any], city: dict[str, Any], rule: dict[str, Any], code: str
) -> None:
    load_tree(tree)
    city["duty"].append(rule)
    with pytest.raises(Refusal) as refused:
        load_city(city)
    assert refused.value.code == code and not Region.objects.exists()


def test_the_catalogue_of_a_platform_below_stands_in_the_same_file(tree: dict[str, Any], city: dict[str, Any]) -> None:
    load_tree(tree)
    city["unit"].append({"code": "lin", "name": "林区", "kind": "county", "is_platform": True})
    city["duty"].append({"platform": "lin", "category": "01", "unit": "build"})
    load_city(city)
    whose = DutyRule.objects.values_list("platform", flat=True)
    assert sorted(whose) == ["lin", *[city["platform"]["code"]] * 4]
    assert load_city(city) == 0
    city["duty"][-1]["platform"] = "build"
    with pytest.raises(Refusal) as refused:
        load_city(city)
    assert refused.value.code == "unknown_platform"
    del city["duty"][-1]
    assert load_city(city) == 1 and not DutyRule.objects.filter(platform="lin").exists()


def test_a_catalogue_needs_a_tree(city: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="先载入分类树"):
        load_city(city)


@pytest.mark.parametrize(
    ("name", "letters"), [("噪声污染", "zswr"), ("110联动", "110ld"), ("手机APP", "sjapp"), ("IC卡（交通）", "ickjt")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("code", "change"),
    [("01", {"level": 4}), ("01", {"level": 2}), ("0101", {"parent": None}), ("0101", {"code": "01"})],
)
def test_an_impossible_category(tree: dict[str, Any], code: str, change: dict[str, Any]) -> None:
    load_tree(tree)
    assert str(Category.objects.get(code=code))
    with pytest.raises(IntegrityError):
        Category.objects.filter(code=code).update(**change)
