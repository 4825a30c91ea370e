"""What the rulebook says of leaders' sessions. Pure."""

from datetime import date

from huisheng.kernel.errors import Refusal
from huisheng.rulebook import Rules, implements


@implements("jining-2013#art-12")
def announced_early(announced: date, held: date, rules: Rules) -> Refusal | None:
    """A session is announced so many days ahead as the rulebook says (济宁: a week); the two are Shanghai days."""
    ahead = rules.get("sessions.notice_days")
    if (held - announced).days >= ahead.count:
        return None
    return Refusal(
        "too_late",
        f"领导接听须至少提前{ahead.count}日预告，请把接听时间改到{ahead.count}日以后。",
        ahead.cite,
        "starts_at",
    )


@implements("jining-2013#art-8")
def belongs(accepted: date, held: date, main_unit: int | None, unit: int) -> Refusal | None:
    """Matters accepted on the day of the session that the leader's own unit handles are its items."""
    cite = "jining-2013#art-8"
    if accepted != held:
        return Refusal("another_day", "这件工单不是接听当天受理的，不能列为领导接听件。", cite, "session")
    if main_unit != unit:
        return Refusal("another_unit", "这件工单不由接听领导所在的单位主办，不能列为领导接听件。", cite, "session")
    return None
