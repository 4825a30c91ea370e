"""The rehearsal's own switch: tells of planned calls as a switch does, in the neutral contract, at extensions of seats.

What only an agent can say (which order, what the call was, whether a missed caller was reached) the player's seats say.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from huisheng.channels.telephony import contract
from huisheng.channels.telephony import reads as telephony
from huisheng.channels.telephony.actions import bind_phone, hear, issue_switch
from huisheng.channels.telephony.actions.tell import DONE
from huisheng.channels.telephony.contract import Phase, Profile, Said, Told
from huisheng.channels.telephony.models import SeatPhone, Switch
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.models import Seat
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.rehearsal.story import CallPlan

_LINE = "12345"  # what callers dial
_RINGS = 5  # seconds that a telephone rings at most until it is picked up; who waits longer was in the queue first


class Switchboard:
    """The switch of that code, and the extension at every agent's seat of its platform."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        phones = SeatPhone.objects.filter(platform_id=switch.platform_id)
        self._extensions: Mapping[str, str] = dict(phones.values_list("seat__code", "extension"))

    def says(self, call: CallPlan) -> Iterator[Said]:
        """What it says of the call until somebody talks, or gives up."""
        at, told = call.offered_at, {"call_id": call.ref, "from": call.phone, "to": _LINE, "queue": call.queue}
        yield self._read(Told.OFFERED, 1, at, **told)
        if call.answered_at is None or call.seat is None:
            over = call.abandoned_at or call.ended_at
            yield self._read(Told.QUEUED, 2, at, **told)
            yield self._read(Told.ABANDONED, 3, over, **told, queue_s=_seconds(at, over))
            return
        waited, agent = _seconds(at, call.answered_at), self._extension(call.seat)
        rang = min(waited, _RINGS)
        if waited > rang:
            yield self._read(Told.QUEUED, 2, at, **told)
        rung_at = call.answered_at - timedelta(seconds=rang)
        yield self._read(Told.RINGING, 3, rung_at, **told, agent=agent)
        yield self._read(Told.ANSWERED, 4, call.answered_at, **told, agent=agent, queue_s=waited - rang, ring_s=rang)

    def over(self, call: CallPlan) -> Said:
        """What it says when a call that was answered is over."""
        assert call.answered_at is not None and call.seat is not None  # the caller has seen them
        talked, agent = _seconds(call.answered_at, call.ended_at), self._extension(call.seat)
        return self._read(Told.ENDED, 5, call.ended_at, call_id=call.ref, agent=agent, talk_s=talked, cause="hangup")

    def hear(self, said: Said) -> None:
        """Have it heard. Refusal where it means nothing: then the plan isn't lived as it stands."""
        if (outcome := hear.do(self.switch, said)) != DONE:
            raise Refusal("not_heard", f"演练中的来电{said.call_id}没有记下（{said.event.label}：{outcome}）。")

    def leave(self) -> None:
        """Everybody goes home: now, as whoever looks at the demo sees it."""
        at = clock.now()
        for extension in self._extensions.values():
            key, seq = f"agent/{extension}", int(at.timestamp()) % 2**31
            gone = self._read(Told.STATE, seq, at, call_id=key, agent=extension, state=Phase.AWAY.value)
            hear.do(self.switch, gone)

    def _read(self, event: Told, seq: int, at: datetime, **given: object) -> Said:
        said = {"event": event.value, "seq": seq, "occurred_at": at.isoformat(), "direction": "in", **given}
        return contract.read(self.switch.code, said)

    def _extension(self, seat: str) -> str:
        if seat not in self._extensions:
            raise Refusal("no_phone", f"演示城市没有席位{seat}，或它没有分机，请核对演练的 city.toml。")
        return self._extensions[seat]


def ready(code: str, platform: int) -> Switchboard:
    """The switch of that code, issued where it is missing; and an extension for every seat that has none."""
    found = telephony.switch(code, Profile.SIGNED)
    _bind(platform)
    if found is None:
        by, at = _administrator(platform), clock.now()
        issue_switch.do(by=by, at=at, code=code, label="演练用的交换机", profile=Profile.SIGNED.value)
        found = telephony.switch(code, Profile.SIGNED)
    if found is None or found.platform_id != platform:
        raise Refusal("no_switch", f"演练用的交换机{code}登记在别的平台，请停用它再演练。")
    return Switchboard(found)


def _bind(platform: int) -> None:
    agents = Seat.objects.filter(unit__platform_id=platform, role=Role.AGENT.value, valid_to__isnull=True)
    bare = agents.filter(phone__isnull=True).order_by("code").values_list("pk", "code")
    for key, code in bare:
        bind_phone.do(by=_administrator(platform), seat=code, extension=extension(key))


def extension(seat: int) -> str:
    """What a seat of the demo is called at where nobody has given it another extension."""
    return f"8{seat:03d}"


def _administrator(platform: int) -> Actor:
    actor = directory.administrator(platform)
    if actor is None:
        raise Refusal("no_admin", "演示平台没有管理员席位，请核对演练的 city.toml。")
    return actor


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())
