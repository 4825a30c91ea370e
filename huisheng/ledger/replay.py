"""The ledger folded again: what the live tables must say, worked out from entries alone.

Written apart from the verbs on purpose: two hands that agree every night are worth more than one.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from huisheng.ledger.read import Read
from huisheng.ledger.replay_happenings import call as call
from huisheng.ledger.vocabulary import (
    Body,
    ClockStart,
    citizen,
    dispatches,
    handling,
    intake,
    sessions,
    supervision,
    visits,
)

State = dict[str, Any]
_TABLES = ("dispatches", "requests", "visits", "supervisions", "instructions", "session_items", "clocks", "links")
_FOLDS: dict[type[Body], Callable[[State, Any, datetime], None]] = {}


def _folds(*kinds: type[Body]) -> Callable[[Callable[[State, Any, datetime], None]], Callable[..., None]]:
    def register(fold: Callable[[State, Any, datetime], None]) -> Callable[..., None]:
        _FOLDS.update(dict.fromkeys(kinds, fold))
        return fold

    return register


def order(entries: Iterable[Read]) -> State:
    """The state of one order's stream: ``order`` and its tables, keyed as the ledger numbers them."""
    state: State = {"order": {}, **{table: {} for table in _TABLES}}
    for entry in entries:
        state["order"]["version"] = entry.no
        _FOLDS[type(entry.body)](state, entry.body, entry.occurred_at)
        for name in entry.body.stops:
            _stop(state, name, entry.body, entry.occurred_at)
        for start in getattr(entry.body, "clocks", ()):
            _start(state, start, entry.body, entry.occurred_at)
    return state


def _subject(name: str, body: Body) -> int:
    if name == "citizen":
        return 0
    return getattr(body, "d", None) or getattr(body, "s", None) or 0


def _stop(state: State, name: str, body: Body, at: datetime) -> None:
    clock = state["clocks"].get((name, _subject(name, body)))
    if clock is not None and clock["stopped_at"] is None:
        clock["stopped_at"] = at


def _start(state: State, start: ClockStart, body: Body, at: datetime) -> None:
    key = (start.name, _subject(start.name, body))
    clock = state["clocks"].setdefault(key, {"started_at": at})
    clock["unit_id"] = getattr(body, "unit", None) if key[1] else None
    if clock.get("due_at") != start.due_at:
        clock["missed_at"] = None
    clock.update(due_at=start.due_at, limit=start.limit, cite=start.cite, stopped_at=None)


def _lapse(state: State, d: int, at: datetime) -> None:
    for request in state["requests"].values():
        if request["state"] == "pending" and request["kind"] != "exemption" and request["dispatch"] == d:
            request.update(state="lapsed", decided_at=at)


# -- intake --


@_folds(intake.Accepted)
def _accepted(state: State, body: intake.Accepted, at: datetime) -> None:
    state["order"].update(
        number=body.number,
        platform_id=body.platform,
        state="accepted",
        channel=body.channel,
        source=body.source,
        source_ref=body.source_ref,
        call=body.call,
        about_unit_id=body.about_unit,
        main_unit_id=None,
        accepted_at=at,
        returns=0,
        redos=0,
        called_off_at=None,
        police_no="",
        **{mark: mark in body.marks for mark in ("urgent", "confidential", "enterprise", "no_visit")},
    )


@_folds(intake.Classified)
def _classified(state: State, body: intake.Classified, at: datetime) -> None:
    state["order"].update(
        kind=body.kind_of_matter, category=body.category, category_version=body.category_version, region=body.region
    )


@_folds(intake.Marked)
def _marked(state: State, body: intake.Marked, at: datetime) -> None:
    state["order"][body.mark] = body.on


@_folds(intake.HandedOn)
def _handed_on(state: State, body: intake.HandedOn, at: datetime) -> None:
    state["order"]["state"] = "awaiting_dispatch"


@_folds(intake.Answered)
def _answered(state: State, body: intake.Answered, at: datetime) -> None:
    state["order"]["state"] = "answered"


@_folds(intake.Refused)
def _refused(state: State, body: intake.Refused, at: datetime) -> None:
    state["order"]["state"] = "refused"


@_folds(intake.ArticleUsed)
def _article_used(state: State, body: intake.ArticleUsed, at: datetime) -> None:
    pass  # it is said of the article, the order stays as it was


@_folds(intake.PoliceNoted)
def _police_noted(state: State, body: intake.PoliceNoted, at: datetime) -> None:
    state["order"]["police_no"] = body.number


@_folds(intake.Archived)
def _archived(state: State, body: intake.Archived, at: datetime) -> None:
    state["order"]["state"] = "archived"


