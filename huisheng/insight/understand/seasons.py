"""The lunar New Year and seasons of the year. Days of the New Year by the calendar that everybody hangs on the wall."""

from datetime import date
from typing import Final

_NEW_YEARS: Final = {
    year: date(year, *day)
    for year, day in zip(
        range(2008, 2036),
        (
            *((2, 7), (1, 26), (2, 14), (2, 3), (1, 23), (2, 10), (1, 31), (2, 19), (2, 8), (1, 28), (2, 16), (2, 5)),
            *((1, 25), (2, 12), (2, 1), (1, 22), (2, 10), (1, 29), (2, 17), (2, 6), (1, 26), (2, 13), (2, 3), (1, 23)),
            *((2, 11), (1, 31), (2, 19), (2, 8)),
        ),
        strict=True,
    )
}


def new_year(year: int) -> date | None:
    """The first day of the lunar year that begins in ``year``; None beyond the table."""
    return _NEW_YEARS.get(year)


def days_to_new_year(on: date) -> int | None:
    """Days to the next lunar New Year (0 on the day itself); None beyond the table."""
    left = [(day - on).days for year in (on.year, on.year + 1) if (day := new_year(year)) and day >= on]
    return min(left, default=None)


def within(on: date, first: str, last: str) -> bool:
    """Whether the day lies in "11-01" to "03-31", over the turn of the year where the last comes first."""
    day = f"{on:%m-%d}"
    return first <= day <= last if first <= last else day >= first or day <= last
