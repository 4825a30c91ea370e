"""Which days are looked at: those of the address, else the last period of the platform that is over."""

from calendar import monthrange
from datetime import date, timedelta

from django.http import QueryDict

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.kernel.amounts import Day
from huisheng.kernel.errors import Refusal
from huisheng.measures.figure import Window

_FIRST, _LAST = Day("first", "起始日期"), Day("last", "截止日期")


def chosen(query: QueryDict, actor: Actor, today: date) -> tuple[Window, str]:
    """The window, and what was wrong with the one that was asked for ("" where nothing was)."""
    usual = over(actor, today)
    if not (query.get("first") or query.get("last")):
        return usual, ""
    try:
        first, last = _FIRST.read(query.get("first")), _LAST.read(query.get("last"))
    except Refusal as refusal:
        return usual, refusal.sentence
    assert first is not None and last is not None  # both are required
    return (Window(first, last), "") if first <= last else (usual, "起始日期晚于截止日期，请对调。")


def over(actor: Actor, today: date) -> Window:
    """The last period that ended before today, by the platform's own first and last days of the month."""
    rules = law.at(today, actor.scope)
    begins, ends = rules.get("periods.first_day").count, rules.get("periods.last_day").count
    month = today
    while True:
        last = _in_month(month, ends)
        if last < today:
            before = month.replace(day=1) - timedelta(days=1)
            return Window(_in_month(before if begins > ends else month, begins), last)
        month = month.replace(day=1) - timedelta(days=1)


def _in_month(day: date, number: int) -> date:
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))
