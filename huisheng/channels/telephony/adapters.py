"""Which switches can be told to do something, and by what: the one place that names the adapters. A switch whose
adapter isn't here only tells.
"""

from typing import Protocol

from huisheng.channels.telephony.asterisk.commands import Asterisk
from huisheng.channels.telephony.contract import Command, Phase, Profile
from huisheng.channels.telephony.models import Call, Switch
from huisheng.kernel.errors import Refusal

CANNOT = Refusal("cannot", "本平台的交换机做不了这件事，请用话机操作。")


class Adapter(Protocol):
    """A switch that does as it is told. Each raises Refusal ``switch_away`` or ``switch_refused`` where it didn't."""

    def can(self) -> frozenset[Command]:
        """What it can do, as it is set up."""
        raise NotImplementedError

    def call(self, extension: str, number: str, key: str) -> None:
        """Ring that extension, and once it is picked up that number; what it tells of it has that key."""
        raise NotImplementedError

    def hang_up(self, call_id: str, extension: str) -> None:
        """The telephone at that extension leaves the call; the caller may be asked to judge it."""
        raise NotImplementedError

    def transfer(self, call_id: str, number: str) -> None:
        """Connect the caller with that number instead."""
        raise NotImplementedError

    def three_way(self, call_id: str, extension: str, number: str) -> None:
        """The caller, that extension and that number speak together. Whoever leaves, the others go on."""
        raise NotImplementedError

    def pause(self, extension: str, phase: Phase) -> None:
        """No calls for that extension, unless idle."""
        raise NotImplementedError


def of(switch: Switch) -> Adapter | None:
    """What tells that switch; None where nothing does."""
    if switch.profile != Profile.ASTERISK or switch.revoked_at is not None:
        return None
    return Asterisk(switch)


def able(platform: int, command: Command) -> tuple[Switch, Adapter] | None:
    """A switch of the platform that can do that; None where there is none."""
    in_use = Switch.objects.filter(platform_id=platform, profile=Profile.ASTERISK.value, revoked_at__isnull=True)
    for switch in in_use.select_related("manager").order_by("pk"):
        adapter = of(switch)
        if adapter is not None and command in adapter.can():
            return switch, adapter
    return None


def commands(call: Call) -> frozenset[Command]:
    """What the switch that has this call can be told."""
    adapter = _behind(call)
    return adapter.can() if adapter is not None else frozenset()


def of_call(call: Call, command: Command) -> Adapter:
    """What tells the switch that has this call; Refusal ``cannot``."""
    adapter = _behind(call)
    if adapter is None or command not in adapter.can():
        raise CANNOT
    return adapter


def _behind(call: Call) -> Adapter | None:
    in_use = Switch.objects.filter(code=call.source, platform_id=call.platform_id, revoked_at__isnull=True)
    switch = in_use.select_related("manager").first()
    return of(switch) if switch is not None else None
