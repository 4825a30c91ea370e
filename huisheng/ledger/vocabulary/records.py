"""What the office notes beside matters (``record:ID``), and figures of older circulars (``given:ID``).

Days are Shanghai days as 2019-11-30.
"""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, entry


@entry("press_noted", "宣传报道", "在媒体发表宣传报道{count}件", personal=("digest",))
@dataclass(frozen=True, slots=True)
class PressNoted(Body):
    """媒体宣传报道; ``unit`` where it is about one unit's work. ``digest``: title and medium."""

    platform: int
    unit: int | None
    day: str
    count: int
    digest: str


@entry("knowledge_updated", "知识库更新", "{unit}更新知识库{count}条", personal=())
@dataclass(frozen=True, slots=True)
class KnowledgeUpdated(Body):
    platform: int
    unit: int
    day: str
    count: int


@entry("knowledge_sized", "知识库条数", "知识库共{count}条", personal=())
@dataclass(frozen=True, slots=True)
class KnowledgeSized(Body):
    platform: int
    day: str
    count: int


@entry("quiz_held", "知识竞赛", "知识竞赛，{count}题", personal=("digest",))
@dataclass(frozen=True, slots=True)
class QuizHeld(Body):
    """``pool``: of how many entries the questions were drawn; None where it wasn't said."""

    platform: int
    day: str
    count: int
    pool: int | None
    digest: str


@entry("work_noted", "工作动态", "记工作动态一条", personal=("digest",))
@dataclass(frozen=True, slots=True)
class WorkNoted(Body):
    platform: int
    day: str
    digest: str


@entry("books_opened", "启用台账", "自{day}起台账完整", personal=())
@dataclass(frozen=True, slots=True)
class BooksOpened(Body):
    """From this day on everything is in the ledger; what is older in it is left over from before."""

    platform: int
    day: str


@entry("record_struck", "作废记事", "作废这条记事", personal=("digest",))
@dataclass(frozen=True, slots=True)
class RecordStruck(Body):
    """It doesn't count any more, and why; what is right is a new record."""

    digest: str


@entry("figure_given", "往期数", "{first}至{last}的{measure}，据{source}", personal=())
@dataclass(frozen=True, slots=True)
class FigureGiven(Body):
    """A figure of an older circular, entered with its source; said again in the same stream when corrected.

    A count is ``numerator`` alone; a rate both, or ``value`` alone, in hundredths of its unit. ``part`` and ``key`` say
    of what: "unit" and the unit's id, a column and its value, or "" for all.
    """

    platform: int
    measure: str
    first: str
    last: str
    part: str
    key: str
    numerator: int | None
    denominator: int | None
    value: int | None
    source: str
