"""Matters told as entries: a small language for the tests, and random matters made with it."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from huisheng.ledger.vocabulary import Body, ClockStart, dispatches, handling, intake, supervision, visits
from huisheng.ledger.vocabulary import calls as calls_

PLATFORM = 1


def at(day: int, hour: int = 1, minute: int = 0) -> datetime:
    """An hour (UTC) of November 2019; day 0 is October 31st, and Shanghai is eight hours ahead."""
    return datetime(2019, 11, 1, tzinfo=UTC) + timedelta(days=day - 1, hours=hour, minutes=minute)


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as folding sees it."""

    stream: str
    no: int
    occurred_at: datetime
    body: Body

    @property
    def key(self) -> int:
        """The number after the stream's colon."""
        return int(self.stream.partition(":")[2])


class Story:
    """One stream, told act by act. ``when`` is the instant of the next act; each act may move it first."""

    def __init__(self, key: int, *, kind: str = "workorder", when: datetime | None = None) -> None:
        self.stream, self.key = f"{kind}:{key}", key
        self.when = when or at(1)
        self.entries: list[Said] = []
        self.dispatched = self.visits = self.supervisions = self.requests = self.returns = 0
        self.unit = 0

    def say(self, body: Body, when: datetime | None = None) -> "Story":
        """Add an entry, dated ``when`` or a minute after the last."""
        self.when = when or self.when + timedelta(minutes=1)
        self.entries.append(Said(self.stream, len(self.entries) + 1, self.when, body))
        return self

    def accept(self, when: datetime | None = None, *, matter: str = "complaint", **more: Any) -> "Story":
        """受理 and the first classification, due for the citizen a month later."""
        given = {"platform": PLATFORM, "channel": "phone", "marks": (), "about_unit": None, **more}
        self.say(
            intake.Accepted(
                number=f"XT-{self.key:07d}", source="test", source_ref=str(self.key), call="",
                digest="", **given,
            ),
            when,
        )  # fmt: skip
        due = (ClockStart("citizen", self.when + timedelta(days=30), "", ""),)
        return self.say(intake.Classified(matter, "010203", "base", "yuhu", due))

    def send(
        self, unit: int, when: datetime | None = None, *, due: datetime | None = None, cause: str = "first",
        part: str = "main", parent: int | None = None, redo_of: int | None = None, sign_due: datetime | None = None,
        arrive_due: datetime | None = None, to_platform: bool = False,
    ) -> "Story":  # fmt: skip
        """派单, with the clocks that have a due time: reply, signing, arriving."""
        self.dispatched += 1
        if part == "main" and parent is None:
            self.unit = unit
        dues = {"sign_in": sign_due, "arrive": arrive_due, "reply": due}
        clocks = tuple(ClockStart(name, one, "", "") for name, one in dues.items() if one)
        return self.say(
            dispatches.Dispatched(self.dispatched, unit, part, cause, parent, redo_of, "", clocks, to_platform), when
        )

    def pass_on(self, unit: int, when: datetime | None = None, *, parent: int, **more: Any) -> "Story":
        """下派."""
        return self.send(unit, when, cause="passed_on", parent=parent, **more)

    def sign(self, when: datetime | None = None, d: int | None = None) -> "Story":
        """签收."""
        return self.say(handling.SignedIn(d or self.dispatched, self.unit), when)

    def reply(self, when: datetime | None = None, d: int | None = None, *, solved: bool = True) -> "Story":
        """答复."""
        return self.say(handling.Replied(d or self.dispatched, self.unit, solved, ""), when)

    def miss(self, clock: str, when: datetime, subject: int | None = None) -> "Story":
        """逾期."""
        subject = self.dispatched if subject is None else subject
        return self.say(handling.DeadlineMissed(clock, subject, self.unit, "", ""), when)

    def ask_return(self, when: datetime | None = None) -> "Story":
        """申请退单."""
        self.requests += 1
        return self.say(dispatches.ReturnAsked(self.requests, self.dispatched, self.unit, "not_my_duty", ""), when)

    def give_back(self, when: datetime | None = None) -> "Story":
        """退单, asked and granted."""
        self.ask_return(when)
        self.returns += 1
        return self.say(
            dispatches.ReturnGranted(self.requests, self.dispatched, self.unit, "not_my_duty", self.returns, "")
        )

    def extend(self, due: datetime, when: datetime | None = None, d: int | None = None) -> "Story":
        """延期, granted."""
        self.requests += 1
        clock = (ClockStart("reply", due, "", ""),)
        return self.say(handling.ExtensionGranted(self.requests, d or self.dispatched, self.unit, 3, "", clock), when)

    def conclude(self, when: datetime | None = None) -> "Story":
        """办结: the reply accepted, and on to the visitors."""
        self.say(handling.ReplyAccepted(self.dispatched, self.unit, ""), when)
        return self.say(handling.Concluded("awaiting_visit", self.unit))

    def visit(
        self, grade: str | None, when: datetime | None = None, *, contacted: bool | None = True,
        outcome: str = "reached", round_: str = "regular", solved: str | None = None, process: str | None = None,
    ) -> "Story":  # fmt: skip
        """回访; without a grade it wasn't answered. Solved as the grade says, if nothing else is said."""
        self.visits += 1
        outcome = outcome if grade else "unanswered"
        if grade is not None and solved is None:
            solved = "no" if grade == "unsatisfied" else "yes"
        told = contacted if grade else None
        return self.say(
            visits.Visited(self.visits, self.unit, round_, outcome, solved, grade, told, "", "", process), when
        )

    def redo(self, when: datetime | None = None, *, due: datetime | None = None, to_platform: bool = False) -> "Story":
        """重办, and the dispatch that follows."""
        self.say(visits.Redone(self.unit, "", ()), when)
        return self.send(self.unit, cause="redo", redo_of=self.dispatched, due=due, to_platform=to_platform)

    def supervise(self, form: str = "phone", when: datetime | None = None) -> "Story":
        """督办."""
        self.supervisions += 1
        due = (ClockStart("supervision", (when or self.when) + timedelta(days=2), "", ""),)
        return self.say(
            supervision.Supervised(self.supervisions, form, self.unit, "rule", "under_supervision", "", due), when
        )

    def answer_supervision(self, when: datetime | None = None) -> "Story":
        """督办回复."""
        return self.say(supervision.SupervisionAnswered(self.supervisions, self.unit, "awaiting_visit", ""), when)


