"""What may press a matter, as the supervisors' list names it, and what is known of one matter for it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from huisheng.kernel.labelled import Labelled

LATELY = timedelta(days=30)  # replies so old are looked at for contradictions: a way of looking, not a rule


class Press(Labelled):
    """A reason to press; the gravest first: this is the order of the list."""

    INSTRUCTED = "instructed", "批示未回"
    DISSATISFIED = "dissatisfied", "不满意"
    UNANSWERED = "unanswered", "督办未回"
    SILENT = "silent", "未签收"
    LATE = "late", "逾期"
    RETURNED = "returned", "退单"
    SOON = "soon", "快到"
    CONTRADICTS = "contradicts", "答复矛盾"


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many on: returns, dissatisfied visits; ``soon``: what runs out before this hour presses already."""

    returns: int
    unsatisfied: int
    soon: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, and the unit it runs for (None: the platform itself)."""

    name: str
    unit: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Against:
    """A reply that says other than the record: whose, of which hour, each point in a sentence.

    ``like``: the number of the order whose reply it copies, or "".
    """

    unit: int
    at: datetime
    said: Sequence[str]
    like: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one matter. ``decides``: a visit calls for a decision; ``live``: it isn't done.

    ``instructed``: since when instructions wait for their answer; ``forms``: how it was supervised, in order;
    ``reminded``: its main unit was reminded since it was sent. ``against``: what its reply says other than
    the record.
    """

    live: bool
    decides: bool
    main: int | None
    clocks: Sequence[Running]
    returns: int
    unsatisfied: int
    instructed: Sequence[datetime]
    forms: Sequence[str]
    waiting: bool
    reminded: bool
    against: Against | None = None

    @property
    def near(self) -> datetime | None:
        """The hour of the clock that presses; None where none runs."""
        return min((clock.due_at for clock in self.clocks), default=None)
