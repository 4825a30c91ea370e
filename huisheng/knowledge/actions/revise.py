"""修改: another text beside the one that is read; a text that waits for a signature is taken back by it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import fields, forms, frame
from huisheng.knowledge.models import Article, Text
from huisheng.knowledge.reads import take
from huisheng.knowledge.states import ArticleState
from huisheng.ledger import append
from huisheng.ledger.vocabulary.knowledge import ArticleRevised

ASKS = fields.TEXT


def can(article: Article, actor: Actor) -> Refusal | None:
    """Editors, and handlers for their own unit's."""
    return frame.check("revise", actor, article)


def do(key: int, *, by: Actor, at: datetime, seen: int, **given: object) -> Article:
    """Write the next text. Refusal ``stale`` where the article is no longer the one that was seen."""
    with append.writing():
        article = take(key, by, seen=seen)
        insist(can(article, by))
        asked = checked(read_all(ASKS, given))
        last = article.texts.order_by("-no").first()
        text = text_of(article, (last.no if last else 0) + 1, asked, by, at)
        article.draft = text.no
        if article.state == ArticleState.SUBMITTED:
            article.state = ArticleState.DRAFT.value
        if not article.current:
            article.title = text.title
        frame.write(article, ArticleRevised(article.unit_id, text.no, frame.digest(text)), by=by, at=at, also=(text,))
    return article


def checked(asked: dict[str, Any]) -> dict[str, Any]:
    """What was asked, once its days are in order and it is laid out as its form says."""
    refusal = forms.check(asked["form"], asked["title"], asked["body"])
    if refusal is not None:
        raise refusal
    until: date | None = asked["valid_until"]
    if until is not None and until < asked["valid_from"]:
        raise Refusal("ends_before", "失效日期早于生效日期，请改正。", field="valid_until")
    return asked


def text_of(article: Article, no: int, asked: Mapping[str, Any], by: Actor, at: datetime) -> Text:
    """The text's row."""
    given = {name: asked[name] for name in [ask.name for ask in fields.TEXT]}
    return Text(article=article, no=no, seat=by.seat, at=at, **given)
