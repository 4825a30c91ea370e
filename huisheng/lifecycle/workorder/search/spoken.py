"""What was said in an order's call, for search: neither the words, nor a name or a phone in them.

A recording's text is sealed, so search holds keyed hashes of its neighbouring characters, each two and each three. A
term of two or three characters is found exactly; of a longer one all threes must be there, though not in a row.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q

from huisheng.insight.understand import mask
from huisheng.kernel import secrets
from huisheng.lifecycle.workorder.models import Personal
from huisheng.lifecycle.workorder.search.terms import Query, folded
from huisheng.lifecycle.workorder.spoken_models import Spoken

_SIZES = (2, 3)


def write(order: int, texts: Iterable[str]) -> None:
    """Find the order by these texts from now on, and by no others; by none once its words were erased."""
    grams = {gram for said in texts for word in folded(mask(said)).split() for gram in _grams(word, _SIZES)}
    with transaction.atomic():
        # whoever erases the words waits, and takes this too
        kept = Personal.objects.select_for_update(no_key=True).filter(order_id=order, erased_at=None).first()
        if grams and kept is not None:
            Spoken.objects.update_or_create(order_id=order, defaults={"grams": sorted(grams)})
        else:
            Spoken.objects.filter(order_id=order).delete()


def holding(query: Query, term: str, of: str = "") -> Q:
    """The rows whose call holds the term, where this search looks there at all; ``of``: the way to the rows' call."""
    grams = _grams(term, (min(len(term), max(_SIZES)),)) if query.heard and len(term) >= min(_SIZES) else set()
    return Q(**{f"{of}grams__contains": sorted(grams)}) if grams else Q(pk__in=())


def any_of(query: Query, of: str = "") -> Q:
    """The rows whose call holds one of the terms."""
    held = Q(pk__in=())
    for term in query.terms:
        held |= holding(query, term, of)
    return held


def among(orders: Collection[int], query: Query) -> set[int]:
    """Those of these orders in whose call one of the terms was said; not asked where the search doesn't look there."""
    if not query.heard:
        return set()
    return set(Spoken.objects.filter(any_of(query), pk__in=orders).values_list("pk", flat=True))


def _grams(word: str, sizes: Iterable[int]) -> set[int]:
    pieces = {word[at : at + size] for size in sizes for at in range(len(word) - size + 1)}
    return {int.from_bytes(secrets.blind(f"spoken\0{piece}")[:4], "big", signed=True) for piece in pieces}
