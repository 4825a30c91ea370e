"""Bind a unit's number (联动电话): where it takes calls that the centre hands on."""

import re

from huisheng.channels.telephony.models import UnitPhone
from huisheng.directory import reads as directory
from huisheng.directory.actions import issue_key
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Code, Text, read_all
from huisheng.kernel.errors import Refusal, insist

ASKS = (Code("unit", "单位"), Text("number", "联动电话", limit=32, required=False, lines=False))
_NUMBER = re.compile(r"\+?[0-9][0-9\-]{2,30}\Z")


def can(by: Actor) -> Refusal | None:
    """The technical administrator."""
    return issue_key.can(by)


def do(*, by: Actor, **given: object) -> None:
    """Put the number to a unit at or below the platform, instead of the one before; without one take it away."""
    insist(can(by))
    asked = read_all(ASKS, given)
    unit, number = directory.unit_by_code(str(asked["unit"]), by.platform), str(asked["number"])
    if unit is None:
        raise Refusal("unknown_unit", "本平台没有这个单位，请核对单位代码。", field="unit")
    if not number:
        UnitPhone.objects.filter(unit_id=unit.id).delete()
        return
    if not _NUMBER.match(number):
        raise Refusal("bad_number", "联动电话只能有数字、加号和短横，请核对。", field="number")
    UnitPhone.objects.update_or_create(unit_id=unit.id, defaults={"platform_id": by.platform, "number": number})
