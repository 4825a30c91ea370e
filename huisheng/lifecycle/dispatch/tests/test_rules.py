"""Which unit is suggested, and why: rulings, the catalogue, precedents, the place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.dispatch.rules import SHOWN, Choice, Duty, Learnt, Past, Ruled, applies, choose, firm

A, B, C, D = 1, 2, 3, 4


def ruled(unit: int = A, region: str = "", place: str = "幸福里") -> Ruled:
    return Ruled(7, unit, "01", region, place, "先到先办", "")


def chosen(**given: Any) -> list[int]:
    usual: dict[str, Any] = {"rulings": [], "duties": [], "past": {}, "places": [], "barred": ()}
    return [choice.unit for choice in choose(**{**usual, **given})]


@pytest.mark.parametrize(
    ("region", "words", "regions", "place", "fits"),
    [
        ("", "幸福里", [], "云山市幸福里小区", True),
        ("", "幸福里", [], "云山市学府路", False),
        ("", "学府路、幸福里", [], "幸福里3栋", True),
        ("", "ＡＢ路", [], "ab路口", True),
        ("town", "", ["county", "town"], "哪里都行", True),
        ("town", "", ["county"], "哪里都行", False),
        ("town", "幸福里", ["town"], "学府路", False),
        ("", "、 ", [], "哪里都行", False),
    ],
)
def test_a_ruling_is_about_a_place(region: str, words: str, regions: list[str], place: str, fits: bool) -> None:
    assert applies(ruled(region=region, place=words), regions, place) is fits


def test_rulings_go_before_the_catalogue_before_precedents_before_the_place() -> None:
    found = chosen(rulings=[ruled(A)], duties=[Duty(B, (), "")], past={C: Past(C, 9)}, places=[D])
    assert found == [A, B, C]
    assert len(found) == SHOWN
    assert chosen(duties=[Duty(B, (), "")], past={C: Past(C, 9)}, places=[D]) == [B, C, D]


def test_one_that_sends_such_matters_back_goes_behind_those_that_conclude_them() -> None:
    bouncing = {B: Past(B, 1, returned=5), C: Past(C, 20)}
    assert chosen(duties=[Duty(B, (), "")], past=bouncing) == [C, B]
    assert chosen(duties=[Duty(B, (), "")], past={**bouncing, B: Past(B, 5, returned=5)}) == [B, C]
    assert chosen(rulings=[ruled(B)], past=bouncing) == [B, C], "who was ruled to do it does it"
    assert chosen(past={B: Past(B, 0, returned=3), C: Past(C, 1, returned=4)}, places=[D]) == [D, C]


def test_what_was_learned_goes_before_precedents_only_where_it_is_sure() -> None:
    past = {C: Past(C, 9)}
    assert chosen(past=past, learnt=[Learnt(B, 90)], sure=85, places=[D]) == [B, C, D]
    assert chosen(past=past, learnt=[Learnt(B, 84)], sure=85, places=[D]) == [C, B, D]
    assert chosen(duties=[Duty(A, (), "")], past=past, learnt=[Learnt(B, 99)], sure=85) == [A, B, C]
    assert chosen(past={**past, B: Past(B, 1, returned=2)}, learnt=[Learnt(B, 99)], sure=85) == [C, B]
    assert chosen(learnt=[Learnt(B, 60), Learnt(C, 30)], barred={B}) == [C]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(A, place=True), False),
        (Choice(A, past=Past(A, 2, returned=2), place=True), False),
        (Choice(A, past=Past(A, 3, returned=2)), True),
        (Choice(A, learnt=Learnt(A, 60)), True),
        (Choice(A, duty=Duty(A, (), "")), True),
        (Choice(A, ruling=ruled(A)), True),
    ],
)
def test_a_place_alone_stands_chosen_for_nobody(choice: Choice, said: bool) -> None:
    assert firm(choice) is said


def test_nobody_barred_is_chosen_not_even_as_co_handler() -> None:
    choices = choose(
        rulings=[ruled(A)], duties=[Duty(B, (A, C), "")], past={A: Past(A, 9)}, places=[A], barred={A}
    )  # fmt: skip
    assert [(choice.unit, choice.co_units) for choice in choices] == [(B, (C,))]


def test_co_handlers_are_the_catalogue_s_else_those_who_were() -> None:
    past = {A: Past(A, 4, beside=(C,)), B: Past(B, 3, beside=(C, D))}
    found = choose(rulings=[], duties=[Duty(A, (D,), "")], past=past, places=[], barred=(D,))
    assert [(choice.unit, choice.co_units) for choice in found] == [(A, ()), (B, (C,))]


def test_what_speaks_for_a_unit_stands_with_it() -> None:
    (choice,) = choose(
        rulings=[ruled(A)], duties=[Duty(A, (B,), "第四条"), Duty(A, (), "旧")], past={A: Past(A, 3, 1, 2)}, places=[A],
        barred=(),
    )  # fmt: skip
    assert choice.ruling is not None and choice.duty is not None and choice.past is not None
    assert (choice.duty.words, choice.co_units, choice.past.refused, choice.place) == ("第四条", (B,), 2, True)


UNITS = st.integers(1, 6)


@given(
    st.lists(UNITS, max_size=4),
    st.lists(UNITS, max_size=4),
    st.dictionaries(UNITS, st.tuples(st.integers(0, 9), st.integers(0, 9))),
    st.lists(UNITS, max_size=3),
    st.sets(UNITS),
)
def test_whatever_is_known(
    rules: list[int], lines: list[int], past: dict[int, tuple[int, int]], places: list[int], barred: set[int]
) -> None:
    choices = choose(
        rulings=[ruled(unit) for unit in rules],
        duties=[Duty(unit, (), "") for unit in lines],
        past={unit: Past(unit, done, back) for unit, (done, back) in past.items()},
        places=places,
        barred=barred,
    )
    units = [choice.unit for choice in choices]
    assert len(units) == len(set(units)) <= SHOWN
    assert not set(units) & barred
    for choice in choices:
        assert choice.ruling or choice.duty or choice.place or (choice.past and choice.past.concluded)
    free = [unit for unit in rules if unit not in barred]
    assert not free or units[0] == free[0]
