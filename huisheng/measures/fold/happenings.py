"""What happens to sessions, checks, records and given figures; and what makes an order a leader's item."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huisheng.kernel.clock import midnight
from huisheng.ledger.vocabulary import Body, quality, records, sessions
from huisheng.measures.fold.state import OrderFacts, on
from huisheng.measures.happening_rows import CheckRow, GivenRow, Happening, RecordRow, SessionRow

# the kind of stream -> the row it is folded into
STREAMS: dict[str, type[Any]] = {"session": SessionRow, "check": CheckRow, "record": RecordRow, "given": GivenRow}
HAPPENING_ACTS: dict[type[Body], Callable[[Any, Any, datetime], None]] = {}


@dataclass(slots=True)
class HappeningFacts:
    """One session, check, record or given figure."""

    row: Happening
    changed: dict[int, Any] = field(default_factory=dict, compare=False)

    def touch(self, row: Any) -> None:
        """Note that the row has to be written."""
        self.changed[id(row)] = row


def _does(*kinds: type[Body]) -> Callable[[Callable[[Any, Any, datetime], None]], Callable[..., None]]:
    def register(act: Callable[[Any, Any, datetime], None]) -> Callable[..., None]:
        HAPPENING_ACTS.update(dict.fromkeys(kinds, act))
        return act

    return register


def _begins(day: str) -> datetime:
    return midnight(date.fromisoformat(day))


# sessions


@_does(sessions.SessionAnnounced)
def _announced(row: SessionRow, body: sessions.SessionAnnounced, at: datetime) -> None:
    row.platform, row.unit, row.post = body.platform, body.unit, body.post
    row.announced_at, row.starts_at = at, body.starts_at


@_does(sessions.QuestionGathered)
def _gathered(row: SessionRow, body: sessions.QuestionGathered, at: datetime) -> None:
    row.questions = body.q


@_does(sessions.SessionBegun)
def _begun(row: SessionRow, body: sessions.SessionBegun, at: datetime) -> None:
    row.held_at = at


@_does(sessions.SessionEnded)
def _ended(row: SessionRow, body: sessions.SessionEnded, at: datetime) -> None:
    row.ended_at, row.calls = at, body.calls


@_does(sessions.SessionCancelled)
def _cancelled(row: SessionRow, body: sessions.SessionCancelled, at: datetime) -> None:
    row.cancelled_at = at


@_does(sessions.ResultsPublished)
def _published(row: SessionRow, body: sessions.ResultsPublished, at: datetime) -> None:
    row.published_at = at


@on(sessions.TakenUp)
def _taken_up(facts: OrderFacts, body: sessions.TakenUp, at: datetime) -> None:
    facts.say(session=body.session)


# checks


@_does(quality.SpotChecked)
def _spot(row: CheckRow, body: quality.SpotChecked, at: datetime) -> None:
    row.platform, row.unit, row.kind, row.source, row.at = (
        *(body.platform, body.unit, "spot", body.source, _begins(body.day)),
    )
    row.sampled, row.passed = body.sampled, body.passed
    row.unvisited, row.unsatisfied = body.unvisited, body.unsatisfied


@_does(quality.MysteryCalled)
def _mystery(row: CheckRow, body: quality.MysteryCalled, at: datetime) -> None:
    row.platform, row.unit, row.kind, row.source = body.platform, body.platform, "mystery", body.source
    row.at, row.marks = _begins(body.day), -quality.hundredths(body.deducted)
    row.service = None if body.service is None else quality.hundredths(body.service)
    row.knowledge = None if body.knowledge is None else quality.hundredths(body.knowledge)


@_does(quality.UploadChecked)
def _upload(row: CheckRow, body: quality.UploadChecked, at: datetime) -> None:
    row.platform, row.unit, row.kind, row.source = body.platform, body.platform, "upload", body.source
    row.at, row.errors, row.marks = _begins(body.day), body.errors, -quality.hundredths(body.deducted)


@_does(quality.BonusGranted)
def _bonus(row: CheckRow, body: quality.BonusGranted, at: datetime) -> None:
    row.platform, row.unit, row.kind, row.source = body.platform, body.unit, "bonus", "own"
    row.at, row.marks = _begins(body.last), quality.hundredths(body.marks)


@_does(quality.AnswerReviewed)
def _reviewed(row: CheckRow, body: quality.AnswerReviewed, at: datetime) -> None:
    row.platform, row.unit, row.kind, row.source = body.platform, body.platform, "review", "own"
    row.at, row.sampled, row.passed = _begins(body.day), 1, int(body.complete and body.filed == body.found)


@_does(quality.CheckStruck, records.RecordStruck)
def _struck(row: CheckRow | RecordRow, body: Body, at: datetime) -> None:
    row.struck_at = at


# records


@_does(records.PressNoted)
def _press(row: RecordRow, body: records.PressNoted, at: datetime) -> None:
    row.platform, row.unit, row.kind = body.platform, body.unit, "press"
    row.at, row.count = _begins(body.day), body.count


@_does(records.KnowledgeUpdated)
def _knowledge(row: RecordRow, body: records.KnowledgeUpdated, at: datetime) -> None:
    row.platform, row.unit, row.kind = body.platform, body.unit, "knowledge"
    row.at, row.count = _begins(body.day), body.count


@_does(records.KnowledgeSized)
def _size(row: RecordRow, body: records.KnowledgeSized, at: datetime) -> None:
    row.platform, row.kind, row.at, row.count = body.platform, "size", _begins(body.day), body.count


@_does(records.QuizHeld)
def _quiz(row: RecordRow, body: records.QuizHeld, at: datetime) -> None:
    row.platform, row.kind, row.at, row.count = body.platform, "quiz", _begins(body.day), body.count
    row.pool = body.pool


@_does(records.WorkNoted)
def _note(row: RecordRow, body: records.WorkNoted, at: datetime) -> None:
    row.platform, row.kind, row.at, row.count = body.platform, "note", _begins(body.day), 1


@_does(records.BooksOpened)
def _books(row: RecordRow, body: records.BooksOpened, at: datetime) -> None:
    row.platform, row.kind, row.at, row.count = body.platform, "start", _begins(body.day), 1


@_does(records.FigureGiven)
def _given(row: GivenRow, body: records.FigureGiven, at: datetime) -> None:
    row.platform, row.measure, row.first, row.last = body.platform, body.measure, body.first, body.last
    row.part, row.key, row.source = body.part, body.key, body.source
    row.numerator, row.denominator, row.value = body.numerator, body.denominator, body.value
