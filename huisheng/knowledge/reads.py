"""Questions about articles, scoped to the seat that asks.

Read: published articles of the seat's platform and of those above it; a unit's seat sees what is internal only of its
own unit. Worked on: drafts of the own platform, by editors and signers; a handler sees his own unit's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import clock, text
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import forms, rules, thesaurus
from huisheng.knowledge.models import Article, Text
from huisheng.knowledge.states import ArticleState
from huisheng.rulebook import implements

PAGE = 50
FILTERS = ("state", "unit", "due", "q", "after")
_CANDIDATES = 200  # articles that are looked at closely for a suggestion
_CHANCE = 120  # thousandths: what fits less fits by chance
_RARE = 24  # pairs of what is said that are looked up, the rarest
# in how many articles each pair stands; that it is many is enough to know
_HELD = """
SELECT pair, (SELECT count(*) FROM (
    SELECT FROM knowledge_article WHERE pairs @> ARRAY[pair] LIMIT 300
) AS held) FROM (SELECT DISTINCT pair FROM unnest(%s::text[]) AS pair LIMIT 160) AS asked
"""
_DESK = (Role.KNOWLEDGE, Role.SUPERVISOR)
_NOT_FOUND = Refusal("not_found", "没有这条知识，或者您无权查看，请核对编号。")


@dataclass(frozen=True, slots=True)
class Suggested:
    """An article that may help: its key, title, the beginning of its text, and ``why`` it is shown.

    ``answer``: what is said to the citizen; "" of one that isn't ``public``.
    """

    key: int
    title: str
    begins: str
    answer: str
    why: str
    public: bool


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
    rows = _worded(rows, given.get("q", ""))
    after = given.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        last = visible(actor).filter(pk=int(after)).first()
        if last is not None:
            rows = rows.filter(Q(changed_at__lt=last.changed_at) | Q(changed_at=last.changed_at, pk__lt=last.pk))
    found_rows = list(rows.order_by("-changed_at", "-id")[: size + 1])
    return found_rows[:size], str(found_rows[size - 1].pk) if len(found_rows) > size else ""


def beside(actor: Actor, asked: str, today: date, unit: int | None = None, size: int = PAGE) -> list[Article]:
    """What the seat may open but nobody may quote that day (drafts, retired, ended), with these words in its title."""
    gone = ~Q(state=ArticleState.PUBLISHED) | Q(valid_until__lt=today) | Q(valid_from__gt=today)
    rows = visible(actor).filter(gone)
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    return list(_worded(rows, asked).order_by("-changed_at", "-id")[:size])


def _worded(rows: QuerySet[Article], asked: str) -> QuerySet[Article]:
    for word in text.fold(text.clean(asked[:100])).split():
        found = Q(folded__contains=word) | Q(title__icontains=word)
        rows = rows.filter(found | Q(initials__contains=word) if word.isascii() else found)
    return rows


def suggest(words: str, category: str, actor: Actor, today: date, limit: int = 5) -> list[Suggested]:
    """Published articles that fit what is said and the category chosen, the best first; those over are left out."""
    said, category = text.clean(words[:2000]), text.clean(category)
    asked = meant(said)
    rows = visible(actor).filter(state=ArticleState.PUBLISHED)
    rows = rows.exclude(valid_until__lt=today).exclude(valid_from__gt=today)
    found = {row.pk: row for row in nearest(rows, asked, _CANDIDATES)}
    if category:
        same = rows.filter(category__startswith=category[:4]).exclude(category="")
        found |= {row.pk: row for row in same.order_by("-changed_at", "-pk")[:_CANDIDATES]}
    fitting = [(rules.fit(row.pairs, asked, same=rules.belongs(row.category, category)), row) for row in found.values()]
    # of those that fit alike the first found: the one with the rarer words
    best = sorted((one for one in fitting if one[0] >= _CHANCE), key=lambda one: -one[0])[:limit]
    texts = {
        one.article_id: one
        for one in Text.objects.filter(article_id__in=[row.pk for _, row in best], no=F("article__current"))
    }
    return [_suggested(row, texts[row.pk], said, asked) for _, row in best]


def meant(said: str) -> list[str]:
    """The pairs of what is said, and those of other names for what it names; not of words that any matter has."""
    folded = text.fold(said)
    others = [other for word, names in thesaurus.groups().items() if word in folded for other in names]
    return sorted({*rules.pairs(thesaurus.telling(folded)), *(pair for other in others for pair in rules.pairs(other))})


def nearest(rows: QuerySet[Article], asked: Sequence[str], size: int) -> list[Article]:
    """Those of ``rows`` in whose titles and keywords the rarest of the pairs stand, the most telling first."""
    held = dict(fixed.rows(_HELD, [list(asked)])) if asked else {}
    rare = sorted((pair for pair in held if held[pair]), key=lambda pair: (held[pair], pair))[:_RARE]
    if not rare:
        return []
    found = list(rows.filter(pairs__overlap=rare).order_by("-changed_at", "-pk")[:_CANDIDATES])
    telling = {row.pk: sum(1000 // (1 + held[pair]) for pair in set(row.pairs) & held.keys()) for row in found}
    return sorted(found, key=lambda row: (-telling[row.pk], -row.pk))[:size]


def owner(key: int) -> tuple[int, int]:
    """The unit that answers for an article, and its platform. Unscoped: for readers of the ledger."""
    row: tuple[int, int] = Article.objects.values_list("unit_id", "platform_id").get(pk=key)
    return row


def kept_since(platform: int) -> date | None:
    """The day from which the platform keeps its base here: its first signature; None where it doesn't."""
    texts = Text.objects.filter(article__platform_id=platform, signed_at__isnull=False)
    first = texts.order_by("signed_at").values_list("signed_at", flat=True).first()
    return clock.local_day(first) if first is not None else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit's articles stand: how many are read, to be reviewed soon, and not reviewed in time."""

    unit: int
    count: int
    soon: int
    late: int
    first: date | None


