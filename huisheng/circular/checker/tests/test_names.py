"""Names of units: which two writings may mean one unit, and lists of them."""

import pytest

from huisheng.circular.checker import names

KNOWN = ["区体育发展中心", "柳园街道", "茌平", "市自然资源规划局", "市公安局", "市公积金中心"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("区体育中心", "区体育发展中心"),
        ("区柳园街道", "柳园街道"),
        ("茌平县", "茌平"),
        ("茌 平", "茌平"),
        ("市自然资源和规划局", "市自然资源规划局"),
        ("市公安局", "市公安局"),
        ("局", None),
        ("市教育局", None),
        ("市局", None),
    ],
)
def test_finds_the_one_unit_meant(written: str, meant: str | None) -> None:
    assert names.find(written, KNOWN) == meant


def test_what_may_mean_two_means_none() -> None:
    assert names.find("区文中心", ["区文化中心", "区文体中心"]) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲县、乙区和丙市", ["甲县", "乙区", "丙市"]),
        ("甲县,乙区", ["甲县", "乙区"]),
        ("甲县、市人力资源和社会保障局", ["甲县", "市人力资源和社会保障局"]),
        ("市自然资源和规划局", ["市自然资源和规划局"]),
    ],
)
def test_lists_are_split(text: str, parts: list[str]) -> None:
    assert names.split(text) == parts
