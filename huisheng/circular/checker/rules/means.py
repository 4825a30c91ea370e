"""日均: the total divided by the days of the window that the document states, or of the month or week it names."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from huisheng.circular.checker.mentions import Mention, counts
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import show
from huisheng.circular.checker.scene import Scene

RULE = "日均"
_WINDOW = re.compile(
    r"(?:(?P<y1>\d{4})年)?(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?(?:至|到|-|–|~)+"
    r"(?:(?P<y2>\d{4})年)?(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日"
)
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月份?(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_DAILY = re.compile(r"(?:日均|平均每[日天]|每[日天]平均)[^,。;、]{0,12}$")
_LONGEST = 366
_DECEMBER = 12


def windows(text: str) -> list[tuple[str, int]]:
    """Spans of days that a text states, as printed and in days, both ends counted."""
    year = next((int(found) for found in _YEAR.findall(text)), 2024)
    made: list[tuple[str, int]] = []
    for found in _WINDOW.finditer(text):
        first = int(found["y1"] or year)
        last = int(found["y2"] or found["y1"] or year)
        try:
            begin = date(first, int(found["m1"]), int(found["d1"]))
            end = date(last, int(found["m2"] or found["m1"]), int(found["d2"]))
            if end < begin and not found["y2"]:
                end = date(last + 1, end.month, end.day)
        except ValueError:
            continue
        days = (end - begin).days + 1
        if 0 < days <= _LONGEST:
            made.append((found[0], days))
    return made


def _months(text: str) -> set[int]:
    """Days of the months that a text names; a month of a circular may begin in the one before, from 26th to 25th."""
    months = {month for found in _MONTH.findall(text) if 1 <= (month := int(found)) <= _DECEMBER}
    if len(months) != 1:
        return set()
    [month] = months
    days = {monthrange(year, each)[1] for year in (2023, 2024) for each in (month, (month + 10) % 12 + 1)}
    return days


def _calendar(text: str, near: str) -> set[int]:
    """Days of the periods that a text names without saying their first and last day; ``near``: words around a mean."""
    days: set[int] = set()
    if re.search(r"周|星期|七天|七日", text):
        days |= {7}
    if re.search(r"季度", text):
        days |= {90, 91, 92}
    if "上半年" in text or "下半年" in text:
        days |= {181, 182, 184}
    if re.search(r"全年|年度|\d{4}年,", text):
        days |= {365, 366}
    if _MONTH.search(text) or "月份" in text or "本月" in text:
        days |= _months(near) or _months(text) or {28, 29, 30, 31}
    return days


def check(scene: Scene) -> Iterator[Finding]:
    """Every daily mean of the text."""
    text = "\n".join([*(passage.text for passage in scene.passages), *(table.note for table in scene.tables)])
    stated = windows(text)
    for at, found in enumerate(scene.mentions):
        for position, one in enumerate(found):
            if one.kind == "count" and (one.role == "mean" or _DAILY.search(one.lead)):
                before = [m for m in counts(found[:position]) if not _DAILY.search(m.lead) and m.value >= one.value]
                totals = before or [m for m in scene.totals(at) if m.value > one.value][:1]
                if totals:
                    totals = totals[-1:] if one.role == "mean" else totals
                    yield from _one(one, totals, stated, _calendar(text, one.passage.text))


def _one(one: Mention, totals: list[Mention], stated: list[tuple[str, int]], named: set[int]) -> Iterator[Finding]:
    known = dict.fromkeys([days for _, days in stated])
    if not known and not named:
        return
    for total in totals:
        for days in {*known, *named}:
            low, high = total.span[0] / days, total.span[1] / days
            # cut or rounded up, a mean is still that mean
            if low - one.printed.step < one.value < high + one.printed.step:
                return
    total = max(totals, key=lambda m: m.value)
    days = next(iter(known), None) or min(named, key=lambda day: abs(total.value / day - one.value))
    window = next((words for words, length in stated if length == days), f"{days}天")
    mean = total.value / days
    whole = total.value / one.value if one.value else Fraction(0)
    yield Finding(
        RULE,
        Severity.CONTRADICTION,
        one.place,
        f"{total.words()},{one.words()}",
        show(mean, one.printed.step),
        f"{total.printed.text}÷{days}（{window}）＝{show(mean, Fraction(1, 100))}；"
        f"{total.printed.text}÷{one.printed.text}≈{show(whole, Fraction(1, 10))}天",
        "日均数与统计时段的天数不符。",
        one.quote(),
    )
