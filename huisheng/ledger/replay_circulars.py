"""The ledger folded again, for runs of frozen figures with their objections and editions.

Written apart from the acts on purpose, as ``replay`` is.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from huisheng.ledger.read import Read
from huisheng.ledger.vocabulary import Body, circulars

State = dict[str, Any]
FOLDS: dict[type[Body], Callable[[State, Any, datetime, int | None], None]] = {}
_Fold = Callable[[State, Any, datetime, int | None], None]


def _folds(kind: type[Body]) -> Callable[[_Fold], _Fold]:
    def register(fold: _Fold) -> _Fold:
        FOLDS[kind] = fold
        return fold

    return register


def run(entries: Iterable[Read]) -> State:
    """The state of one run's stream."""
    state: State = {}
    for entry in entries:
        state["version"] = entry.no
        FOLDS[type(entry.body)](state, entry.body, entry.occurred_at, entry.actor)
    return state


@_folds(circulars.FiguresFrozen)
def _frozen(state: State, body: circulars.FiguresFrozen, at: datetime, by: int | None) -> None:
    state.update(
        platform_id=body.platform,
        first=date.fromisoformat(body.first),
        last=date.fromisoformat(body.last),
        no=body.no,
        state="frozen",
        position=body.position,
        dossier=body.dossier,
        frozen_at=at,
        objections_until=body.objections_until,
        final_at=None,
        objections={},
        editions={},
    )


@_folds(circulars.FiguresSuperseded)
def _superseded(state: State, body: circulars.FiguresSuperseded, at: datetime, by: int | None) -> None:
    state["state"] = "superseded"


@_folds(circulars.ObjectionRaised)
def _raised(state: State, body: circulars.ObjectionRaised, at: datetime, by: int | None) -> None:
    state["objections"][body.o] = {
        "unit_id": body.unit,
        "about": body.about,
        "state": "raised",
        "raised_at": at,
        "decided_at": None,
    }


@_folds(circulars.ObjectionDecided)
def _decided(state: State, body: circulars.ObjectionDecided, at: datetime, by: int | None) -> None:
    state["objections"][body.o].update(state="upheld" if body.upheld else "rejected", decided_at=at)


@_folds(circulars.FiguresFinal)
def _final(state: State, body: circulars.FiguresFinal, at: datetime, by: int | None) -> None:
    state.update(state="final", final_at=at)


@_folds(circulars.EditionDrafted)
def _drafted(state: State, body: circulars.EditionDrafted, at: datetime, by: int | None) -> None:
    state["editions"][body.e] = {
        "composition": body.composition,
        "title": body.heading,
        "state": "draft",
        "digest": "",
        "drafted_by": by,
        "drafted_at": at,
        **dict.fromkeys(("reviewed_by", "reviewed_at", "signed_by", "signed_at", "published_at")),
    }


@_folds(circulars.EditionWorded)
def _worded(state: State, body: circulars.EditionWorded, at: datetime, by: int | None) -> None:
    """The words themselves stand beside the ledger; their digest is the entry's."""


@_folds(circulars.EditionReviewed)
def _reviewed(state: State, body: circulars.EditionReviewed, at: datetime, by: int | None) -> None:
    state["editions"][body.e].update(state="reviewed", reviewed_by=by, reviewed_at=at)


@_folds(circulars.EditionSentBack)
def _sent_back(state: State, body: circulars.EditionSentBack, at: datetime, by: int | None) -> None:
    state["editions"][body.e].update(state="draft", reviewed_by=None, reviewed_at=None)


@_folds(circulars.EditionSigned)
def _signed(state: State, body: circulars.EditionSigned, at: datetime, by: int | None) -> None:
    state["editions"][body.e].update(state="signed", signed_by=by, signed_at=at, digest=body.document)


@_folds(circulars.EditionPublished)
def _published(state: State, body: circulars.EditionPublished, at: datetime, by: int | None) -> None:
    state["editions"][body.e].update(state="published", published_at=at)
