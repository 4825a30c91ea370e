"""Stories without personal data. Every name here is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.circular.scrub import scrub


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("市民演先生来电投诉，其在振兴路某饭店就餐。", "市民演先生来电投诉，其在振兴路某饭店就餐。"),
        ("市民王演示反映，电话19900000001。", "市民王某某反映，电话（电话略）。"),
        ("张演示先生住在幸福里小区3号楼2单元501室。", "张先生住在幸福里小区某处。"),
        ("姓名：李演示，要求退款。", "姓名：李某某，要求退款。"),
        ("当事人李某某表示满意。", "当事人李某某表示满意。"),
        ("身份证110101199001011234，卡号6222 0000 0000 0000 123。", "身份证（证件号略），卡号（卡号略）。"),
        ("车牌湘CA1234，邮箱yanshi@example.com。", "车牌（车牌略），邮箱（邮箱略）。"),
        ("建设路138号院漏水，致电0635-8240000。", "建设路某处漏水，致电（电话略）。"),
        ("业主方面反映，居民黄河路反映，群众满意。", "业主方面反映，居民黄河路反映，群众满意。"),
        ("三单元住户，十二栋业主，0501室。", "某处住户，某处业主，某处。"),
        ("桶装水30桶，拖欠200余万元，12345热线当日答复。", "桶装水30桶，拖欠200余万元，12345热线当日答复。"),
    ],
)
def test_what_goes_and_what_stays(told: str, printed: str) -> None:
    """Full names, numbers and doors go; a surname with a title, roads and the story's own counts stay."""
    assert scrub(told).text == printed


def test_it_says_what_it_masked() -> None:
    """By kind, with how many."""
    assert scrub("19900000001和19900000002，3号楼").found == (("电话号码", 2), ("门牌号码", 1))
    assert scrub("没有").found == ()


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_stays(number: str) -> None:
    """Whatever it is."""
    assert number not in scrub(f"来电人电话{number}，请联系。").text


@given(st.text())
def test_twice_is_once(text: str) -> None:
    """What is scrubbed has nothing more to scrub."""
    once = scrub(text).text
    assert scrub(once).text == once
