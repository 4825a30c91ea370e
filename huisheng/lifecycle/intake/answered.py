"""What was answered on the spot with which articles of the knowledge base, and what without any. Scoped."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from huisheng.directory.actor import Actor
from huisheng.knowledge import rules
from huisheng.knowledge.models import Article, Use
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.rulebook import implements
from huisheng.taxonomy import reads as taxonomy

MOST = 30
_CATEGORIES = 10  # that are looked into
_LOOKED_AT = 60  # matters of a category whose words are compared
_SHOWN = 3
_RUN = 8  # characters of a shared word at most
_OFTEN = 3  # matters that must share a word


@dataclass(frozen=True, slots=True)
class Used:
    """An article: for how many matters it was taken, and how many of those were answered on the spot."""

    article: Article
    used: int
    answered: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A category in which matters were answered without an article. ``said``: words that several of them share.

    ``orders``: some of them, for whoever writes the article to read.
    """

    category: str
    name: str
    count: int
    articles: int
    said: tuple[str, ...]
    orders: Sequence[WorkOrder]


def used(actor: Actor, since: datetime, most: int = MOST) -> list[Used]:
    """Articles by how often they were taken since, the most first."""
    matters = visible(actor).filter(pk=OuterRef("order"), main_unit_id__isnull=True)
    answered = Exists(matters.filter(state__in=(OrderState.ANSWERED, OrderState.ARCHIVED)))
    rows = Use.objects.filter(platform=actor.platform, at__gte=since, order__in=visible(actor).values("pk"))
    counted = rows.values("article").annotate(used=Count("id"), answered=Count("id", filter=answered))
    found = list(counted.order_by("-used", "article")[:most])
    held = Article.objects.in_bulk([row["article"] for row in found])
    return [Used(held[row["article"]], row["used"], row["answered"]) for row in found]


@implements("domain#art-73")
def gaps(actor: Actor, since: datetime, most: int = _CATEGORIES) -> tuple[list[Gap], int, int]:
    """Categories answered without an article, the most matters first; how many matters of how many answered."""
    rows = visible(actor).filter(platform_id=actor.platform, state=OrderState.ANSWERED, accepted_at__gte=since)
    without = rows.exclude(Exists(Use.objects.filter(order=OuterRef("pk"))))
    counted = list(without.values("category_version", "category").annotate(n=Count("id")).order_by("-n", "category"))
    top = {(row["category_version"], row["category"]): row["n"] for row in counted[:most]}
    near = _newest(without, top)
    articles = Article.objects.filter(platform_id=actor.platform, state="published", category__in=[c for _, c in top])
    held = dict(articles.exclude(category="").order_by().values_list("category").annotate(n=Count("id")))
    found = [_gap(key, n, near.get(key, []), held.get(key[1], 0)) for key, n in top.items()]
    return found, sum(row["n"] for row in counted), rows.count()


def _newest(rows: QuerySet[WorkOrder], top: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[WorkOrder]]:
    """The newest of each category (with its version), asked for at once."""
    if not top:
        return {}
    asked = Q()
    for version, category in top:
        asked |= Q(category_version=version, category=category)
    place = Window(RowNumber(), partition_by=[F("category_version"), F("category")], order_by=F("id").desc())
    found = rows.filter(asked).annotate(place=place).filter(place__lte=_LOOKED_AT).values_list("pk", flat=True)
    held: dict[tuple[str, str], list[WorkOrder]] = {}
    for order in rows.filter(pk__in=list(found)).select_related("personal").order_by("-pk"):
        held.setdefault((order.category_version, order.category), []).append(order)
    return held


def _gap(key: tuple[str, str], count: int, near: Sequence[WorkOrder], articles: int) -> Gap:
    said = shared([order.personal.title for order in near])
    # first those in which the shared words stand: they are most alike
    alike = sorted(near, key=lambda order: -sum(word in order.personal.title for word in said))
    name = taxonomy.category_name(*key) or "未分类"
    return Gap(key[1], name, count, articles, said, alike[:_SHOWN])


def shared(titles: Sequence[str]) -> tuple[str, ...]:
    """Words that several titles share, the commonest first; none that stands within another."""
    counted: Counter[str] = Counter()
    for title in titles:
        counted.update(_parts(title))
    often = sorted((word for word in counted if counted[word] >= _OFTEN), key=lambda w: ((1 - len(w)) * counted[w], w))
    found: list[str] = []
    taken: set[str] = set()
    for word in often:
        pairs = {word[at : at + 2] for at in range(len(word) - 1)}
        if not pairs & taken:
            found.append(word)
            taken |= pairs
        if len(found) == _SHOWN:
            break
    return tuple(found)


def _parts(title: str) -> set[str]:
    """Runs of two to eight characters without a break in which no two neighbours stand twice."""
    parts = set()
    for run in rules.runs(title):
        for at in range(len(run) - 1):
            seen: set[str] = set()
            for end in range(at + 2, min(at + _RUN, len(run)) + 1):
                pair = run[end - 2 : end]
                if pair in seen:
                    break
                seen.add(pair)
                parts.add(run[at:end])
    return parts
