"""What fits, what may be quoted."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from huisheng.knowledge.rules import belongs, fit, pairs, usable

DAY = date(2019, 11, 5)
words = st.text("停水供暖费补ab１，。 ", max_size=30)


@given(words)
def test_pairs_are_folded_sorted_and_within_a_sentence(said: str) -> None:
    found = pairs(said)
    assert found == sorted(set(found))
    assert all(len(pair) == 2 and not set(pair) & set(" ，。") for pair in found)
    assert pairs(said.upper()) == found


def test_pairs_do_not_cross_a_break() -> None:
    assert pairs("停水，供暖") == ["供暖", "停水"]
    assert pairs("１２") == ["12"]


@given(words, words, st.booleans())
def test_fit_is_a_share_and_a_category_only_helps(own: str, asked: str, same: bool) -> None:
    plain, helped = fit(pairs(own), pairs(asked), same=False), fit(pairs(own), pairs(asked), same=True)
    assert 0 <= plain <= 1000 and plain <= helped <= 1000
    assert fit(pairs(own), pairs(own), same=same) >= (1000 if pairs(own) else 0)


def test_usable_days_are_both_included() -> None:
    assert usable(DAY, DAY, DAY) and usable(DAY, None, None)
    assert not usable(DAY, date(2019, 11, 6), None) and not usable(DAY, None, date(2019, 11, 4))


def test_a_category_belongs_to_its_parts_and_its_whole() -> None:
    assert belongs("0102", "010201") and belongs("010201", "0102") and belongs("01", "01")
    assert not belongs("", "01") and not belongs("01", "") and not belongs("0102", "0103")
