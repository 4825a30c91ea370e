"""The centre calls the citizen back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from huisheng.ledger.vocabulary.base import Body, ClockStart, entry

_SOLVED = {True: "yes", False: "no"}  # what version 1 could say


@entry(
    "visited",
    "回访",
    "回访（{outcome}）：{solved}，{grade}，{process}，{contacted}，{via}",
    personal=("digest",),
    version=2,
)
@dataclass(frozen=True, slots=True)
class Visited(Body):
    """回访. ``round``: regular, or supervision for a visit that follows a supervision's reply.

    ``solved`` is yes, partly or no (version 1: true or false); ``grade`` is of the result (办理结果), ``process`` of
    the handling (服务过程). ``solved``, ``grade``, ``contacted``, ``process`` are None where the citizen said nothing
    of it; ``next``: the order's state. ``via``: phone, or the channel by which the citizen judged of himself.
    """

    v: int
    unit: int | None
    round: str
    outcome: str
    solved: str | None
    grade: str | None
    contacted: bool | None
    next: str
    digest: str
    process: str | None = None
    via: str = "phone"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The body again, of either version."""
        solved = data.get("solved")
        if isinstance(solved, bool):
            data = {**data, "solved": _SOLVED[solved]}
        return super(Visited, cls).from_json(data)


@entry("redone", "重办", "要求{unit}重办", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Redone(Body):
    """重办: the dispatch that follows is an entry of its own."""

    unit: int
    digest: str
    clocks: tuple[ClockStart, ...] = ()


@entry("closed", "结案", "结案：{reason}", personal=("digest",), stops=("citizen",))
@dataclass(frozen=True, slots=True)
class Closed(Body):
    """``reason``: satisfied, no_visit, attempts, declined, decided or withdrawn (by the citizen)."""

    reason: str
    digest: str = ""
