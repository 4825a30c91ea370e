"""The ledger folded again, for what isn't an order: calls, leaders' sessions, checks, records, given figures.

Written apart from the acts on purpose, as ``replay`` is.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from huisheng.ledger import replay_models  # noqa: F401  it registers its folds
from huisheng.ledger.read import Read
from huisheng.ledger.replay_folds import FOLDS, State, folds
from huisheng.ledger.vocabulary import (
    calls,
    knowledge,
    nuisances,
    quality,
    records,
    rulings,
    sessions,
)


def happening(entries: Iterable[Read]) -> State:
    """The state of one stream of a session, a check, a record or a given figure."""
    state: State = {}
    for entry in entries:
        state["version"] = entry.no
        FOLDS[type(entry.body)](state, entry.body, entry.occurred_at)
    return state


def call(entries: Iterable[Read]) -> State:
    """The state of one call's stream."""
    state: State = {}
    for entry in entries:
        state["version"] = entry.no
        FOLDS[type(entry.body)](state, entry.body, entry.occurred_at)
        if isinstance(entry.body, calls.CallAnswered):
            state["seat"] = entry.actor
    return state


# -- sessions --


@folds(sessions.SessionAnnounced)
def _announced(state: State, body: sessions.SessionAnnounced, at: datetime) -> None:
    state.update(
        platform_id=body.platform,
        unit_id=body.unit,
        state="announced",
        post=body.post,
        portfolio=body.portfolio,
        topics=body.topics,
        starts_at=body.starts_at,
        announced_at=at,
        published_where="",
        questions={},
        **dict.fromkeys(("held_at", "ended_at", "calls", "published_at", "cancelled_at")),
    )


@folds(sessions.QuestionGathered)
def _gathered(state: State, body: sessions.QuestionGathered, at: datetime) -> None:
    state["questions"][body.q] = {"at": at}


@folds(sessions.SessionBegun)
def _begun(state: State, body: sessions.SessionBegun, at: datetime) -> None:
    state.update(state="held", held_at=at)


@folds(sessions.SessionEnded)
def _ended(state: State, body: sessions.SessionEnded, at: datetime) -> None:
    state.update(state="ended", ended_at=at, calls=body.calls)


@folds(sessions.SessionCancelled)
def _cancelled(state: State, body: sessions.SessionCancelled, at: datetime) -> None:
    state.update(state="cancelled", cancelled_at=at)


@folds(sessions.ResultsPublished)
def _published(state: State, body: sessions.ResultsPublished, at: datetime) -> None:
    state.update(state="published", published_at=at, published_where=body.where)


# -- checks --


def _check(state: State, kind: str, body: Any, first: str, last: str, **more: Any) -> None:
    state.update(
        platform_id=body.platform,
        kind=kind,
        source=getattr(body, "source", "own"),
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        struck_at=None,
        **{
            **dict.fromkeys(("sampled", "passed", "unvisited", "unsatisfied", "errors", "marks"), 0),
            **dict.fromkeys(("service", "knowledge", "order_id", "complete")),
            "found": "",
            **more,
        },
    )


def _hundredths(marks: str | None) -> int | None:
    return None if marks is None else quality.hundredths(marks)


@folds(quality.SpotChecked)
def _spot(state: State, body: quality.SpotChecked, at: datetime) -> None:
    counts = {name: getattr(body, name) for name in ("sampled", "passed", "unvisited", "unsatisfied")}
    _check(state, "spot", body, body.day, body.day, unit_id=body.unit, **counts)


@folds(quality.MysteryCalled)
def _mystery(state: State, body: quality.MysteryCalled, at: datetime) -> None:
    marks = {"service": _hundredths(body.service), "knowledge": _hundredths(body.knowledge)}
    lost = quality.hundredths(body.deducted)
    _check(state, "mystery", body, body.day, body.day, unit_id=body.platform, marks=-lost, **marks)


@folds(quality.UploadChecked)
def _upload(state: State, body: quality.UploadChecked, at: datetime) -> None:
    lost = quality.hundredths(body.deducted)
    _check(state, "upload", body, body.day, body.day, unit_id=body.platform, marks=-lost, errors=body.errors)


