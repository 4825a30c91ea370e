"""What an Asterisk is told to do: each by a short connection of its own, signed in and without events."""

import re
from collections.abc import Callable
from functools import partial

from huisheng.channels.telephony.asterisk import fold, reads
from huisheng.channels.telephony.asterisk.wire import Line, Lost, Message, Refused
from huisheng.channels.telephony.contract import OURS, Command, Phase
from huisheng.channels.telephony.models import Switch
from huisheng.kernel.errors import Refusal

RINGS = 20_000  # milliseconds that the seat's own telephone rings
CITIZEN = "citizen"  # the label in the context of conferences at which the caller goes on
_PATIENCE = 3.0  # seconds: somebody waits at a screen
_NUMBER = re.compile(r"[0-9]{3,20}\Z")
_DIGITS = re.compile(r"[0-9]+")
_EXTENSION = re.compile(r"[A-Za-z0-9_.]{1,32}\Z")
_RESTS = (Phase.REST, Phase.AWAY, Phase.WRAP)
_AWAY = Refusal("switch_away", "交换机没有应答，请用话机操作，并告诉管理员。")
_REFUSED = Refusal("switch_refused", "交换机没有照办，请用话机操作。")
_NO_CALL = Refusal("no_call", "交换机上已没有这通电话。")
_NO_NUMBER = Refusal("bad_number", "这个号码拨不出去，请核对。", field="number")


class Asterisk:
    """The Asterisk behind a switch of that profile."""

    def __init__(self, switch: Switch) -> None:
        self._row, self._switch = switch.manager, switch

    def can(self) -> frozenset[Command]:
        """To call out and to hand on it needs a context for it."""
        lacks = {command for command, context in self._contexts().items() if not context}
        return frozenset(Command) - lacks

    def call(self, extension: str, number: str, key: str) -> None:
        """Ring the extension, then the number; the channel's name is ``key``, which begins with ``OURS``."""
        assert key.startswith(OURS)
        asked = {
            "Channel": f"{self._row.technology}/{_extension(extension)}",
            "Context": self._row.outward,
            "Exten": dialled(number),
            "Priority": "1",
            "CallerID": extension,
            "Timeout": str(RINGS),
            "Async": "true",
            "ChannelId": key,
        }
        self._do(lambda line: line.ask("Originate", key, **asked))

    def hang_up(self, call_id: str, extension: str) -> None:
        """The channel of the extension is hung up, so that the dialplan goes on with the caller; else the caller's."""
        self._do(lambda line: line.ask("Hangup", Channel=self._legs(line, call_id, extension)[-1], Cause="16"))

    def transfer(self, call_id: str, number: str) -> None:
        """The caller's channel goes on in the context for it."""
        to = dialled(number)
        context = self._row.transfers
        self._do(
            lambda line: line.ask(
                "Redirect", Channel=_channel(_channels(line), call_id), Context=context, Exten=to, Priority="1"
            )
        )

    def three_way(self, call_id: str, extension: str, number: str) -> None:
        """Both go on in the context of conferences, in the room of this call; the number is called into it."""
        to = dialled(number)
        self._do(lambda line: self._together(line, call_id, extension, to))

    def pause(self, extension: str, phase: Phase) -> None:
        """In all queues; the state goes along as the reason, and comes back with the event."""
        name = _extension(extension)
        self._do(partial(_pause, name=name, phase=phase))

    def _contexts(self) -> dict[Command, str]:
        own = self._row
        three_way = own.conferences and own.transfers
        return {Command.CALL: own.outward, Command.TRANSFER: own.transfers, Command.THREE_WAY: three_way}

    def _legs(self, line: Line, call_id: str, extension: str) -> list[str]:
        """The caller's channel, and that of the extension in the same call, if it is there."""
        seat, channels = f"{self._row.technology}/{extension}", _channels(line)
        seats = [one for one in channels if fold.interface(one.get("Channel", "")) == seat]
        return [
            _channel(channels, call_id),
            *(one["Channel"] for one in seats if one.get("Linkedid") == call_id and one.get("Uniqueid") != call_id),
        ]

    def _together(self, line: Line, call_id: str, extension: str, number: str) -> None:
        legs, context = self._legs(line, call_id, extension), self._row.conferences
        room = "".join(_DIGITS.findall(call_id))
        if len(legs) != 2 or not room:
            raise _NO_CALL
        both = {"Channel": legs[0], "Exten": room, "Context": context, "Priority": CITIZEN}
        seat = {f"Extra{name}": value for name, value in {**both, "Channel": legs[1], "Priority": "1"}.items()}
        line.ask("Redirect", **both, **seat)
        third = f"Local/{number}@{self._row.transfers}/n"
        line.ask(
            "Originate", Channel=third, Context=context, Exten=room, Priority="1", Timeout=str(RINGS), Async="true"
        )

    def _do(self, act: Callable[[Line], object]) -> None:
        try:
            with Line(self._row.host, self._row.port, timeout=_PATIENCE) as line:
                line.login(self._row.username, reads.secret(self._row), events=False)
                act(line)
        except Lost:
            raise _AWAY from None
        except Refused:
            raise _REFUSED from None


def dialled(number: str) -> str:
    """The digits that are dialled for a number; Refusal ``bad_number``."""
    plain = number.replace("-", "").replace(" ", "").removeprefix("+86")
    if not _NUMBER.match(plain):
        raise _NO_NUMBER
    return plain


def _extension(name: str) -> str:
    if not _EXTENSION.match(name):
        raise _NO_NUMBER
    return name


def _channels(line: Line) -> list[Message]:
    return line.listed("CoreShowChannels", "CoreShowChannelsComplete")


def _channel(channels: list[Message], call_id: str) -> str:
    for channel in channels:
        if channel.get("Uniqueid") == call_id:
            return channel["Channel"]
    raise _NO_CALL


def _pause(line: Line, *, name: str, phase: Phase) -> None:
    told = line.listed("QueueStatus", "QueueStatusComplete")
    members = {one.get("Location", "") for one in told if one.get("Event") == "QueueMember"}
    rests = phase in _RESTS
    for member in sorted(one for one in members if fold.extension(one) == name):
        line.ask("QueuePause", Interface=member, Paused="true" if rests else "false", Reason=phase if rests else "")
