"""What a new matter may repeat: the caller's own orders, and those of the same place and sort that say the same.

A few hundred of the newest orders of the last days are read and held against the words; how much a pair of characters
counts is learnt from these very orders, so that what everybody says (小区, 反映) counts little. Bounded whatever the
number of orders there are. Scoped like every list; nothing of a citizen leaves but the title.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat

from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.lifecycle.workorder.caller import may_find_by_phone
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.search import find
from huisheng.lifecycle.workorder.search.terms import Query, folded, understood
from huisheng.lifecycle.workorder.states import LIVE

WINDOW = timedelta(days=3)  # how far back repeats are looked for: a way of looking, not a rule
NEWEST = 400  # orders that are read
PAIRS = 32  # pairs of characters that are compared
ALIKE, ALIKE_HERE, SAME = 0.5, 0.3, 0.75  # anywhere; at the same place or of the same sort; nearly word by word
_SAME_CALLER = timedelta(days=30)
_PLACES = 200


@dataclass(frozen=True, slots=True)
class Like:
    """An order that is like the new matter, and why, most telling reason first."""

    order: WorkOrder
    why: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    key: int
    score: float = 0.0
    why: list[str] = field(default_factory=list)


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


def likely(
    actor: Actor, *, now: datetime, words: str = "", category: str = "", region: str = "", blind: bytes = b"",
    limit: int = 4,
) -> list[Like]:  # fmt: skip
    """The orders most like the matter, best first. ``blind``: the caller's number."""
    found: dict[int, _Found] = {}
    if blind and may_find_by_phone(actor):
        for key, at, state in _of_number(blind, actor):
            if state in LIVE or now - at < _SAME_CALLER:
                _add(found, key, 0.5 if state in LIVE else 0.2, "同一来电人")
    for key, share, here in _alike(actor, now, words, category, region):
        if share >= ALIKE or (here and share >= ALIKE_HERE):
            why = [_place_words(category, region)] if here else []
            _add(
                found,
                key,
                share + (0.5 if here else 0),
                *why,
                *(["说的几乎一样"] if share >= SAME else ["内容相近"]),
            )
    best = sorted(found.values(), key=lambda one: (-one.score, -one.key))[:limit]
    rows = visible(actor).select_related("personal").in_bulk([one.key for one in best])
    return [Like(rows[one.key], tuple(one.why)) for one in best if one.key in rows]


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


def _add(found: dict[int, _Found], key: int, score: float, *why: str) -> None:
    one = found.setdefault(key, _Found(key))
    one.score += score
    one.why += why


def _place_words(category: str, region: str) -> str:
    same = {(True, True): "同区域同类别", (True, False): "同区域", (False, True): "同类别"}
    return f"{same[bool(region), bool(category)]}，{WINDOW.days} 天内"


def _alike(actor: Actor, now: datetime, words: str, category: str, region: str) -> list[tuple[int, float, bool]]:
    """(order, share of the words' weight it holds, whether of the same place and sort)."""
    pairs = _pairs(words)
    if len(pairs) < 4:  # a word or two says too little
        return []
    texts = _recent(actor, now, category, region)
    holding = [[pair in said for pair in pairs] for _, said in texts]
    shares, here = _shares(holding), bool(category or region)
    return [(key, share, here) for (key, _), share in zip(texts, shares, strict=True)]


def _shares(holding: Sequence[Sequence[bool]]) -> list[float]:
    """How much of the words each text holds, 0 to 1, from which pairs it holds.

    A pair weighs the more the fewer of the texts hold it; one that none holds weighs as the mean of the others.
    """
    counts = [sum(column) for column in zip(*holding, strict=True)]
    known = [math.log(1 + len(holding) / count) for count in counts if count]
    mean = sum(known) / len(known) if known else 1.0
    weights = [math.log(1 + len(holding) / count) if count else mean for count in counts]
    return [sum(w for w, held in zip(weights, row, strict=True) if held) / sum(weights) for row in holding]


def _pairs(words: str) -> list[str]:
    """The pairs of neighbouring characters that are letters or signs of writing, each once, spread over the words."""
    plain = folded(text.clean(words[:2000]))
    both = (plain[n : n + 2] for n in range(len(plain) - 1))
    distinct = list(dict.fromkeys(pair for pair in both if pair.isalnum()))
    step = max(len(distinct) / PAIRS, 1)
    return [distinct[int(n * step)] for n in range(int(len(distinct) / step))]


def _recent(actor: Actor, now: datetime, category: str, region: str) -> list[tuple[int, str]]:
    """Id and folded text of the platform's newest orders of these days; of that place and sort where one is known."""
    window = WorkOrder.objects.filter(platform_id=actor.platform, accepted_at__gte=now - WINDOW)
    first = window.order_by("accepted_at").values_list("pk", flat=True).first()
    if first is None:
        return []
    # bounded by key too: whichever index the planner walks, it ends where the window does
    rows: QuerySet[WorkOrder] = visible(actor).filter(
        platform_id=actor.platform, accepted_at__gte=now - WINDOW, pk__gte=first
    )
    if category:
        rows = rows.filter(category__startswith=category[:4])
    if region:
        rows = rows.filter(region=region)
    live = Concat(
        F("personal__title"), Value("\n"), F("personal__words"), Value("\n"), F("personal__place"),
        output_field=TextField(),
    )  # fmt: skip
    said = rows.annotate(_said=Coalesce(F("searched__text"), live)).order_by("-pk")
    return list(said.values_list("pk", "_said")[:NEWEST])


def regions_of(blinds: Iterable[bytes], actor: Actor) -> dict[bytes, str]:
    """Number (blind) -> the region of the latest order of that number which this seat may see."""
    wanted = {blind for blind in blinds if blind}
    if not wanted or not may_find_by_phone(actor):
        return {}
    rows = visible(actor).filter(personal__phone_blind__in=wanted).exclude(region="").order_by("pk")
    return {bytes(blind): region for blind, region in rows.values_list("personal__phone_blind", "region")}
