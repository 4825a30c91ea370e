"""A seat's notices: those of its desks and its own, of orders it may see now. Paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.notices import rules
from huisheng.lifecycle.notices.models import Mark, Notice, Seen
from huisheng.lifecycle.workorder import news

PAGE = 50
MOST = 99  # unread ones are counted so far: more is "99+"

# the orders of the unread, asked for every page, so prepared: of each desk and of the seat the newest by their index
_NEW = f"""
SELECT notice.id, notice.order_id FROM notice
WHERE {{whose}} AND notice.by <> %(seat)s
  AND notice.id > coalesce((SELECT upto FROM notice_mark WHERE seat_id = %(seat)s), 0)
  AND NOT EXISTS (SELECT FROM notice_seen AS seen WHERE seen.seat_id = %(seat)s AND seen.notice_id = notice.id)
ORDER BY notice.id DESC LIMIT {MOST + 1}
"""  # noqa: S608  a number of our own
_UNREAD = f"""
SELECT order_id FROM (
    ({_NEW.format(whose="notice.seat_id = %(seat)s")})
    UNION ALL
    SELECT new.id, new.order_id FROM unnest(%(units)s::bigint[], %(desks)s::text[]) AS mine(unit, desk), LATERAL (
        {_NEW.format(whose="notice.unit_id = mine.unit AND notice.desk = mine.desk")}
    ) AS new
) AS every ORDER BY id DESC LIMIT {MOST + 1}
"""  # noqa: S608  the same


@dataclass(frozen=True, slots=True)
class Item:
    """A notice as a seat reads it. ``number`` and ``title`` of its order, or ``circular``, the key of a run.

    ``code``: of its rule.
    """

    key: int
    sentence: str
    urgent: bool
    unread: bool
    at: datetime
    number: str
    title: str
    circular: int | None
    code: str


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. ``next``: the key after which older ones follow, "" where none are."""

    items: Sequence[Item]
    next: str


@dataclass(frozen=True, slots=True)
class Card:
    """A fresh notice as the push must know it: for whom, of which order, in which words."""

    key: int
    unit: int | None
    desk: str
    seat: int | None
    by: int
    order: int | None
    urgent: bool
    sentence: str

    def meant_for(self, actor: Actor) -> bool:
        """Whether it goes to this seat. Whether the seat may see the order is the scope filter's to say."""
        if self.by == actor.seat:
            return False
        return self.seat == actor.seat or (self.unit or 0, self.desk) in _desks(actor)


def page(actor: Actor, after: str = "", size: int = PAGE) -> Page:
    """The seat's notices. Refusal ``bad_filter`` for a place that makes no sense."""
    rows = _mine(actor).select_related("named")
    if after:
        if not (after.isascii() and after.isdigit() and len(after) <= 18):
            raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="after")
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.annotate(seen=_seen(actor)).order_by("-pk")[: size + 1])
    upto, orders = _upto(actor), _known(actor, found)
    items = [
        Item(
            key=row.pk,
            sentence=_sentence(row),
            urgent=row.urgent,
            unread=row.pk > upto and not row.seen,
            at=row.at,
            number=orders.get(row.order_id or 0, ("", ""))[0],
            title=orders.get(row.order_id or 0, ("", ""))[1],
            circular=row.circular,
            code=row.code,
        )
        for row in found[:size]
        if row.order_id is None or row.order_id in orders
    ]
    return Page(items, str(found[size - 1].pk) if len(found) > size else "")


def unread(actor: Actor) -> int:
    """How many the seat hasn't read; counting ends at ``MOST`` + 1."""
    desks = sorted(_desks(actor))
    if not desks:
        return 0
    given = {"seat": actor.seat, "units": [unit for unit, _ in desks], "desks": [desk for _, desk in desks]}
    found = [key for (key,) in fixed.rows(_UNREAD, given)]
    orders = news.known(actor, {key for key in found if key is not None})
    return sum(1 for key in found if key is None or key in orders)


def one(actor: Actor, key: int) -> Notice:
    """A notice of this seat; Refusal ``not_found`` for any other."""
    found = _mine(actor).filter(pk=key).first()
    if found is None or (found.order_id is not None and not _known(actor, [found])):
        raise Refusal("not_found", "没有这条通知，可能已过保留期，请刷新后再看。")
    return found


def fresh(after: int, limit: int) -> list[Card]:
    """Notices made since, for the push, which asks ``meant_for`` and the scope of each. Unscoped."""
    rows = Notice.objects.filter(pk__gt=after).select_related("named").order_by("pk")[:limit]
    return [Card(r.pk, r.unit_id, r.desk, r.seat_id, r.by, r.order_id, r.urgent, _sentence(r)) for r in rows]


def last() -> int:
    """The newest notice there is; 0 for none."""
    return Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def silent(urgent: bool, scope: str, at: datetime) -> bool:
    """Whether a notice keeps quiet now on the platform of that scope."""
    value = law.at(clock.local_day(at), scope).find("notices.quiet")
    return value is not None and rules.silent(urgent, clock.local(at).time(), value.items)


def _desks(actor: Actor) -> frozenset[tuple[int, str]]:
    return rules.desks_of(actor.role, actor.unit, actor.platform)


def _mine(actor: Actor) -> QuerySet[Notice]:
    desks = _desks(actor)
    if not desks:
        return Notice.objects.none()
    meant = Q(seat_id=actor.seat)
    for unit, desk in sorted(desks):
        meant |= Q(unit_id=unit, desk=desk)
    return Notice.objects.filter(meant).exclude(by=actor.seat)


def _seen(actor: Actor) -> Exists:
    return Exists(Seen.objects.filter(seat_id=actor.seat, notice_id=OuterRef("pk")))


def _upto(actor: Actor) -> int:
    return Mark.objects.filter(seat_id=actor.seat).values_list("upto", flat=True).first() or 0


def _known(actor: Actor, rows: Sequence[Notice]) -> dict[int, tuple[str, str]]:
    return news.known(actor, {row.order_id for row in rows if row.order_id is not None})


def _sentence(row: Notice) -> str:
    named = directory.unit_name(row.named_id, short=True)
    return rules.sentence(row.code, named, row.detail, row.times)
