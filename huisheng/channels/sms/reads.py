"""Questions about gateways."""

from huisheng.channels.sms.cmpp.dialect import V2, V3, Cmpp
from huisheng.channels.sms.contract import Dialect, Protocol
from huisheng.channels.sms.models import Gateway
from huisheng.channels.sms.smpp.dialect import Smpp
from huisheng.kernel import secrets


def active() -> list[int]:
    """The keys of the gateways to hold a link to."""
    return list(Gateway.objects.filter(revoked_at__isnull=True).order_by("id").values_list("id", flat=True))


def gateway(key: int) -> Gateway | None:
    """The gateway of that key, unless it was revoked."""
    return Gateway.objects.filter(pk=key, revoked_at__isnull=True).first()


def sends(platform: int, source: str = "") -> Gateway | None:
    """By which gateway a platform sends: the one named, else the first it has."""
    mine = Gateway.objects.filter(platform_id=platform, revoked_at__isnull=True).order_by("id")
    named = mine.filter(code=source).first() if source else None
    return named or mine.first()


def reaches(platform: int) -> bool:
    """Whether a platform has a gateway."""
    return sends(platform) is not None


def dialect(row: Gateway) -> Dialect:
    """What is spoken with it."""
    secret = secrets.unseal(bytes(row.secret_sealed), context(row.code))
    if row.protocol == Protocol.SMPP:
        return Smpp(row.system_id, secret, row.system_type, row.number, international=bool(row.prefix))
    version = V2 if row.protocol == Protocol.CMPP2 else V3
    return Cmpp(version, row.system_id, secret, row.system_type, row.number)


def context(code: str) -> str:
    """For what its secret is sealed."""
    return f"sms_gateway:{code}"
