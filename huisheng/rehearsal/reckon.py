"""Counts a plan back into the printed table. Reads only the plan's acts; knows nothing of how it was built."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from huisheng.kernel.clock import local_day, window
from huisheng.kernel.rounding import percent_2
from huisheng.rehearsal.story import Act, OrderPlan, Plan
from huisheng.workdays import due

HEADER = [
    *("单位", "交办数", "按期办结数", "逾期数", "退单数", "按期办结率"),
    *("回访数", "回访未应答", "回访率", "回访满意数", "回访满意率", "成员单位未答复当事人数"),
    *("电话督办数", "电话督办回复数", "书面督办数", "书面督办回复数"),
]
TOTAL = "总计"
_HAPPY = ("satisfied", "partly")


@dataclass(slots=True)
class Dispatch:
    """A dispatch as its acts tell it; ``replied`` is the last reply, ``extra`` the working days granted on top."""

    unit: str
    sent: datetime
    redo: bool = False
    replied: datetime | None = None
    returned: bool = False
    extra: int = 0


@dataclass(slots=True)
class Life:
    """An order's life as far as figures ask. ``regular``: visits before any supervision was answered."""

    order: OrderPlan
    dispatches: dict[int, Dispatch] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    regular: list[Act] = field(default_factory=list)
    after: dict[int, list[Act]] = field(default_factory=dict)
    supervised: list[tuple[str, datetime]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    category: str = ""
    handed_on: bool = False
    spot: bool = False

    @property
    def main(self) -> Dispatch:
        """The first main dispatch that was not returned."""
        return next(one for one in self.dispatches.values() if not one.returned and not one.redo)


def live(order: OrderPlan) -> Life:
    """Follow the acts of an order."""
    life = Life(order, category=str(order.accepted.params["category"]))
    main = 0
    for act in order.acts:
        said = act.params
        if act.verb == "hand_on":
            life.handed_on = True
        elif act.verb == "answer":
            life.spot = True
        elif act.verb == "classify":
            life.category = str(said["category"])
        elif act.verb == "send":
            main = max(life.dispatches, default=0) + 1
            helpers = said["co_units"]
            assert isinstance(helpers, Sequence)
            for place, unit in enumerate([str(said["unit"]), *helpers]):
                life.dispatches[main + place] = Dispatch(unit, act.at)
        elif act.verb == "redo":
            unit = life.dispatches[main].unit
            main = max(life.dispatches) + 1
            life.dispatches[main] = Dispatch(unit, act.at, redo=True)
        elif act.verb == "reply":
            life.dispatches[_number(said, "dispatch")].replied = act.at
        else:
            _requested(life, act)
            _visited(life, act)
    return life


def _number(said: Mapping[str, object], name: str) -> int:
    value = said[name]
    assert isinstance(value, int)
    return value


def _requested(life: Life, act: Act) -> None:
    """Requests of every sort share one numbering."""
    if act.verb in ("ask_return", "ask_extension", "ask_exemption"):
        life.asked.append(_number(act.params, "dispatch"))
    elif act.verb == "grant_return":
        dispatch = life.dispatches[life.asked[_number(act.params, "request") - 1]]
        dispatch.returned = True
        life.returned.append(dispatch.unit)
    elif act.verb == "grant_extension":
        dispatch = life.dispatches[life.asked[_number(act.params, "request") - 1]]
        dispatch.extra += _number(act.params, "days")


def _visited(life: Life, act: Act) -> None:
    if act.verb == "visit" and life.answered:
        life.after.setdefault(life.answered[-1], []).append(act)
    elif act.verb == "visit":
        life.regular.append(act)
        unhappy = [visit for visit in life.regular if visit.params["grade"] == "unsatisfied"]
        if len(unhappy) == 2 and unhappy[-1] is act:
            life.supervised.append(("phone", act.at))
    elif act.verb == "supervise":
        life.supervised.append((str(act.params["form"]), act.at))
    elif act.verb == "answer_supervision":
        life.answered.append(_number(act.params, "supervision"))


@dataclass(slots=True)
class Figures:
    """What the circular prints: the table's counts by unit, and the text's."""

    units: dict[str, Counter[str]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    returns: Counter[int] = field(default_factory=Counter)
    helped: Counter[str] = field(default_factory=Counter)


def reckon(plan: Plan, first: date, last: date, visits_from: date, limit: int) -> Figures:
    """The figures of the month ``first`` to ``last``; visits count from ``visits_from``; ``limit`` in working days."""
    figures = Figures()
    start, end = window(first, last)
    visits_start, _ = window(visits_from, last)
    for call in plan.calls:
        if start <= call.offered_at < end:
            figures.calls["offered"] += 1
            figures.calls["answered"] += call.answered_at is not None
            figures.calls["effective"] += call.effective
    for order in plan.orders:
        life = live(order)
        in_month = start <= order.accepted.at < end
        if in_month:
            figures.calls["on_the_spot"] += life.spot
            figures.calls["handed_on"] += life.handed_on
        if not life.handed_on:
            continue
        row = figures.units.setdefault(life.main.unit, Counter())
        if in_month:
            _handed_on(figures, row, life, limit)
        _called_back(figures, row, life, visits_start, end)
    return figures


def _handed_on(figures: Figures, row: Counter[str], life: Life, limit: int) -> None:
    figures.kinds[str(life.order.accepted.params["kind"])] += 1
    figures.topics[life.category[:2]] += 1
    main = life.main
    row["dispatched"] += 1
    limit_at = due.workdays_after(main.sent, limit + main.extra, cite="reckon").at
    assert main.replied is not None, f"{life.order.ref} is never replied"
    row["on_time" if main.replied < limit_at else "overdue"] += 1
    if life.returned:
        figures.returns[len(life.returned)] += 1
        figures.units.setdefault(life.returned[0], Counter())["returned"] += 1


def _called_back(figures: Figures, row: Counter[str], life: Life, start: datetime, end: datetime) -> None:
    visits = [visit for visit in life.regular if start <= visit.at < end]
    reached = [visit for visit in visits if visit.params["outcome"] == "reached" and visit.params["grade"]]
    if reached:
        row["visited"] += 1
        row["satisfied"] += reached[-1].params["grade"] in _HAPPY
        row["not_contacted"] += reached[-1].params["contacted"] is False
    elif visits:
        row["unanswered"] += 1
    for number, (form, at) in enumerate(life.supervised, 1):
        if start <= at < end:
            row[form] += 1
            row[f"{form}_answered"] += number in life.answered
            figures.helped[form] += any(visit.params["grade"] in _HAPPY for visit in life.after.get(number, ()))


def printed(figures: Figures, names: Mapping[str, str]) -> list[list[str]]:
    """The table as printed: a row for each unit of ``names`` (code -> name) in that order, and the total."""
    total: Counter[str] = Counter()
    rows = []
    for code, name in names.items():
        row = figures.units.get(code, Counter())
        total.update(row)
        rows.append(_printed(name, row))
    return [list(HEADER), *rows, _printed(TOTAL, total)]


def _printed(name: str, row: Mapping[str, int]) -> list[str]:
    said: Counter[str] = Counter(row)
    front = [str(said[key]) for key in ("dispatched", "on_time", "overdue", "returned")]
    front.append(_percent(said["on_time"], said["dispatched"]))
    seen = said["visited"] + said["unanswered"]
    if not seen:
        return [name, *front, *["-"] * 10]
    return [
        name,
        *front,
        str(said["visited"]),
        str(said["unanswered"]),
        _percent(seen, said["dispatched"]),
        str(said["satisfied"]),
        _percent(said["satisfied"], said["visited"]),
        *(str(said[key]) for key in ("not_contacted", "phone", "phone_answered", "written", "written_answered")),
    ]


def _percent(part: int, whole: int) -> str:
    share = percent_2(part, whole)
    return "-" if share is None else f"{share}%"


def replied_unvisited(plan: Plan, unit: str, last: date) -> int:
    """How many of a unit's orders were concluded by ``last`` and never visited."""
    count = 0
    for order in plan.orders:
        life = live(order)
        ended = [act for act in order.acts if act.verb == "conclude" and local_day(act.at) <= last]
        count += bool(life.handed_on and life.main.unit == unit and ended and not life.regular)
    return count
