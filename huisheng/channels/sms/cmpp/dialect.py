"""CMPP as a dialect: bytes into what is heard, and back. Pure. Sections are those of CMPP 2.0's and 3.0's texts."""

import struct
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5

from huisheng.channels.sms import parts, rules
from huisheng.channels.sms.contract import (
    Answer,
    Bound,
    Bye,
    Garbled,
    Heard,
    Odd,
    Part,
    Ping,
    Pong,
    Report,
    Said,
)
from huisheng.kernel import clock

HEADER = 12
RESP = 0x80000000
CONNECT, TERMINATE, SUBMIT, DELIVER, ACTIVE = 0x1, 0x2, 0x4, 0x5, 0x8
V2, V3 = 0x20, 0x30
_AGAIN = 9  # 8.4.3.2: another error; the gateway brings it again


@dataclass(slots=True)
class Cmpp:
    """The account's words: 企业代码 (``sp_id``), its secret, 业务代码 (``service``) and the number it sends from.

    ``proof``: what the last CONNECT was signed with, against which the gateway's own proof is held.
    """

    version: int
    sp_id: str
    secret: str
    service: str
    number: str
    header: int = HEADER
    limit: int = HEADER + 4096
    _proof: bytes = field(default=b"", init=False)

    def bind(self, seq: int, at: datetime) -> bytes:
        """CMPP_CONNECT (7.4.1.1): MD5 of name, nine zeros, secret and the time on the wall."""
        wall = f"{clock.local(at):%m%d%H%M%S}"
        said = self.sp_id.encode() + bytes(9) + self.secret.encode() + wall.encode()
        self._proof = md5(said, usedforsecurity=False).digest()
        body = _field(self.sp_id, 6) + self._proof + bytes((self.version,)) + struct.pack(">I", int(wall))
        return _pdu(CONNECT, seq, body)

    def read(self, pdu: bytes) -> Heard:
        """What a whole PDU says."""
        _, command, seq = struct.unpack(">III", pdu[:HEADER])
        body = pdu[HEADER:]
        if command == CONNECT | RESP:
            return self._bound(seq, body)
        if command == SUBMIT | RESP:
            return self._answer(seq, body)
        if command == DELIVER:
            return self._delivered(seq, body)
        simple: dict[int, Heard] = {
            ACTIVE: Ping(seq),
            ACTIVE | RESP: Pong(seq),
            TERMINATE: Bye(seq),
            TERMINATE | RESP: Bye(seq, answer=True),
        }
        return simple.get(command, Odd())

    def submit(self, seq: int, part: Part) -> bytes:
        """CMPP_SUBMIT (7.4.3.1), with a status report asked for."""
        wide = 21 if self.version == V2 else 32
        of, no = (part.long.of, part.long.no) if part.long else (1, 1)
        head = bytes(8) + bytes((of, no, 1, 0)) + _field(self.service, 10)
        head += bytes((0,)) + bytes(wide) + (b"" if self.version == V2 else b"\0")  # the sender pays
        head += bytes((0, 1 if part.long else 0, part.coding)) + _field(self.sp_id, 6)
        head += _field("01", 2) + _field("000000", 6) + bytes(17) + bytes(17)
        head += _field(self.number, 21) + bytes((1,)) + _field(part.address, wide)
        head += (b"" if self.version == V2 else b"\0") + bytes((len(part.body),)) + part.body
        return _pdu(SUBMIT, seq, head + bytes(8 if self.version == V2 else 20))

    def taken(self, heard: Said | Report, *, kept: bool) -> bytes:
        """CMPP_DELIVER_RESP (7.4.5.2)."""
        key = heard.message_id if isinstance(heard, Said) else heard.ack_id
        return self._resp(heard.seq, bytes.fromhex(key), 0 if kept else _AGAIN)

    def ping(self, seq: int) -> bytes:
        """CMPP_ACTIVE_TEST (7.4.7.1)."""
        return _pdu(ACTIVE, seq)

    def pong(self, seq: int) -> bytes:
        """CMPP_ACTIVE_TEST_RESP (7.4.7.2)."""
        return _pdu(ACTIVE | RESP, seq, b"\0")

    def bye(self, seq: int, *, answer: bool = False) -> bytes:
        """CMPP_TERMINATE and its answer (7.4.2)."""
        return _pdu(TERMINATE | RESP if answer else TERMINATE, seq)

    def nack(self, seq: int) -> bytes:
        """CMPP has no word for it."""
        return b""

    def _resp(self, seq: int, key: bytes, result: int) -> bytes:
        return _pdu(DELIVER | RESP, seq, key + result.to_bytes(1 if self.version == V2 else 4, "big"))

    def _status(self) -> int:
        return 1 if self.version == V2 else 4

    def _bound(self, seq: int, body: bytes) -> Heard:
        status = body[: self._status()]
        if len(body) < len(status) + 17:
            raise Garbled("short")
        if any(status):
            return Bound(seq, rules.not_let_in_by_cmpp(int.from_bytes(status, "big")))
        # 7.4.1.2: the gateway proves that it knows the secret too
        proof = md5(status + self._proof + self.secret.encode(), usedforsecurity=False).digest()
        if body[len(status) : len(status) + 16] != proof:
            return Bound(seq, "短信网关没有证明它知道密码，请管理员核对短信账户和网关地址。")
        return Bound(seq)

    def _answer(self, seq: int, body: bytes) -> Heard:
        if len(body) < 8 + self._status():
            raise Garbled("short")
        result = int.from_bytes(body[8 : 8 + self._status()], "big")
        return Answer(seq, "", *rules.refused_by_cmpp(result)) if result else Answer(seq, body[:8].hex())

    def _delivered(self, seq: int, body: bytes) -> Heard:
        """CMPP_DELIVER (7.4.5.1): a citizen's words, or the report on a part."""
        wide = 21 if self.version == V2 else 33  # 3.0 has the kind of the number behind it
        at = 8 + 21 + 10
        if len(body) < at + 3 + wide + 2:
            raise Garbled("short")
        key, to = body[:8], _read(body[8:29])
        headed, coding = body[at + 1], body[at + 2]
        sender = _read(body[at + 3 : at + 3 + min(wide, 32)])
        at += 3 + wide
        report, size = body[at], body[at + 1]
        said = body[at + 2 : at + 2 + size]
        if len(said) < size:
            raise Garbled("short", self._resp(seq, key, 4))
        if report:
            return self._report(seq, key, said)
        long, said = parts.headed(said) if headed else (None, said)
        return Said(seq, DELIVER, sender, to, said, coding, long, key.hex())

    def _report(self, seq: int, key: bytes, said: bytes) -> Heard:
        """8 of key, 7 of word, twice 10 of time, the citizen's number (7.4.5.1, 表)."""
        if len(said) < 35:
            raise Garbled("short", self._resp(seq, key, 4))
        fate, trouble = rules.told(_read(said[8:15]))
        address = _read(said[35 : 35 + (21 if self.version == V2 else 32)])
        return Report(seq, DELIVER, said[:8].hex(), address, fate, trouble, key.hex())


def _pdu(command: int, seq: int, body: bytes = b"") -> bytes:
    return struct.pack(">III", HEADER + len(body), command, seq) + body


def _field(said: str, size: int) -> bytes:
    return said.encode("latin-1", "replace")[:size].ljust(size, b"\0")


def _read(octets: bytes) -> str:
    return octets.partition(b"\0")[0].decode("latin-1").strip()
