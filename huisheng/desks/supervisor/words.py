"""Reasons to press, and what was done about them, in the words of the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huisheng.desks import words
from huisheng.desks.words import Dial
from huisheng.directory import reads as directory
from huisheng.lifecycle.supervision.rules import REMIND, Reason
from huisheng.lifecycle.workorder import pressing
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.press import Press
from huisheng.lifecycle.workorder.states import Form
from huisheng.lifecycle.workorder.timeline import CLOCKS, timeline

_PRESSING = ("reminded", "supervised", "supervision_answered", "instructed", "instruction_answered")
_SINCE = (
    "dispatched",
    "return_granted",
    "replied",
    "sent_back",
    "concluded",
    "visited",
    "redone",
    "closed",
    "archived",
)
_LONG = {**CLOCKS, pressing.BELOW: "下级督办回复"}
_CLOCKS = {
    **CLOCKS,
    pressing.BELOW: "下级督办",
    "citizen": "市民",
    "contact": "联系",
    "arrive": "到场",
    "reply": "答复",
    "supervision": "督办",
}
_URGENT = (Press.SILENT, Press.LATE, Press.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: its name, how it stands, whose it is; ``short`` fits a list. ``clock``: late, soon or "" (colour)."""

    label: str
    said: str
    short: str
    unit: str
    clock: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trail. ``waits``: the clock of an answer still due, or of one given; "" where none runs."""

    at: str
    said: str
    by: str
    words: str
    waits: Dial | None


def why(reason: Reason, now: datetime) -> Why:
    """How the reason stands now."""
    state = "late" if reason.press in _URGENT else "soon" if reason.press is Press.SOON else ""
    said, short = _said(reason, now), _short(reason, now)
    return Why(reason.press.label, said, short, directory.unit_name(reason.unit, short=True), state)


def _short(reason: Reason, now: datetime) -> str:
    """In the width of a list."""
    span = words.span(abs(now - reason.at), short=True) if reason.at is not None else ""
    return {
        Press.INSTRUCTED: f"批示 {span}未回",
        Press.DISSATISFIED: f"{reason.count} 次不满意",
        Press.UNANSWERED: f"督办未回 逾期 {span}",
        Press.SILENT: f"未签收 逾期 {span}",
        Press.LATE: f"{_CLOCKS.get(reason.clock, '')}逾期 {span}",
        Press.RETURNED: f"退单 {reason.count} 次",
        Press.SOON: f"{_CLOCKS.get(reason.clock, '')}还剩 {span}",
        Press.CONTRADICTS: f"答复矛盾 {span}前",
    }[reason.press]


def _said(reason: Reason, now: datetime) -> str:
    span = words.span(abs(now - reason.at)) if reason.at is not None else ""
    sent = words.moment(reason.at, year=False) if reason.at is not None else ""
    clock = _LONG.get(reason.clock, "")
    return {
        Press.INSTRUCTED: f"领导批示已过 {span}，还没有回复",
        Press.DISSATISFIED: f"回访 {reason.count} 次不满意",
        Press.UNANSWERED: f"督办回复逾期 {span}",
        Press.SILENT: f"没有签收，逾期 {span}",
        Press.LATE: f"{clock}逾期 {span}",
        Press.RETURNED: f"退单 {reason.count} 次",
        Press.SOON: f"{clock}还剩 {span}",
        Press.CONTRADICTS: f"{sent} 的答复与记录不一致：{'；'.join(said.rstrip('。') for said in reason.said)}",
    }[reason.press]


def step_words(step: str) -> str:
    """催办, 电话督办, 书面督办, 现场督办."""
    return "催办" if step == REMIND else f"{Form(step).label}督办"


def draft(reasons: Sequence[Reason], now: datetime, due: str) -> str:
    """What could be said to the unit: no word of the citizen's; the seat changes it as it likes."""
    said = "；".join(_said(reason, now) for reason in reasons[:2])
    until = f"请于 {due} 前回复办理情况。" if due else "请抓紧办理，并回复办理情况。"
    return f"这件工单{said}。{until}" if said else until


def trail(matter: Matter, now: datetime) -> list[Step]:
    """Reminders, supervisions and instructions with their answers, and what happened since the first of them."""
    told = timeline(matter)
    first = next((one.no for one in told if one.kind in _PRESSING), None)
    if first is None:
        return []
    numbers = iter(matter.supervisions)
    steps = []
    for one in told:
        if one.no < first or one.kind not in (*_PRESSING, *_SINCE):
            continue
        row = next(numbers, None) if one.kind == "supervised" else None
        clock = matter.clock("supervision", row.no) if row is not None else None
        dial = None
        if clock is not None and clock.stopped_at is None:
            dial = words.running(clock.due_at, now)
        elif clock is not None and clock.stopped_at is not None:
            dial = words.stopped(clock.due_at, clock.stopped_at)
        by = " · ".join(filter(None, (one.seat, one.unit)))
        steps.append(Step(words.moment(one.at, year=False), one.sentence, by, one.words, dial))
    return steps
