"""Questions about the managers, and about what they have told so far."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from huisheng.channels.telephony.asterisk.fold import Line
from huisheng.channels.telephony.contract import Phase, Told
from huisheng.channels.telephony.models import AgentState, Call, Dialling, Heard, Leg, Manager, SeatPhone
from huisheng.channels.telephony.reads import number
from huisheng.kernel import secrets


def active() -> list[int]:
    """The keys of those in use."""
    return list(Manager.objects.filter(switch__revoked_at__isnull=True).order_by("pk").values_list("pk", flat=True))


def manager(key: int) -> Manager | None:
    """The one of that key, if it is in use."""
    return Manager.objects.filter(pk=key, switch__revoked_at__isnull=True).select_related("switch").first()


def secret(row: Manager) -> str:
    """The secret with which we sign in."""
    return secrets.unseal(bytes(row.secret_sealed), f"telephony_manager:{row.switch.code}")


def open_lines(source: str) -> dict[str, Line]:
    """Calls of that source that aren't over as far as was told, by their keys."""
    told = Heard.objects.filter(source=source, call_id=OuterRef("call_id"), event=Told.ENDED.value)
    calls = Call.objects.filter(source=source, abandoned_at__isnull=True, ended_at__isnull=True)
    found = {
        call.call_id: Line(number(call), call.queue, call.answered_at is not None)
        for call in calls.exclude(Exists(told)).order_by("pk")
    }
    for key in Dialling.objects.filter(source=source, over_at__isnull=True).values_list("key", flat=True):
        found[key] = Line(outward=True)
    for leg in _handed(source):
        found[leg.call.call_id] = Line(
            number(leg.call), leg.call.queue, True, leg.answered_at is None, onward=leg.seat.phone.extension
        )
    return found


def _handed(source: str) -> QuerySet[Leg]:
    """Where calls ring or are talked in that were handed on."""
    told = Heard.objects.filter(source=source, call_id=OuterRef("call__call_id"), event=Told.ENDED.value)
    open_ = Leg.objects.filter(Exists(told), call__source=source, ended_at__isnull=True, seat__phone__isnull=False)
    return open_.filter(rung_at__gte=F("call__answered_at")).select_related("call", "seat__phone")


def callers(source: str, keys: set[str]) -> dict[str, str]:
    """The numbers of those calls, as far as they are known."""
    return {call.call_id: number(call) for call in Call.objects.filter(source=source, call_id__in=keys)}


def extensions(platform: int) -> frozenset[str]:
    """The extensions at which somebody sits."""
    return frozenset(SeatPhone.objects.filter(platform_id=platform).values_list("extension", flat=True))


def phase(extension: str, platform: int) -> Phase | None:
    """The present state of the seat at an extension; None where nobody sits, or none was said."""
    found = AgentState.objects.filter(
        until__isnull=True, seat__phone__extension=extension, seat__phone__platform_id=platform
    )
    now = found.values_list("phase", flat=True).first()
    return Phase(now) if now else None


def note(key: int, **changed: datetime | str | int | None) -> None:
    """Note on a manager how it goes; nothing else of it changes."""
    Manager.objects.filter(pk=key).update(**changed)


def settings(row: Manager) -> tuple[object, ...]:
    """What of a manager, once changed, asks for another connection."""
    names = "host port username contexts outward transfers conferences technology queue_log recordings"
    return (*(getattr(row, name) for name in names.split()), bytes(row.secret_sealed))
