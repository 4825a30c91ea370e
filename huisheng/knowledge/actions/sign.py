"""签发: the text is what is read from now on; never by the seat that wrote it."""

from datetime import datetime, timedelta

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import frame, index
from huisheng.knowledge.models import Article
from huisheng.knowledge.reads import take
from huisheng.knowledge.rules import pairs
from huisheng.knowledge.states import EDGES, ArticleState
from huisheng.ledger import append
from huisheng.ledger.vocabulary.knowledge import ArticleSigned
from huisheng.rulebook import implements
from huisheng.taxonomy.load import initials


@implements("domain#art-54")
def can(article: Article, actor: Actor) -> Refusal | None:
    """Where a text waits, and somebody else wrote it."""
    refusal = frame.check("sign", actor, article)
    if refusal is not None:
        return refusal
    waiting = frame.waiting(article)
    if waiting is None:
        return Refusal("wrong_state", "没有等待签发的文稿。", EDGES["sign"].cite)
    if waiting.seat == actor.seat:
        return Refusal("own_text", "撰写与签发不能是同一席位，请由另一席位签发。", EDGES["sign"].cite)
    return None


@implements("liaocheng-2020-q2#art-12")
def do(key: int, *, by: Actor, at: datetime, seen: int) -> Article:
    """Sign the text that waits; it is to be looked at again after the rulebook's days, or when it ends."""
    with append.writing():
        article = take(key, by, seen=seen)
        insist(can(article, by))
        signed = article.texts.get(no=article.draft)
        signed.signed_seat, signed.signed_at = by.seat, at
        today = clock.local_day(at)
        review = today + timedelta(days=law.at(today, by.scope).get("knowledge.review_days").count)
        if signed.valid_until is not None:
            review = min(review, signed.valid_until)
        article.state = ArticleState.PUBLISHED.value
        article.current, article.draft, article.review_on = signed.no, 0, review
        for name in ("title", "category", "public", "valid_from", "valid_until"):
            setattr(article, name, getattr(signed, name))
        article.folded = text.fold(f"{signed.title}\n{signed.keywords}\n{signed.body}")
        article.initials = initials(signed.title)
        article.pairs = pairs(index.titled(signed))
        until = signed.valid_until.isoformat() if signed.valid_until else ""
        days = (signed.valid_from.isoformat(), until, review.isoformat())
        body = ArticleSigned(article.unit_id, signed.no, signed.public, *days)
        frame.write(article, body, by=by, at=at, also=(signed,))
        append.page().flush()
        index.keep(article, signed)
    return article