@_folds(intake.Linked)
def _linked(state: State, body: intake.Linked, at: datetime) -> None:
    state["links"][body.to] = {"linked_at": at, "ended_at": None}


@_folds(intake.Unlinked)
def _unlinked(state: State, body: intake.Unlinked, at: datetime) -> None:
    state["links"][body.to]["ended_at"] = at


# -- the citizen --


@_folds(citizen.Supplemented)
def _supplemented(state: State, body: citizen.Supplemented, at: datetime) -> None:
    """Words and files hang on the entry."""


@_folds(citizen.CalledOff)
def _called_off(state: State, body: citizen.CalledOff, at: datetime) -> None:
    state["order"].update(state=body.next, called_off_at=at)


@_folds(citizen.AskedAgain)
def _asked_again(state: State, body: citizen.AskedAgain, at: datetime) -> None:
    state["order"].update(state=body.next, called_off_at=None)


# -- dispatch --


@_folds(dispatches.Dispatched)
def _dispatched(state: State, body: dispatches.Dispatched, at: datetime) -> None:
    state["dispatches"][body.d] = {
        "unit_id": body.unit,
        "part": body.role,
        "cause": body.cause,
        "parent": body.parent,
        "redo_of": body.redo_of,
        "state": "sent",
        "sent_at": at,
        **dict.fromkeys(("signed_at", "contacted_at", "arrived_at", "replied_at", "reminded_at", "ended_at")),
        "says_solved": None,
        "meeting": "",
    }
    if body.role == "main" and body.parent is None:
        state["order"].update(main_unit_id=body.unit, state="in_hand")


def _leads(state: State, d: int) -> bool:
    """Whether ``d`` is the dispatch that answers for the order now."""
    mains = [no for no, row in state["dispatches"].items() if row["part"] == "main" and row["parent"] is None]
    return bool(mains) and d == max(mains)


@_folds(dispatches.Withdrawn)
def _withdrawn(state: State, body: dispatches.Withdrawn, at: datetime) -> None:
    state["dispatches"][body.d].update(state="withdrawn", ended_at=at)
    _lapse(state, body.d, at)
    if _leads(state, body.d):
        state["order"]["state"] = "awaiting_dispatch"


@_folds(dispatches.ReturnAsked)
def _return_asked(state: State, body: dispatches.ReturnAsked, at: datetime) -> None:
    _asked(state, "return", body.r, body.d, body.unit, at, ground=body.ground)


@_folds(dispatches.ReturnGranted)
def _return_granted(state: State, body: dispatches.ReturnGranted, at: datetime) -> None:
    state["requests"][body.r].update(state="granted", decided_at=at)
    _lapse(state, body.d, at)
    state["dispatches"][body.d].update(state="returned", ended_at=at)
    state["order"]["returns"] += 1
    if _leads(state, body.d):
        state["order"]["state"] = "awaiting_dispatch"


def _asked(state: State, kind: str, r: int, d: int, unit: int, at: datetime, **more: object) -> None:
    state["requests"][r] = {
        "kind": kind,
        "dispatch": d,
        "unit_id": unit,
        "state": "pending",
        "ground": "",
        "days": None,
        "asked_at": at,
        "decided_at": None,
        **more,
    }


@_folds(dispatches.ReturnRefused, handling.ExtensionRefused, supervision.ExemptionRefused)
def _request_refused(state: State, body: Any, at: datetime) -> None:
    state["requests"][body.r].update(state="refused", decided_at=at)


# -- handling --


@_folds(handling.SignedIn)
def _signed_in(state: State, body: handling.SignedIn, at: datetime) -> None:
    state["dispatches"][body.d].update(state="signed", signed_at=at)


@_folds(handling.Contacted)
def _contacted(state: State, body: handling.Contacted, at: datetime) -> None:
    if body.outcome == "reached":
        if state["dispatches"][body.d]["contacted_at"] is None:
            state["dispatches"][body.d]["contacted_at"] = at
        _stop(state, "contact", body, at)


@_folds(handling.Arrived)
def _arrived(state: State, body: handling.Arrived, at: datetime) -> None:
    if state["dispatches"][body.d]["arrived_at"] is None:
        state["dispatches"][body.d]["arrived_at"] = at
    _met(state, body.d, body.meeting)


@_folds(handling.StayedAway)
def _stayed_away(state: State, body: handling.StayedAway, at: datetime) -> None:
    _met(state, body.d, body.meeting)


