"""Matters that are linked with one another, near and far: who tells the same, since when. Scoped like every list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from huisheng.directory.actor import Actor
from huisheng.kernel.database import fixed
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.rulebook import implements

MOST = 100  # orders of a group that are read

_GROUP = """
WITH RECURSIVE near(id) AS (
    SELECT %s::bigint
    UNION
    SELECT CASE WHEN l.order_id = near.id THEN l.to_id ELSE l.order_id END
    FROM near JOIN workorder_link l ON near.id IN (l.order_id, l.to_id) AND l.ended_at IS NULL
)
SELECT id FROM near LIMIT %s
"""
_PAIRS = """
SELECT order_id, to_id FROM workorder_link
WHERE order_id = ANY(%s::bigint[]) AND to_id = ANY(%s::bigint[]) AND ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Group:
    """The others that an order is linked with by way of what this seat may see (with ``personal``), the earliest first.

    ``callers``: how many numbers told of it in all, its own with it, as far as numbers are known. ``by_it``: the
    orders it is linked to by a link of its own, which ends here; ``to_it``: those whose link leads to it.
    """

    others: Sequence[WorkOrder] = ()
    callers: int = 0
    by_it: frozenset[int] = frozenset()
    to_it: frozenset[int] = frozenset()


@implements("domain#art-68")
def group(order: WorkOrder, actor: Actor) -> Group:
    """The group of an order that the seat sees (with ``personal``); no others where it stands alone."""
    keys = [key for (key,) in fixed.rows(_GROUP, [order.pk, MOST]) if key != order.pk]
    if not keys:
        return Group()
    rows = {one.pk: one for one in visible(actor).filter(pk__in=keys).select_related("personal")}
    seen = [order.pk, *rows]
    pairs: list[tuple[int, int]] = [(of, to) for of, to in fixed.rows(_PAIRS, [seen, seen])]
    others = [rows[key] for key in sorted(_reached(order.pk, pairs) - {order.pk})]
    blinds = {bytes(one.personal.phone_blind) for one in (order, *others)} - {b""}
    return Group(
        others=others,
        callers=len(blinds),
        by_it=frozenset(to for of, to in pairs if of == order.pk),
        to_it=frozenset(of for of, to in pairs if to == order.pk),
    )


def _reached(first: int, pairs: Collection[tuple[int, int]]) -> set[int]:
    """What these links lead to from the first: nothing is near by way of what isn't among them."""
    reached: set[int] = set()
    near = {first}
    while near:
        reached |= near
        near = {side for pair in pairs if not near.isdisjoint(pair) for side in pair} - reached
    return reached
