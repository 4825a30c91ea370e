"""Traces of orders: by which numbers each is found again, and who shares some.

Beside the acts like the search's text, by the same reader. An order is traced from its live words as they are now;
its numbers are hashes of the names of places and of the shape of its words (``insight.repeats.keys``).
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from huisheng.insight.repeats import keys
from huisheng.insight.repeats.keys import Keys
from huisheng.insight.repeats.pairs import Told
from huisheng.kernel.database import fixed
from huisheng.lifecycle.workorder.models import Personal, Trace

log = logging.getLogger(__name__)

EACH = 60  # of each number, the newest
_WEIGHTS = (3, 2, 2)  # what a whole name, the end of a name, a part of the shape say

_LOCK = "SELECT 1 FROM workorder_personal WHERE order_id = ANY(%s::bigint[]) ORDER BY order_id FOR SHARE"
_WRITE = """
WITH made AS (
    INSERT INTO workorder_trace (key, order_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])
    ON CONFLICT DO NOTHING RETURNING 1
) SELECT count(*) FROM made
"""
_SHARING = """
SELECT wanted.key, held.order_id FROM unnest(%s::bigint[]) AS wanted(key)
CROSS JOIN LATERAL (
    SELECT t.order_id FROM workorder_trace t
    WHERE t.key = wanted.key AND t.order_id >= %s ORDER BY t.order_id DESC LIMIT %s
) held
"""


Made = Mapping[int, tuple[Told, frozenset[int]]]  # order -> the words as they were read, and their numbers


def made(orders: Collection[int]) -> Made:
    """Their numbers, before anything is locked: hashing takes a while, and whoever erases or corrects mustn't wait."""
    try:
        with transaction.atomic():
            return {order: (told, keys.kept(told).every) for order, told in _words(orders)}
    except Exception:
        log.exception("orders not traced: %s", len(orders))
        return {}


def write(orders: Collection[int], before: Made) -> None:
    """Trace these orders anew. What goes wrong is logged and left out: the search must go on.

    ``before``: what ``made`` said of them; words that have changed since are read again.
    """
    try:
        with transaction.atomic():
            _write(sorted(orders), before)
    except Exception:
        log.exception("orders not traced: %s", len(orders))


def _write(orders: list[int], before: Made) -> None:
    fixed.rows(_LOCK, [orders])  # whoever erases the words waits, and takes the traces too
    found = []
    for order, told in _words(orders):
        read, numbers = before.get(order, (None, frozenset()))
        found += [(key, order) for key in (numbers if read == told else keys.kept(told).every)]
    Trace.objects.filter(order_id__in=orders).delete()
    fixed.rows(_WRITE, [[key for key, _ in found], [order for _, order in found]])


def _words(orders: Collection[int]) -> list[tuple[int, Told]]:
    rows = Personal.objects.filter(order_id__in=orders, erased_at=None)
    said = rows.values_list("order_id", "title", "words", "place")
    return [(key, Told(title, words, place)) for key, title, words, place in said]


def sharing(asked: Keys, first: int, most: int) -> list[int]:
    """Orders from id ``first`` on that share these numbers, at most so many: those that share most, newest first."""
    weights = {key: weight for held, weight in zip(asked, _WEIGHTS, strict=True) for key in held}
    if not weights:
        return []
    said: Counter[int] = Counter()
    for key, order in fixed.rows(_SHARING, [list(weights), first, EACH]):
        said[order] += weights[key]
    return _best(said.items(), most)


def _best(said: Iterable[tuple[int, int]], most: int) -> list[int]:
    return [order for order, _ in sorted(said, key=lambda one: (-one[1], -one[0]))[:most]]
