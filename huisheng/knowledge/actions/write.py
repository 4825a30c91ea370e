"""新建知识: a new article with its first text; nobody reads it before it is signed."""

from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import fields, frame
from huisheng.knowledge.actions.revise import checked, text_of
from huisheng.knowledge.models import Article
from huisheng.knowledge.states import ArticleState
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.knowledge import ArticleWritten

ASKS = (fields.UNIT, *fields.TEXT)


def can(actor: Actor) -> Refusal | None:
    """Editors for any unit of the platform, handlers for their own."""
    return frame.check("write", actor)


def do(*, by: Actor, at: datetime, **given: object) -> Article:
    """Write down a new article."""
    insist(can(by))
    asked = checked(read_all(ASKS, given))
    unit = _unit(str(asked["unit"]), by, at)
    with append.writing():
        article = Article(
            id=acts.next_key("knowledge_article_id_seq"),
            platform_id=by.platform,
            unit_id=unit,
            state=ArticleState.DRAFT.value,
            draft=1,
            title=str(asked["title"]),
        )
        text = text_of(article, 1, asked, by, at)
        body = ArticleWritten(by.platform, unit, 1, frame.digest(text))
        frame.write(article, body, by=by, at=at, new=True, also=(text,))
    return article


def _unit(code: str, by: Actor, at: datetime) -> int:
    if by.role is Role.HANDLER:
        return by.unit
    if not code:
        return by.platform
    card = directory.unit_by_code(code, by.platform, clock.local_day(at))
    if card is None:
        raise Refusal("no_unit", "没有这个责任单位，请重新选择。", field="unit")
    return card.id
