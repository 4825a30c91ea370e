"""退回改稿: the text that waits goes back to its writer, with the reason."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import fields, frame
from huisheng.knowledge.models import Article
from huisheng.knowledge.reads import take
from huisheng.knowledge.states import EDGES, ArticleState
from huisheng.ledger import append
from huisheng.ledger.vocabulary.knowledge import ArticleSentBack

ASKS = (fields.WHY,)


def can(article: Article, actor: Actor) -> Refusal | None:
    """Where a text waits."""
    refusal = frame.check("send_back", actor, article)
    if refusal is None and frame.waiting(article) is None:
        return Refusal("wrong_state", "没有等待签发的文稿。", EDGES["send_back"].cite)
    return refusal


def do(key: int, *, by: Actor, at: datetime, seen: int, **given: object) -> Article:
    """Send it back."""
    with append.writing():
        article = take(key, by, seen=seen)
        insist(can(article, by))
        why = read_all(ASKS, given)["why"]
        text = article.texts.get(no=article.draft)
        text.submitted, text.back = False, str(why)
        if article.state == ArticleState.SUBMITTED:
            article.state = ArticleState.DRAFT.value
        frame.write(article, ArticleSentBack(text.no), by=by, at=at, also=(text,))
    return article