def _met(state: State, d: int, meeting: str) -> None:
    """The last word counts, except that who has met has met."""
    if meeting and state["dispatches"][d]["meeting"] != "met":
        state["dispatches"][d]["meeting"] = meeting


@_folds(handling.ExtensionAsked)
def _extension_asked(state: State, body: handling.ExtensionAsked, at: datetime) -> None:
    _asked(state, "extension", body.r, body.d, body.unit, at, days=body.days)


@_folds(handling.ExtensionGranted)
def _extension_granted(state: State, body: handling.ExtensionGranted, at: datetime) -> None:
    state["requests"][body.r].update(state="granted", decided_at=at, days=body.days)


@_folds(handling.Replied)
def _replied(state: State, body: handling.Replied, at: datetime) -> None:
    state["dispatches"][body.d].update(state="replied", replied_at=at, says_solved=body.solved)
    _lapse(state, body.d, at)
    if _leads(state, body.d):
        state["order"]["state"] = "replied"


@_folds(handling.ReplyAccepted)
def _reply_accepted(state: State, body: handling.ReplyAccepted, at: datetime) -> None:
    state["dispatches"][body.d].update(state="accepted", ended_at=at)


@_folds(handling.SentBack)
def _sent_back(state: State, body: handling.SentBack, at: datetime) -> None:
    state["dispatches"][body.d].update(state="signed", replied_at=None, says_solved=None)
    if _leads(state, body.d):
        state["order"]["state"] = "in_hand"


@_folds(handling.Concluded)
def _concluded(state: State, body: handling.Concluded, at: datetime) -> None:
    state["order"]["state"] = body.next


@_folds(handling.DeadlineMissed)
def _deadline_missed(state: State, body: handling.DeadlineMissed, at: datetime) -> None:
    state["clocks"][body.clock, body.subject]["missed_at"] = at


# -- visits and supervision --


@_folds(visits.Visited)
def _visited(state: State, body: visits.Visited, at: datetime) -> None:
    state["order"]["state"] = body.next
    state["visits"][body.v] = {
        "unit_id": body.unit,
        "round": body.round,
        "outcome": body.outcome,
        "solved": body.solved,
        "grade": body.grade,
        "process": body.process,
        "contacted": body.contacted,
        "at": at,
    }


@_folds(visits.Redone)
def _redone(state: State, body: visits.Redone, at: datetime) -> None:
    state["order"]["redos"] += 1


@_folds(visits.Closed)
def _closed(state: State, body: visits.Closed, at: datetime) -> None:
    state["order"]["state"] = "closed"


@_folds(supervision.Reminded)
def _reminded(state: State, body: supervision.Reminded, at: datetime) -> None:
    state["dispatches"][body.d]["reminded_at"] = at


@_folds(supervision.Supervised)
def _supervised(state: State, body: supervision.Supervised, at: datetime) -> None:
    state["order"]["state"] = body.next
    state["supervisions"][body.s] = {
        "form": body.form,
        "unit_id": body.unit,
        "cause": body.cause,
        "at": at,
        "answered_at": None,
    }


@_folds(supervision.SupervisionAnswered)
def _supervision_answered(state: State, body: supervision.SupervisionAnswered, at: datetime) -> None:
    state["order"]["state"] = body.next
    state["supervisions"][body.s]["answered_at"] = at


@_folds(supervision.Instructed)
def _instructed(state: State, body: supervision.Instructed, at: datetime) -> None:
    state["instructions"][body.i] = {"unit_id": body.unit, "at": at, "answered_at": None}


@_folds(supervision.InstructionAnswered)
def _instruction_answered(state: State, body: supervision.InstructionAnswered, at: datetime) -> None:
    state["instructions"][body.i]["answered_at"] = at


@_folds(supervision.ExemptionAsked)
def _exemption_asked(state: State, body: supervision.ExemptionAsked, at: datetime) -> None:
    _asked(state, "exemption", body.r, body.d, body.unit, at, ground=body.ground)


@_folds(supervision.ExemptionGranted)
def _exemption_granted(state: State, body: supervision.ExemptionGranted, at: datetime) -> None:
    state["requests"][body.r].update(state="granted", decided_at=at)


@_folds(sessions.TakenUp)
def _taken_up(state: State, body: sessions.TakenUp, at: datetime) -> None:
    state["session_items"][body.session] = {
        "unit_id": body.unit,
        "taken_at": at,
        "reviewed_at": None,
        "approved": None,
    }


@_folds(sessions.ItemReviewed)
def _item_reviewed(state: State, body: sessions.ItemReviewed, at: datetime) -> None:
    for item in state["session_items"].values():
        item.update(reviewed_at=at, approved=body.approved)