@folds(quality.BonusGranted)
def _bonus(state: State, body: quality.BonusGranted, at: datetime) -> None:
    _check(state, "bonus", body, body.first, body.last, unit_id=body.unit, marks=quality.hundredths(body.marks))


@folds(quality.AnswerReviewed)
def _reviewed(state: State, body: quality.AnswerReviewed, at: datetime) -> None:
    told = {"order_id": body.order, "found": body.found, "complete": body.complete}
    good = body.complete and body.filed == body.found
    _check(state, "review", body, body.day, body.day, unit_id=body.platform, sampled=1, passed=int(good), **told)


@folds(quality.CheckStruck)
def _check_struck(state: State, body: quality.CheckStruck, at: datetime) -> None:
    state["struck_at"] = at


# -- records --


def _record(state: State, kind: str, body: Any, count: int = 1) -> None:
    state.update(
        platform_id=body.platform,
        unit_id=getattr(body, "unit", None),
        kind=kind,
        day=date.fromisoformat(body.day),
        count=count,
        pool=getattr(body, "pool", None),
        struck_at=None,
    )


@folds(records.PressNoted)
def _press(state: State, body: records.PressNoted, at: datetime) -> None:
    _record(state, "press", body, body.count)


@folds(records.KnowledgeUpdated)
def _knowledge(state: State, body: records.KnowledgeUpdated, at: datetime) -> None:
    _record(state, "knowledge", body, body.count)


@folds(records.KnowledgeSized)
def _size(state: State, body: records.KnowledgeSized, at: datetime) -> None:
    _record(state, "size", body, body.count)


@folds(records.QuizHeld)
def _quiz(state: State, body: records.QuizHeld, at: datetime) -> None:
    _record(state, "quiz", body, body.count)


@folds(records.WorkNoted)
def _note(state: State, body: records.WorkNoted, at: datetime) -> None:
    _record(state, "note", body)


@folds(records.BooksOpened)
def _books(state: State, body: records.BooksOpened, at: datetime) -> None:
    _record(state, "start", body)


@folds(records.RecordStruck)
def _record_struck(state: State, body: records.RecordStruck, at: datetime) -> None:
    state["struck_at"] = at


@folds(records.FigureGiven)
def _given(state: State, body: records.FigureGiven, at: datetime) -> None:
    state.update(
        platform_id=body.platform,
        first=date.fromisoformat(body.first),
        last=date.fromisoformat(body.last),
        **{
            name: getattr(body, name)
            for name in ("measure", "part", "key", "numerator", "denominator", "value", "source")
        },
    )


# -- rulings on overlapping areas --


@folds(rulings.AreaRuled)
def _ruled(state: State, body: rulings.AreaRuled, at: datetime) -> None:
    state.update(
        platform_id=body.platform,
        unit_id=body.unit,
        category=body.category,
        category_version=body.tree,
        region=body.region,
        first=date.fromisoformat(body.first),
        last=None if body.last is None else date.fromisoformat(body.last),
        ruled_at=at,
        ended_at=None,
    )


@folds(rulings.RulingEnded)
def _ruling_ended(state: State, body: rulings.RulingEnded, at: datetime) -> None:
    state["ended_at"] = at


# -- calls --


@folds(calls.CallOffered)
def _offered(state: State, body: calls.CallOffered, at: datetime) -> None:
    state.update(platform_id=body.platform, source=body.source, call_id=body.call_id, queue=body.queue, offered_at=at)
    state.update(dict.fromkeys(("seat", "answered_at", "abandoned_at", "ended_at", "returned_at", "effective")))
    state["disposition"] = ""


@folds(calls.CallAnswered)
def _call_answered(state: State, body: calls.CallAnswered, at: datetime) -> None:
    state["answered_at"] = at


@folds(calls.CallAbandoned)
def _abandoned(state: State, body: calls.CallAbandoned, at: datetime) -> None:
    state["abandoned_at"] = at


