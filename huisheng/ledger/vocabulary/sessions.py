"""A leader answers the telephone in person (``session:ID``); its matters are marked in the orders' own streams."""

from dataclasses import dataclass
from datetime import datetime

from huisheng.ledger.vocabulary.base import Body, entry


@entry("session_announced", "预告领导接听", "预告{unit}领导接听：{post}，{topics}", personal=("post",))
@dataclass(frozen=True, slots=True)
class SessionAnnounced(Body):
    """The public notice: which unit's leader, by post, with portfolio, hour and topics. No name is kept."""

    platform: int
    unit: int
    post: str
    portfolio: str
    starts_at: datetime
    topics: str


@entry("question_gathered", "征集问题", "预先征集第{q}个问题", personal=("digest",))
@dataclass(frozen=True, slots=True)
class QuestionGathered(Body):
    q: int
    digest: str


@entry("session_begun", "开始接听", "领导到场接听", personal=())
@dataclass(frozen=True, slots=True)
class SessionBegun(Body):
    """The leader sits down at the telephone."""


@entry("session_ended", "结束接听", "接听结束，受理来话{calls}件", personal=())
@dataclass(frozen=True, slots=True)
class SessionEnded(Body):
    """``calls``: the matters that the leader took."""

    calls: int


@entry("session_cancelled", "取消接听", "取消领导接听", personal=("digest",))
@dataclass(frozen=True, slots=True)
class SessionCancelled(Body):
    digest: str


@entry("results_published", "公开结果", "办理结果在{where}公开", personal=())
@dataclass(frozen=True, slots=True)
class ResultsPublished(Body):
    """结果在媒体上公开发布: where they can be read."""

    where: str


# in the stream of an order


@entry("taken_up", "列为领导接听件", "列为{unit}领导接听件", personal=())
@dataclass(frozen=True, slots=True)
class TakenUp(Body):
    """领导接听件: the order is a matter of that session (the number of its stream)."""

    session: int
    unit: int


@entry("item_reviewed", "领导审核", "接话领导审核：{approved}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ItemReviewed(Body):
    """审核把关: the leader on the unit's reply."""

    approved: bool
    digest: str
