"""停用: no longer read; its texts stay for whoever asks what was said when."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import frame
from huisheng.knowledge.models import Article
from huisheng.knowledge.reads import take
from huisheng.knowledge.states import ArticleState
from huisheng.ledger import append
from huisheng.ledger.vocabulary.knowledge import ArticleRetired


def can(article: Article, actor: Actor) -> Refusal | None:
    """A published article of one's own, or any for editors."""
    return frame.check("retire", actor, article)


def do(key: int, *, by: Actor, at: datetime, seen: int) -> Article:
    """Take it out of reading."""
    with append.writing():
        article = take(key, by, seen=seen)
        insist(can(article, by))
        article.state, article.draft = ArticleState.RETIRED.value, 0
        frame.write(article, ArticleRetired(), by=by, at=at)
    return article
