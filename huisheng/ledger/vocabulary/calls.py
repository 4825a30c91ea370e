"""A telephone call has a stream too (``call:ID``), so that connection rates can be counted."""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, entry


@entry("call_offered", "来电", "来电进入{queue}", personal=("call_id",))
@dataclass(frozen=True, slots=True)
class CallOffered(Body):
    """The ring. ``call_id`` is the switch's own key; the number calling is sealed in an erasable table."""

    platform: int
    source: str
    call_id: str
    queue: str


@entry("call_answered", "接听", "接听，等待{wait_s}秒", personal=())
@dataclass(frozen=True, slots=True)
class CallAnswered(Body):
    """An agent takes it after ``wait_s`` whole seconds."""

    wait_s: int


@entry("call_abandoned", "放弃", "未接通，等待{wait_s}秒后挂断", personal=())
@dataclass(frozen=True, slots=True)
class CallAbandoned(Body):
    """Nobody answered before the caller hung up or the queue gave up: a missed call (漏话)."""

    wait_s: int


@entry("call_ended", "结束通话", "通话结束，{disposition}", personal=())
@dataclass(frozen=True, slots=True)
class CallEnded(Body):
    """``effective``: a call with a matter in it (有效电话); ``disposition``: order, consult or invalid."""

    effective: bool
    disposition: str
    talk_s: int


@entry("call_returned", "漏话回拨", "回拨（{outcome}）", personal=())
@dataclass(frozen=True, slots=True)
class CallReturned(Body):
    """漏话回拨: a missed call called back; ``outcome``: reached or unanswered."""

    outcome: str


@entry("call_transferred", "转接", "来电转接（{to}）", personal=())
@dataclass(frozen=True, slots=True)
class CallTransferred(Body):
    """The caller is connected with somebody else. ``to``: police (110), seat (another agent) or outside (a unit).

    ``orders``: numbers of the orders taken in the call by then, which whoever takes it on is told of.
    """

    to: str
    orders: tuple[str, ...]


@entry("call_joined", "三方通话", "三方通话（{to}）", personal=())
@dataclass(frozen=True, slots=True)
class CallJoined(Body):
    """Somebody is called into the call, and all three speak together. ``to`` and ``orders`` as with a transfer."""

    to: str
    orders: tuple[str, ...]


@entry("recording_destroyed", "录音销毁", "录音保存满{days}日，按规定销毁", personal=())
@dataclass(frozen=True, slots=True)
class RecordingDestroyed(Body):
    """A recording of the call was kept for ``days``, as long as it is to be, and is no more. ``recording``: its key."""

    recording: int
    days: int
