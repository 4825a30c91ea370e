"""A reply as its reviewer reads it: the words with what to look at marked in them, beside the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huisheng.desks import words
from huisheng.desks.handler.cautions import Told, line
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.lifecycle.handling import reads as handling
from huisheng.lifecycle.handling.actions import accept_reply
from huisheng.lifecycle.handling.reads import Reviewed
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the reply; ``marks``: numbers of the hints about it, () for none."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """See templates/orders/_review.html."""

    unit: str
    at: datetime
    at_words: str
    solved: bool
    pieces: Sequence[Piece]
    lines: Sequence[Told]


def waiting(matter: Matter, actor: Actor, now: datetime) -> list[Review]:
    """The replies to this order that this seat accepts or sends back now."""
    check = accept_reply.VERB.check
    open_ = [d for d in matter.dispatches if d.state == DispatchState.REPLIED and check(matter, actor, d.no) is None]
    return [_review(one) for one in handling.to_review(matter, actor, now, open_)] if open_ else []


def _review(one: Reviewed) -> Review:
    marks, lines = 0, []
    spans: list[tuple[int, int, int]] = []
    for hint in one.told.hints:
        marks += 1 if hint.spans else 0
        lines.append(line(hint, marks if hint.spans else 0))
        spans += [(start, end, marks) for start, end in hint.spans]
    return Review(
        unit=directory.unit_name(one.held.unit_id, short=True),
        at=one.at,
        at_words=words.moment(one.at, year=False),
        solved=bool(one.held.says_solved),
        pieces=pieces(one.words, spans),
        lines=lines,
    )


def pieces(text: str, spans: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """The text cut where a span (start, end, mark) begins or ends; nothing of it is lost or told twice."""
    cuts = sorted({0, len(text), *(min(at, len(text)) for start, end, _ in spans for at in (start, end))})
    return [
        Piece(text[start:end], tuple(sorted({mark for a, b, mark in spans if a <= start and end <= b})))
        for start, end in zip(cuts, cuts[1:], strict=False)
    ]
