"""Whom a seat may connect its caller with: 110, another seat, a unit, or a number as it is dialled."""

import re
from dataclasses import dataclass
from datetime import datetime

from huisheng.channels.telephony.models import SeatPhone, UnitPhone
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, text
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal

POLICE = "110"  # what people call it; the number that is dialled for it is a parameter
ASK = Text("whom", "转给谁", limit=64, lines=False)
_MOST = 20  # suggestions
_DIALLED = re.compile(r"\+?[0-9][0-9\- ]*\Z")


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody with a telephone. ``to``: police, seat, or outside; ``name``: what he goes by; ``note``: more words."""

    to: str
    number: str
    name: str
    note: str = ""


def police(actor: Actor, at: datetime) -> str:
    """The number at which 110 is reached; "" where none is in force."""
    found = law.at(clock.local_day(at), actor.scope).find("calls.police_number")
    return found.words if found is not None else ""


def named(actor: Actor, at: datetime, part: str = "") -> list[Whom]:
    """Those of the actor's platform with a name that holds ``part``, the likeliest first; at most twenty."""
    number, part = police(actor, at), text.fold(part).strip()
    phones = SeatPhone.objects.filter(platform_id=actor.platform).exclude(seat_id=actor.seat).select_related("seat")
    units = UnitPhone.objects.filter(platform_id=actor.platform)
    found = [
        *([Whom("police", number, POLICE)] if number else []),
        *(Whom("seat", one.extension, one.seat.label, f"分机{one.extension}") for one in phones.order_by("extension")),
        *(
            Whom("outside", one.number, directory.unit_name(one.unit_id, short=True), directory.unit_name(one.unit_id))
            for one in units.order_by("pk")
        ),
    ]
    return [one for one in found if part in f"{one.name} {one.note} {one.number}"][:_MOST]


def find(actor: Actor, words: object, at: datetime) -> Whom:
    """Whom those words mean: 110, a name or an extension of the platform, else a number. Refusal about ``whom``."""
    said = text.fold(str(ASK.read(words))).strip()
    if said == POLICE:
        return Whom("police", police(actor, at) or said, POLICE)
    phones = SeatPhone.objects.filter(platform_id=actor.platform).exclude(seat_id=actor.seat).select_related("seat")
    for phone in phones.order_by("extension"):
        if said in (phone.extension, text.fold(phone.seat.label), phone.seat.code):
            return Whom("seat", phone.extension, phone.seat.label)
    units = {card.id: card.short for card in directory.units_by_name(said, actor.platform)}
    unit = UnitPhone.objects.filter(platform_id=actor.platform, unit_id__in=units).order_by("pk").first()
    if unit is not None:
        return Whom("outside", unit.number, units[unit.unit_id])
    if units:
        name = next(iter(units.values()))
        raise Refusal("no_number", f"{name}还没有登记联动电话，请直接填号码，或请管理员登记。", field=ASK.name)
    if not _DIALLED.match(said):
        raise Refusal("nobody", f"没有叫“{said}”的席位或单位，请核对，或直接填号码。", field=ASK.name)
    return Whom("outside", said, said)
