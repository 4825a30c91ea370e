"""What a supervisor has to press, ranked, and who holds it: scoped to what his platform may press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.supervision import rules
from huisheng.lifecycle.supervision.rules import Reason
from huisheng.lifecycle.workorder import pressing
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.press import Facts, Limits, Press
from huisheng.lifecycle.workorder.pressing import Reach
from huisheng.rulebook import Rules, at

PAGE = 50
ROLES = (Role.SUPERVISOR,)
_EPOCH, _MICRO = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_PRESSES = list(Press)


@dataclass(frozen=True, slots=True)
class Pressed:
    """An order with its reasons, the gravest first, and the next act (``remind`` or a form of supervision)."""

    order: WorkOrder
    facts: Facts
    reasons: Sequence[Reason]
    step: str


@dataclass(frozen=True, slots=True)
class Pressing:
    """A page, the gravest first; ``next`` goes on, "" where nothing follows."""

    rows: list[Pressed]
    next: str


def limits(actor: Actor, now: datetime) -> Limits:
    """From when on something presses, as the rulebook of the day says."""
    law = _law(actor, now)
    soon = timedelta(hours=law.get("pressing.soon").count)
    return Limits(law.get("pressing.returns").count, law.get("pressing.unsatisfied").count, now + soon)


def page(actor: Actor, now: datetime, *, why: str = "", unit: str = "", after: str = "", size: int = PAGE) -> Pressing:
    """What presses for one reason (a value of ``Press``) or for any, of one main unit (its code) or of all.

    An order stands where its gravest reason stands, once.
    """
    reach, chosen = pressing.reach(actor, _unit(actor, unit)), _chosen(why)
    bounds, (tier, beyond) = limits(actor, now), _place(after)
    found: list[tuple[Press, WorkOrder]] = []
    for press in chosen:
        here = _PRESSES.index(press)
        if here < tier or len(found) > size:
            continue
        place = beyond if here == tier else None
        wanted = size + 1 - len(found)
        found += [(press, o) for o in pressing.pressed(reach, press, now, bounds, beyond=place, size=wanted)]
    listed, more = found[:size], len(found) > size
    known = _known(actor, reach, [order for _, order in listed], now, bounds)
    kept = [
        known[order.pk] for press, order in listed if why or _gravest(known[order.pk]) in (None, press)
    ]  # fmt: skip
    return Pressing(kept, _key(listed[-1][0], known[listed[-1][1].pk]) if more else "")


def one(actor: Actor, order: WorkOrder, now: datetime) -> Pressed:
    """What presses this order."""
    return _known(actor, pressing.reach(actor), [order], now, limits(actor, now))[order.pk]


def following(actor: Actor, row: Pressed, now: datetime, *, why: str = "", unit: str = "") -> WorkOrder | None:
    """The order that stands after this one in the list; None after the last."""
    press = Press(why) if why else _gravest(row)
    if press is None:
        return None
    rows = page(actor, now, why=why, unit=unit, after=_key(press, row), size=PAGE).rows
    return next((one.order for one in rows if one.order.pk != row.order.pk), None)


def counts(actor: Actor, now: datetime) -> dict[Press, dict[int | None, int]]:
    """How much presses for each reason, by main unit: the same rows as the lists. An order may count for several."""
    return pressing.by_unit(pressing.reach(actor), now, limits(actor, now))


def itself(actor: Actor) -> UnitCard | None:
    """The seat's own platform where another stands above it: what comes from there presses it too. Else None."""
    return directory.unit_by_id(actor.platform) if directory.platforms_above(actor.platform) else None


def _known(actor: Actor, reach: Reach, orders: list[WorkOrder], now: datetime, bounds: Limits) -> dict[int, Pressed]:
    law = _law(actor, now)
    first, then = law.find("supervision.first_form"), law.find("supervision.form_after_phone")
    forms = (first.words if first else "", then.words if then else "")
    seen = pressing.facts(reach, orders)
    made = {}
    for order in orders:
        why = rules.reasons(seen[order.pk], bounds, now)
        made[order.pk] = Pressed(order, seen[order.pk], why, rules.step(seen[order.pk], why, *forms))
    return made


def _gravest(row: Pressed) -> Press | None:
    return row.reasons[0].press if row.reasons else None


def _law(actor: Actor, now: datetime) -> Rules:
    return at(clock.local_day(now), actor.scope)


def _unit(actor: Actor, code: str) -> int | None:
    if not code:
        return None
    card = directory.unit_by_code(code, actor.platform)
    if card is None:
        raise Refusal("bad_filter", "没有这个承办单位，请重新选择。", field="unit")
    return card.id


def _chosen(why: str) -> list[Press]:
    if why and why not in Press.labels():
        raise Refusal("bad_filter", "没有这一种原因，请重新选择。", field="why")
    return [press for press in Press if why in ("", press.value)]


def _key(press: Press, row: Pressed) -> str:
    at_ = row.facts.near or row.order.accepted_at
    if press is Press.CONTRADICTS and row.facts.against is not None:
        at_ = row.facts.against.at
    return f"{_PRESSES.index(press)}-{(at_ - _EPOCH) // _MICRO}-{row.order.pk}"


def _place(key: str) -> tuple[int, tuple[datetime, int] | None]:
    if not key:
        return 0, None
    parts = key.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts):
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="after")
    tier, micros, pk = map(int, parts)
    if micros >= 10**17:  # beyond the years there are
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。", field="after")
    return tier, (_EPOCH + micros * _MICRO, pk)
