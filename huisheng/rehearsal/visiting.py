"""Tells how citizens were called back: satisfied, redone, supervised by phone and in writing, or never reached.

The phone supervision itself is no act of the plan: the second unsatisfied regular visit brings it by reaction, at the
same instant, as supervision number 1.
"""

from datetime import datetime, time, timedelta
from random import Random

from huisheng.rehearsal.hours import Hours, between, centre_from, minutes
from huisheng.rehearsal.matter import (
    PHONE_OK,
    SATISFIED,
    SECOND_SATISFIED,
    SUPERVISED,
    UNANSWERED,
    WRITTEN_BAD,
    WRITTEN_OK,
    Matter,
)
from huisheng.rehearsal.month import Month
from huisheng.rehearsal.story import wall
from huisheng.rehearsal.tale import DISPATCHER, VISITOR, Tale, handler
from huisheng.rehearsal.words import Words

_OPENS, _CLOSES, _LAST = time(8, 40), time(19, 50), time(19, 30)
_DAY = timedelta(days=1)
_ATTEMPTS = 3
_LATE_REDO_FROM = 15  # day of the month; what is found unsatisfied before is decided before its end


class Visiting:
    """Tells the visits of one month."""

    def __init__(self, rng: Random, month: Month, hours: Hours, words: Words) -> None:
        self._rng = rng
        self._month = month
        self._hours = hours
        self._words = words
        self._first = wall(month.visits_from, _OPENS)
        self._end = wall(month.visits_to, _LAST)
        self._supervisors = month.seats_of("supervisor")

    def tell(self, tale: Tale, matter: Matter) -> None:
        """Everything after the conclusion that the matter's fate asks for."""
        at = self._when(tale, matter)
        if matter.fate == UNANSWERED:
            self._never_reached(tale, at)
        elif matter.fate == SATISFIED:
            self._satisfied(tale, matter, self._maybe_missed(tale, at))
        elif matter.fate == SECOND_SATISFIED:
            self._unsatisfied(tale, at, told=False)
            self._redo(tale, matter, 1, 4)
            self._satisfied(tale, matter, self._next_visit(tale.last))
        elif matter.fate in SUPERVISED:
            self._supervised(tale, matter, at)
        elif matter.fate:
            self._dissatisfied(tale, matter, self._maybe_missed(tale, at))

    def _when(self, tale: Tale, matter: Matter) -> datetime:
        """The first attempt: soon after the conclusion; earlier matters as the centre works off what it found."""
        rng = self._rng
        if matter.earlier:
            span = 7 if matter.fate in SUPERVISED else 15 if matter.fate == SECOND_SATISFIED else 24
            day = min(rng.randint(0, span), rng.randint(0, span))
            opens = max(self._first + day * _DAY, tale.last + timedelta(hours=1))
            return between(rng, opens, wall(opens.date(), _CLOSES))
        span = 1 if matter.fate in SUPERVISED else 4
        return self._next_visit(tale.last, span)

    def _next_visit(self, after: datetime, span: int = 2) -> datetime:
        """A moment of the visitors' hours within ``span`` days; past the window's end only if none is left in it."""
        low = after + minutes(self._rng, 40, 400)
        day = min(after.date() + self._rng.randint(0, span) * _DAY, self._end.date())
        while True:
            opens, closes = max(low, wall(day, _OPENS)), wall(day, _CLOSES)
            if opens > self._end:
                return self._last_chance(after, opens)
            if opens < closes:
                return between(self._rng, opens, min(closes, self._end))
            day += _DAY

    def _last_chance(self, after: datetime, otherwise: datetime) -> datetime:
        """What is left of the window's last day, if the order can be visited in it at all."""
        opens = max(after + minutes(self._rng, 5, 30), wall(self._end.date(), _OPENS))
        return between(self._rng, opens, self._end) if opens < self._end else otherwise

    def _visit(
        self, tale: Tale, at: datetime, outcome: str, said: str, *, solved: bool | None = None, grade: str | None = None
    ) -> datetime:
        contacted = None if outcome != "reached" else not said.endswith(_UNTOLD)
        words = said.removesuffix(_UNTOLD)
        params = {"outcome": outcome, "solved": solved, "grade": grade, "contacted": contacted, "words": words}
        return tale.add(at, "visit", VISITOR, **params)

    def _say(self, kind: str, told: bool) -> str:
        """The visitor's note; one that ends with the mark says that the unit never called."""
        said = self._words.pick("visit", kind)
        return said if told else said + self._words.pick("visit", "untold") + _UNTOLD

    def _maybe_missed(self, tale: Tale, at: datetime) -> datetime:
        """One in eight is reached only at a later attempt."""
        if self._rng.randint(1, 8) > 1 or at > self._end - 2 * _DAY:
            return at
        self._visit(tale, at, "unanswered", self._words.pick("visit", "unanswered"))
        return self._next_visit(tale.last, 1)

    def _satisfied(self, tale: Tale, matter: Matter, at: datetime) -> None:
        grade = "partly" if self._rng.randint(1, 100) <= 27 else "satisfied"
        tale.closed = self._visit(tale, at, "reached", self._say(grade, matter.told), solved=True, grade=grade)

    def _unsatisfied(self, tale: Tale, at: datetime, *, told: bool) -> datetime:
        solved = self._rng.randint(1, 100) <= 8  # done, but not as it should have been
        return self._visit(tale, at, "reached", self._say("unsatisfied", told), solved=solved, grade="unsatisfied")

    def _never_reached(self, tale: Tale, at: datetime) -> None:
        """Up to three attempts; closed when they are used up or the citizen will not judge."""
        tries = self._rng.choices((1, 2, 3), (22, 23, 55))[0]
        declines = self._rng.randint(1, 100) <= 24
        for attempt in range(1, tries + 1):
            outcome = "declined" if declines and attempt == tries else "unanswered"
            self._visit(tale, at, outcome, self._words.pick("visit", outcome))
            if outcome == "declined" or attempt == _ATTEMPTS:
                reason = self._words.pick("note", "close_declined" if outcome == "declined" else "close_attempts")
                tale.closed = tale.add(centre_from(self._rng, tale.last, 3, 90), "close", VISITOR, reason=reason)
            at = self._next_visit(tale.last, 2)
            if tale.closed or at > self._end:
                return

    def _redo(self, tale: Tale, matter: Matter, low: int, high: int) -> None:
        """Sent again to the same unit: signed, contacted, replied ``low`` to ``high`` working days later, concluded."""
        rng, main, words = self._rng, handler(matter.unit), self._words
        sent = tale.add(centre_from(rng, tale.last, 6, 300), "redo", VISITOR, reason=words.pick("note", "redo"))
        tale.d += 1
        signed = tale.add(self._hours.office_from(rng, sent, 5, 120), "sign_in", main, dispatch=tale.d)
        outcome = "reached" if matter.told else "unreached"
        said = words.pick("note", f"contact_{outcome}")
        called = self._hours.office_from(rng, signed, 10, 90)
        tale.add(called, "contact", main, dispatch=tale.d, outcome=outcome, words=said)
        solved = rng.randint(1, 100) <= (90 if matter.fate == SECOND_SATISFIED else 55)
        day = self._hours.workday_after(sent.date(), rng.randint(low, high))
        text = self._outcome(matter, "redone", solved=solved)
        at = self._hours.office_on(rng, day, tale.last + timedelta(minutes=30))
        tale.add(at, "reply", main, dispatch=tale.d, words=text, solved=solved)
        at = centre_from(rng, tale.last, 8, 200)
        tale.add(at, "accept_reply", DISPATCHER, dispatch=tale.d, words=words.pick("note", "accept_reply"))
        tale.add(tale.last + minutes(rng, 2, 8), "conclude", DISPATCHER)

    def _outcome(self, matter: Matter, again: str, *, solved: bool) -> str:
        if matter.scene is None:
            raise ValueError(f"{matter.ref} has no scene")
        return self._words.outcome(matter.case, matter.unit, matter.scene, solved=solved, told=matter.told, again=again)

    def _dissatisfied(self, tale: Tale, matter: Matter, at: datetime) -> None:
        """Unsatisfied once: decided by the visitor, done again with the second visit still to come, or left open."""
        rng = self._rng
        at = self._unsatisfied(tale, at, told=matter.told)
        late = at >= wall(self._month.first_day) + _LATE_REDO_FROM * _DAY
        if late and matter.trait != "co" and rng.randint(1, 100) <= 45:
            self._redo(tale, matter, 2, 4)
        elif rng.randint(1, 100) <= 85:
            reason = self._words.pick("note", "close_decided")
            tale.closed = tale.add(centre_from(rng, at, 5, 2500), "close", VISITOR, reason=reason)

    def _supervised(self, tale: Tale, matter: Matter, at: datetime) -> None:
        """Unsatisfied twice, so supervised by phone; in writing where that didn't help and the office so decides."""
        first = matter.told and any(act.verb == "contact" and act.params["outcome"] == "reached" for act in tale.acts)
        self._unsatisfied(tale, at, told=first)
        self._redo(tale, matter, 1, 3)
        self._unsatisfied(tale, self._next_visit(tale.last, 1), told=matter.told)
        tale.s += 1  # by reaction, at this very instant
        written = matter.fate in (WRITTEN_OK, WRITTEN_BAD)
        self._answered(tale, matter, happy=matter.fate == PHONE_OK)
        if written:
            at = centre_from(self._rng, tale.last, 30, 900)
            words = self._words.pick("note", "written")
            tale.add(at, "supervise", self._rng.choice(self._supervisors), form="written", words=words)
            tale.s += 1
            self._answered(tale, matter, happy=matter.fate == WRITTEN_OK)
        if tale.closed is None and self._rng.randint(1, 100) <= 80:
            at = centre_from(self._rng, tale.last, 60, 1500)
            seat = self._rng.choice(self._supervisors)
            tale.closed = tale.add(at, "close", seat, reason=self._words.pick("note", "close_decided"))

    def _answered(self, tale: Tale, matter: Matter, *, happy: bool) -> None:
        """The unit's reply to the last supervision and the visit after it."""
        rng = self._rng
        day = self._hours.workday_after(tale.last.date(), rng.randint(1, 3))
        at = self._hours.office_on(rng, day, tale.last)
        text = self._outcome(matter, "supervised", solved=happy)
        tale.add(at, "answer_supervision", handler(matter.unit), supervision=tale.s, words=text)
        at = self._next_visit(tale.last, 1)
        if not happy:
            self._visit(
                tale, at, "reached", self._words.pick("visit", "supervision_bad"), solved=False, grade="unsatisfied"
            )
            return
        grade = "partly" if rng.randint(1, 100) <= 35 else "satisfied"
        said = self._words.pick("visit", "supervision_ok")
        tale.closed = self._visit(tale, at, "reached", said, solved=True, grade=grade)


_UNTOLD = "\0"
