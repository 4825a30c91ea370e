"""The base searched as one types: by words, by initials of pinyin, by other names of the same thing.

It is asked in steps, the surest first, until there are enough: each asks the database once, by an index. What a
seat finds it may open; what is internal is looked through only for those who may read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from django.db import models
from django.db.models import F, Q, QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import text
from huisheng.knowledge import forms, reads, rules, snippets, thesaurus
from huisheng.knowledge.models import Article, Text, Words
from huisheng.knowledge.snippets import Cut
from huisheng.knowledge.states import ArticleState
from huisheng.rulebook import implements

MOST = 20
_WORDS = 6  # of what is typed
_NEAR = 3  # keywords that stand with what was found


@dataclass(frozen=True, slots=True)
class Found:
    """An article found: why, and where its words stand.

    ``answer``: what is said to the citizen; "" of an article that isn't public.
    """

    article: Article
    n: int
    why: str
    title: list[Cut]
    snippet: list[Cut]
    answer: str
    inner: bool


@dataclass(frozen=True, slots=True)
class _Step:
    why: str
    rows: QuerySet[Article]
    terms: list[str]
    inner: bool = False


def typed(asked: str) -> list[str]:
    """The words of what is typed, folded."""
    return text.fold(text.clean(asked[:200])).split()[:_WORDS]


@implements("domain#art-71")
def find(actor: Actor, asked: str, today: date, *, unit: int | None = None, size: int = MOST) -> list[Found]:
    """What fits what is typed, the best first; nothing for no words."""
    rows = open_to(actor, today)
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    return _found(rows, _inner(actor, rows), typed(asked), size)


def public(rows: QuerySet[Article], asked: str, size: int = MOST) -> list[Found]:
    """The same for citizens, among ``rows``: only what is public is looked through."""
    return _found(rows, None, typed(asked), size)


def open_to(actor: Actor, today: date) -> QuerySet[Article]:
    """What the seat may quote that day."""
    rows = reads.visible(actor).filter(state=ArticleState.PUBLISHED)
    return rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today)).exclude(valid_until__lt=today)


def may_read_inner(actor: Actor, article: Article) -> bool:
    """内部说明: for seats of the platform, and of its units for the one whose article it is."""
    if article.platform_id != actor.platform:
        return False
    return actor.role is not Role.HANDLER or article.unit_id == actor.unit


def _inner(actor: Actor, rows: QuerySet[Article]) -> QuerySet[Article]:
    own = rows.filter(platform_id=actor.platform)
    return own.filter(unit_id=actor.unit) if actor.role is Role.HANDLER else own


def _found(rows: QuerySet[Article], inner: QuerySet[Article] | None, words: list[str], size: int) -> list[Found]:
    if not words:
        return []
    hits: dict[int, tuple[Article, _Step]] = {}
    for step in _steps(rows, inner, words):
        for article in step.rows.defer("folded", "pairs")[: size + len(hits)]:
            hits.setdefault(article.pk, (article, step))
        if len(hits) >= size:
            break
    if 0 < len(hits) < size:
        for step in _beside(rows, list(hits), words):
            for article in step.rows.defer("folded", "pairs")[:size]:
                hits.setdefault(article.pk, (article, step))
    if not hits:
        best = reads.nearest(rows, rules.pairs(" ".join(words)), size)
        near = _Step("意思相近", rows, words)
        hits = {article.pk: (article, near) for article in best}
    return _told(list(hits.values())[:size], " ".join(words))


def _steps(rows: QuerySet[Article], inner: QuerySet[Article] | None, words: list[str]) -> Iterator[_Step]:
    shown = " ".join(words)
    plain = [word for word in words if rules.pairs(word)]
    order = ("-changed_at", "-pk")
    if len(plain) < len(words):
        short = Q()
        for word in words:
            short &= Q(title__icontains=word)
        yield _Step(f"标题里有“{shown}”", rows.filter(short).order_by(*order), words)
    if all(word.isascii() for word in words):
        letters = "".join(words)
        if letters.isalnum() and len(letters) > 1:
            held = Words.objects.filter(letters__contains=rules.pieces(letters), initials__contains=letters)
            yield _Step(f"拼音首字母 {letters}", _among(rows, held).order_by(*order), [letters])
    if not plain:
        return
    every = rules.pairs(" ".join(plain))
    yield _Step(f"标题、关键词或问法里有“{shown}”", rows.filter(pairs__contains=every).order_by(*order), words)
    swaps = [thesaurus.others(word) for word in plain]
    if any(swaps):
        yield from _alike(rows, plain, titles=True)
    yield _Step(f"正文里有“{shown}”", _among(rows, Words.objects.filter(said__contains=every)).order_by(*order), words)
    if inner is not None:
        held = Words.objects.filter(inner__contains=every)
        yield _Step(f"内部说明里有“{shown}”", _among(inner, held).order_by(*order), words, inner=True)
    if any(swaps):
        yield from _alike(rows, plain, titles=False)


def _alike(rows: QuerySet[Article], words: list[str], *, titles: bool) -> Iterator[_Step]:
    """By other names of the same thing, one step for all of them."""
    ways = [[("", word), *((part, said) for part, said in thesaurus.others(word))] for word in words]
    asked, terms, parts, names = Q(pk__in=[]), [], [], []
    for way in islice(product(*ways), 1, 12):
        grams = rules.pairs(" ".join(said for _, said in way))
        asked |= Q(pairs__contains=grams) if titles else Q(said__contains=grams)
        terms += [said for part, said in way if part]
        names += [_name(part, said, word) for (part, said), word in zip(way, words, strict=True) if part]
        parts += [part for part, _ in way if part]
    held = rows.filter(asked) if titles else _among(rows, Words.objects.filter(asked))
    named = "、".join(dict.fromkeys(parts))
    other = "、".join(list(dict.fromkeys(names))[:3])
    where = "" if titles else "，正文里有"
    yield _Step(f"“{named}”也叫“{other}”{where}", held.order_by("-changed_at", "-pk"), list(dict.fromkeys(terms)))


def _name(part: str, said: str, word: str) -> str:
    """The other name alone, of a word said with it in the place of its part."""
    before, _, after = word.partition(part)
    return said[len(before) : len(said) - len(after)]


def _beside(rows: QuerySet[Article], found: list[int], words: list[str]) -> Iterator[_Step]:
    """By keywords that stand in the base beside what was found, and by the category of the first."""
    first = list(Words.objects.filter(pk__in=found[:5]).values_list("keywords", "article__category"))
    counted: dict[str, int] = {}
    for keywords, _ in first:
        for word in rules.keyed(text.fold(keywords)):
            if len(word) > 1 and not any(word in said or said in word for said in words):
                counted[word] = counted.get(word, 0) + 1
    terms = sorted(counted, key=lambda word: (-counted[word], word))[:_NEAR]
    asked = Q(pk__in=[])
    for word in terms:
        asked |= Q(pairs__contains=rules.pairs(word))
    category = next((code for _, code in first if code), "")
    if category:
        asked |= Q(category=category)
    if not terms and not category:
        return
    why = f"常与它一同写到：{'、'.join(terms)}" if terms else "同一类别"
    yield _Step(why, rows.filter(asked).exclude(pk__in=found).order_by("-changed_at", "-pk"), [*words, *terms])


def _among(rows: QuerySet[Article], held: QuerySet[Words]) -> QuerySet[Article]:
    """Those of ``rows`` whose words are held: looked up by their own index first, whatever else is asked."""
    keys: models.QuerySet[Words, int] = held.order_by().values_list("pk", flat=True)
    return rows.filter(pk__in=keys)


def _told(hits: list[tuple[Article, _Step]], asked: str) -> list[Found]:
    keys = [article.pk for article, _ in hits]
    texts = {one.article_id: one for one in Text.objects.filter(article_id__in=keys, no=F("article__current"))}
    return [_one(article, step, texts[article.pk], asked) for article, step in hits]


def _one(article: Article, step: _Step, said: Text, asked: str) -> Found:
    answer = forms.answer(said.form, said.title, said.body, asked)
    return Found(
        article=article,
        n=said.no,
        why=step.why,
        title=snippets.title(said.title, step.terms),
        snippet=snippets.cut(said.internal if step.inner else answer, step.terms),
        answer=answer if article.public else "",
        inner=step.inner,
    )
