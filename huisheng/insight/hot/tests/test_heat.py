"""People, growth, the usual level, early warning, what comes again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.insight.hot import Growth, Said, Window, heat
from huisheng.insight.hot.season import Coming, Once, coming
from huisheng.insight.hot.warning import HIGHEST, LOWEST, Alert, Thresholds, Verdict, alert, chance, taught

MONDAY = date(2031, 3, 3)


def warned(
    daily: Mapping[date, int],
    window: Window,
    since: date = MONDAY - timedelta(weeks=8),
    asked: Thresholds | None = None,
) -> Alert | None:
    """The warning of a window, from counts by day that were begun on ``since``."""
    people = sum(count for day, count in daily.items() if window.first <= day <= window.last)
    return alert("松涛苑 停水", window, people, heat.expected(daily, window, since), asked or Thresholds())


def said(day: date, who: str, key: str = "") -> Said:
    return Said(key or f"{day}{who}", who, datetime(day.year, day.month, day.day, 9), "停水", "")


def days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count))


def test_each_citizen_once_and_strangers_each() -> None:
    told = [said(MONDAY, "a"), said(MONDAY, "a", "2"), said(MONDAY, "", "3"), said(MONDAY, "", "4")]
    assert heat.people(told) == 3
    assert heat.loudest(told) == 2
    assert heat.loudest([]) == 0


def test_a_year_before_the_leap_day() -> None:
    assert heat.a_year_before(date(2032, 2, 29)) == date(2031, 2, 28)
    assert heat.a_year_before(date(2031, 3, 1)) == date(2030, 3, 1)


def usual(daily: dict[date, int], since: date, span: int = 1, *, later: int = 0) -> float:
    first = MONDAY + timedelta(days=later)
    level = heat.expected(daily, Window(first, first + timedelta(days=span - 1)), since)
    assert level is not None
    assert float(level.known * level.share) == pytest.approx(float(level.people), abs=0.006)
    return float(level.people)


def test_the_usual_level_knows_weekdays() -> None:
    since = MONDAY - timedelta(weeks=8)
    daily = {day: 7 if day.weekday() == 0 else 1 for day in days(since, 56)}
    assert 5.5 < usual(daily, since) <= 7
    assert 1 <= usual(daily, since, later=1) < 1.3
    assert usual(daily, since, 7) == 13
    assert usual(dict.fromkeys(days(since, 56), 1), since) == 1


def test_one_loud_day_is_not_usual() -> None:
    since = MONDAY - timedelta(weeks=8)
    daily = {MONDAY - timedelta(weeks=3): 80} | {MONDAY - timedelta(weeks=n): 2 for n in (1, 2, 4, 5, 6, 7, 8)}
    assert 1 < usual(daily, since) < 2.5
    assert 2 <= usual(daily, since, 7) < 3


def test_few_are_usual_too() -> None:
    """Seven in eight weeks: none of them is left out."""
    since = MONDAY - timedelta(weeks=8)
    daily = {MONDAY - timedelta(days=8 * n + 1): 1 for n in range(7)}
    assert usual(daily, since, 30) == 3.75
    assert warned(daily | {MONDAY: 5}, Window(MONDAY, MONDAY + timedelta(days=29))) is None


def test_a_season_that_rose_last_year_is_expected_to_rise() -> None:
    since = MONDAY - timedelta(days=500)
    last = heat.a_year_before(MONDAY)
    level = dict.fromkeys(days(MONDAY - timedelta(weeks=8), 56), 2) | dict.fromkeys(
        days(last - timedelta(weeks=8), 56), 2
    )
    assert usual(level | dict.fromkeys(days(last, 7), 2), since, 7) == 14
    assert 22 < usual(level | dict.fromkeys(days(last, 7), 4), since, 7) <= 28


@pytest.mark.parametrize(("rate", "span"), [(0.1, 7), (0.2, 30), (0.5, 7), (1.0, 30)])
def test_what_is_always_so_is_hardly_ever_an_alarm(rate: float, span: int) -> None:
    chances, since = Random(11), MONDAY - timedelta(weeks=8)
    window, alarms = Window(MONDAY, MONDAY + timedelta(days=span - 1)), 0
    for _ in range(300):
        daily, at = Counter[date](), chances.expovariate(rate)
        while at < 56 + span:
            daily[since + timedelta(days=int(at))] += 1
            at += chances.expovariate(rate)
        alarms += warned(daily, window) is not None
    assert alarms <= 1


def test_nothing_is_usual_after_three_days() -> None:
    assert heat.expected({}, Window(MONDAY, MONDAY), MONDAY - timedelta(days=3)) is None


def test_growth_compares_only_with_what_is_known() -> None:
    window = Window(MONDAY, MONDAY + timedelta(days=6))
    now = [said(MONDAY, who) for who in "abc"]
    earlier = [said(MONDAY - timedelta(days=2), "a"), said(heat.a_year_before(MONDAY), "b")]
    known = heat.growth(now, earlier, earlier, window, MONDAY - timedelta(days=400))
    assert (known.people, known.before, known.year) == (3, 1, 1)
    assert known.sentence.endswith("环比上升200.0%，同比上升200.0%")
    recent = heat.growth(now, earlier, earlier, window, MONDAY - timedelta(days=10))
    assert (recent.before, recent.year) == (1, None)
    assert heat.growth(now, [], [], window, None) == Growth(3)


@pytest.mark.parametrize(("rate", "span"), [(0.5, 1), (3.0, 1), (1.0, 7), (2.0, 30)])
def test_some_stand_for_all_and_alarms_stay_rare(rate: float, span: int) -> None:
    chances, since, every = Random(7), MONDAY - timedelta(weeks=8), 8
    window, levels, alarms = Window(MONDAY, MONDAY + timedelta(days=span - 1)), Decimal(0), 0
    for _ in range(200):
        told, at = list[Said](), chances.expovariate(rate)
        while at < 56 + span:
            told.append(said(since + timedelta(days=int(at)), f"{len(told)}"))
            at += chances.expovariate(rate)
        now, past = [one for one in told if window.holds(one.at)], [one for one in told if one.at.date() < MONDAY]
        few = [one for one in past if chances.random() < 1 / every]
        growth = heat.growth(now, None, few, window, since, every)
        assert (growth.before, growth.year) == (None, None) and growth.usual is not None
        levels += growth.usual
        level = heat.Usual(growth.usual, growth.known, growth.share)
        alarms += alert("松涛苑 停水", window, growth.people, level, Thresholds()) is not None
    assert alarms <= 1
    assert float(levels) / 200 == pytest.approx(rate * span, rel=0.2)


@pytest.mark.parametrize(
    ("growth", "sentence"),
    [
        (Growth(3), ""), (Growth(3, before=0), "环比新增3人"), (Growth(3, before=3), "环比持平"),
        (Growth(3, year=6), "同比下降50.0%"), (Growth(9, usual=Decimal("1.26")), "按星期和季节通常约1.3人，本期9人"),
        (Growth(9, usual=Decimal("0.02")), "按星期和季节通常几乎没有，本期9人"),
    ],
)  # fmt: skip
def test_growth_in_words(growth: Growth, sentence: str) -> None:
    assert growth.sentence == sentence


def quiet(peak: int) -> dict[date, int]:
    return {MONDAY - timedelta(days=n): 1 for n in range(1, 57)} | {MONDAY: peak}


def test_a_warning_says_why() -> None:
    found = warned(quiet(9), Window(MONDAY, MONDAY))
    assert found is not None and (found.people, found.usual, found.times) == (9, Decimal(1), Decimal(9))
    assert found.sentence == "松涛苑 停水：2031-03-03有9人反映，通常约1.0人，是通常的9.0倍，偶然几乎不会这么多。"
    week = warned(quiet(14), Window(MONDAY - timedelta(days=6), MONDAY))
    assert week is not None and "2031-02-25至2031-03-03有20人反映" in week.sentence
    rare = warned(quiet(5), Window(MONDAY, MONDAY), asked=Thresholds(5, Decimal(2), Decimal("0.01")))
    assert rare is not None and "偶然只有0.42%的可能这么多" in rare.sentence


@pytest.mark.parametrize("peak", [0, 1, 4])
def test_few_people_are_no_warning(peak: int) -> None:
    assert warned(quiet(peak), Window(MONDAY, MONDAY)) is None


def test_what_is_usual_or_not_yet_known_is_no_warning() -> None:
    often = dict.fromkeys(days(MONDAY - timedelta(weeks=8), 57), 9)
    assert warned(often, Window(MONDAY, MONDAY)) is None
    assert warned({MONDAY: 40}, Window(MONDAY, MONDAY), since=MONDAY) is None


def test_chance_knows_that_the_level_is_an_estimate() -> None:
    assert chance(0, Decimal(3), Decimal(1)) == 1
    many, part = Decimal(10**7), Decimal(1) / 10**7
    assert float(chance(5, 2 * many, part)) == pytest.approx(0.0527, abs=1e-4)  # Poisson
    assert float(chance(1, Decimal(0), Decimal(1))) == pytest.approx(1 - 0.5**0.5, abs=1e-9)
    assert chance(5, Decimal(8), Decimal("0.25")) > Decimal("0.06")
    assert (chance(2000, Decimal(1000), Decimal(1)), chance(1000, Decimal(1000), Decimal(1))) == (
        Decimal(0),
        Decimal(1),
    )


@given(st.integers(0, 60), st.decimals("0", "90", places=2), st.decimals("0.01", "4", places=2))
def test_more_is_never_likelier(people: int, known: Decimal, share: Decimal) -> None:
    assert 0 <= chance(people + 1, known, share) <= chance(people, known, share) <= 1


def test_where_nobody_ever_came_no_times_are_told() -> None:
    found = warned({MONDAY: 9}, Window(MONDAY, MONDAY))
    assert found is not None
    assert found.sentence == "松涛苑 停水：2031-03-03有9人反映，通常几乎没有，偶然几乎不会这么多。"


def verdicts(*told: tuple[bool, int, str]) -> list[Verdict]:
    return [Verdict(right, people, Decimal(times)) for right, people, times in told]


def test_few_verdicts_teach_nothing() -> None:
    assert taught(verdicts((False, 5, "2"))) == taught([]) == Thresholds()


def test_false_alarms_raise_the_thresholds_and_keep_the_true_ones() -> None:
    learned = taught(verdicts(*[(False, 5, "2.2")] * 6, *[(True, 9, "4")] * 4))
    assert learned.people > 5 or learned.times > Decimal("2.2")
    assert learned.people <= 9
    assert learned.times <= 4


def test_thresholds_that_are_right_stay() -> None:
    assert taught(verdicts(*[(True, 9, "4")] * 9)) == Thresholds()


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 40), st.decimals("0.5", "9", places=1).map(str)),
        min_size=8,
        max_size=20,
    )
)
def test_nothing_taught_leaves_the_bounds_or_makes_it_worse(told: list[tuple[bool, int, str]]) -> None:
    learned = taught(verdicts(*told))
    assert LOWEST.people <= learned.people <= HIGHEST.people
    assert LOWEST.times <= learned.times <= HIGHEST.times


def matters(category: str, first: date, count: int, place: str = "") -> list[Once]:
    return [Once(first + timedelta(days=n % 20), category, place) for n in range(count)]


TODAY = date(2031, 11, 10)


def heating() -> list[Coming]:
    past = matters("供暖", date(2030, 11, 12), 60, "松涛苑") + matters("供暖", date(2029, 11, 12), 40, "玉兰街")
    past += [Once(day, "占道") for day in days(date(2029, 6, 1), 890)]
    past += matters("供暖", date(2031, 3, 1), 4) + [Once(TODAY, "供暖"), Once(date(2030, 11, 20), "")]
    return coming(past, today=TODAY)


def test_what_came_last_year_comes_again() -> None:
    (one,) = heating()
    assert (one.category, one.years) == ("供暖", ((2030, 60), (2029, 40)))
    assert one.window == Window(TODAY, date(2031, 12, 7))
    assert one.peak in (TODAY, date(2031, 11, 17))
    assert one.places == (("松涛苑", 60), ("玉兰街", 40))
    assert one.sentence.startswith("供暖：2030年同期（11月10日至12月7日）60件，2029年40件，是平时同样天数")
    assert "多在松涛苑（60件）、玉兰街（40件）" in one.sentence


def test_without_a_year_there_is_nothing_to_say() -> None:
    assert coming([], today=TODAY) == []
    assert coming(matters("供暖", date(2031, 6, 1), 60), today=TODAY) == []


def test_a_place_is_told_only_where_it_is_known() -> None:
    past = matters("欠薪", date(2030, 11, 12), 30) + [Once(date(2030, 1, 1), "占道")]
    (one,) = coming(past, today=TODAY)
    assert one.places == ()
    assert "多在" not in one.sentence


def test_the_leap_day_has_a_year_before() -> None:
    past = matters("防汛", date(2031, 3, 1), 30) + [Once(date(2030, 1, 1), "占道")]
    assert coming(past, today=date(2032, 2, 29))[0].category == "防汛"
