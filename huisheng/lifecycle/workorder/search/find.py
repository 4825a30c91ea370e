"""Finding orders, newest first, in a few queries, however many orders there are.

The newest orders are read one by one: what many orders hold stands there too, and a page full of it is done. They
are also where an order is found that the follower hasn't written down yet. What they leave is asked of the index
over pairs of characters, up to ``MOST`` hits. Whoever has more stands so densely that reading on from the newest,
in growing spans, fills the page soon. The planner is never left to guess between the two: it can't know how often
two pairs stand together, nor that a word of winter is rare among the orders of summer.

What may be seen is decided by ``rows`` (``reads.visible``) alone. ``under``, the unit at which the seat's sight
begins, only lets the index pass over what isn't below it, so that the time a search takes tells nothing of others.

Where the seat may hear what callers said, each term may stand in the order's text or in that of its call (``spoken``).
"""

from collections.abc import Iterator

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from huisheng.directory import reads as directory
from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.kernel.database import fixed
from huisheng.lifecycle.workorder.models import Personal, Searched, WorkOrder
from huisheng.lifecycle.workorder.search import spoken
from huisheng.lifecycle.workorder.search.terms import Query
from huisheng.lifecycle.workorder.spoken_models import Spoken

NEWEST = 1_000  # how many numbers back the newest orders go: a few milliseconds' reading
GROWS = 4  # each further span is so many times the one before
MOST = 15_000  # hits that the index is asked for: what stands denser, the spans find sooner
FIRST = 200  # of these, the newest are looked at first: mostly they fill the page

Span = tuple[int, int]
_LAST = 2**62


def top(actor: Actor) -> int:
    """The unit at or above which stands everything that the seat may see."""
    return int(visible_to(actor).top.strip("/").rpartition("/")[2])


def first(
    rows: QuerySet[WorkOrder], query: Query, count: int, *, under: int, edge: int | None = None, up: bool = False
) -> list[WorkOrder]:
    """The first ``count`` of these rows that the query finds, from order id ``edge`` (exclusive) on.

    Newest first, or with ``up`` the oldest of the newer ones first. Without an edge: from the newest on.
    """
    newest = int(fixed.rows("SELECT coalesce(max(id), 0) FROM workorder", [])[0][0])
    edge = newest + 1 if edge is None else edge
    rows = rows.order_by("pk" if up else "-pk")
    if query.number:
        return list(rows.filter(Q(pk__gt=edge) if up else Q(pk__lt=edge), number=query.number)[:count])
    found: list[WorkOrder] = []
    for no, span in enumerate(_spans(edge, newest, up)):
        if no == 1 and query.pairs:
            hits = _hits(query, under, (span[0], _LAST) if up else (1, span[1]))
            if len(hits) < MOST:
                return found + _among(rows, sorted(hits, reverse=not up), count - len(found))
        found += _read(rows.filter(pk__range=span), query)[: count - len(found)]
        if len(found) == count:
            break
    return found


def _spans(edge: int, newest: int, up: bool) -> Iterator[Span]:
    """Spans of ids away from the edge, both ends included, each larger than the one before; to the end of all ids."""
    size = NEWEST
    while edge <= newest if up else edge > 1:
        yield (edge + 1, edge + size) if up else (max(edge - size, 1), edge - 1)
        edge, size = edge + size if up else edge - size, size * GROWS


def matching(rows: QuerySet[WorkOrder], query: Query, *, under: int) -> QuerySet[WorkOrder]:
    """All of these rows that the query finds, in no order: for whoever takes the lot. As far as written down."""
    if query.number:
        return rows.filter(number=query.number)
    held = Q(pk__in=_indexed(query, under, (1, _LAST)).values("pk")) if query.pairs else _held(query)
    return rows.filter(held | _called(query) | Q(pk__in=_heard(query, under, (1, _LAST)).values("pk")))


def _read(rows: QuerySet[WorkOrder], query: Query) -> QuerySet[WorkOrder]:
    """Those whose text holds all terms, read one by one; for what isn't written down yet, the live words."""
    live = Func(
        Func(
            *(Value("\n"), F("number"), F("personal__title"), F("personal__words"), F("personal__place")),
            function="concat_ws",
        ),
        function="search_folded",
        output_field=TextField(),
    )
    fresh = Q(searched__isnull=True)
    for term in query.terms:
        fresh &= Q(_live__contains=term) | spoken.holding(query, term, "spoken__")
    return rows.alias(_live=live).filter(_held(query) | fresh | _called(query))


def _indexed(query: Query, under: int, span: Span) -> QuerySet[Searched]:
    """What the index finds below that unit. Terms of two characters are in it as they are; longer ones are read."""
    pairs = Func(F("text"), function="search_grams", output_field=ArrayField(TextField()))
    below = Searched.objects.filter(pk__gte=span[0], pk__lte=span[1])
    if not directory.is_above_all(under):  # else it is in every row, and going through them all is most of the time
        below = below.filter(units__contains=[under])
    holding = {"_pairs__contains": query.pairs}  # not by keyword: the stubs take the array for one of its texts
    found = below.alias(_pairs=pairs).filter(Q(**holding))
    for term in query.terms:
        found = found if len(term) == 2 else found.filter(text__contains=term)
    return found


def _heard(query: Query, under: int, span: Span) -> QuerySet[Spoken]:
    """Where at least one term was said in the order's call, and what wasn't stands in its text."""
    if not query.heard:
        return Spoken.objects.none()
    found = Spoken.objects.filter(spoken.any_of(query), pk__gte=span[0], pk__lte=span[1])
    if not directory.is_above_all(under):
        found = found.filter(order__searched__units__contains=[under])
    for term in query.terms if len(query.terms) > 1 else ():
        found = found.filter(spoken.holding(query, term) | Q(order__searched__text__contains=term))
    return found


def _hits(query: Query, under: int, span: Span) -> set[int]:
    hits = _keys(_indexed(query, under, span))
    if query.phone:
        hits |= _keys(Personal.objects.filter(phone_blind=query.phone, pk__gte=span[0], pk__lte=span[1]))
    if query.heard:
        hits |= _keys(_heard(query, under, span))
    return hits


def _keys(rows: QuerySet[Searched] | QuerySet[Personal] | QuerySet[Spoken]) -> set[int]:
    """At most MOST of the keys, as one array: thousands of rows take longer to receive than to find."""
    return set(rows.values("pk")[:MOST].aggregate(keys=ArrayAgg("pk"))["keys"] or ())


def _among(rows: QuerySet[WorkOrder], hits: list[int], count: int) -> list[WorkOrder]:
    """The first of these hits, in their order, that are among the rows."""
    found: list[WorkOrder] = []
    for some in (hits[:FIRST], hits[FIRST:]):
        if some and len(found) < count:
            found += rows.filter(pk__in=some)[: count - len(found)]
    return found


def _held(query: Query) -> Q:
    held = Q()
    for term in query.terms:
        held &= Q(searched__text__contains=term) | spoken.holding(query, term, "spoken__")
    return held


def _called(query: Query) -> Q:
    return Q(personal__phone_blind=query.phone) if query.phone else Q()
