"""What is hot, and which unit is in trouble: pure, whole numbers, small counts said."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng import rulebook
from huisheng.desks.leader import memory
from huisheng.desks.leader.hot import LEAST, WEEKS, Topic, together, topics
from huisheng.desks.leader.topics import usual
from huisheng.desks.leader.trouble import Seen, troubled

LAW = rulebook.at(date(2019, 11, 5), "湖南/湘潭")
counts = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("recent", "past", "hot"),
    [
        (20, (5, 5, 5, 5), True),  # usual 5: up to 5 + 2 x 2.24 is chance
        (9, (5, 5, 5, 5), False),
        (10, (5, 5, 5, 5), True),
        (4, (0, 0, 0, 0), False),  # too few, however new
        (LEAST, (0, 0, 0, 0), True),
        (50, (), False),  # nothing to compare with
        (5, (100, 90, 95, 105), False),
        (16, (9,), True),
        (15, (9,), False),
    ],
)
def test_clearly_more_than_usual(recent: int, past: tuple[int, ...], hot: bool) -> None:
    assert Topic("0101", "east", recent, past).hot is hot


@given(recent=counts, past=st.lists(counts, min_size=1, max_size=WEEKS))
def test_hot_is_above_and_grows(recent: int, past: list[int]) -> None:
    one = Topic("0101", "", recent, tuple(past))
    if one.hot:
        assert recent * len(past) > sum(past) and recent >= LEAST
        assert Topic("0101", "", recent + 1, tuple(past)).hot
    assert one.usual is not None
    assert abs(one.usual * len(past) - sum(past)) <= len(past)


def test_the_order_of_topics() -> None:
    found = topics(
        {
            ("0101", "a"): [30, 30, 30, 30, 30],
            ("0102", "a"): [12, 1, 2, 1, 2],
            ("0103", "a"): [40, 10, 10, 10, 10],
            ("0104", "a"): [0, 9, 9, 9, 9],
            ("0105", "a"): [3, 3, 3, 3, 3],
        },
        4,
        4,
    )
    assert [(one.category, one.hot) for one in found] == [
        ("0103", True),
        ("0102", True),
        ("0101", False),
        ("0105", False),
    ]


def test_weeks_that_are_not_known_are_not_noughts() -> None:
    (one,) = topics({("0101", ""): [20, 6, 0, 0, 0]}, 1, 9)
    assert one.past == (6,) and usual(one) == "平常每周 6.0 件"
    (one,) = topics({("0101", ""): [20, 0, 0, 0, 0]}, 0, 9)
    assert one.usual is None and not one.hot and usual(one) == "没有更早的数可比"
    assert usual(Topic("01", "", 1, (1, 2, 3, 4))) == "平常每周 2.5 件"
    assert usual(Topic("01", "", 1, (0, 0))) == "平常没有"


def test_places_are_added_together() -> None:
    assert together([("01", "a", 0, 2), ("01", "a", 0, 3), ("01", "a", 4, 1)]) == {("01", "a"): [5, 0, 0, 0, 1]}


def test_units_in_trouble_and_why() -> None:
    at = datetime(2019, 11, 1, tzinfo=UTC)
    found = troubled(
        Seen(
            late={1: (3, at), 2: (9, at)},
            returned={1: 1, 3: 5, 4: 4},
            satisfied={1: (1, 2), 4: (8, 10), 5: (7, 10), 6: (0, 9), 7: (100, 100)},
        ),
        LAW,
    )
    assert [one.unit for one in found] == [2, 1, 3, 5]
    second, first, third, fifth = found
    assert (second.late, second.few, second.low) == (9, True, False), "no visit at all: nothing is judged"
    assert (first.asked, first.few, first.low) == (2, True, False), "one of two says little"
    assert third.often and not third.late
    assert fifth.low and not fifth.few
    assert troubled(Seen(), LAW) == []


def test_what_is_kept_is_counted_once_and_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def make() -> int:
        asked.append(1)
        return len(asked)

    assert [memory.kept("a", make), memory.kept("a", make)] == [1, 1]
    monkeypatch.setattr(memory, "TRUST_SECONDS", -1)
    assert memory.kept("a", make) == 2
    monkeypatch.setattr(memory, "TRUST_SECONDS", 600)
    for n in range(70):
        memory.kept(n, make)
    assert memory.kept("a", make) == len(asked)
