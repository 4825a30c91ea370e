"""骚扰登记: who is marked, whom that concerns, and who may mark and lift.

A mark never keeps anybody out: what he says is looked at by a person, and whoever takes him on is told.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from huisheng.channels.inbox.contract import Abuse, Came
from huisheng.channels.inbox.models import Contact, Nuisance
from huisheng.channels.inbox.reads import blind
from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import similar
from huisheng.lifecycle.workorder.models import WorkOrder

CITE = "domain#art-64"
PAGE = 50
# of the platform that marked him: who talks to citizens, and who answers for the centre
_TOLD = frozenset({Role.AGENT, Role.DISPATCHER, Role.VISITOR, Role.SUPERVISOR, Role.SYSTEM})


def can(actor: Actor) -> Refusal | None:
    """Marked and lifted by supervisors: not by whom he has just angered."""
    if actor.role is not Role.SUPERVISOR:
        return Refusal(
            "wrong_role", f"骚扰登记由督办员办理，您的席位是{actor.role.label}，请把工单号告诉督办员。", CITE
        )
    return None


def longest(actor: Actor, at: datetime) -> int:
    """For how many days one may be marked at most."""
    return law.at(clock.local_day(at), actor.scope).get("callers.nuisance_days").count


def of_phone(phone: str) -> list[str]:
    """By what a phone is known."""
    found = similar.blind_of(phone)
    return [found.hex()] if found else []


def of_order(order: WorkOrder) -> list[str]:
    """By what the citizen of an order is known: phone and addresses."""
    addresses = Contact.objects.filter(order_id=order.pk).values_list("address_blind", flat=True)
    held = (bytes(order.personal.phone_blind), *map(bytes, addresses))
    return [*dict.fromkeys(one.hex() for one in held if one)]


def standing(platform: int, blinds: Iterable[str], day: date) -> Nuisance | None:
    """The mark that holds on that day for one of these, the longest; None where none does."""
    known = [*blinds]
    if not known:
        return None
    rows = Nuisance.objects.filter(platform_id=platform, blinds__overlap=known, until__gte=day, lifted_at__isnull=True)
    return rows.order_by("-until", "-id").first()


def holds(came: Came, platform: int, at: datetime) -> str:
    """The sentence why a person looks at a message before anything is made of it; "" where nobody need."""
    known = of_phone(came.phone) + ([blind(came.address).hex()] if came.address else [])
    found = standing(platform, known, clock.local_day(at))
    return f"{said(found)}，请人工看过再登记，不能不理。" if found is not None else ""


def told(actor: Actor, who: bytes | WorkOrder, at: datetime) -> str:
    """What a seat is told of a number (blind) or an order's citizen; "" for seats of another platform or of a unit."""
    if actor.role not in _TOLD or (isinstance(who, WorkOrder) and who.platform_id != actor.platform):
        return ""
    blinds = of_order(who) if isinstance(who, WorkOrder) else [who.hex()] if who else []
    found = standing(actor.platform, blinds, clock.local_day(at))
    return said(found) if found is not None else ""


def said(one: Nuisance) -> str:
    """骚扰登记（辱骂、威胁工作人员），至2020年2月3日"""
    return f"骚扰登记（{Abuse(one.ground).label}），至{one.until.year}年{one.until.month}月{one.until.day}日"


def newest(actor: Actor, before: int | None = None) -> list[Nuisance]:
    """The marks of the seat's platform, the newest first; one more than a page."""
    rows = Nuisance.objects.filter(platform_id=actor.platform).select_related("order")
    return list((rows if before is None else rows.filter(pk__lt=before)).order_by("-id")[: PAGE + 1])


def live(one: Nuisance) -> dict[str, Any]:
    """What the live table holds, in the shape that ledger.replay folds to."""
    return {
        name: getattr(one, name) for name in ("platform_id", "ground", "until", "marked_at", "lifted_at", "version")
    }
