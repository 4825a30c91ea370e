"""SMPP 3.4 as a dialect: bytes into what is heard, and back. Pure. Sections are those of the specification."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from huisheng.channels.sms import parts, rules
from huisheng.channels.sms.contract import (
    Answer,
    Bound,
    Bye,
    Garbled,
    Heard,
    Long,
    Odd,
    Part,
    Ping,
    Pong,
    Report,
    Said,
)
from huisheng.channels.sms.smpp.wire import Fields, option, text

HEADER = 16
RESP = 0x80000000
NACK, SUBMIT, DELIVER, UNBIND, BIND, ENQUIRE = RESP, 0x4, 0x5, 0x6, 0x9, 0x15
OUTBIND, ALERT, DATA = 0x0B, 0x102, 0x103
# 5.1.3
OK, BAD_COMMAND, SYSTEM_ERROR, AGAIN, NEVER = 0x0, 0x3, 0x8, 0x64, 0x65
VERSION = 0x34
# 5.2.12: what kind of message it is; whether its body begins with a header
_KIND, _RECEIPT, _NOTICE, _HEADED = 0x3C, 0x04, 0x20, 0x40
# 5.3.2
_MESSAGE_STATE, _RECEIPTED_ID, _PAYLOAD = 0x0427, 0x001E, 0x0424
_SAR_REF, _SAR_TOTAL, _SAR_NO, _USER_REF = 0x020C, 0x020E, 0x020F, 0x0204
_SHORT = parts.MOST
_INTERNATIONAL, _UNKNOWN, _ISDN = 1, 0, 1  # 5.2.5, 5.2.6


@dataclass(frozen=True, slots=True)
class Smpp:
    """The account's words: who it is, and from which number it sends."""

    system_id: str
    secret: str
    system_type: str
    number: str
    international: bool = False
    header: int = HEADER
    limit: int = HEADER + 2048 + parts.PAYLOAD

    def bind(self, seq: int, at: datetime) -> bytes:
        """bind_transceiver (4.1.5)."""
        who = text(self.system_id, 16) + text(self.secret, 9) + text(self.system_type, 13)
        return _pdu(BIND, seq, who + bytes((VERSION, 0, 0)) + b"\0")

    def read(self, pdu: bytes) -> Heard:
        """What a whole PDU says."""
        _, command, status, seq = struct.unpack(">IIII", pdu[:HEADER])
        reader = _READERS.get(command)
        if reader is not None:
            return reader(command, status, seq, pdu[HEADER:])
        # 4.3: what isn't known is refused; an answer that isn't known, and what wants no answer, is let pass
        return Odd() if command & RESP or command in (OUTBIND, ALERT) else Odd(_pdu(NACK, seq, status=BAD_COMMAND))

    def submit(self, seq: int, part: Part) -> bytes:
        """submit_sm (4.4.1), with a receipt asked for. What is too long for the field goes as message_payload."""
        short = part.body if len(part.body) <= _SHORT else b""
        head = b"\0" + bytes((_UNKNOWN, _ISDN)) + text(self.number, 21)
        head += bytes((_INTERNATIONAL if self.international else _UNKNOWN, _ISDN)) + text(part.address, 21)
        head += bytes((_HEADED if part.long else 0, 0, 0)) + b"\0\0" + bytes((1, 0, part.coding, 0))
        more = option(_USER_REF, (part.reference & 0xFFFF).to_bytes(2, "big"))
        if not short:
            more += option(_PAYLOAD, part.body)
        return _pdu(SUBMIT, seq, head + bytes((len(short),)) + short + more)

    def taken(self, heard: Said | Report, *, kept: bool) -> bytes:
        """deliver_sm_resp, data_sm_resp: 4.6.2, 4.7.2; what couldn't be kept is to be brought again."""
        return _pdu(heard.command | RESP, heard.seq, b"\0", status=OK if kept else AGAIN)

    def ping(self, seq: int) -> bytes:
        """enquire_link (4.11.1)."""
        return _pdu(ENQUIRE, seq)

    def pong(self, seq: int) -> bytes:
        """enquire_link_resp (4.11.2)."""
        return _pdu(ENQUIRE | RESP, seq)

    def bye(self, seq: int, *, answer: bool = False) -> bytes:
        """unbind, unbind_resp (4.2)."""
        return _pdu(UNBIND | RESP if answer else UNBIND, seq)

    def nack(self, seq: int) -> bytes:
        """generic_nack (4.3.1): the length of it is wrong."""
        return _pdu(NACK, seq, status=0x2)


