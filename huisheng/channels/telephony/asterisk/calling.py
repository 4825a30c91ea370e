"""A private exchange that calls itself, as a citizen would: for trying it without a telephone at hand (tools/pbx)."""

from contextlib import suppress

from huisheng.channels.telephony.asterisk import reads
from huisheng.channels.telephony.asterisk.commands import dialled
from huisheng.channels.telephony.asterisk.wire import Line, Lost, Refused
from huisheng.channels.telephony.models import Manager

_LINE = "PJSIP/12345@loop"  # an endpoint of its own that leads back into the exchange: see tools/pbx/etc/pjsip.conf
_PATIENCE = 10.0


def ring(platform: int, caller: str, seconds: int) -> bool:
    """Whether an exchange of the platform took the call from that number, which lasts so long at most."""
    rows = Manager.objects.filter(switch__platform_id=platform, switch__revoked_at__isnull=True)
    for row in rows.select_related("switch").order_by("pk"):
        with suppress(Lost, Refused):
            with Line(row.host, row.port, timeout=_PATIENCE) as line:
                line.login(row.username, reads.secret(row), events=False)
                line.ask(
                    "Originate", Channel=_LINE, CallerID=dialled(caller), Application="Wait", Data=str(seconds),
                    Timeout="5000",
                )  # fmt: skip
            return True
    return False
