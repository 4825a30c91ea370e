"""Questions about articles, scoped to the seat that asks.

Read: published articles of the seat's platform and of those above it; a unit's seat sees what is internal only of its
own unit. Worked on: drafts of the own platform, by editors and signers; a handler sees his own unit's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import rules
from huisheng.knowledge.models import Article, Text
from huisheng.knowledge.states import ArticleState

PAGE = 50
FILTERS = ("state", "unit", "due", "q", "after")
_CANDIDATES = 200  # articles that are looked at closely for a suggestion
_DESK = (Role.KNOWLEDGE, Role.SUPERVISOR)
_NOT_FOUND = Refusal("not_found", "没有这条知识，或者您无权查看，请核对编号。")


@dataclass(frozen=True, slots=True)
class Suggested:
    """An article that may help: its key, title, the beginning of its text, and how well it fits (thousandths)."""

    key: int
    title: str
    begins: str
    fit: int


def visible(actor: Actor) -> QuerySet[Article]:
    """What this seat may open."""
    rows = Article.objects.all()
    if actor.role in KEEPERS:
        return rows.none()
    above = [int(step) for step in actor.platform_path.strip("/").split("/")]
    seen = Q(platform_id__in=above, state=ArticleState.PUBLISHED)
    if actor.role is Role.HANDLER:
        return rows.filter((seen & Q(public=True)) | Q(unit_id=actor.unit))
    return rows.filter(seen | Q(platform_id=actor.platform)) if actor.role in _DESK else rows.filter(seen)


def take(key: int, actor: Actor, *, seen: int) -> Article:
    """The article, locked until the page ends; Refusal: not to be seen, or no longer as it was seen."""
    article = visible(actor).select_for_update().filter(pk=key).first()
    if article is None:
        raise _NOT_FOUND
    if article.version != seen:
        raise Refusal("stale", "这条知识刚被别人更新，请刷新后再试，您填写的内容仍在。")
    return article


def look(key: int, actor: Actor) -> Article:
    """The article, to look at."""
    article = visible(actor).filter(pk=key).first()
    if article is None:
        raise _NOT_FOUND
    return article


def texts(article: Article, actor: Actor) -> list[Text]:
    """Its texts, the newest first; who only reads sees the one that is read."""
    rows = article.texts.order_by("-no")
    if actor.role in _DESK and article.platform_id == actor.platform:
        return list(rows)
    if actor.role is Role.HANDLER and article.unit_id == actor.unit:
        return list(rows)
    return list(rows.filter(no=article.current))


def page(
    actor: Actor, given: Mapping[str, str], today: date, unit: int | None = None, size: int = PAGE
) -> tuple[list[Article], str]:
    """A page of articles, last changed first, and the key to go on after ("" at the end).

    ``given``: state, due ("1": to be reviewed by ``today``), q (words, or initials of the title's pinyin), after.
    """
    rows = visible(actor)
    if given.get("state") in ArticleState.labels():
        rows = rows.filter(state=given["state"])
    if given.get("due"):
        rows = rows.filter(state=ArticleState.PUBLISHED, review_on__lte=today)
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    for word in text.fold(text.clean(given.get("q", "")[:100])).split():
        found = Q(folded__contains=word) | Q(title__icontains=word)
        rows = rows.filter(found | Q(initials__contains=word) if word.isascii() else found)
    after = given.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        last = visible(actor).filter(pk=int(after)).first()
        if last is not None:
            rows = rows.filter(Q(changed_at__lt=last.changed_at) | Q(changed_at=last.changed_at, pk__lt=last.pk))
    found_rows = list(rows.order_by("-changed_at", "-id")[: size + 1])
    return found_rows[:size], str(found_rows[size - 1].pk) if len(found_rows) > size else ""


def suggest(words: str, category: str, actor: Actor, today: date, limit: int = 5) -> list[Suggested]:
    """Published articles that fit what is said and the category chosen, the best first; those over are left out."""
    asked, category = rules.pairs(text.clean(words[:2000])), text.clean(category)
    likely = Q(pairs__overlap=asked) if asked else Q(pk__in=[])
    if category:
        likely |= Q(category__startswith=category[:4]) & ~Q(category="")
    rows = visible(actor).filter(likely, state=ArticleState.PUBLISHED).order_by("-changed_at")[:_CANDIDATES]
    fitting = [
        (rules.fit(row.pairs, asked, same=rules.belongs(row.category, category)), row)
        for row in rows
        if rules.usable(today, row.valid_from, row.valid_until)
    ]
    best = sorted(fitting, key=lambda one: (-one[0], -one[1].pk))[:limit]
    keys = [row.pk for fit, row in best if fit]
    bodies = dict(Text.objects.filter(article_id__in=keys, no=F("article__current")).values_list("article_id", "body"))
    return [Suggested(row.pk, row.title, _begins(bodies.get(row.pk, "")), fit) for fit, row in best if fit]


def due(actor: Actor, today: date) -> int:
    """How many of those the seat works on are to be reviewed by today."""
    return visible(actor).filter(platform_id=actor.platform, state=ArticleState.PUBLISHED, review_on__lte=today).count()


def live(article: Article) -> dict[str, Any]:
    """What the live table holds, in the shape that ledger.replay folds to."""
    days = {name: getattr(article, name) for name in ("valid_from", "valid_until", "review_on")}
    names = ("platform_id", "unit_id", "version", "state", "current", "draft", "public")
    return {**{name: getattr(article, name) for name in names}, **days}


def _begins(body: str) -> str:
    said = " ".join(body.split())
    return said if len(said) <= 80 else f"{said[:79]}…"
