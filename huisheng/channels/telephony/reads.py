"""Questions about calls."""

from huisheng.channels.telephony.contract import Profile
from huisheng.channels.telephony.models import Call, Leg, SeatPhone, Switch
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.kernel.database.keys import Keys
from huisheng.kernel.errors import Refusal

_KEYS = Keys("telephony_call_id_seq")


def take(source: str, call_id: str, actor: Actor) -> Call:
    """The call, locked until the page ends; Refusal if the platform has none of that key."""
    key = {"source": text.clean(source), "call_id": text.clean(call_id)}
    call = Call.objects.select_for_update().filter(**key, platform_id=actor.platform).first()
    if call is None:
        raise Refusal("no_call", "没有这通来电，请核对通话编号。", field="call_id")
    return call


def next_call_id() -> int:
    """The next key of ``telephony_call_id_seq``."""
    return _KEYS.next()


def live(call: Call) -> dict[str, object]:
    """What the live table holds of a call, in the shape that ledger.replay folds to."""
    names = "platform_id source call_id queue version seat offered_at answered_at abandoned_at ended_at returned_at "
    return {name: getattr(call, name) for name in (names + "effective disposition").split()}


def switch(code: str, profile: Profile) -> Switch | None:
    """The switch of that code that speaks so, unless it was revoked."""
    clean = text.clean(code[:100])
    return Switch.objects.filter(code=clean, profile=profile.value, revoked_at__isnull=True).first()


def secret(row: Switch) -> str:
    """The secret by which it signs."""
    return secrets.unseal(bytes(row.secret_sealed), f"telephony_switch:{row.code}")


def known(source: str, call_id: str, actor: Actor) -> Call | None:
    """The call of that key, locked until the page ends; None before its first sign of life."""
    key = {"source": source, "call_id": call_id, "platform_id": actor.platform}
    return Call.objects.select_for_update().filter(**key).first()


def was_answered(source: str, call_id: str) -> bool:
    """Whether that call was answered."""
    return Call.objects.filter(source=source, call_id=call_id, answered_at__isnull=False).exists()


def system(platform: int) -> Actor:
    """The platform's own seat, which does what no agent does."""
    actor = directory.system_actor(platform)
    if actor is None:
        raise Refusal("no_system", "平台没有系统席位，不能记录来电，请联系管理员。")
    return actor


def extension(actor: Actor) -> str:
    """The extension at a seat; "" for none."""
    return SeatPhone.objects.filter(seat_id=actor.seat).values_list("extension", flat=True).first() or ""


def answerer(call: Call) -> Actor:
    """Who answered it; the platform's own seat where that one is closed."""
    return directory.actor_of_seat(call.seat or 0) or system(call.platform_id)


def at_seat(key: int, actor: Actor) -> Call:
    """The call of that key, if it rings at this seat or was answered there; Refusal ``not_found``."""
    rung = Leg.objects.filter(call_id=key, seat_id=actor.seat)
    found = Call.objects.filter(pk=key, platform_id=actor.platform, pk__in=rung.values("call_id")).first()
    if found is None:
        raise Refusal("not_found", "没有这通来电，或者它不在本席位，请回到受理台。")
    return found


def number(call: Call) -> str:
    """The number that called, in full: for whoever has a purpose that is written down."""
    return secrets.unseal(bytes(call.phone_sealed), f"{call.stream}:phone")
