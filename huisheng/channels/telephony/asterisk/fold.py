"""What Asterisk's events mean: AMI messages, folded into the neutral contract. Pure.

A call is its caller's channel (``Uniqueid``). A sequence number follows from what is told and when, never from a
counter, so that the same thing told twice (live, and again from queue_log after a lost line) is the same thing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

from huisheng.channels.telephony.contract import HANDED, OURS, Phase, Said, Told, number

_RATING = "HotlineRating"  # the name of the dialplan's UserEvent, with Score
_REST = (Phase.REST, Phase.AWAY, Phase.WRAP)
_HIGHEST = 2**31 - 1


@dataclass(slots=True)
class Line:
    """A call as far as it was told: its queue and number, whether it was answered, and whether it is over.

    ``seat``: the channel of the telephone that answered. ``outward``: one that we let it make. ``onward``: the
    extension to which it was handed on, ``rings`` its channel.
    """

    caller: str = ""
    queue: str = ""
    answered: bool = False
    over: bool = False
    seat: str = ""
    outward: bool = False
    onward: str = ""
    rings: str = ""

    def end(self, at: datetime) -> int:
        """The number of its end: each telephone at which it was has one."""
        return seq_of(at, self.onward) if self.onward else 0


@dataclass(slots=True)
class Folder:
    """``contexts``: those of the dialplan into which citizens call. ``lines``: calls that live now, by Uniqueid."""

    contexts: frozenset[str]
    lines: dict[str, Line] = field(default_factory=dict)

    def tell(self, said: Mapping[str, str], now: datetime) -> list[Said]:
        """What an AMI message, heard ``now``, says; nothing for most."""
        event, key, at = said.get("Event", ""), said.get("Uniqueid", ""), moment(said, now)
        if event == "Newchannel":
            return self._begun(said, key, at)
        if event == "QueueMemberPause":
            return paused(said, at)
        if event == "OriginateResponse":
            return self._not_begun(said, at)
        line = self.lines.get(key)
        if line is None:
            return self._left(key, at) if event == "Hangup" else []
        told = self._called if line.outward else self._told
        return list(told(event, key, line, said, at))

    def gone(self, living: Iterable[str], at: datetime) -> list[Said]:
        """After a lost line: calls that Asterisk no longer has are over, abandoned where nobody had answered."""
        alive, told = set(living), []
        for key in [key for key in self.lines if key not in alive]:
            line = self.lines.pop(key)
            if not line.over or line.onward:
                over = Told.ENDED if line.answered or line.outward else Told.ABANDONED
                told.append(Said(over, key, line.end(at), at, outward=line.outward, cause="lost"))
        return told

    def found(self, channels: Iterable[Mapping[str, str]], members: Mapping[str, str], now: datetime) -> list[Said]:
        """After a lost line: what the channels that Asterisk has now say of calls whose events weren't heard.

        ``members``: interface -> extension. Calls begun meanwhile come with the time they have lasted.
        """
        all_, told = list(channels), []
        for channel in all_:
            key = channel.get("Uniqueid", "")
            comes_in = channel.get("Context") in self.contexts and channel.get("Linkedid") == key
            if key not in self.lines and comes_in:
                line = self.lines[key] = Line(caller=number(channel.get("CallerIDNum", "")))
                told.append(Said(Told.OFFERED, key, 0, now - _lasted(channel), caller=line.caller))
        for channel in all_:
            key, agent = channel.get("Linkedid", ""), members.get(interface(channel.get("Channel", "")), "")
            line_ = self.lines.get(key)
            if line_ is None or line_.outward or not agent or channel.get("Uniqueid") == key:
                continue
            base = Said(Told.RINGING, key, seq_of(now, agent), now, caller=line_.caller, queue=line_.queue, agent=agent)
            if channel.get("ChannelStateDesc") == "Up" and channel.get("BridgeId") and not line_.answered:
                line_.answered, line_.seat = True, channel.get("Uniqueid", "")
                told.append(replace(base, event=Told.ANSWERED, seq=0))
            elif channel.get("ChannelStateDesc") in ("Ring", "Ringing") and not line_.answered:
                told.append(base)
        return told

    def _begun(self, said: Mapping[str, str], key: str, at: datetime) -> list[Said]:
        if key.startswith(OURS):
            self.lines[key] = Line(outward=True)
            return []
        if said.get("Context") not in self.contexts or said.get("Linkedid") != key:
            return []  # the seat's own leg, or a call that an agent dials himself
        line = self.lines[key] = Line(caller=number(said.get("CallerIDNum", "")))
        return [Said(Told.OFFERED, key, 0, at, caller=line.caller)]

    def _not_begun(self, said: Mapping[str, str], at: datetime) -> list[Said]:
        """A call that we wanted, and the seat's telephone isn't there or wasn't picked up: it has no channel."""
        key = said.get("ActionID", "")
        if said.get("Response") != "Failure" or not key.startswith(OURS):
            return []
        self.lines.pop(key, None)
        return [Said(Told.ENDED, key, 0, at, outward=True, cause=said.get("Reason", ""))]

    def _left(self, seat: str, at: datetime) -> list[Said]:
        """The telephone that answered has left, put down by us: of that the queue says nothing by itself."""
        for key, line in self.lines.items():
            if seat and line.seat == seat and not line.over:
                line.over = True
                return [Said(Told.ENDED, key, line.end(at), at, caller=line.caller, queue=line.queue, cause="agent")]
        return []

    def _told(self, event: str, key: str, line: Line, said: Mapping[str, str], at: datetime) -> Iterator[Said]:
        agent = extension(said.get("Interface") or said.get("MemberName", ""))
        base = Said(Told.QUEUED, key, 0, at, caller=line.caller, queue=line.queue)
        match event:
            case "QueueCallerJoin":
                line.queue = said.get("Queue", "")
                yield replace(base, queue=line.queue)
            case "AgentCalled" if agent:
                yield replace(base, event=Told.RINGING, seq=seq_of(at, agent), agent=agent)
            case "AgentRingNoAnswer" if agent:
                yield replace(base, event=Told.NO_ANSWER, seq=seq_of(at, agent), agent=agent)
            case "AgentConnect":
                line.answered, line.seat = True, said.get("DestUniqueid", "")
                waited, rang = count(said.get("HoldTime")), count(said.get("RingTime"))
                yield replace(base, event=Told.ANSWERED, agent=agent, queue_s=waited, ring_s=rang)
            case "AgentComplete" if not line.over and not line.onward:
                line.over = True
                talked, by = count(said.get("TalkTime")), said.get("Reason", "")
                yield replace(base, event=Told.ENDED, agent=agent, talk_s=talked, cause=by)
            case "QueueCallerAbandon" if not line.over:
                line.over = True
                yield replace(base, event=Told.ABANDONED, queue_s=count(said.get("HoldTime")))
            case "VarSet" if _recording(said):
                yield replace(base, event=Told.RECORDING, recording_ref=said["Value"])
            case "UserEvent" if said.get("UserEvent") == _RATING and (score := count(said.get("Score"))) is not None:
                yield replace(base, event=Told.RATED, rating=min(score, 9))
            case "DialBegin" | "DialEnd" if line.answered:
                yield from _onward(event, base, line, said)
            case "Hangup":
                yield from self._hung_up(base, line, said)

    def _called(self, event: str, key: str, line: Line, said: Mapping[str, str], at: datetime) -> Iterator[Said]:
        """A call that we let it make: first the seat's telephone, which is the channel, then the citizen's."""
        base = Said(Told.ENDED, key, 0, at, outward=True)
        match event:
            case "DialEnd" if not line.answered and not line.over:
                line.answered = said.get("DialStatus") == "ANSWER"
                line.over = not line.answered
                over, why = Told.ANSWERED if line.answered else Told.ABANDONED, said.get("DialStatus", "")
                yield replace(base, event=over, cause=why)
            case "VarSet" if _recording(said):
                yield replace(base, event=Told.RECORDING, recording_ref=said["Value"])
            case "Hangup":
                yield from self._hung_up(base, line, said)

    def _hung_up(self, base: Said, line: Line, said: Mapping[str, str]) -> Iterator[Said]:
        del self.lines[base.call_id]
        if not line.over:
            over = Told.ENDED if line.answered or line.outward else Told.ABANDONED
            yield replace(base, event=over, seq=line.end(base.at), cause=said.get("Cause-txt", ""))


