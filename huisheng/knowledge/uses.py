"""Articles taken for answers; what came of them, and what was answered without one, is the lifecycle's to say."""

from datetime import date, datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import search
from huisheng.knowledge.models import Use

_CITE = "domain#art-73"


def of(article: int, order: int, actor: Actor, at: datetime, today: date) -> Use:
    """The use of an article for an order, to be kept with its entry. Refusal ``no_article``, or ``no_change``."""
    found = search.open_to(actor, today).filter(pk=article).first()
    if found is None:
        raise Refusal("no_article", "没有这条知识，或者它已停用、过期，请核对编号。", _CITE, "article")
    if Use.objects.filter(order=order, article_id=article).exists():
        raise Refusal("no_change", "这件工单已登记引用这条知识，无需重复操作。", _CITE, "article")
    return Use(article=found, order=order, platform=actor.platform, n=found.current, seat=actor.seat, at=at)