DISTRICT = 20


def random_district_matter(story: Story, dice: random.Random) -> Story:
    """A matter that a district is sent: passed on, given back inside, done again, given back outside …"""
    story.send(DISTRICT, due=story.when + timedelta(days=5), to_platform=True).sign()
    for turn in range(dice.choice([0, 1, 1, 2])):
        if turn:
            story.requests += 1
            d = story.dispatched
            story.say(dispatches.ReturnAsked(story.requests, d, 20 + turn, "not_my_duty", ""))
            story.say(dispatches.ReturnGranted(story.requests, d, 20 + turn, "not_my_duty", turn, ""))
        story.pass_on(21 + turn, parent=1, due=story.when + timedelta(days=3)).sign()
    if story.dispatched > 1:
        story.reply(story.when + timedelta(days=dice.randint(1, 5)))
    if dice.random() < 0.2:
        story.say(handling.SentBack(story.dispatched, DISTRICT, "", ()))
        return story.say(dispatches.Withdrawn(1, DISTRICT, "")).send(10, cause="resent")
    story.reply(d=1).conclude().visit(dice.choice(["satisfied", "unsatisfied"]), process="partly", solved="partly")
    if dice.random() < 0.5:
        story.redo(to_platform=True).pass_on(dice.choice([21, 22, 25]), parent=story.dispatched).reply()
    return story.say(intake.Classified("help", "020301", "base", "east"))


def random_matter(key: int, dice: random.Random) -> Story:
    """A matter as it could go: answered, returned, extended, late, visited, redone, supervised …"""
    story = Story(key, when=at(dice.randint(-3, 28), dice.randint(0, 9)))
    story.accept(matter=dice.choice(["complaint", "help", "consult"]))
    if dice.random() < 0.2:
        return story.say(intake.Answered(""))
    story.say(intake.HandedOn())
    if dice.random() < 0.2:
        return random_district_matter(story, dice)
    for turn in range(dice.choice([1, 1, 1, 2, 3])):
        if turn:
            story.give_back()
        due = story.when + timedelta(days=5)
        story.send(dice.randint(10, 14), due=due, cause="returned" if turn else "first")
        story.sign()
    if dice.random() < 0.2:
        story.send(dice.randint(15, 17), cause="first", part="co").sign(d=story.dispatched)
        story.say(dispatches.Withdrawn(story.dispatched, 15, ""))
    main = max(e.body.d for e in story.entries if isinstance(e.body, dispatches.Dispatched) and e.body.role == "main")
    if dice.random() < 0.2:
        story.extend(story.when + timedelta(days=9), d=main)
    if dice.random() < 0.1:
        story.miss("reply", story.when + timedelta(days=9), main)
    if dice.random() < 0.1:
        return story
    story.reply(story.when + timedelta(days=dice.randint(1, 7)), main)
    story.say(handling.ReplyAccepted(main, story.unit, "")).say(handling.Concluded("awaiting_visit", story.unit))
    if dice.random() < 0.8:
        grade = dice.choice([None, "satisfied", "partly", "unsatisfied", "unsatisfied"])
        story.visit(grade, contacted=dice.random() < 0.8)
        if grade == "unsatisfied" and dice.random() < 0.7:
            story.redo(due=story.when + timedelta(days=5)).sign().reply().conclude()
            story.visit(dice.choice([None, "satisfied", "unsatisfied"]))
            story.supervise(dice.choice(["phone", "written"])).answer_supervision()
            story.visit(dice.choice(["satisfied", "unsatisfied"]), round_="supervision")
        story.say(visits.Closed("satisfied"))
    return story


def random_call(key: int, dice: random.Random) -> Story:
    """A call: answered and ended, or abandoned and called back."""
    story = Story(key, kind="call", when=at(dice.randint(1, 30), dice.randint(0, 12)))
    story.say(calls_.CallOffered(PLATFORM, "test", str(key), "main"))
    if dice.random() < 0.9:
        disposition = dice.choice(["order", "consult", "invalid"])
        story.say(calls_.CallAnswered(dice.randint(1, 40)))
        return story.say(calls_.CallEnded(disposition != "invalid", disposition, 60))
    story.say(calls_.CallAbandoned(30))
    return story.say(calls_.CallReturned(dice.choice(["reached", "unanswered"])))


def random_ledger(seed: int, orders: int, calls: int) -> list[Said]:
    """The entries of many matters and calls, each stream in order, mixed by time."""
    dice = random.Random(seed)
    told = [random_matter(key, dice) for key in range(1, orders + 1)]
    told += [random_call(key, dice) for key in range(1, calls + 1)]
    entries = [entry for story in told for entry in story.entries]
    # a miss may be dated before the act that went before it: order by the latest instant so far in the stream
    latest: dict[str, datetime] = {}
    place = {}
    for entry in entries:
        latest[entry.stream] = max(entry.occurred_at, latest.get(entry.stream, entry.occurred_at))
        place[entry.stream, entry.no] = latest[entry.stream]
    return sorted(entries, key=lambda e: (place[e.stream, e.no], e.stream, e.no))