@implements("domain#art-72")
def standings(rows: QuerySet[Article], today: date, ahead: int) -> list[Standing]:
    """By unit: published articles among ``rows``; those with the most that are late first."""
    until = today + timedelta(days=ahead)
    soon = Count("id", filter=Q(review_on__gt=today, review_on__lte=until))
    late = Count("id", filter=Q(review_on__lte=today))
    held = rows.filter(state=ArticleState.PUBLISHED).exclude(valid_until__lt=today).order_by().values("unit_id")
    counted = held.annotate(count=Count("id"), soon=soon, late=late, first=Min("review_on"))
    found = [Standing(row["unit_id"], row["count"], row["soon"], row["late"], row["first"]) for row in counted]
    return sorted(found, key=lambda one: (-one.late, -one.soon, one.first or until, one.unit))


def to_review(rows: QuerySet[Article], until: date, most: int = 100) -> list[Article]:
    """Published articles among ``rows`` whose review is due by then, the latest first."""
    found = rows.filter(state=ArticleState.PUBLISHED, review_on__lte=until)
    return list(found.order_by("review_on", "pk")[:most])


def of_platform(platform: int) -> QuerySet[Article]:
    """The platform's own articles. Unscoped: for the sweep."""
    return Article.objects.filter(platform_id=platform)


def due(actor: Actor, today: date) -> int:
    """How many of those the seat works on are to be reviewed by today."""
    return visible(actor).filter(platform_id=actor.platform, state=ArticleState.PUBLISHED, review_on__lte=today).count()


def live(article: Article) -> dict[str, Any]:
    """What the live table holds, in the shape that ledger.replay folds to."""
    days = {name: getattr(article, name) for name in ("valid_from", "valid_until", "review_on")}
    names = ("platform_id", "unit_id", "version", "state", "current", "draft", "public")
    return {**{name: getattr(article, name) for name in names}, **days}


def _suggested(row: Article, said: Text, words: str, asked: Sequence[str]) -> Suggested:
    answer = forms.answer(said.form, said.title, said.body, words)
    shared = [pair for pair in row.pairs if pair in asked]
    why = f"说到“{'、'.join(_joined(shared)[:3])}”" if shared else "同一类别"
    return Suggested(row.pk, row.title, _begins(answer), answer if row.public else "", why, row.public)


def _joined(pairs: Sequence[str]) -> list[str]:
    """Pairs that overlap told as one word: 停水 水抢 抢修 is 停水抢修. The longest first."""
    found, left = [], list(pairs)
    while left:
        word, going = left.pop(0), True
        while going:
            going = False
            for pair in left:
                if pair[0] == word[-1] or pair[1] == word[0]:
                    word = word + pair[1:] if pair[0] == word[-1] else pair[:1] + word
                    left.remove(pair)
                    going = True
                    break
        found.append(word)
    return sorted(found, key=lambda word: (-len(word), word))


def _begins(body: str) -> str:
    said = " ".join(body.split())
    return said if len(said) <= 80 else f"{said[:79]}…"
