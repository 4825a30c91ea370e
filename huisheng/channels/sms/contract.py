"""What is said over a link to a gateway of short messages, whatever its protocol.

A dialect (SMPP 3.4, CMPP 2.0 and 3.0) turns bytes into these and these into bytes, and does nothing else; the session
knows only them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol as Interface

from huisheng.kernel.labelled import Labelled


class Protocol(Labelled):
    """What a gateway speaks."""

    SMPP = "smpp", "SMPP 3.4"
    CMPP2 = "cmpp2", "CMPP 2.0"
    CMPP3 = "cmpp3", "CMPP 3.0"


class Way(Labelled):
    """How a text too long for one short message is sent."""

    UDH8 = "udh8", "分条，8位编号"
    UDH16 = "udh16", "分条，16位编号"
    PAYLOAD = "payload", "整条交给网关"


class Encoding(Labelled):
    """How Chinese is written."""

    UCS2 = "ucs2", "UCS-2"
    GB18030 = "gb18030", "GB18030"


class Fate(Labelled):
    """What became of one part of a message that went out."""

    SENDING = "sending", "发送中"
    ACCEPTED = "accepted", "网关已收"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "未送达"


class Retry(Labelled):
    """What a gateway's refusal of a part means."""

    NO = "no", "不再发"
    LATER = "later", "稍后再发"
    SLOWER = "slower", "放慢"


class Garbled(Exception):
    """A PDU that can't be read. ``reply``: what its sender is told, nothing where it can't be told anything."""

    def __init__(self, sentence: str, reply: bytes = b"") -> None:
        super().__init__(sentence)
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Long:
    """A part's place in a long message: the sender's reference, which part, of how many."""

    reference: int
    no: int
    of: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part that goes out: bytes as they stand on the air, with the header (``long``) where there are several."""

    address: str
    body: bytes
    coding: int
    reference: int
    long: Long | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """The gateway has let us in; ``trouble`` says why not."""

    seq: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The gateway took a part, under that key; or refused it, with a sentence."""

    seq: int
    message_id: str = ""
    retry: Retry | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a citizen, or a part of one. ``message_id``: the gateway's own key, "" where it has none."""

    seq: int
    command: int
    sender: str
    to: str
    body: bytes
    coding: int
    long: Long | None = None
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a part. ``fate`` None: it is still on its way."""

    seq: int
    command: int
    message_id: str
    address: str
    fate: Fate | None
    trouble: str = ""
    ack_id: str = ""  # the key that the answer to this report names, where the protocol wants one


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there?"""

    seq: int


@dataclass(frozen=True, slots=True)
class Pong:
    """I am."""

    seq: int


@dataclass(frozen=True, slots=True)
class Bye:
    """The link is to be ended; ``answer``: so it was asked by us."""

    seq: int
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Odd:
    """What is none of these: it is told so, if ``reply`` says anything. ``about``: the request of ours it refuses."""

    reply: bytes = b""
    about: int = 0


Heard = Bound | Answer | Said | Report | Ping | Pong | Bye | Odd


class Dialect(Interface):
    """A protocol: pure, it holds the account's words and nothing of the link's state."""

    @property
    def header(self) -> int:
        """Bytes of a PDU's head, the least there is."""

    @property
    def limit(self) -> int:
        """The longest PDU that is read."""

    def bind(self, seq: int, at: datetime) -> bytes:
        """Ask to be let in."""

    def read(self, pdu: bytes) -> Heard:
        """What a whole PDU says; Garbled where it says nothing."""

    def submit(self, seq: int, part: Part) -> bytes:
        """A part that goes out."""

    def taken(self, heard: Said | Report, *, kept: bool) -> bytes:
        """It is kept here; or couldn't be, and is to be brought again."""

    def ping(self, seq: int) -> bytes:
        """Are you there?"""

    def pong(self, seq: int) -> bytes:
        """I am."""

    def bye(self, seq: int, *, answer: bool = False) -> bytes:
        """End the link; or agree to it."""

    def nack(self, seq: int) -> bytes:
        """That was nothing. Empty where the protocol has no such word."""
