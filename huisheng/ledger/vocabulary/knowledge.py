"""An article of the knowledge base (``article:ID``). Its text is nobody's personal matter; the ledger holds a digest.

Days are Shanghai days as 2019-11-30; "" for none.
"""

from dataclasses import dataclass
from datetime import datetime

from huisheng.ledger.vocabulary.base import Body, entry


@entry("article_written", "新建知识", "新建知识，责任单位：{unit}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ArticleWritten(Body):
    """A new article; ``digest`` of its first text."""

    platform: int
    unit: int
    n: int
    digest: str


@entry("article_revised", "修改知识", "修改为第{n}稿", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ArticleRevised(Body):
    """Another text, ``n``-th of the article; what is read doesn't change until it is signed."""

    unit: int
    n: int
    digest: str


@entry("article_submitted", "提交签发", "提交第{n}稿", personal=())
@dataclass(frozen=True, slots=True)
class ArticleSubmitted(Body):
    n: int


@entry("article_signed", "签发知识", "签发第{n}稿，{review_on}前复核", personal=())
@dataclass(frozen=True, slots=True)
class ArticleSigned(Body):
    """From now on the ``n``-th text is what is read. ``public``: by citizens too."""

    unit: int
    n: int
    public: bool
    valid_from: str
    valid_until: str
    review_on: str


@entry("article_sent_back", "退回改稿", "退回第{n}稿", personal=())
@dataclass(frozen=True, slots=True)
class ArticleSentBack(Body):
    n: int


@entry("article_renewed", "确认有效", "确认仍然有效，{review_on}前再复核", personal=())
@dataclass(frozen=True, slots=True)
class ArticleRenewed(Body):
    review_on: str


@entry("article_retired", "停用知识", "停用", personal=())
@dataclass(frozen=True, slots=True)
class ArticleRetired(Body):
    """No longer read."""


@entry("quiz_drawn", "知识竞赛选题", "知识竞赛选题{count}道，选自{pool}条知识", personal=())
@dataclass(frozen=True, slots=True)
class QuizDrawn(Body):
    """知识竞赛 (``quiz:ID``): so many questions of so many articles, kept beside. ``units``: they take part."""

    platform: int
    count: int
    pool: int
    minutes: int
    units: bool


@entry("quiz_opened", "知识竞赛开考", "知识竞赛开考，限时{minutes}分钟", personal=())
@dataclass(frozen=True, slots=True)
class QuizOpened(Body):
    """Every question was looked through. ``closes_at``: who hasn't begun by then takes no part."""

    minutes: int
    closes_at: datetime


@entry("quiz_taken", "知识竞赛交卷", "一人交卷", personal=())
@dataclass(frozen=True, slots=True)
class QuizTaken(Body):
    """A seat (the entry's actor) handed in, or its time was up. How well is no matter of the ledger."""

    unit: int


@entry("quiz_closed", "知识竞赛结束", "知识竞赛结束，{taken}人交卷", personal=())
@dataclass(frozen=True, slots=True)
class QuizClosed(Body):
    """From now on answers and ranks are shown."""

    day: str
    count: int
    pool: int
    taken: int
