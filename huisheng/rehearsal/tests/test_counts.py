"""From printed rates to whole counts and back."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.rehearsal import fit
from huisheng.rehearsal.counts import (
    FIFTHS,
    PROCESS_AND_RESULT,
    Counted,
    Graded,
    earlier,
    graded,
    gradings,
    nearest,
    printed,
    single,
    singles,
)


def said(share: Fraction, of: int = 100) -> str:
    exact = Decimal(share.numerator * of) / Decimal(share.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


@given(st.integers(1, 400), st.data())
def test_every_printed_share_has_counts_no_larger_than_those_it_came_from(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    rate = printed(said(Fraction(part, whole)))
    found = single(rate, whole)
    assert found is not None and found.whole <= whole
    assert said(found.share) == said(Fraction(part, whole))
    assert Counted(part, whole) in singles(rate, whole)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_graded_sums(full: int, partly: int, none: int) -> None:
    one = Graded(full, partly, none)
    if not one.whole:
        return
    share = Fraction(one.fifths, FIFTHS * one.whole)
    found = graded(printed(said(share, 40), 40), one.whole)
    assert found is not None and found.whole <= one.whole
    assert said(Fraction(found.fifths, FIFTHS * found.whole), 40) == said(share, 40)
    assert one in gradings(one.fifths, one.whole)
    assert one.plus(one).less(one) == one


@given(st.integers(1, 80), st.data())
def test_blends(answers: int, data: st.DataObject) -> None:
    process = data.draw(st.integers(0, FIFTHS * answers))
    result = data.draw(st.integers(0, FIFTHS * answers))
    share = 1 - Fraction(3 * process + 7 * result, 50 * answers)
    missing = PROCESS_AND_RESULT.missing(printed(said(share, 50), 50), answers)
    assert 3 * process + 7 * result in missing
    assert (process, result) in PROCESS_AND_RESULT.splits(3 * process + 7 * result)


@pytest.mark.parametrize(
    ("value", "of", "fifths", "whole"),
    [("36.44", 40, 41, 9), ("37.09", 40, 51, 11), ("34.67", 40, 13, 3), ("39.00", 40, 39, 8), ("32", 40, 4, 1)],
)
def test_scores_of_the_small_departments(value: str, of: int, fifths: int, whole: int) -> None:
    found = graded(printed(value, of), 40)
    assert found is not None and (found.fifths, found.whole) == (fifths, whole)


def test_scores_of_single_counts() -> None:
    assert [156 - n for n in printed("4.97", 5).wholes(156)] == [1]
    assert list(printed("3.79", 5).wholes(277)) == [210]
    assert list(printed("5", 5).wholes(54)) == [54]


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_the_earlier_count_prints_the_growth(now: int, before: int) -> None:
    change = Fraction(now - before, before) * 100
    sign = "-" if change < 0 else ""
    growth = sign + said(abs(change) / 100)
    found = earlier(now, growth)
    if Decimal(growth) == 0:
        return
    assert found is not None and found <= before
    assert said(abs(Fraction(now - found, found))) == said(abs(Fraction(now - before, before)))


@pytest.mark.parametrize(
    ("now", "growth", "before"),
    [(2159, "108.20", 1037), (1446, "124.88", 643), (713, "80.96", 394), (181, "-42.90", 317), (1114, "32.62", 840)],
)
def test_growths_of_the_circulars(now: int, growth: str, before: int) -> None:
    assert earlier(now, growth) == before


def test_nothing_falls_by_more_than_all() -> None:
    assert earlier(100, "-121.00") is None


def test_what_cannot_be_is_told_with_how_much_it_misses() -> None:
    """聊城 2015 prints 94.13 % for 17 matters: 16 of 17 is 94.12."""
    assert single(printed("94.13"), 17) is None
    miss = nearest("94.13", 17)
    assert (miss.counted, miss.gives, miss.off) == (Counted(16, 17), Decimal("94.12"), Decimal("-0.01"))
    with pytest.raises(ValueError, match="nothing"):
        nearest("50", 0)


def test_a_rate_without_counts() -> None:
    assert graded(printed("99.99"), 3) is None
    assert list(PROCESS_AND_RESULT.missing(printed("200"), 3)) == []


def test_ways_to_a_total() -> None:
    ways = {"a": fit.plain_ways(printed("50.00"), 8), "b": fit.plain_ways(printed("100.00"), 8)}
    for found in (
        fit.exact(ways, {"a": 4, "b": 4}, printed("66.67"), 1),
        fit.settle(ways, {"a": 4, "b": 2}, printed("66.67"), 1),
    ):
        assert Fraction(sum(w.weight for w in found.values()), sum(w.size for w in found.values())) == Fraction(2, 3)
    with pytest.raises(ValueError, match="no counts"):
        fit.exact(ways, {"a": 4, "b": 4}, printed("10.00"), 1)


def test_gradings_that_hold_others() -> None:
    least = Graded(1, 2, 0)
    found = fit.grading(7, 10, Fraction(1), least)
    assert found.fifths == 43 and found.partly >= 2
    with pytest.raises(ValueError, match="can't miss"):
        fit.grading(1, 3, Fraction(1), least)


def test_questions_answered_by_different_numbers() -> None:
    """区发改局: 41.21 of 50 only if eight judged the process and six the result."""
    assert fit.blend_ways(printed("41.21", 50), 8, PROCESS_AND_RESULT) == []
    found = fit.apart(printed("41.21", 50), 8, PROCESS_AND_RESULT)
    assert found is not None and (found[0], found[2]) == (8, 6)
    assert fit.apart(printed("41.21", 50), 2, PROCESS_AND_RESULT) is None
