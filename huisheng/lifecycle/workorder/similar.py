"""What is known of a caller and of places while a matter is typed: his own orders, the names others gave. Scoped.

What the matter may repeat, whoever told it: ``repeats``.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.lifecycle.workorder.caller import may_find_by_phone
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.search import find
from huisheng.lifecycle.workorder.search.terms import Query, folded, understood
from huisheng.lifecycle.workorder.states import LIVE

_PLACES = 200


def blind_of(phone: str) -> bytes:
    """The blind index under which a number typed by hand is kept; b"" for none."""
    return secrets.blind(text.fold(text.clean(phone[:64])).replace(" ", "").replace("-", ""))


def of_caller(blind: bytes, actor: Actor, limit: int) -> tuple[list[WorkOrder], int]:
    """The caller's orders that this seat may see (with ``personal``), open ones first, newest first; and how many."""
    if not blind or not may_find_by_phone(actor):
        return [], 0
    keys = _of_number(blind, actor)
    rows = visible(actor).filter(pk__in=[key for key, _, _ in _order_of(keys)[:limit]]).select_related("personal")
    found = sorted(rows, key=lambda order: (order.state not in LIVE, -order.pk))
    return found, len(keys)


def places(actor: Actor, typed: str, region: str = "", limit: int = 8) -> list[str]:
    """Communities and roads that orders of this seat's sight name and that hold what is typed, the most used first.

    No house, no flat, no number: what stands after the name of a community or road is left out.
    """
    query = understood(typed, by_phone=False)
    if query is None or not query.pairs or query.number:
        return []
    rows = visible(actor).filter(region=region) if region else visible(actor)
    orders = find.first(rows.select_related("personal"), query, _PLACES, under=find.top(actor))
    named = Counter(street(order.personal.place) for order in orders)
    return [name for name, _ in named.most_common() if name and _holds(name, query)][:limit]


def street(place: str) -> str:
    """The community or road of a place: 幸福里小区 of 幸福里小区3栋502室; "" where nothing is left."""
    for at, character in enumerate(place):
        if character.isdigit() or (character in _NUMERALS and _numbered(place[at:])):
            return place[:at].strip(" ，,、（(")
    return place.strip()


_NUMERALS = "一二三四五六七八九十百甲乙丙丁"
_HOUSES = "号栋幢座楼层室户单组门弄院期"


def _numbered(rest: str) -> bool:
    """Whether it goes on with the numeral of a house, not of a name like 三里屯."""
    after = rest.lstrip(_NUMERALS)
    return bool(after) and after[0] in _HOUSES


def _holds(name: str, query: Query) -> bool:
    plain = folded(name)
    return all(term in plain for term in query.terms)


def _of_number(blind: bytes, actor: Actor) -> list[tuple[int, datetime, str]]:
    rows = visible(actor).filter(personal__phone_blind=blind).order_by("-pk")
    return list(rows.values_list("pk", "accepted_at", "state")[:100])


def _order_of(keys: Sequence[tuple[int, datetime, str]]) -> list[tuple[int, datetime, str]]:
    return sorted(keys, key=lambda one: (one[2] not in LIVE, -one[0]))


def regions_of(blinds: Iterable[bytes], actor: Actor) -> dict[bytes, str]:
    """Number (blind) -> the region of the latest order of that number which this seat may see."""
    wanted = {blind for blind in blinds if blind}
    if not wanted or not may_find_by_phone(actor):
        return {}
    rows = visible(actor).filter(personal__phone_blind__in=wanted).exclude(region="").order_by("pk")
    return {bytes(blind): region for blind, region in rows.values_list("personal__phone_blind", "region")}
