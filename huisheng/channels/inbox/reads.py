"""Questions about messages and contacts."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from huisheng.channels.inbox.contract import Came, Medium, Outcome
from huisheng.channels.inbox.models import Contact, Incoming, IncomingFile
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, secrets, text
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.states import OrderState

_KEPT_APART = ("files", "at")
_PIECES = 50  # messages of an order that are looked at
_WAITING = (Outcome.RECEIVED.value, Outcome.HELD.value)


def house(platform: int) -> Actor:
    """The platform's own seat, which takes what no agent takes."""
    actor = directory.system_actor(platform)
    if actor is None:
        raise Refusal("no_system", "平台没有系统席位，不能登记来件，请联系管理员。")
    return actor


def sealed(came: Came) -> bytes:
    """All that came, but the files, sealed for its source and key."""
    said = {name: value for name, value in asdict(came).items() if name not in _KEPT_APART}
    return secrets.seal(json.dumps(said, ensure_ascii=False), _context(came.source, came.ref))


def came(message: Incoming, *, files: bool = True) -> Came:
    """What came, opened again; with the files that don't hang on an order yet."""
    said: dict[str, Any] = json.loads(
        secrets.unseal(bytes(message.said_sealed), _context(message.source, message.ref)) or "{}"
    )
    said["medium"] = Medium(message.medium)
    said["also"] = tuple((Medium(medium), address) for medium, address in said.get("also", ()))
    kept = [_file(row) for row in message.files.order_by("no")] if files else []
    return Came(**said, at=message.at, files=tuple(kept))


def _file(row: IncomingFile) -> Upload:
    context = f"inbox_file:{row.message_id}/{row.no}"
    data = secrets.unseal_bytes(bytes(row.data_sealed), context)
    return Upload(secrets.unseal(bytes(row.name_sealed), context), data, len(data))


def file_row(message: Incoming, no: int, one: Upload) -> IncomingFile:
    """The row of a file of that message, sealed for its place."""
    context = f"inbox_file:{message.pk}/{no}"
    return IncomingFile(
        message=message,
        no=no,
        name_sealed=secrets.seal(text.clean(one.name)[:200] or "附件", context),
        data_sealed=secrets.seal_bytes(one.data, context),
    )


def known(source: str, refs: Sequence[str]) -> set[str]:
    """Of these keys of a source those whose messages are here."""
    return set(Incoming.objects.filter(source=source, ref__in=refs).values_list("ref", flat=True))


def blind(address: str) -> bytes:
    """By what an address is found without being read: equal but for case and width, equal index."""
    return secrets.blind(text.fold(address).strip())


def address(contact: Contact) -> str:
    """The address of a contact, in full: for the one who writes to it."""
    return secrets.unseal(bytes(contact.address_sealed), f"inbox_contact:{contact.order_id}/{contact.medium}")


def contacts(order: int) -> list[Contact]:
    """How the citizen of an order hears of it, without what was ended."""
    return list(Contact.objects.filter(order_id=order, ended_at__isnull=True).order_by("id"))


def own_order(number: str, platform: int, medium: Medium, address: str) -> WorkOrder | None:
    """The order of that number if this address is how its citizen is reached: nobody else adds to it."""
    mine = Contact.objects.filter(medium=medium.value, address_blind=blind(address), order__platform_id=platform)
    found = mine.filter(order__number=number).select_related("order").first()
    return found.order if found is not None else None


def just_told(message: Incoming, came: Came) -> WorkOrder | None:
    """The last order that the same writer told of by the same account, about the time of this message."""
    near = span("inbox.joined", message.platform_id, came.at)
    mine = Contact.objects.filter(medium=came.medium.value, address_blind=blind(came.address), source=came.source)
    mine = mine.filter(since__range=(came.at - near, came.at + near), order__platform_id=message.platform_id)
    found = mine.order_by("-order_id").select_related("order").first()
    return found.order if found is not None else None


def is_in_words(order: WorkOrder) -> bool:
    """Whether one of the messages of an order says in words what it is about."""
    told = (came(one, files=False) for one in Incoming.objects.filter(order=order).order_by("id")[:_PIECES])
    return any(one.words.strip() and not one.piece for one in told)


def awaiting_judgement(platform: int, medium: Medium, address: str) -> WorkOrder | None:
    """The order of this address that waits for its citizen's judgement, the last one; None where none does."""
    mine = Contact.objects.filter(medium=medium.value, address_blind=blind(address), order__platform_id=platform)
    waiting = mine.filter(order__state=OrderState.AWAITING_VISIT.value).order_by("-order_id")
    found = waiting.select_related("order").first()
    return found.order if found is not None else None


def unplaced(before: datetime, limit: int) -> list[int]:
    """Messages that were kept before then and haven't been placed: whoever was placing them went."""
    waiting = Incoming.objects.filter(outcome=Outcome.RECEIVED.value, received_at__lt=before)
    return list(waiting.order_by("id").values_list("pk", flat=True)[:limit])


PAGE = 50


def waiting(actor: Actor, *, after: int = 0) -> list[Incoming]:
    """The messages of the seat's platform that wait for a person, the oldest first; one more than a page."""
    rows = Incoming.objects.filter(platform_id=actor.platform, outcome__in=_WAITING, pk__gt=after)
    return list(rows.order_by("id")[: PAGE + 1])


def newest(actor: Actor, *, before: int | None = None) -> list[Incoming]:
    """The messages of the seat's platform, newest first; one more than a page."""
    rows = Incoming.objects.filter(platform_id=actor.platform).select_related("order")
    return list((rows if before is None else rows.filter(pk__lt=before)).order_by("-id")[: PAGE + 1])


def count_waiting(platform: int) -> int:
    """How many wait for a person, counted up to 99."""
    rows = Incoming.objects.filter(platform_id=platform, outcome__in=_WAITING)
    return len(rows.order_by("id").values_list("pk", flat=True)[:100])


def one(key: int, actor: Actor) -> Incoming:
    """The message of that key of the seat's platform; Refusal ``not_found``."""
    found = Incoming.objects.filter(pk=key, platform_id=actor.platform).select_related("order").first()
    if found is None:
        raise Refusal("not_found", "没有这条来件。")
    return found


def span(name: str, platform: int, at: datetime) -> timedelta:
    """A parameter that is a span of time, in force for that platform."""
    card = directory.unit_by_id(platform)
    return law.at(clock.local_day(at), card.scope if card is not None else "").get(name).span


def _context(source: str, ref: str) -> str:
    return f"inbox_message:{source}/{ref}"
