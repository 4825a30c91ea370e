"""What presses a matter, how gravely, and with what it should be pressed next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huisheng.lifecycle.workorder.press import LATELY, Facts, Limits, Press
from huisheng.lifecycle.workorder.states import Form
from huisheng.rulebook import implements

REMIND = "remind"
_OF_ITS_OWN = {"sign_in": Press.SILENT, "supervision": Press.UNANSWERED}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to press. ``at``: when it ran out, will run out or was asked; ``clock``: which; ``unit``: whose.

    ``count``: how often, where the reason is that something happened too often. ``said``: what contradicts the record.
    ``like``: the number of the order whose reply was copied.
    """

    press: Press
    unit: int | None
    at: datetime | None = None
    clock: str = ""
    count: int = 0
    said: Sequence[str] = ()
    like: str = ""


@implements("domain#art-53", "domain#art-37")
def reasons(facts: Facts, limits: Limits, now: datetime) -> list[Reason]:
    """Every reason to press the matter now, the gravest first, each sort once: the worst of it."""
    found = _grave(facts, limits)
    for clock in sorted(facts.clocks, key=lambda clock: clock.due_at):
        press = _OF_ITS_OWN.get(clock.name, Press.LATE)
        if clock.due_at < now and (facts.live or press is Press.UNANSWERED):
            found.setdefault(press, Reason(press, clock.unit, clock.due_at, clock.name))
    first = min((clock.due_at for clock in facts.clocks), default=None)
    if facts.live and first is not None and now <= first < limits.soon:
        clock = min(facts.clocks, key=lambda clock: clock.due_at)
        found[Press.SOON] = Reason(Press.SOON, clock.unit, clock.due_at, clock.name)
    reply = facts.against
    if reply is not None and now - reply.at <= LATELY:
        found[Press.CONTRADICTS] = Reason(Press.CONTRADICTS, reply.unit, reply.at, said=reply.said, like=reply.like)
    return [found[press] for press in Press if press in found]


def _grave(facts: Facts, limits: Limits) -> dict[Press, Reason]:
    """The reasons that are no clock's."""
    found: dict[Press, Reason] = {}
    if facts.instructed:
        found[Press.INSTRUCTED] = Reason(Press.INSTRUCTED, facts.main, min(facts.instructed))
    if facts.decides and facts.unsatisfied >= limits.unsatisfied:
        found[Press.DISSATISFIED] = Reason(Press.DISSATISFIED, facts.main, count=facts.unsatisfied)
    if facts.live and facts.returns >= max(limits.returns, 1):
        found[Press.RETURNED] = Reason(Press.RETURNED, facts.main, count=facts.returns)
    return found


@implements("xiangtan-2019-11#art-15")
def next_form(forms: Sequence[str], first: str = "", after_phone: str = "") -> str:
    """The form of the next supervision: as the rulebook names it, else one step firmer than the last."""
    if not forms:
        return first or Form.PHONE.value
    if forms[-1] == Form.PHONE and after_phone:
        return after_phone
    steps = list(Form)
    return steps[min(steps.index(Form(forms[-1])) + 1, len(steps) - 1)].value


def step(facts: Facts, found: Sequence[Reason], first: str = "", after_phone: str = "") -> str:
    """The next act: ``remind``, or the form in which to supervise.

    One who wasn't reminded yet is reminded; what a reminder didn't help, and a citizen unsatisfied again, is
    supervised; while a supervision waits for its answer there is no second one.
    """
    gravest = found[0].press if found else Press.SOON
    if gravest is Press.DISSATISFIED and not facts.waiting:
        return next_form(facts.forms, first, after_phone)
    if facts.waiting or gravest is Press.SOON or not facts.reminded:
        return REMIND
    return next_form(facts.forms, first, after_phone)
