"""Questions about what goes out."""

from datetime import datetime

from django.db.models import QuerySet

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox.contract import Parcel, State
from huisheng.channels.outbox.models import Outgoing
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, secrets


def parcel(row: Outgoing) -> Parcel:
    """What a sender is given of it."""
    context = f"outbox:{row.platform_id}/{row.ref}"
    return Parcel(
        key=f"o{row.pk}",
        platform=row.platform_id,
        source=row.source,
        address=secrets.unseal(bytes(row.address_sealed), context),
        subject=row.subject,
        text=secrets.unseal(bytes(row.text_sealed), context),
        thread=row.thread,
    )


def of_order(order: int) -> list[Outgoing]:
    """What was written to the citizen of an order, the oldest first."""
    return list(Outgoing.objects.filter(order_id=order).order_by("id")[:200])


def sent_to(address_blind: bytes, template: str, since: datetime) -> int:
    """How many of a template went to an address since then: for who asks for too many codes."""
    rows = Outgoing.objects.filter(address_blind=address_blind, template=template, made_at__gte=since)
    return rows.exclude(state=State.CANCELLED.value).count()


def items(name: str, platform: int, at: datetime) -> list[str]:
    """A parameter of the outbox that is a list."""
    return list(law.at(clock.local_day(at), _scope(platform)).get(name).items)


def _scope(platform: int) -> str:
    card = directory.unit_by_id(platform)
    return card.scope if card is not None else ""


PAGE = 50


def failed(actor: Actor, *, before: int | None = None) -> list[Outgoing]:
    """The messages of the seat's platform that were given up, newest first; one more than a page."""
    return _page(Outgoing.objects.filter(platform_id=actor.platform, state=State.FAILED.value), before)


def newest(actor: Actor, *, before: int | None = None) -> list[Outgoing]:
    """The messages of the seat's platform, newest first; one more than a page."""
    return _page(Outgoing.objects.filter(platform_id=actor.platform), before)


def _page(rows: QuerySet[Outgoing], before: int | None) -> list[Outgoing]:
    rows = rows if before is None else rows.filter(pk__lt=before)
    return list(rows.select_related("order").order_by("-id")[: PAGE + 1])


def is_sent(medium: Medium) -> bool:
    """Whether anything can be sent by it: a page and a walk-in letter have no address."""
    return medium in (Medium.MAIL, Medium.SMS, Medium.WECHAT)
