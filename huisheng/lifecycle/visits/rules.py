"""What follows from a visit. Pure: on outcomes given."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.states import Grade, OrderState, Outcome, Round, Solution
from huisheng.rulebook import implements

_DAY = timedelta(days=1)
_UNTIL = "前|之前|以前|内|之内|以内|底"
# a day or a span by which somebody says something will be done: 11月20日前, 3个工作日内, 本周五之前, 月底前
_DATED = re.compile(
    rf"(?:(?:\d{{4}}年)?\d{{1,2}}月(?:\d{{1,2}}[日号]|底|[上中下]旬)(?:{_UNTIL})?"
    rf"|[0-9一二两三四五六七八九十]{{1,3}}个?(?:工作日|小时|日|天|周|星期|月)(?:{_UNTIL})"
    rf"|[本下这](?:周|星期)[一二三四五六日天末](?:{_UNTIL})?|(?:月底|年底|今天|明天|后天|下个?月)(?:{_UNTIL})?)"
)
_PIECE = re.compile("[^，。；！？\n]+")
_PROMISES = re.compile("承诺|预计|计划|将|拟|保证|争取|限|安排|待")


@implements("domain#art-19")
def next_state(outcome: str, solved: str | None, grade: str | None) -> OrderState:
    """Not solved or unsatisfied waits for a decision; reached otherwise closes; not reached is tried again.

    Solved in part is not solved: somebody decides whether the rest is done again. What the citizen said nothing of
    doesn't hold the matter open. ``grade`` is of the result; how it was handled (服务过程) decides nothing.
    """
    if outcome != Outcome.REACHED:
        return OrderState.AWAITING_VISIT
    if solved in (Solution.PARTLY, Solution.NO) or grade == Grade.UNSATISFIED:
        return OrderState.AWAITING_DECISION
    return OrderState.CLOSED


@implements("domain#art-20")
def fits(outcome: str, solved: str | None, *rest: str | bool | None) -> None:
    """``rest``: grade, process, contacted. A refusal where they don't go with the outcome."""
    cite = "domain#art-19"
    if outcome != Outcome.REACHED and (solved, *rest) != (None,) * 4:
        raise Refusal("contradiction", "未接通或拒绝评价的回访不能填写评价，请清空后再提交。", cite, "grade")
    if outcome == Outcome.REACHED and (solved, rest[0]) == (None, None):
        raise Refusal("incomplete", "已接通的回访至少要填写“问题是否解决”或“办理结果满意度”。", cite, "grade")


@implements("domain#art-62")
def is_own(outcome: str, via: str | None) -> None:
    """What the citizen himself sends is an answer, and came by some channel; a refusal where it isn't so."""
    if via is None:
        raise Refusal("missing", "请选择评价渠道。", "domain#art-62", "via")
    if outcome != Outcome.REACHED:
        raise Refusal("contradiction", "市民自己评价的，接通情况只能是“已接通”。", "domain#art-62", "outcome")


def round_of(answered_supervisions: int) -> Round:
    """The round of the next visit: after a supervision's reply it judges the supervision, before that the handling."""
    return Round.SUPERVISION if answered_supervisions else Round.REGULAR


def attempts_used(outcomes: Sequence[str]) -> int:
    """Attempts in a row, up to the last, that reached nobody. ``outcomes``: of one handling, oldest first."""
    used = 0
    for outcome in reversed(outcomes):
        if outcome == Outcome.REACHED:
            break
        used += 1
    return used


@implements("rehearsal#art-27")
def callable_from(earliest: datetime, slots: Sequence[str]) -> datetime:
    """The first moment from ``earliest`` on at which citizens are called. ``slots``: "08:30-20:00", in order, each day.

    ``earliest`` stands on the wall of the hall: its days are those of its own time zone. The end of a slot is no longer
    in it.
    """
    today = earliest.replace(hour=0, minute=0, second=0, microsecond=0)  # no summer time: every day has 24 hours
    for begins in (today, today + _DAY):
        for first, last in (slot.split("-") for slot in slots):
            if earliest < begins + _since_midnight(last):
                return max(earliest, begins + _since_midnight(first))
    raise ValueError(f"no slot at all: {slots}")


def _since_midnight(hour: str) -> timedelta:
    hours, minutes = hour.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


@implements("rehearsal#art-26")
def next_try(last: datetime, gap: timedelta, slots: Sequence[str]) -> datetime:
    """When a citizen who didn't answer at ``last`` is called again."""
    return callable_from(last + gap, slots)


def brings_supervision(unsatisfied: int, most: int | None, *, supervised: bool) -> bool:
    """Whether that many unsatisfied visits of the handling bring the supervision that the rule asks for.

    ``most``: the rule's number, None where the platform has none; ``supervised``: it was made before.
    """
    return most is not None and unsatisfied >= most and not supervised


def unsatisfied_so_far(visits: Iterable[tuple[str, str, str | None]]) -> int:
    """How many of (round, outcome, grade) are the unsatisfied ones that the rule of supervision counts."""
    return sum(one == (Round.REGULAR, Outcome.REACHED, Grade.UNSATISFIED) for one in visits)


def promises(words: str) -> list[str]:
    """The clauses of a reply that name a day by which something will be done: what the visitor asks about."""
    return [one.strip() for one in _PIECE.findall(words) if _DATED.search(one) and _PROMISES.search(one)]
