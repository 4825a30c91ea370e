"""The contract of senders: what a medium is given to send, and how it says what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from huisheng.kernel.labelled import Labelled


class State(Labelled):
    """What became of an outgoing message."""

    WAITING = "waiting", "待发"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "发送失败"  # given up: a person looks at it
    CANCELLED = "cancelled", "已取消"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to send. ``key`` is ours, the same at every try: a peer that knows it doesn't send it twice.

    ``source``: the account to send it by; "" for the platform's only one. ``thread``: the key at the source of the
    message that it answers ("" for none).
    """

    key: str
    platform: int
    source: str
    address: str
    subject: str
    text: str
    thread: str = ""


class Later(Exception):
    """It couldn't be sent now; the sentence says why. It is tried again."""


class Never(Exception):
    """It can't be sent at all; the sentence says why. A person looks at it."""


# gives the peer's key of the message, by which its receipt is known; "" where the peer has none
Sender = Callable[[Parcel], str]
