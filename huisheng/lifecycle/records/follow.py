"""The reader "knowledge": what units do in a base that is kept here becomes records by itself, entry by entry.

What was signed, confirmed or retired counts as one update of its unit on that day; a quiz that ended as a quiz held.
An update that somebody had already noted by hand (before the platform kept its base here) isn't counted again.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.knowledge import quizzes
from huisheng.knowledge import reads as knowledge
from huisheng.ledger import append, cursor
from huisheng.ledger.read import Read
from huisheng.ledger.vocabulary.knowledge import QuizClosed
from huisheng.ledger.vocabulary.records import KnowledgeUpdated, QuizHeld
from huisheng.lifecycle.records import frame, reads
from huisheng.lifecycle.records.states import RecordKind
from huisheng.rulebook import implements

NAME = "knowledge"
KINDS = ("article_signed", "article_renewed", "article_retired", "quiz_closed")


def step(*, batch: int = 1000) -> int:
    """Note what the next entries bring; how many entries it went on, 0 when there is nothing new."""
    return cursor.step(NAME, take, limit=batch, kinds=KINDS)


@implements("domain#art-73")
def take(entries: Sequence[Read]) -> None:
    """A record for each, by the platform's own seat."""
    by_hand = cache(reads.noted_by_hand)  # a base brought in on one day is asked about that day once
    with append.writing():
        for entry in entries:
            if isinstance(entry.body, QuizClosed):
                _quiz(entry, entry.body)
            else:
                _update(entry, by_hand)


def _update(entry: Read, by_hand: Callable[[int, date, int], bool]) -> None:
    unit, platform = knowledge.owner(entry.key)
    by, day = directory.system_actor(platform), clock.local_day(entry.occurred_at)
    if by is None or by_hand(platform, day, by.seat):
        return
    at = clock.now()
    record = frame.new(RecordKind.KNOWLEDGE, day, 1, by=by, at=at, unit=unit)
    frame.keep(record, KnowledgeUpdated(platform, unit, day.isoformat(), 1), by, at)


def _quiz(entry: Read, body: QuizClosed) -> None:
    platform, title = quizzes.owner(entry.key)
    by, at = directory.system_actor(platform), clock.now()
    if by is None:
        return
    day = clock.local_day(entry.occurred_at)
    record = frame.new(RecordKind.QUIZ, day, body.count, by=by, at=at, pool=body.pool, words=title)
    frame.keep(record, QuizHeld(platform, body.day, body.count, body.pool, frame.digest(record)), by, at)
