"""What citizens type, read and judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.portal import rules, words
from tests.cast import START


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13800001111", "13800001111"),
        ("+86 138-0000-1111", "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("0086 13800001111", "13800001111"),
        ("0635-8123456", "06358123456"),
        ("(010) 81234567", "01081234567"),
        ("8123456", "8123456"),
        ("12345", ""),
        ("", ""),
        ("138000011112", ""),
        ("电话", ""),
        ("13800001111\x00", "13800001111"),
    ],
)
def test_a_phone_is_read_however_it_is_grouped(typed: str, phone: str) -> None:
    assert rules.phone_of(typed) == phone


def test_only_mobiles_take_short_messages() -> None:
    assert rules.is_mobile("13800001111") and not rules.is_mobile("06358123456")


@pytest.mark.parametrize(
    ("typed", "key"), [("4821 7730", "48217730"), ("4821-7730", "48217730"), ("４８２１７７３０", "48217730")]
)
def test_a_key_is_read_however_it_is_grouped(typed: str, key: str) -> None:
    assert rules.digits_of(typed, rules.KEY) == key
    assert rules.grouped(key) == "4821 7730"


@pytest.mark.parametrize("typed", ["", "4821773", "482177300", "abcdefgh", "四八二一七七三零"])
def test_what_is_no_key_is_none(typed: str) -> None:
    assert rules.digits_of(typed, rules.KEY) == ""


@given(st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_key_has_its_digits(mark: str) -> None:
    key = rules.key_of(mark)
    assert rules.digits_of(rules.grouped(key), rules.KEY) == key


@given(st.integers(2, 9), st.integers(2, 9))
def test_a_sum_is_answered_in_digits_and_in_numerals(first: int, second: int) -> None:
    riddle = rules.sum_of(first, second)
    total = first + second
    ones = "" if total % 10 == 0 and total > 9 else "零一二三四五六七八九"[total % 10]
    numeral = f"{'十' if total > 9 else ''}{ones}"
    assert rules.answered(riddle.answers, f" {total}。") and rules.answered(riddle.answers, numeral)
    assert not rules.answered(riddle.answers, str(total + 1))


@pytest.mark.parametrize("typed", ["", "十x", "x十", "二十", "苹果十"])
def test_other_words_answer_no_sum(typed: str) -> None:
    assert not rules.answered(("12",), typed)


def test_every_worded_question_takes_its_answer() -> None:
    for riddle in rules.WORDED:
        assert all(rules.answered(riddle.answers, answer) for answer in riddle.answers), riddle.asked
    assert rules.answered(("4", "四季"), "四个") and rules.answered(("12",), "十二个月")


def test_a_day_is_said_with_its_weekday() -> None:
    assert words.day(START.date()) == "2019年11月4日（星期一）"
    assert words.due(START) == "11月4日（星期一）09:00" and words.moment(START) == "11月4日 09:00"
