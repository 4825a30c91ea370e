"""The centre calls the citizen back."""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, ClockStart, entry


@entry("visited", "回访", "回访（{outcome}）：{solved}，{grade}，{contacted}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Visited(Body):
    """回访. ``round``: regular, or supervision for a visit that follows a supervision's reply.

    ``solved``, ``grade``, ``contacted`` are None where the citizen said nothing of it; ``next``: the order's state.
    """

    v: int
    unit: int | None
    round: str
    outcome: str
    solved: bool | None
    grade: str | None
    contacted: bool | None
    next: str
    digest: str


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
    """``reason``: satisfied, no_visit, attempts, declined or decided."""

    reason: str
    digest: str = ""
