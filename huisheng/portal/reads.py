"""What the public may read of a platform, and what a citizen of his own matters."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from huisheng.circular import public as circulars
from huisheng.circular.scrub import scrub
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock, text
from huisheng.knowledge import forms, search
from huisheng.knowledge import reads as knowledge
from huisheng.knowledge import rules as usable
from huisheng.knowledge.forms import Shown
from huisheng.knowledge.models import Article
from huisheng.knowledge.search import Found
from huisheng.knowledge.states import ArticleState
from huisheng.lifecycle.workorder import progress
from huisheng.lifecycle.workorder import reads as orders
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.states import Grade, OrderState
from huisheng.portal.models import Key
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.kinds import Kind

__all__ = ["circulars"]

PAGE = 20
_ENDED = (OrderState.CLOSED, OrderState.ARCHIVED, OrderState.ANSWERED)
_HITS, _LOOKED_AT = 3, 30


@dataclass(frozen=True, slots=True)
class Told:
    """A matter as everybody may read it. ``words`` and ``reply`` only where its citizen agreed, scrubbed."""

    title: str
    kind: str
    region: str
    unit: str
    accepted: date
    grade: str
    words: str = ""
    reply: str = ""


def own(platform: UnitCard, house: Actor, keys: list[int]) -> list[WorkOrder]:
    """The orders of these keys that this platform accepted, the newest first."""
    rows = orders.visible(house).filter(pk__in=keys, platform_id=platform.id).select_related("personal")
    return list(rows.order_by("-id"))


def of_number(platform: UnitCard, house: Actor, number: str) -> int | None:
    """The key of the order of a number typed by somebody; None where there is none."""
    folded = text.fold(text.clean(number[:64])).upper().replace(" ", "")
    rows = orders.visible(house).filter(number=folded, platform_id=platform.id)
    return rows.values_list("pk", flat=True).first()


def of_phone(platform: UnitCard, house: Actor, blind: bytes, most: int) -> list[int]:
    """The keys of a phone's orders, the newest first."""
    if not blind:
        return []
    rows = orders.visible(house).filter(personal__phone_blind=blind, platform_id=platform.id)
    return list(rows.order_by("-id").values_list("pk", flat=True)[:most])


def results(platform: UnitCard, house: Actor, before: int | None) -> tuple[list[Told], int | None]:
    """A page of matters that are done, the newest first, and the key to go on after. Confidential ones never."""
    rows = orders.visible(house).filter(platform_id=platform.id, state__in=_ENDED, confidential=False)
    rows = rows.filter(personal__erased_at__isnull=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("personal").prefetch_related("visits").order_by("-id")[: PAGE + 1])
    page = found[:PAGE]
    agreed = set(Key.objects.filter(pk__in=[one.pk for one in page], public=True).values_list("pk", flat=True))
    told = [_told(order, platform, agreed=order.pk in agreed) for order in page]
    return told, page[-1].pk if len(found) > PAGE else None


def _told(order: WorkOrder, platform: UnitCard, *, agreed: bool) -> Told:
    visits = sorted(order.visits.all(), key=lambda visit: visit.no)
    grade = next((visit.grade for visit in reversed(visits) if visit.grade), None)
    said: dict[str, Any] = {}
    if agreed:
        replies = [step.words for step in progress.of(Matter(order)) if step.title.endswith("已答复") and step.words]
        said = {"words": scrub(order.personal.words).text, "reply": scrub("\n".join(replies[-1:])).text}
    return Told(
        title=taxonomy.category_name(order.category_version, order.category),
        kind=Kind(order.kind).label,
        region=taxonomy.region_name(platform.code, order.region),
        unit=directory.unit_name(order.main_unit_id) or platform.name,
        accepted=clock.local_day(order.accepted_at),
        grade=Grade(grade).label if grade else "",
        **said,
    )


def _articles(house: Actor, on: date) -> QuerySet[Article]:
    rows = knowledge.visible(house).filter(state=ArticleState.PUBLISHED, public=True, valid_from__lte=on)
    return rows.exclude(valid_until__lt=on)


def answers(house: Actor, on: date) -> list[Article]:
    """Public articles, the last changed first."""
    return list(_articles(house, on).order_by("-changed_at", "-id")[:PAGE])


def found(house: Actor, asked: str, on: date) -> list[Found]:
    """Those that fit what is asked, the best first; what is internal is not looked through."""
    return search.public(_articles(house, on), asked, PAGE)


def answer(house: Actor, key: int, on: date) -> tuple[Article, Shown] | None:
    """A public article and its text laid out, without what is internal; None where there is none."""
    article = _articles(house, on).filter(pk=key).first()
    if article is None:
        return None
    said = article.texts.get(no=article.current)
    return article, forms.read(said.form, said.title, said.body)


def likely(house: Actor, words: str, on: date) -> list[tuple[Article, str]]:
    """Public articles that may answer what is being written, with their answers, the best first."""
    said = text.clean(words[:2000])
    asked = knowledge.meant(said)
    rows = knowledge.nearest(_articles(house, on), asked, _LOOKED_AT)
    fit = {row.pk: usable.fit(row.pairs, asked, same=False) for row in rows}
    best = sorted((row for row in rows if fit[row.pk] >= _FITS), key=lambda row: -fit[row.pk])[:_HITS]
    texts = [(row, row.texts.get(no=row.current)) for row in best]
    return [(row, forms.answer(one.form, one.title, one.body, said)) for row, one in texts]


_FITS = 300  # thousandths of an article's own words that were said: fewer is chance


def today(at: datetime) -> date:
    """The day on the wall."""
    return clock.local_day(at)
