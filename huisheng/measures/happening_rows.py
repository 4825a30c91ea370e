"""The facts of what isn't an order or a call: leaders' sessions, checks, records, given figures.

As ``rows``: one row each, plain values, field names are columns. ``last_no``: the last entry folded in. Marks are
whole hundredths. What counts on a day (a check, a press report) has the midnight that begins it as ``at``.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class SessionRow:
    """领导接听. ``unit``: the leader's; ``calls``: the matters taken; ``questions``: gathered beforehand."""

    session_id: int
    last_no: int = 0
    platform: int = 0
    unit: int = 0
    post: str = ""
    announced_at: datetime | None = None
    starts_at: datetime | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    calls: int = 0
    questions: int = 0
    published_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(slots=True)
class CheckRow:
    """A check. ``kind``: spot, mystery, upload, bonus, review; ``source``: own, province.

    ``marks``: below 0 if deducted. ``unit``: the one checked (the platform's own where its agents or data were), None
    for a sample of all. A bonus counts on the last day of its period. ``struck_at``: noted wrongly, and doesn't count.
    """

    check_id: int
    last_no: int = 0
    platform: int = 0
    unit: int | None = None
    kind: str = ""
    source: str = ""
    at: datetime | None = None
    sampled: int = 0
    passed: int = 0
    unvisited: int = 0
    unsatisfied: int = 0
    service: int | None = None
    knowledge: int | None = None
    errors: int = 0
    marks: int = 0
    struck_at: datetime | None = None


@dataclass(slots=True)
class RecordRow:
    """A record of the office. ``kind``: press, knowledge, size, quiz, note or start (from then on the books are whole).

    ``count``: reports, entries, questions; ``pool``: entries that the questions were drawn from.
    """

    record_id: int
    last_no: int = 0
    platform: int = 0
    unit: int | None = None
    kind: str = ""
    at: datetime | None = None
    count: int = 0
    pool: int | None = None
    struck_at: datetime | None = None


@dataclass(slots=True)
class GivenRow:
    """往期数: a figure of an older circular. ``first`` and ``last``: its days, as 2019-11-30.

    ``part`` and ``key``: of what ("unit" and the unit's id as text, a column and its value, "" for all).
    ``numerator`` alone is a count; with ``denominator`` a rate; ``value`` (hundredths) a rate and no more.
    """

    given_id: int
    last_no: int = 0
    platform: int = 0
    measure: str = ""
    first: str = ""
    last: str = ""
    part: str = ""
    key: str = ""
    numerator: int | None = None
    denominator: int | None = None
    value: int | None = None
    source: str = ""


Happening = SessionRow | CheckRow | RecordRow | GivenRow
