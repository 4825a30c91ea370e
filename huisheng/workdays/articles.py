"""The articles a derivation rests on, as they stood on the day counted from.

How a period runs has not changed since 1987, only the law that says it: 民法通则 (from 1987), 民法总则 (from
2017-10-01), 民法典 (from 2021-01-01). An old deadline names the law of its day and where that stands now.
"""

from datetime import date

# 国务院令第174号, as amended 1995: Saturday and Sunday are the weekly days of rest of public bodies.
WEEK = "《国务院关于职工工作时间的规定》第七条"

_CIVIL_CODE = date(2021, 1, 1)
_GENERAL_PROVISIONS = date(2017, 10, 1)


def start_not_counted(day: date) -> str:
    """The article by which the day of the start doesn't count (by hours: time runs from the very start)."""
    return _period(day, "二百零一")


def last_day(day: date) -> str:
    """The article by which the last day ends at 24:00 and is put off past days of rest."""
    return _period(day, "二百零三")


def _period(day: date, article: str) -> str:
    now = f"民法典第{article}条"
    if day >= _CIVIL_CODE:
        return now
    if day >= _GENERAL_PROVISIONS:
        return f"民法总则第{article}条（现为{now}）"
    return f"民法通则第一百五十四条（现为{now}）"
