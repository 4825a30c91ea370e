"""引用知识: an article of the knowledge base was taken for what is said to the citizen; said once for each."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Count
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import uses
from huisheng.ledger import append
from huisheng.ledger.vocabulary.intake import ArticleUsed
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("use_article", "登记引用的知识", (Count("article", "知识编号", low=1, high=999_999_999),))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While the centre has it, and once it has answered."""
    return VERB.check(matter, actor)


@VERB.door
@implements("domain#art-73")
def do(matter: Matter, *, by: Actor, at: datetime, article: int) -> None:
    """Note the article as it reads now. Refusal ``no_article`` for one that the seat may not quote that day."""
    use = uses.of(article, matter.order.pk, by, at, clock.local_day(at))
    matter.record(ArticleUsed(use.article_id, use.n), by=by, at=at)
    append.page().keep(use)
