"""确认有效: looked at again and still right; the next review is so many days away."""

from datetime import date, datetime, timedelta

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import fields, frame
from huisheng.knowledge.models import Article
from huisheng.knowledge.reads import take
from huisheng.ledger import append
from huisheng.ledger.vocabulary.knowledge import ArticleRenewed

ASKS = (fields.REVIEW,)


def can(article: Article, actor: Actor) -> Refusal | None:
    """A published article of one's own, or any for editors."""
    return frame.check("renew", actor, article)


def do(key: int, *, by: Actor, at: datetime, seen: int, **given: object) -> Article:
    """Set the next review: the day given, at most as far as the rulebook lets it, and not after the article ends."""
    with append.writing():
        article = take(key, by, seen=seen)
        insist(can(article, by))
        today = clock.local_day(at)
        latest = today + timedelta(days=law.at(today, by.scope).get("knowledge.review_days").count)
        if article.valid_until is not None:
            latest = min(latest, article.valid_until)
        asked = read_all(ASKS, given)["review_on"]
        day = asked if isinstance(asked, date) else latest
        if not today < day <= latest:
            raise Refusal("bad_review", f"下次复核日期应在今天之后、{latest}之前，请改正。", field="review_on")
        article.review_on = day
        frame.write(article, ArticleRenewed(day.isoformat()), by=by, at=at)
    return article
