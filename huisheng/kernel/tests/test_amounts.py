"""Days, minutes and marks from forms and JSON."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.amounts import Day, Marks, Moment, hundredths, spelled
from huisheng.kernel.errors import Refusal

DAY, MOMENT = Day("day", "日期"), Moment("at", "时间")
MARKS = Marks("marks", "分", low=-100, high=100)


def test_days() -> None:
    assert DAY.read(" 2019-11-1 ") == DAY.read(date(2019, 11, 1)) == date(2019, 11, 1)
    assert Day("day", "日期", required=False).read("") is None


def test_moments() -> None:
    nine = datetime(2019, 11, 1, 1, tzinfo=UTC)
    assert MOMENT.read("2019-11-01 09:00") == MOMENT.read("2019-11-01T9:00") == MOMENT.read(nine) == nine


@given(st.integers(-10_000, 10_000))
def test_marks_there_and_back(hundredth: int) -> None:
    words = spelled(hundredth)
    marks = MARKS.read(words)
    assert marks is not None
    assert hundredths(marks) == hundredth
    assert not words.endswith("0") or "." not in words


def test_marks() -> None:
    assert [spelled(n) for n in (0, 200, 230, -12, 5)] == ["0", "2", "2.3", "-0.12", "0.05"]
    assert MARKS.read(2) == MARKS.read("+2") == MARKS.read(Decimal("2.00")) == 2
    assert Marks("marks", "分", required=False).read(None) is None


@pytest.mark.parametrize("raw", ["", None, "2019-13-01", "2019-11", "99", 7, ["2019-11-01"], "2200-01-01", "昨天"])
def test_no_day(raw: Any) -> None:
    with pytest.raises(Refusal) as caught:
        DAY.read(raw)
    assert caught.value.code in {"missing", "not_a_day"}
    assert caught.value.field == "day"


@pytest.mark.parametrize(
    "raw", ["", None, "2019-11-01", "2019-11-01 9:60", "2019-11-31 09:00", "x" * 99, date(2019, 11, 1)]
)
def test_no_moment(raw: Any) -> None:
    with pytest.raises(Refusal) as caught:
        MOMENT.read(raw)
    assert caught.value.code in {"missing", "not_a_moment"}


@pytest.mark.parametrize(
    "raw", ["", None, "2.345", "100.01", "-101", "two", 2.5, True, Decimal("1.234"), Decimal("NaN")]
)
def test_no_marks(raw: Any) -> None:
    with pytest.raises(Refusal) as caught:
        MARKS.read(raw)
    assert caught.value.code in {"missing", "not_marks"}
