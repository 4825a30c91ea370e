"""Earlier figures: from the ledger where it reaches back over the whole window, else from older circulars."""

from datetime import date
from decimal import Decimal
from typing import Any

from huisheng.ledger.vocabulary import intake, records
from huisheng.measures import follow
from huisheng.measures.compare import Earlier, Missing, change, year_before
from huisheng.measures.earlier import LEDGER, books_from, earlier, earlier_all, given_figures
from huisheng.measures.figure import Scope, Window
from huisheng.measures.reckon import figures
from huisheng.measures.tests.conftest import Tell
from huisheng.measures.tests.stories import PLATFORM, Said, Story, at

EAST, WEST = 10, 11
NOVEMBER = Scope(PLATFORM, Window(date(2019, 11, 1), date(2019, 11, 30)))
OCTOBER = Scope(PLATFORM, Window(date(2019, 10, 1), date(2019, 10, 31)))


def entered(key: int, measure: str, *, part: str = "", of: str = "", month: int = 10, **figure: Any) -> list[Said]:
    given = {"numerator": None, "denominator": None, "value": None, **figure}
    days = (f"2019-{month}-01", f"2019-{month}-{'31' if month == 10 else '30'}")
    body = records.FigureGiven(PLATFORM, measure, *days, part=part, key=of, source="十月通报", **given)
    return Story(key, kind="given").say(body).entries


def matter(key: int, day: int, unit: int = EAST) -> list[Said]:
    return Story(key).accept(at(day)).say(intake.HandedOn()).send(unit).entries


def opened(day: str, key: int = 1) -> list[Said]:
    return Story(key, kind="record").say(records.BooksOpened(PLATFORM, day)).entries


def test_an_empty_ledger_reaches_nowhere(tell: Tell) -> None:
    assert books_from(PLATFORM) is None
    missing = earlier("accepted", OCTOBER)
    assert isinstance(missing, Missing)
    assert missing.reason.startswith("台账里还没有工单，也没有填写2019-10-01 至 2019-10-31的")
    assert missing.reason.endswith("，请填写往期数。")


def test_the_ledger_reaches_back_to_its_first_matter(tell: Tell) -> None:
    tell([*matter(1, -40), *matter(2, 3), *entered(1, "accepted", numerator=99)])  # the first on September 21st
    follow.catch_up()
    assert books_from(PLATFORM) == date(2019, 9, 21)
    counted = earlier("accepted", OCTOBER)
    assert isinstance(counted, Earlier)
    assert (counted.value, counted.source) == (0, LEDGER)
    assert counted.figure is not None
    assert counted.figure.scope == OCTOBER
    september = earlier("accepted", Scope(PLATFORM, Window(date(2019, 9, 1), date(2019, 9, 30))))
    assert isinstance(september, Missing)  # only a part of it is in the ledger
    assert "台账自2019-09-21起" in september.reason


def test_what_is_left_over_from_before_is_no_beginning(tell: Tell) -> None:
    tell([*matter(1, -40), *opened("2019-11-01"), *opened("2019-11-01", 2), *entered(1, "accepted", numerator=99)])
    follow.catch_up()
    assert books_from(PLATFORM) == date(2019, 11, 1)
    given = earlier("accepted", OCTOBER)
    assert given == Earlier(OCTOBER.window, 99, "十月通报", 99, None)


def test_parts_from_the_ledger(tell: Tell) -> None:
    tell([*matter(1, -40), *matter(2, -20), *matter(3, -20, WEST)])
    follow.catch_up()
    told = earlier_all(["handled"], OCTOBER, by="unit", keys=[EAST, WEST, 12])["handled"]
    assert {key: one.value for key, one in told.items() if isinstance(one, Earlier)} == {EAST: 1, WEST: 1, 12: 0}


def test_parts_and_rates_from_older_circulars(tell: Tell) -> None:
    tell(
        [
            *entered(1, "satisfaction_rate", part="unit", of=str(EAST), value=8780),
            *entered(2, "satisfaction_rate@1", part="unit", of=str(WEST), numerator=1218, denominator=2251),
            *entered(3, "satisfaction_rate", part="unit", of="12", numerator=7),
            *entered(4, "satisfaction_rate", value=9000),
            *entered(5, "satisfaction_rate", part="unit", of=str(EAST), month=11, value=1),
        ]
    )
    follow.catch_up()
    both = given_figures(["handled", "satisfaction_rate"], OCTOBER, by="unit")
    assert both["handled"] == {}
    told = both["satisfaction_rate"]
    assert {key: one.value for key, one in told.items()} == {
        str(EAST): Decimal("87.80"), str(WEST): Decimal("54.11"), "12": None,
    }  # fmt: skip
    by_unit = earlier_all(["satisfaction_rate"], OCTOBER, by="unit", keys=[EAST, 13])["satisfaction_rate"]
    assert isinstance(by_unit[13], Missing)
    whole = earlier("satisfaction_rate", OCTOBER)
    assert isinstance(whole, Earlier)
    assert whole.value == Decimal(90)


def test_compared_with_an_older_circular(tell: Tell) -> None:
    tell([*matter(1, 2), *matter(2, 3), *entered(1, "accepted", numerator=1)])
    follow.catch_up()
    now = figures(["accepted"], NOVEMBER)["accepted"][None]
    then = earlier("accepted", OCTOBER)
    assert isinstance(then, Earlier)
    assert change(now, then).text == "环比增长100.00%"
    assert isinstance(earlier("accepted", Scope(PLATFORM, year_before(NOVEMBER.window))), Missing)