def _pdu(command: int, seq: int, body: bytes = b"", *, status: int = OK) -> bytes:
    return struct.pack(">IIII", HEADER + len(body), command, status, seq) + body


def _bound(command: int, status: int, seq: int, body: bytes) -> Heard:
    return Bound(seq, rules.not_let_in(status) if status else "")


def _answer(command: int, status: int, seq: int, body: bytes) -> Heard:
    if status:
        return Answer(seq, "", *rules.refused(status))
    try:
        return Answer(seq, Fields(body).text(65))
    except Garbled:
        return Answer(seq)  # taken, but no receipt will be known


def _nacked(command: int, status: int, seq: int, body: bytes) -> Heard:
    return Odd(about=seq)


def _message(command: int, status: int, seq: int, body: bytes) -> Heard:
    try:
        return _delivered(command, seq, Fields(body))
    except Garbled as garbled:
        raise Garbled(str(garbled), _pdu(command | RESP, seq, b"\0", status=NEVER)) from None


def _delivered(command: int, seq: int, fields: Fields) -> Heard:
    fields.text(6)
    fields.octets(2)
    sender = fields.text(65 if command == DATA else 21)
    fields.octets(2)
    to = fields.text(65 if command == DATA else 21)
    kind = fields.byte()
    if command == DATA:
        fields.byte()
        coding, body = fields.byte(), b""
    else:
        fields.octets(2)
        fields.text(17)
        fields.text(17)
        fields.octets(2)
        coding = fields.byte()
        fields.byte()
        body = fields.octets(fields.byte())
    options = fields.options()
    body = options.get(_PAYLOAD, body) or body
    if kind & _KIND in (_RECEIPT, _NOTICE):
        return _report(command, seq, sender, parts.text_of([(coding, body)], gsm=True), options)
    long, body = parts.headed(body) if kind & _HEADED else (_sar(options), body)
    return Said(seq, command, sender, to, body, coding, long)


def _sar(options: dict[int, bytes]) -> Long | None:
    values = [int.from_bytes(options.get(tag, b""), "big") for tag in (_SAR_REF, _SAR_NO, _SAR_TOTAL)]
    return parts.placed(*values)


def _report(command: int, seq: int, sender: str, words: str, options: dict[int, bytes]) -> Report:
    """From the parameters, where they are given; else from the text (appendix B)."""
    key, word, error = rules.receipt(words) or ("", "", "")
    key = options.get(_RECEIPTED_ID, b"").rstrip(b"\0").decode("latin-1") or key
    state = int.from_bytes(options.get(_MESSAGE_STATE, b""), "big")
    fate, trouble = rules.told(word or rules.STATES.get(state, "ENROUTE"), error)
    return Report(seq, command, key, sender, fate, trouble)


_READERS: dict[int, Callable[[int, int, int, bytes], Heard]] = {
    BIND | RESP: _bound,
    SUBMIT | RESP: _answer,
    NACK: _nacked,
    DELIVER: _message,
    DATA: _message,
    ENQUIRE: lambda command, status, seq, body: Ping(seq),
    ENQUIRE | RESP: lambda command, status, seq, body: Pong(seq),
    UNBIND: lambda command, status, seq, body: Bye(seq),
    UNBIND | RESP: lambda command, status, seq, body: Bye(seq, answer=True),
}