def _onward(event: str, base: Said, line: Line, said: Mapping[str, str]) -> Iterator[Said]:
    """The caller is connected with somebody else: who talked with him has left, another telephone rings."""
    seat = said.get("DestUniqueid", "")
    if event == "DialBegin":
        if not line.over:
            yield replace(base, event=Told.ENDED, seq=line.end(base.at), cause=HANDED)
        line.over, line.rings, line.onward = True, seat, extension(interface(said.get("DestChannel", "")))
    elif not seat or seat != line.rings:
        return
    agent = line.onward
    rings = replace(base, event=Told.RINGING, seq=seq_of(base.at, agent), agent=agent, cause=HANDED)
    if event == "DialBegin":
        yield rings
    elif said.get("DialStatus") == "ANSWER":
        line.over, line.seat, line.rings = False, seat, ""
        yield replace(rings, event=Told.ANSWERED)
    else:
        line.onward = line.rings = ""
        yield replace(rings, event=Told.NO_ANSWER)


def paused(said: Mapping[str, str], at: datetime) -> list[Said]:
    """A member of a queue that takes no calls just now, or takes them again; why, if the reason is a state of ours."""
    agent = extension(said.get("Interface") or said.get("Location") or said.get("MemberName", ""))
    if not agent or said.get("Paused") not in ("0", "1"):
        return []
    why = said.get("PausedReason", "")
    phase = Phase.IDLE if said["Paused"] == "0" else Phase(why) if why in _REST else Phase.REST
    # its key isn't a call's, but two seats may change in the same second
    return [Said(Told.STATE, f"agent/{agent}", seq_of(at, agent), at, agent=agent, phase=phase.value)]


def moment(said: Mapping[str, str], now: datetime) -> datetime:
    """When it happened (``timestampevents=yes`` in manager.conf); ``now`` where it isn't said."""
    try:
        return datetime.fromtimestamp(float(said["Timestamp"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return now


def interface(channel: str) -> str:
    """The interface of a channel: PJSIP/1001 of PJSIP/1001-0000002a."""
    return channel.rpartition("-")[0] or channel


def extension(name: str) -> str:
    """The extension that an interface means: 1001 of PJSIP/1001, of Local/1001@agents/n, of 1001."""
    technology, slash, rest = name.partition("/")
    return (rest if slash else technology).partition("@")[0].partition("/")[0][:32]


def seq_of(at: datetime, agent: str) -> int:
    """The number of what happened to an agent in that second: the same live and from the log."""
    return crc32(f"{int(at.timestamp())}/{agent}".encode()) & _HIGHEST


def count(raw: str | None) -> int | None:
    """A count of seconds, or a digit; None for what is none."""
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 7 else None


def _recording(said: Mapping[str, str]) -> bool:
    return said.get("Variable") == "MIXMONITOR_FILENAME" and bool(said.get("Value"))


def _lasted(channel: Mapping[str, str]) -> timedelta:
    """How long a channel has been there: 00:01:23."""
    parts = channel.get("Duration", "").split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        return timedelta()
    hours, minutes, seconds = map(int, parts)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
