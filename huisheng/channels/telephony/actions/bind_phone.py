"""Bind a telephone (绑定分机): calls that ring at the extension pop up at the seat."""

from huisheng.channels.telephony.models import SeatPhone
from huisheng.directory import reads as directory
from huisheng.directory.actions import issue_key
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.asks import Code, Text, read_all
from huisheng.kernel.errors import Refusal, insist

ASKS = (Code("seat", "席位"), Text("extension", "分机", limit=32, required=False, lines=False))


def can(by: Actor) -> Refusal | None:
    """The technical administrator."""
    return issue_key.can(by)


def do(*, by: Actor, **given: object) -> None:
    """Put the extension at the seat, instead of what stood there; without one take it away."""
    insist(can(by))
    asked = read_all(ASKS, given)
    seat, extension = directory.actor_for_seat(str(asked["seat"])), str(asked["extension"])
    if seat is None or seat.platform != by.platform:
        raise Refusal("unknown_seat", "本平台没有这个席位，请核对席位代码。", field="seat")
    if seat.role is not Role.AGENT:
        raise Refusal("wrong_role", f"只有坐席接听来电，{seat.role.label}席位不绑定分机。", field="seat")
    if not extension:
        SeatPhone.objects.filter(seat_id=seat.seat).delete()
        return
    if SeatPhone.objects.filter(platform_id=by.platform, extension=extension).exclude(seat_id=seat.seat).exists():
        raise Refusal("extension_taken", f"分机{extension}已绑定在别的席位上，请先解开。", field="extension")
    SeatPhone.objects.update_or_create(seat_id=seat.seat, defaults={"platform_id": by.platform, "extension": extension})
