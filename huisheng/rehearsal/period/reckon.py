"""Counts a period's plan back into what is printed. Reads only the plan's acts; knows nothing of how it was built."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from huisheng.kernel.clock import window
from huisheng.rehearsal.story import Act, OrderPlan, Plan
from huisheng.workdays import due

_CITE = "reckon"
_FULL, _PARTLY = 5, 4  # fifths that an answer weighs
_GRADED = {"satisfied": "yes", "partly": "partly", "unsatisfied": "no"}
QUESTIONS = ("solved", "process", "result")


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days: to sign, to reply, to reply where an enterprise asks; those of the platform that sends."""

    sign: int
    reply: int
    enterprise: int


@dataclass(slots=True)
class Sent:
    """One dispatch as its acts tell it."""

    unit: str
    at: datetime
    above: int = 0
    main: bool = True
    redo: bool = False
    signed: datetime | None = None
    replied: datetime | None = None
    sent_back: int = 0
    withdrawn: bool = False


@dataclass(slots=True)
class Life:
    """An order's life as far as figures ask. ``supervised``: which unit, in which form; ``after``: visits
    once a supervision was answered, which judge the supervision and not the handling.
    """

    order: OrderPlan
    sent: dict[int, Sent] = field(default_factory=dict)
    visits: list[Act] = field(default_factory=list)
    after: list[Act] = field(default_factory=list)
    pressed: bool = False
    redos: int = 0
    supervised: list[tuple[str, str]] = field(default_factory=list)
    answered: bool = False
    handed_on: bool = False
    refused: bool = False
    taken_up: str = ""

    def of(self, above: int) -> Iterator[Sent]:
        """First dispatches from one level: 0 the platform's own, else those passed on from that dispatch."""
        return (one for one in self.sent.values() if bool(one.above) == bool(above) and not (one.redo or one.withdrawn))


def live(order: OrderPlan) -> Life:
    """Follow the acts of an order."""
    life = Life(order)
    top = 0
    for act in order.acts:
        said = act.params
        if act.verb == "hand_on":
            life.handed_on = True
        elif act.verb == "answer":
            life.answered = True
        elif act.verb == "refuse":
            life.refused = True
        elif act.verb == "send":
            top = max(life.sent, default=0) + 1
            helpers = said["co_units"]
            assert isinstance(helpers, Sequence)
            for place, unit in enumerate([str(said["unit"]), *helpers]):
                life.sent[top + place] = Sent(unit, act.at, main=place == 0)
        elif act.verb == "redo":
            life.redos += 1
            unit, top = life.sent[top].unit, max(life.sent) + 1
            life.sent[top] = Sent(unit, act.at, redo=True)
        else:
            _handled(life, act)
    return life


def _handled(life: Life, act: Act) -> None:
    number = act.params.get("dispatch")
    if act.verb == "visit":
        (life.after if life.pressed else life.visits).append(act)
    elif act.verb == "answer_supervision":
        life.pressed = True
    elif act.verb == "supervise":
        holder = [one for one in life.sent.values() if not one.above][-1]
        life.supervised.append((holder.unit, str(act.params["form"])))
    elif act.verb == "take_up":
        life.taken_up = str(act.params["session"])
    elif isinstance(number, int):
        held = life.sent[number]
        if act.verb == "pass_on":
            again = any(one.above and one.unit == act.params["unit"] for one in life.sent.values())
            main = not any(one.above == number for one in life.sent.values())
            life.sent[max(life.sent) + 1] = Sent(str(act.params["unit"]), act.at, number, main, again)
        elif act.verb == "withdraw":
            held.withdrawn = True
        elif act.verb == "sign_in":
            held.signed = act.at
        elif act.verb == "reply":
            held.replied = act.at
        elif act.verb == "send_back":
            held.sent_back, held.replied = held.sent_back + 1, None


@dataclass(slots=True)
class Figures:
    """Counts by unit, and those of the whole. ``firms`` the same for matters of enterprises only."""

    units: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    firms: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    whole: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    hours: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def topic(self, code: str) -> int:
        """Matters of a category and those below it."""
        return sum(count for category, count in self.categories.items() if category.startswith(code))


def reckon(plan: Plan, first: date, last: date, level: int, limits: Limits) -> Figures:
    """The figures of a window. ``level`` 0: units of the platform itself; 1: those of the platform in between."""
    figures = Figures()
    start, end = window(first, last)
    for call in plan.calls:
        if start <= call.offered_at < end:
            figures.whole["calls"] += 1
            figures.whole["calls_answered"] += call.answered_at is not None
            figures.whole["calls_effective"] += call.effective
    for order in plan.orders:
        life = live(order)
        if start <= order.accepted.at < end:
            _accepted(figures, life)
            _sent(figures, life, level, limits)
        _called_back(figures, life, level, start, end)
    return figures


def _accepted(figures: Figures, life: Life) -> None:
    said = life.order.accepted.params
    figures.whole.update({"accepted": 1, "handed_on": life.handed_on, "answered": life.answered})
    figures.whole.update({"refused": life.refused, "enterprise": bool(said["enterprise"])})
    figures.whole["supervised"] += len(life.supervised)
    for unit, form in life.supervised:
        figures.units[unit][form] += 1
    figures.kinds[str(said["kind"])] += 1
    figures.channels[str(said["channel"])] += 1
    figures.categories[str(said["category"])] += 1


def _sent(figures: Figures, life: Life, level: int, limits: Limits) -> None:
    firm = bool(life.order.accepted.params["enterprise"])
    limit = limits.enterprise if firm else limits.reply
    for one in life.of(level):
        sign_by = due.workdays_after(one.at, limits.sign, cite=_CITE).at
        reply_by = due.workdays_after(one.at, limit, cite=_CITE).at
        row = {
            "dispatched": 1,
            "main": one.main,
            "co": not one.main,
            "late_signed": one.signed is None or one.signed >= sign_by,
            "late": one.replied is None or one.replied >= reply_by,
            "open": one.replied is None,
            "sent_back": one.sent_back,
            "redo": one.main and life.redos,
        }
        figures.units[one.unit].update(row)
        if firm:
            figures.firms[one.unit].update(row)
        if one.replied is not None:
            figures.hours[one.unit].append((one.replied - one.at).total_seconds() / 3600)


def _called_back(figures: Figures, life: Life, level: int, start: datetime, end: datetime) -> None:
    visits = [visit for visit in life.visits if start <= visit.at < end]
    figures.whole["attempts"] += len(visits) + sum(start <= visit.at < end for visit in life.after)
    reached = [visit for visit in visits if visit.params["outcome"] == "reached"]
    mains = [one for one in life.of(level) if one.main]
    if not reached or not mains:
        return
    said = reached[-1].params
    answers = {
        "solved": said["solved"],
        "process": _GRADED.get(str(said["process"])),
        "result": _GRADED.get(str(said["grade"])),
    }
    row = {f"{question}_{answer}": 1 for question, answer in answers.items() if answer}
    figures.units[mains[-1].unit].update(row)
    if life.order.accepted.params["enterprise"]:
        figures.firms[mains[-1].unit].update(row)
