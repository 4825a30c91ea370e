"""What a matter may repeat: orders of the last weeks that tell of the same place and thing, whoever told them.

Candidates come by their traces, from the newest of the same sort and region, and from the same caller; never more than
a few hundred, whatever the number of orders there are. ``insight.repeats`` weighs them and says why. Scoped like every
list; nothing of a citizen leaves but the title, and of the number only whether it is the same, to who may find by it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Left

from huisheng.directory.actor import Actor
from huisheng.insight.repeats import judge, keys, places
from huisheng.insight.repeats.pairs import Common, Told
from huisheng.kernel import clock, text
from huisheng.kernel.database import fixed
from huisheng.lifecycle.workorder import traces
from huisheng.lifecycle.workorder.caller import may_find_by_phone
from huisheng.lifecycle.workorder.models import Personal, WorkOrder
from huisheng.lifecycle.workorder.reads import visible

WINDOW = timedelta(days=90)  # how far back repeats are looked for: a way of looking, not a rule
LATELY = timedelta(days=3)  # of the same sort and region, the newest of these days, traced or not
TRACED, NEWEST, OWN = 90, 40, 20  # candidates of each way that are read
MOST = 2000  # characters of the words that are looked at
_SAMPLE, _EVERY = 600, 2_000  # texts that say what is common, asked anew every so many orders
_KEPT = 8  # platforms whose common words are kept

_FIRST = """
SELECT (
    SELECT w.id FROM workorder w WHERE w.platform_id = %s AND w.accepted_at >= since.at
    ORDER BY w.accepted_at, w.id LIMIT 1
) FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS since(at, place) ORDER BY place
"""
_LAST = "SELECT coalesce(max(id), 0) FROM workorder"
_LATELY = """
SELECT id FROM workorder
WHERE platform_id = %s AND accepted_at >= %s AND id >= %s AND category LIKE %s AND region LIKE %s
ORDER BY id DESC LIMIT %s
"""

_common: dict[int, tuple[int, Common]] = {}  # platform -> how many orders there were, in turns of ``_EVERY``


@dataclass(frozen=True, slots=True)
class Like:
    """An order that is likely the same matter, and why in a phrase."""

    order: WorkOrder
    why: str


def likely(
    actor: Actor, *, now: datetime, title: str = "", words: str = "", place: str = "", category: str = "",
    region: str = "", blind: bytes = b"", limit: int = 4, but: Collection[int] = (),
) -> list[Like]:  # fmt: skip
    """The orders that are likely the matter told, likeliest first, but those. ``blind``: the caller's number."""
    by_phone = may_find_by_phone(actor)
    title, words, place = (text.clean(said[:MOST]) for said in (title, words, place))
    told = Told(title, words, place, category, region, clock.local(now), blind if by_phone else b"")
    if len(told.whole) < 4:
        return []
    found = judge.likeliest(told, _others(actor, told, now, by_phone, but), common(actor.platform), limit=limit)
    # all of them visible: they were read through the scope a moment ago
    rows = WorkOrder.objects.select_related("personal").in_bulk([one.key for one in found])
    return [Like(rows[one.key], one.why) for one in found]


def of(order: WorkOrder, actor: Actor, *, limit: int = 4, but: Collection[int] = ()) -> list[Like]:
    """The same for an order that stands already (with ``personal``): others of the weeks before and after it."""
    said = order.personal
    return likely(
        actor, now=order.accepted_at, title=said.title, words=said.words, place=said.place, category=order.category,
        region=order.region, blind=bytes(said.phone_blind), limit=limit, but={order.pk, *but},
    )  # fmt: skip


def _others(
    actor: Actor, told: Told, now: datetime, by_phone: bool, but: Collection[int]
) -> Iterable[tuple[int, Told]]:
    """The candidates as they were told."""
    (first,), (lately,) = fixed.rows(_FIRST, [actor.platform, [now - WINDOW, now - LATELY]])
    first = first or 0  # nothing of its own in all these weeks: what comes from others may be older by number
    near = dict.fromkeys(traces.sharing(keys.asked(told), first, TRACED))
    near |= dict.fromkeys(_lately(actor, told, now, lately)) if lately else {}
    if told.caller:
        own = Personal.objects.filter(phone_blind=told.caller, pk__gte=first).order_by("-pk")
        near |= dict.fromkeys(own.values_list("pk", flat=True)[:OWN])
    within = (now - WINDOW, now + WINDOW)
    rows = visible(actor).filter(pk__in=[key for key in near if key not in but], accepted_at__range=within)
    columns = ("pk", "personal__title", "_words", "personal__place", "category", "region", "accepted_at")
    rows = rows.annotate(_words=Left("personal__words", places.MOST))
    for key, title, words, place, category, region, at, blind in rows.values_list(*columns, "personal__phone_blind"):
        yield key, Told(title, words, place, category, region, clock.local(at), bytes(blind) if by_phone else b"")


def _lately(actor: Actor, told: Told, now: datetime, first: int) -> list[int]:
    given = [actor.platform, now - LATELY, first, f"{told.category[:4]}%", told.region or "%", NEWEST]
    return [int(key) for (key,) in fixed.rows(_LATELY, given)]


def common(platform: int) -> Common:
    """How common pairs of characters are among the newest texts of the platform; learnt anew now and then."""
    turn = int(fixed.rows(_LAST, [])[0][0]) // _EVERY
    held, learnt = _common.get(platform, (-1, None))
    if learnt is None or held != turn:
        newest = WorkOrder.objects.filter(platform_id=platform).order_by("-pk")
        texts = newest.values_list("personal__title", "personal__words")[:_SAMPLE]
        learnt = Common(f"{title}。{words}" for title, words in texts)
        _common.pop(platform, None)
        while len(_common) >= _KEPT:
            _common.pop(next(iter(_common)), None)  # another thread may have been faster
        _common[platform] = turn, learnt
    return learnt
