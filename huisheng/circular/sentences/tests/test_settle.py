"""Clauses that can't be said go with their commas."""

import pytest

from huisheng.circular.document import Number, Run, text_of
from huisheng.circular.sentences.digits import counts, first
from huisheng.circular.sentences.phrase import a_day, numeral
from huisheng.circular.sentences.settle import ABSENT, Filled, settle


def filled(template: str) -> list[tuple[Filled, bool]]:
    """``#`` is a number, ``?`` is something that isn't there; the rest are the template's words."""
    pieces: list[tuple[Filled, bool]] = []
    for character in template:
        if character == "#":
            pieces.append((Number("7", 7), False))
        elif character == "?":
            pieces.append((ABSENT, False))
        else:
            pieces.append((character, True))
    return pieces


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("受理#件，同比?，环比#，日均#件。", "受理7件，环比7，日均7件。"),
        ("受理#件，同比?。", "受理7件。"),
        ("同比?，受理#件。", "受理7件。"),
        ("甲#；乙?、丙#。", "甲7；丙7。"),
        ("甲#、乙?；丙#。", "甲7；丙7。"),
        ("其中：甲?；乙#。", "其中：乙7。"),
        ("共#件。其中：甲?；乙?。", "共7件。"),
        ("共#件，分别为：甲?。", "共7件。"),
        ("甲?。乙#。", "乙7。"),
        ("甲?", ""),
        ("情况如下表：", "情况如下表："),
        ("情况如下：甲?", ""),
        ("甲（占比?，乙）。", ""),
        ("甲（乙，#）。", "甲（乙，7）。"),
        ("甲#", "甲7"),
        ("甲#，乙?", "甲7"),
        ("，，#件。", "7件。"),
        ("甲?，乙：丙#。", "乙：丙7。"),
        ("甲#：乙?，丙#。", "甲7：丙7。"),
        ("甲：?：乙#。", "甲：乙7。"),
    ],
)
def test_commas(template: str, expected: str) -> None:
    """What is left reads as if the rest had never been meant."""
    assert text_of(settle(filled(template))) == expected


def test_a_list_keeps_its_own_commas() -> None:
    """Stops inside what was filled in divide no clauses; neighbouring words melt."""
    runs: list[tuple[Filled, bool]] = [("有", True), ("甲、乙，丙", False), (ABSENT, False), ("。", True)]
    assert settle(runs) == ()
    assert settle([("有", True), ("甲、乙", False), ("。", True)]) == ("有甲、乙。",)
    number: Run = Number("3", 3)
    assert settle([("共", True), (number, False), ("件。", True)]) == ("共", number, "件。")


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, "零"), (3, "三"), (10, "十"), (14, "十四"), (20, "二十"), (99, "九十九"), (100, "100"), (-1, "-1")],
)
def test_numerals(number: int, word: str) -> None:
    """Small counts as Chinese numerals."""
    assert numeral(number) == word


def test_a_day() -> None:
    """Half up to the whole number."""
    assert a_day(11198, 29) == 386
    assert a_day(3, 2) == 2


def test_names_that_count() -> None:
    """A declared name may not be a figure."""
    assert counts("3297件")
    assert counts("99.5%")
    assert counts("3297")
    assert not counts("12345热线")
    assert first("共{前三 a of unit}位") is None
