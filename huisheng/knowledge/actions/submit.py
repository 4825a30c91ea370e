"""提交签发."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import frame
from huisheng.knowledge.models import Article
from huisheng.knowledge.reads import take
from huisheng.knowledge.states import EDGES, ArticleState
from huisheng.ledger import append
from huisheng.ledger.vocabulary.knowledge import ArticleSubmitted


def can(article: Article, actor: Actor) -> Refusal | None:
    """Where there is a draft that wasn't submitted yet."""
    refusal = frame.check("submit", actor, article)
    if refusal is None and not article.draft:
        return Refusal("no_draft", "没有改动过的文稿，请先修改。", EDGES["submit"].cite)
    if refusal is None and frame.waiting(article) is not None:
        return Refusal("wrong_state", "这一稿已经提交，正在等待签发。", EDGES["submit"].cite)
    return refusal


def do(key: int, *, by: Actor, at: datetime, seen: int) -> Article:
    """Hand the draft to whoever signs."""
    with append.writing():
        article = take(key, by, seen=seen)
        insist(can(article, by))
        text = article.texts.get(no=article.draft)
        text.submitted = True
        if article.state == ArticleState.DRAFT:
            article.state = ArticleState.SUBMITTED.value
        frame.write(article, ArticleSubmitted(text.no), by=by, at=at, also=(text,))
    return article
