"""Matters that are linked with one another, near and far: who tells the same, since when. Scoped like every list."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.expressions import RawSQL

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import LIVE
from huisheng.rulebook import implements

MOST = 100  # orders of a group that are read
PAGE = 25
_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,18})")

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
# all that is linked, near and far, with what these platforms accepted since
_SINCE = """
WITH RECURSIVE fresh(id) AS (
    SELECT id FROM workorder WHERE platform_id = ANY(%s::bigint[]) AND accepted_at >= %s
), near(id) AS (
    SELECT fresh.id FROM fresh JOIN workorder_link l ON l.order_id = fresh.id AND l.ended_at IS NULL
    UNION
    SELECT fresh.id FROM fresh JOIN workorder_link l ON l.to_id = fresh.id AND l.ended_at IS NULL
    UNION
    SELECT other.id FROM near CROSS JOIN LATERAL (
        SELECT l.to_id FROM workorder_link l WHERE l.order_id = near.id AND l.ended_at IS NULL
        UNION ALL
        SELECT l.order_id FROM workorder_link l WHERE l.to_id = near.id AND l.ended_at IS NULL
    ) other(id)
)
SELECT id FROM near
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


class By(Labelled):
    """What groups are ranked by: how many told of it, how often it was told, how often one number told of it."""

    PEOPLE = "people", "一事多人"
    MATTERS = "matters", "按件数"
    CALLER = "caller", "一人多诉"


@dataclass(frozen=True, slots=True)
class Many:
    """A matter told of several times: the whole group as far as the seat sees it, or what one number told of it.

    ``order``: the first of them (with ``personal``); ``callers``: how many known numbers; ``matters``: how many
    orders, ``fresh`` of them accepted in the span, ``open`` of them not done; ``whole``: how many the group has.
    """

    order: WorkOrder
    callers: int
    matters: int
    fresh: int
    open: int
    whole: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page, the most first; ``next`` goes on, "" where nothing follows; ``count``: how many there are in all."""

    rows: Sequence[Many]
    next: str
    count: int


@dataclass(frozen=True, slots=True)
class _Told:
    key: int
    at: datetime
    state: str
    blind: bytes


@implements("domain#art-68")
def group(order: WorkOrder, actor: Actor) -> Group:
    """The group of an order that the seat sees (with ``personal``); no others where it stands alone."""
    keys = [key for (key,) in fixed.rows(_GROUP, [order.pk, MOST]) if key != order.pk]
    if not keys:
        return Group()
    rows = {one.pk: one for one in visible(actor).filter(pk__in=keys).select_related("personal")}
    seen = [order.pk, *rows]
    pairs: list[tuple[int, int]] = [(of, to) for of, to in fixed.rows(_PAIRS, [seen, seen])]
    near = next(keys for keys in _together(seen, pairs) if order.pk in keys)
    others = [rows[key] for key in sorted(near) if key != order.pk]
    blinds = {bytes(one.personal.phone_blind) for one in (order, *others)} - {b""}
    return Group(
        others=others,
        callers=len(blinds),
        by_it=frozenset(to for of, to in pairs if of == order.pk),
        to_it=frozenset(of for of, to in pairs if to == order.pk),
    )


@implements("domain#art-68")
def ranked(actor: Actor, since: datetime, by: By, *, after: str = "", size: int = PAGE) -> Ranked:
    """The groups that something new was told of since then, each counted whole, the most first; four queries.

    By ``caller`` it is numbers that told of the same matter more than once: of a number nothing leaves but how often.
    """
    found = sorted(_ranks(_seen(actor, since), by), key=lambda one: one[0], reverse=True)
    beyond = _beyond(after)
    rest = [one for one in found if beyond is None or one[0] < beyond]
    orders = visible(actor).select_related("personal").in_bulk([told[0].key for _, told, _ in rest[:size]])
    rows = [_many(orders[told[0].key], told, whole, since) for _, told, whole in rest[:size] if told[0].key in orders]
    last = "-".join(map(str, rest[size - 1][0])) if len(rest) > size else ""
    return Ranked(rows, last, len(found))


_Rank = tuple[tuple[int, int, int], Sequence[_Told], int]  # where it stands, what was told, how many the group has


def _ranks(groups: Iterable[Sequence[_Told]], by: By) -> Iterable[_Rank]:
    for told in groups:
        callers = Counter(one.blind for one in told if one.blind)
        if by is By.CALLER:
            for blind in [blind for blind, often in callers.items() if often > 1]:
                own = [one for one in told if one.blind == blind]
                yield (len(own), len(told), own[0].key), own, len(told)
        elif by is By.MATTERS:
            yield (len(told), len(callers), told[0].key), told, len(told)
        elif len(callers) > 1:
            yield (len(callers), len(told), told[0].key), told, len(told)


def _seen(actor: Actor, since: datetime) -> list[list[_Told]]:
    """The groups of what the seat sees, each the earliest first."""
    platforms = [actor.platform, *(card.id for card in directory.platforms_above(actor.platform))]
    near = RawSQL(_SINCE, [platforms, since])  # noqa: S611  a constant of this module
    rows = visible(actor).filter(pk__in=near)
    columns = rows.order_by("accepted_at", "pk").values_list("pk", "accepted_at", "state", "personal__phone_blind")
    told = {key: _Told(key, at, state, bytes(blind)) for key, at, state, blind in columns}
    keys = list(told)
    pairs: list[tuple[int, int]] = [(of, to) for of, to in fixed.rows(_PAIRS, [keys, keys])] if keys else []
    found = [[told[key] for key in near] for near in _together(keys, pairs) if len(near) > 1]
    # what brought it here may be hidden from the seat, or be linked by way of what is
    return [near for near in found if near[-1].at >= since]


def _together(keys: Collection[int], pairs: Collection[tuple[int, int]]) -> list[list[int]]:
    """The keys in groups by these links, in their order: nothing is near by way of what isn't among them."""
    head = {key: key for key in keys}

    def top(key: int) -> int:
        while head[key] != key:
            head[key] = key = head[head[key]]
        return key

    for one, other in pairs:
        head[top(one)] = top(other)
    found: dict[int, list[int]] = {}
    for key in keys:
        found.setdefault(top(key), []).append(key)
    return list(found.values())


def _many(order: WorkOrder, told: Sequence[_Told], whole: int, since: datetime) -> Many:
    return Many(
        order=order,
        callers=len({one.blind for one in told} - {b""}),
        matters=len(told),
        fresh=sum(one.at >= since for one in told),
        open=sum(one.state in LIVE for one in told),
        whole=whole,
        first=told[0].at,
        last=told[-1].at,
    )


def _beyond(after: str) -> tuple[int, int, int] | None:
    if not after:
        return None
    found = _PLACE.fullmatch(after)
    if found is None:
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="after")
    return int(found[1]), int(found[2]), int(found[3])
