"""What of a matter its own citizen is told, in plain words: the ledger's entries, most of which are none of it. Pure.

Never told: what units and centre say among themselves (notes, returns, extensions, supervision, exemptions, marks),
and no person's name. Of a unit's replies only one that the centre has accepted is read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from huisheng.ledger.vocabulary import Body, ClockStart, citizen, dispatches, handling, intake, visits
from huisheng.lifecycle.workorder.states import Grade, Outcome, Part, Reached, RefusalReason, Solution


class Happened(Protocol):
    """What is needed of an entry (``ledger.read.Read`` has it)."""

    @property
    def no(self) -> int: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def body(self) -> Body: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: when, what in a few words, what was said to the citizen ("" for nothing).

    ``promised``: the day and hour by which the citizen was then promised an answer; None where the step promises none.
    """

    at: datetime
    title: str
    words: str = ""
    promised: datetime | None = None


Names = Callable[[int], str]
_REVIEW = "受理中心正在审核办理结果。"


def steps(entries: Iterable[Happened], words: Mapping[int, str], name: Names) -> list[Step]:
    """The steps, oldest first. ``words``: an entry's number -> what hangs on it; ``name``: a unit's name by its key."""
    way = _Way(words, name)
    for entry in entries:
        way.go(entry)
    return [step for step in way.steps.values() if step.title]


class _Way:
    def __init__(self, words: Mapping[int, str], name: Names) -> None:
        self.words, self.name = words, name
        self.steps: dict[int, Step] = {}
        self.own: set[int] = set()  # the dispatches that answer to the platform which accepted the matter
        self.replies: dict[int, int] = {}  # dispatch -> the entry of its latest reply

    def go(self, entry: Happened) -> None:
        body, at, said = entry.body, entry.occurred_at, self.words.get(entry.no, "")
        if isinstance(body, intake.Classified):
            self._promise(body)
        elif isinstance(body, dispatches.Dispatched):
            self.steps[entry.no] = Step(at, self._sent(body))
        elif isinstance(body, handling.Replied):
            self._replied(entry, body)
        elif isinstance(body, handling.SentBack):
            self.steps.pop(self.replies.pop(body.d, 0), None)
        elif isinstance(body, handling.ReplyAccepted) and body.d in self.replies:
            reply = self.replies[body.d]
            self.steps.pop(reply)
            self.steps[entry.no] = Step(at, f"{self.name(body.unit)}已答复", self.words.get(reply, ""))
        else:
            self.steps[entry.no] = Step(at, *_said(body, said, self.name), _due(getattr(body, "clocks", ())))

    def _promise(self, body: intake.Classified) -> None:
        """The first step carries what was promised at acceptance."""
        first = min(self.steps)
        if self.steps[first].promised is None:
            self.steps[first] = replace(self.steps[first], promised=_due(body.clocks))

    def _sent(self, body: dispatches.Dispatched) -> str:
        unit = self.name(body.unit)
        if body.role == Part.CO:
            return f"已请{unit}协助办理"
        if body.parent is not None:
            return f"已由{unit}具体办理"
        self.own.add(body.d)
        said = {"redo": f"已要求{unit}重新办理", "first": f"已转{unit}办理"}
        return said.get(body.cause, f"已改由{unit}办理")

    def _replied(self, entry: Happened, body: handling.Replied) -> None:
        if body.d in self.own:
            self.replies[body.d] = entry.no
            self.steps[entry.no] = Step(entry.occurred_at, f"{self.name(body.unit)}已办理", _REVIEW)


def _due(clocks: Iterable[ClockStart]) -> datetime | None:
    """What is promised the citizen; the clocks of units are no promise to him."""
    return next((clock.due_at for clock in clocks if clock.name == "citizen"), None)


def _said(body: Body, words: str, name: Names) -> tuple[str, str]:
    """Title and words of the other kinds; an empty title where the citizen isn't told."""
    match body:
        case intake.Accepted():
            return "已受理", ""
        case intake.Answered():
            return "已答复", words
        case intake.Refused():
            return "不予受理", f"原因：{RefusalReason(body.reason).label}。{words}"
        case handling.SignedIn():
            return f"{name(body.unit)}已签收", ""
        case handling.Contacted() if body.outcome == Reached.REACHED:
            return f"{name(body.unit)}已与您联系", ""
        case handling.Contacted():
            return f"{name(body.unit)}联系您，未能接通", ""
        case handling.Arrived():
            return f"{name(body.unit)}已到现场", ""
        case handling.Concluded() if body.next == "awaiting_visit":
            return "已办结", "受理中心将回访您，听取您的意见。"
        case visits.Visited():
            return _visited(body), _judged(body)
        case visits.Closed():
            return "已结案", ""
        case citizen.Supplemented():
            return "您补充了情况", words
        case citizen.CalledOff():
            return "您撤回了诉求", words
        case citizen.AskedAgain():
            return "您再次反映，重新办理", words
    return "", ""


def _visited(body: visits.Visited) -> str:
    if body.via != "phone":
        return "您作了评价"
    return "回访您，未能接通" if body.outcome == Outcome.UNANSWERED else "已回访"


def _judged(body: visits.Visited) -> str:
    said = []
    if body.solved is not None:
        said.append(Solution(body.solved).label)
    if body.grade is not None:
        said.append(Grade(body.grade).label)
    return f"您的评价：{'，'.join(said)}。" if said else ""
