"""From a rule and an instant to a due time. Pure."""

from datetime import datetime, timedelta
from typing import Any

from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.base import ClockStart
from huisheng.rulebook import Rules, Value, implements
from huisheng.workdays import Schedule, due, notices
from huisheng.workdays.instants import SHANGHAI, local

UNITS = {"workdays": "个工作日", "hours": "小时", "working_hours": "个工作小时", "days": "日"}


def _slots(value: Value) -> tuple[tuple[str, str], ...]:
    """("08:30-12:00", …) as pairs."""
    return tuple((slot[:5], slot[6:]) for slot in value.items)


@implements("domain#art-5", "civil-general-2017#art-201", "civil-general-2017#art-203")
def due_of(value: Value, started_at: datetime, rules: Rules) -> due.Due:
    """When a limit that starts at ``started_at`` is over, with its derivation."""
    limit = value.count
    if value.unit == "workdays":
        return due.workdays_after(started_at, limit, cite=value.cite)
    if value.unit == "hours":
        return due.hours_after(started_at, limit, cite=value.cite)
    if value.unit == "working_hours":
        office = Schedule.office(_slots(rules.get("schedule.office")))
        return due.working_hours_after(started_at, limit, schedule=office, cite=value.cite)
    if value.unit == "days":
        return due.calendar_days_after(started_at, limit, cite=value.cite)
    raise Refusal("no_rule", f"时限“{value.name}”的单位“{value.unit}”无法计算，请管理员检查规则库。", value.cite)


def in_office(at: datetime, rules: Rules) -> bool:
    """Whether it is an office hour. A day whose holidays aren't known yet counts by its day of the week."""
    wall = local(at, SHANGHAI)
    hours = _slots(rules.get("schedule.office"))
    try:
        open_at = Schedule.office(hours).spans(wall.date())
    except Refusal as refusal:
        if refusal.code != "no_calendar":
            raise
        week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)
        open_at = Schedule.weekly(week).spans(wall.date())
    return any(span.start <= at < span.end for span in open_at)


@implements("domain#art-2", "domain#art-4")
def set_clock(name: str, started_at: datetime, rules: Rules, traits: dict[str, Any]) -> ClockStart | None:
    """The clock ``name`` as the rules of the day set it for such a matter; None where no rule sets one."""
    value = rules.find(f"deadlines.{name}", **traits)
    if value is None:
        return None
    return ClockStart(
        name, due_of(value, started_at, rules).at, f"{value.count}{UNITS.get(value.unit, value.unit)}", value.cite
    )


def derivation(name: str, started_at: datetime, rules: Rules, traits: dict[str, Any]) -> tuple[str, ...]:
    """The working of a clock's due time, line by line, as it can be printed."""
    value = rules.find(f"deadlines.{name}", **traits)
    return due_of(value, started_at, rules).lines if value else ()


def within(name: str, started_at: datetime, at: datetime, rules: Rules, traits: dict[str, Any]) -> ClockStart | None:
    """The limit ``name`` if it is over at ``at``; None while it isn't, or where no rule sets one.

    Whether it is over needs no holidays of years still to come: a limit that runs into one of them isn't over yet.
    """
    value = rules.find(name, **traits)
    if value is None:
        return None
    try:
        over_at = due_of(value, started_at, rules).at
    except Refusal as refusal:
        if refusal.code == "no_calendar" and local(at, SHANGHAI).year in notices.years():
            return None
        raise
    if at <= over_at:
        return None
    return ClockStart(name, over_at, f"{value.count}{UNITS.get(value.unit, value.unit)}", value.cite)


@implements("domain#art-3")
def extended(due_at: datetime, days: int, cite: str) -> ClockStart:
    """The reply clock ``days`` working days after its due time: the day it was due isn't counted again."""
    # a due time is the midnight that ends its last day: counting starts from the last day itself
    last_moment = due_at - timedelta(microseconds=1)
    return ClockStart("reply", due.workdays_after(last_moment, days, cite=cite).at, f"延长{days}个工作日", cite)


def resumed(due_at: datetime, limit: str, cite: str, at: datetime, rules: Rules, traits: dict[str, Any]) -> ClockStart:
    """The reply clock after a reply was sent back: its old due time, or the resubmission limit if that is later."""
    value = rules.get("deadlines.resubmit", **traits)
    again = due_of(value, at, rules).at
    if again <= due_at:
        return ClockStart("reply", due_at, limit, cite)
    return ClockStart("reply", again, f"{value.count}{UNITS.get(value.unit, value.unit)}", value.cite)
