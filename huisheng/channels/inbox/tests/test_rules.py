"""What is read out of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.inbox import rules


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("小区停水三天了。物业不管！", "小区停水三天了"),
        ("。。。\n\n路灯不亮\n请修", "路灯不亮"),
        ("好", "好"),
        ("", ""),
        ("长" * 60, "长" * 39 + "…"),
    ],
)
def test_a_title_is_the_first_sentence_that_says_something(words: str, title: str) -> None:
    assert rules.title_of(words) == title


def test_numbers_of_orders_in_words() -> None:
    assert rules.numbers_in("关于 ys-20191104-0000007，以及ＹＳ－20191104－0000008、LC-2019") == [
        "YS-20191104-0000007",
        "YS-20191104-0000008",
    ]
    assert rules.numbers_in("没有") == []


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("1", "satisfied"),
        (" ２。", "partly"),
        ("【3】", "unsatisfied"),
        ("4", ""),
        ("1 3", ""),
        ("1号楼停水", ""),
        ("", ""),
    ],
)
def test_an_answer_to_a_survey(words: str, grade: str) -> None:
    assert rules.grade_said(words) == grade


@given(st.text(), st.integers(20, 100))
def test_shortened_words_fit_and_say_so(words: str, limit: int) -> None:
    said, cut = rules.shortened(words, limit)
    assert len(said) <= limit
    assert cut == (said != words)
