"""Where a found order holds what was searched for: a line of its own words around the first hit, the hits marked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from huisheng.directory import reads as directory
from huisheng.lifecycle.workorder.models import Dispatch, Note, WorkOrder
from huisheng.lifecycle.workorder.search import spoken
from huisheng.lifecycle.workorder.search.terms import Query, folded

BEFORE, LENGTH = 12, 48  # characters shown before the first hit, and in all
HEARD = "通话录音里有相符的话"  # what was said is read on the order's page, for a purpose


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a snippet; ``hit``: it is what was searched for."""

    text: str
    hit: bool = False


def snippets(orders: Iterable[WorkOrder], query: Query | None) -> dict[int, list[Part]]:
    """Order id -> its snippet. The orders (with ``personal``) were found by the query; a few more queries for all."""
    listed = list(orders)
    if query is None or not listed:
        return {}
    keys = [order.pk for order in listed]
    also: dict[int, list[str]] = defaultdict(list)
    for key, said in Note.objects.filter(order_id__in=keys, erased_at=None).order_by("no").values_list("order", "text"):
        also[key].append(said)
    for key, unit in Dispatch.objects.filter(order_id__in=keys).order_by("no").values_list("order_id", "unit_id"):
        also[key] += [directory.unit_name(unit), directory.unit_name(unit, short=True)]
    heard = spoken.among(keys, query)
    return {order.pk: _snippet(order, also[order.pk], query, heard=order.pk in heard) for order in listed}


def titles(orders: Iterable[WorkOrder], query: Query | None) -> dict[int, list[Part]]:
    """Order id -> its whole title, what was searched for marked in it; empty where no search was made."""
    terms = query.terms if query is not None else ()
    return {order.pk: _parts(order.personal.title, _hits(order.personal.title, terms)) for order in orders if terms}


def _snippet(order: WorkOrder, also: Sequence[str], query: Query, *, heard: bool) -> list[Part]:
    """Of the text that holds most of the terms; nothing where that is the title: there they are marked.

    ``heard``: a term was said in its call, which is told where no text of its own holds them all.
    """
    personal = order.personal
    best = max([personal.words, personal.place, *also, order.number], key=lambda said: _held(said, query.terms))
    held, title = _held(best, query.terms), _held(personal.title, query.terms)
    parts = marked(best, query.terms) if held and held >= title else []
    if heard and max(held, title) < len(query.terms):
        return [*parts, Part(f"；{HEARD}" if parts else HEARD)]
    return parts or ([Part("来电号码相符")] if query.phone and not title else [])


def _held(said: str, terms: Sequence[str]) -> int:
    plain = folded(said)
    return sum(term in plain for term in terms)


def marked(said: str, terms: Sequence[str]) -> list[Part]:
    """The text around its first hit, the hits marked; its own characters, whatever folding made of them."""
    hits = _hits(said, terms)
    begins = max(min(hits, default=0) - BEFORE, 0)
    ends = min(begins + LENGTH, len(said))
    parts = _parts(said[begins:ends], {place - begins for place in hits})
    if begins:  # the mark of what was left out is no part of a hit
        parts = [Part(f"…{parts[0].text}"), *parts[1:]] if parts and not parts[0].hit else [Part("…"), *parts]
    return [*parts, Part("…")] if ends < len(said) else parts


def _parts(said: str, hits: set[int]) -> list[Part]:
    parts: list[Part] = []
    for place, raw in enumerate(said):
        character, hit = " " if raw.isspace() else raw, place in hits
        if parts and parts[-1].hit == hit:
            parts[-1] = Part(parts[-1].text + character, hit)
        else:
            parts.append(Part(character, hit))
    return parts


def _hits(said: str, terms: Sequence[str]) -> set[int]:
    """The places in the text that a term covers."""
    plain, places = folded(said), list(range(len(said)))
    if len(plain) != len(said):  # something folded into several characters, or none: character by character
        pieces = [_one(character) for character in said]
        plain, places = "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]
    hits: set[int] = set()
    for term in terms:
        at = plain.find(term)
        while at >= 0:
            hits.update(places[at : at + len(term)])
            at = plain.find(term, at + 1)
    return hits


@lru_cache(maxsize=8192)
def _one(character: str) -> str:
    return folded(character)
