"""The neutral contract of call events: what any switch may say, whatever its make, and how it is read.

An adapter (the signed webhook and the generic CTI profile in ``web``; later a switch's own protocol) turns what it
hears into a ``Said`` and gives it to ``actions.hear``; nothing else learns of switches.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from huisheng.kernel import text
from huisheng.kernel.asks import Ask, Choice, Count, Text, read_all
from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled


class Told(Labelled):
    """What a switch may tell."""

    OFFERED = "call.offered", "来电"
    QUEUED = "call.queued", "进入队列"
    ANSWERED = "call.answered", "接听"
    ABANDONED = "call.abandoned", "放弃"
    ENDED = "call.ended", "挂机"
    RINGING = "agent.ringing", "坐席振铃"
    NO_ANSWER = "agent.no_answer", "坐席未接"
    STATE = "agent.state", "坐席状态"
    RECORDING = "call.recording", "录音"
    RATED = "call.rated", "来电人评价"


class Phase(Labelled):
    """The state of a seat at its telephone."""

    IDLE = "idle", "空闲"
    TALK = "talk", "通话"
    WRAP = "wrap", "整理"
    REST = "rest", "小休"
    AWAY = "away", "离席"


class Profile(Labelled):
    """How a switch speaks."""

    SIGNED = "signed", "签名事件"
    CTI = "cti", "通用CTI"
    ASTERISK = "asterisk", "Asterisk管理接口"


# those that speak to us, and are given a key for it; we speak to the others, with theirs
KEYED = {profile.value: profile.label for profile in (Profile.SIGNED, Profile.CTI)}


class Command(Labelled):
    """What a switch may be told to do; which of them it can, its adapter says (``adapters``)."""

    CALL = "call", "拨出"
    HANG_UP = "hang_up", "挂机"
    TRANSFER = "transfer", "转接"
    THREE_WAY = "three_way", "三方通话"
    PAUSE = "pause", "停接来电"


HANDED = "transfer"  # cause of a ring and of an answer at a colleague's, to whom the call is handed on
OURS = "huisheng-"  # begins the key of every call that we let a switch make
DIRECTIONS = {"in": "呼入", "out": "呼出"}
_NUMBER = re.compile(r"\+?[0-9][0-9\-]{2,30}\Z")
_LONGEST = 7 * 24 * 3600  # seconds; a longer call is a mistake of the switch


@dataclass(frozen=True, slots=True)
class When(Ask):
    """An instant in ISO 8601 with its time zone: ``2019-11-04T09:00:00+08:00``."""

    def read(self, raw: object) -> datetime:
        if raw is None or raw == "":
            raise self.missing()
        try:
            found = datetime.fromisoformat(raw) if isinstance(raw, str) and len(raw) <= 40 else None
            if found is not None and found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        sentence = f"{self.label}应写成带时区的时间，如 2019-11-04T09:00:00+08:00，请改正。"
        raise Refusal("not_a_time", sentence, field=self.name)


def _seconds(name: str, label: str) -> Count:
    return Count(name, label, required=False, low=0, high=_LONGEST)


ASKS: tuple[Ask, ...] = (
    Choice("event", "事件", options=Told.labels()),
    Text("source", "来源系统", limit=64, required=False, lines=False),
    Text("call_id", "通话编号", limit=128, required=False, lines=False),
    Count("seq", "序号", low=0, high=2**31 - 1),
    When("occurred_at", "发生时间"),
    Choice("direction", "方向", required=False, options=DIRECTIONS),
    Text("from", "主叫号码", limit=32, required=False, lines=False),
    Text("to", "被叫号码", limit=32, required=False, lines=False),
    Text("queue", "队列", limit=64, required=False, lines=False),
    Text("agent", "分机", limit=32, required=False, lines=False),
    Choice("state", "坐席状态", required=False, options=Phase.labels()),
    _seconds("queue_s", "排队秒数"),
    _seconds("ring_s", "振铃秒数"),
    _seconds("talk_s", "通话秒数"),
    Text("cause", "原因", limit=64, required=False, lines=False),
    Text("recording_ref", "录音位置", limit=500, required=False, lines=False),
    Count("rating", "评价", required=False, low=0, high=9),
)
_OF_AN_AGENT = (Told.RINGING, Told.NO_ANSWER, Told.STATE)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a switch said, read. ``caller`` is "" where the number is withheld; seconds are None where not told."""

    event: Told
    call_id: str
    seq: int
    at: datetime
    outward: bool = False
    caller: str = ""
    queue: str = ""
    agent: str = ""
    phase: str = ""
    queue_s: int | None = None
    ring_s: int | None = None
    talk_s: int | None = None
    cause: str = ""
    recording_ref: str = ""
    rating: int | None = None


def read(source: str, given: Mapping[str, object]) -> Said:
    """What the switch ``source`` said, from its JSON. Refusal about the first field that won't do."""
    asked = read_all(ASKS, given)
    event = Told(str(asked["event"]))
    if asked["source"] and asked["source"] != source:
        raise Refusal("wrong_source", "来源系统与地址不符，请核对。", field="source")
    if event is not Told.STATE and not asked["call_id"]:
        raise Refusal("missing", "请填写通话编号。", field="call_id")
    if event in _OF_AN_AGENT and not asked["agent"]:
        raise Refusal("missing", "请填写分机。", field="agent")
    if event is Told.STATE and not asked["state"]:
        raise Refusal("missing", "请选择坐席状态。", field="state")
    copied = {name: asked[name] for name in ("queue", "agent", "queue_s", "ring_s", "talk_s", "cause", "recording_ref")}
    return Said(
        event,
        str(asked["call_id"]),
        int(str(asked["seq"])),
        asked["occurred_at"],  # type: ignore[arg-type]  # When reads a datetime
        outward=asked["direction"] == "out",
        caller=number(str(asked["from"])),
        phase=str(asked["state"] or ""),
        rating=asked["rating"],  # type: ignore[arg-type]  # Count reads a number or None
        **copied,  # type: ignore[arg-type]  # the asks are its fields
    )


def number(raw: str) -> str:
    """A caller's number with its spaces out; "" for what is none ("anonymous")."""
    plain = text.fold(raw).replace(" ", "")
    return plain if _NUMBER.match(plain) else ""
