"""Articles for tests: written, submitted and signed a minute apart; and a seat's browser."""

from typing import Any

from django.test import Client

from huisheng.directory.models import Seat
from huisheng.knowledge.actions import sign, submit, write
from huisheng.knowledge.models import Article
from tests.cast import World

TEXT: dict[str, Any] = {
    "title": "停水抢修时限",
    "form": "article",
    "body": "接报后两小时内到场，二十四小时内恢复供水。=1+1",
    "keywords": "没水 水压",
    "source": "云山市供水条例第十二条",
    "category": "",
    "public": "",
    "valid_from": "2019-11-01",
    "valid_until": "",
}


def act(world: World, module: Any, by: str, article: Article | None = None, /, **given: Any) -> Article:
    """The act a minute later, on the article as it is now."""
    world.pass_(minutes=1)
    with world.hour() as at:
        if article is None:
            made: Article = module.do(by=world.seat(by), at=at, **given)
            return made
        seen = Article.objects.get(pk=article.pk).version
        made = module.do(article.pk, by=world.seat(by), at=at, seen=seen, **given)
        return made


def published(world: World, by: str = "h-water", **changed: Any) -> Article:
    article = act(world, write, by, **{**TEXT, **changed})
    act(world, submit, by, article)
    return act(world, sign, "supervisor", article)


def client(code: str) -> Client:
    user = Seat.objects.select_related("user").get(code=code).user
    assert user is not None
    made = Client()
    made.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made