@folds(calls.CallEnded)
def _call_ended(state: State, body: calls.CallEnded, at: datetime) -> None:
    state.update(ended_at=at, effective=body.effective, disposition=body.disposition)


@folds(calls.CallReturned)
def _returned(state: State, body: calls.CallReturned, at: datetime) -> None:
    if body.outcome == "reached":
        state["returned_at"] = at


@folds(calls.CallTransferred)
def _transferred(state: State, body: calls.CallTransferred, at: datetime) -> None:
    """The call stays as it was: the switch tells of its end."""


@folds(calls.CallJoined)
def _joined(state: State, body: calls.CallJoined, at: datetime) -> None:
    """So it does with one more in it."""


@folds(calls.RecordingDestroyed)
def _destroyed(state: State, body: calls.RecordingDestroyed, at: datetime) -> None:
    """The call is what it was."""


# -- knowledge --


@folds(knowledge.ArticleWritten)
def _written(state: State, body: knowledge.ArticleWritten, at: datetime) -> None:
    days = dict.fromkeys(("valid_from", "valid_until", "review_on"))
    held = {"platform_id": body.platform, "unit_id": body.unit, "draft": body.n}
    state.update(state="draft", current=0, public=False, **held, **days)


@folds(knowledge.ArticleRevised)
def _revised(state: State, body: knowledge.ArticleRevised, at: datetime) -> None:
    state.update(draft=body.n, state="draft" if state["state"] == "submitted" else state["state"])


@folds(knowledge.ArticleSubmitted)
def _submitted(state: State, body: knowledge.ArticleSubmitted, at: datetime) -> None:
    state.update(state="submitted" if state["state"] == "draft" else state["state"])


@folds(knowledge.ArticleSigned)
def _signed_text(state: State, body: knowledge.ArticleSigned, at: datetime) -> None:
    named = {"valid_from": body.valid_from, "valid_until": body.valid_until, "review_on": body.review_on}
    days = {name: date.fromisoformat(day) if day else None for name, day in named.items()}
    state.update(state="published", current=body.n, draft=0, public=body.public, **days)


@folds(knowledge.ArticleSentBack)
def _text_sent_back(state: State, body: knowledge.ArticleSentBack, at: datetime) -> None:
    state.update(state="draft" if state["state"] == "submitted" else state["state"])


@folds(knowledge.ArticleRenewed)
def _renewed(state: State, body: knowledge.ArticleRenewed, at: datetime) -> None:
    state.update(review_on=date.fromisoformat(body.review_on))


@folds(knowledge.ArticleRetired)
def _retired(state: State, body: knowledge.ArticleRetired, at: datetime) -> None:
    state.update(state="retired", draft=0)


@folds(knowledge.QuizDrawn)
def _drawn(state: State, body: knowledge.QuizDrawn, at: datetime) -> None:
    said = {name: getattr(body, name) for name in ("count", "pool", "minutes", "units")}
    state.update(platform_id=body.platform, state="drawn", drawn_at=at, taken=0, **said)
    state.update(dict.fromkeys(("opened_at", "closes_at", "closed_at")))


@folds(knowledge.QuizOpened)
def _quiz_opened(state: State, body: knowledge.QuizOpened, at: datetime) -> None:
    state.update(state="open", opened_at=at, closes_at=body.closes_at, minutes=body.minutes)


@folds(knowledge.QuizTaken)
def _quiz_taken(state: State, body: knowledge.QuizTaken, at: datetime) -> None:
    state["taken"] += 1


@folds(knowledge.QuizClosed)
def _quiz_closed(state: State, body: knowledge.QuizClosed, at: datetime) -> None:
    state.update(state="closed", closed_at=at)


# -- nuisances --


@folds(nuisances.NuisanceMarked)
def _marked(state: State, body: nuisances.NuisanceMarked, at: datetime) -> None:
    until = date.fromisoformat(body.until)
    state.update(platform_id=body.platform, ground=body.ground, until=until, marked_at=at, lifted_at=None)


@folds(nuisances.NuisanceLifted)
def _lifted(state: State, body: nuisances.NuisanceLifted, at: datetime) -> None:
    state["lifted_at"] = at
