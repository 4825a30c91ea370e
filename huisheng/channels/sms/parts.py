"""Texts into the parts of short messages, and parts into texts. Pure.

A part has 140 bytes. A long text's parts begin with a header (UDH, 3GPP TS 23.040 9.2.3.24) that holds the sender's
reference, how many parts there are and which one this is. A character outside the first plane is two 16-bit units:
they are never parted here, and put together before they are read where a telephone has parted them.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from huisheng.channels.sms.contract import Encoding, Long, Part, Way

MOST = 140  # bytes of a part
PAYLOAD = 65_535
ASCII, LATIN1, BINARY, UCS2, GB18030 = 1, 3, 4, 8, 15
CODINGS = {Encoding.UCS2: UCS2, Encoding.GB18030: GB18030}
_NAMES = {Encoding.UCS2: "utf-16-be", Encoding.GB18030: "gb18030"}
_REF8, _REF16 = 0x00, 0x08
_HEAD = {Way.UDH8: 6, Way.UDH16: 7}

# 3GPP TS 23.038 6.2.1, the default alphabet; "\x1b" leads to its second table
_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_MORE = {0x0A: "\n", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|"}
_GSM_MORE[0x65] = "€"


def split(text: str, address: str, *, way: Way, encoding: Encoding, reference: int) -> list[Part]:
    """The parts of a text, in their order. ValueError where it is too long for any way of sending."""
    coding, body = CODINGS[encoding], text.encode(_NAMES[encoding], "replace")
    if len(body) <= MOST or way is Way.PAYLOAD:
        if len(body) > PAYLOAD:
            raise ValueError(len(body))
        return [Part(address, body, coding, reference)]
    bodies = list(_cut(text, _NAMES[encoding], MOST - _HEAD[way]))
    if len(bodies) > 255:
        raise ValueError(len(bodies))
    mark = reference & (0xFF if way is Way.UDH8 else 0xFFFF)
    return [
        Part(address, _head(way, mark, no, len(bodies)) + body, coding, reference, Long(mark, no, len(bodies)))
        for no, body in enumerate(bodies, 1)
    ]


def _cut(text: str, encoding: str, room: int) -> Iterable[bytes]:
    held = b""
    for character in text:
        more = character.encode(encoding, "replace")
        if len(held) + len(more) > room:
            yield held
            held = b""
        held += more
    yield held


def _head(way: Way, reference: int, no: int, of: int) -> bytes:
    if way is Way.UDH8:
        return bytes((5, _REF8, 3, reference, of, no))
    return bytes((6, _REF16, 4, reference >> 8, reference & 0xFF, of, no))


def headed(body: bytes) -> tuple[Long | None, bytes]:
    """A body that begins with a header: its place in a long message, if the header tells one, and what follows it.

    A header that runs over the end is none: the bytes are given whole.
    """
    end = body[0] + 1 if body else 0
    if not body or end > len(body):
        return None, body
    long, at = None, 1
    while at + 2 <= end:
        name, size = body[at], body[at + 1]
        value = body[at + 2 : at + 2 + size]
        if at + 2 + size <= end and (name, size) in ((_REF8, 3), (_REF16, 4)):
            long = placed(int.from_bytes(value[:-2], "big"), value[-1], value[-2])
        at += 2 + size
    return long, body[end:]


def placed(reference: int, no: int, of: int) -> Long | None:
    """The place in a long message; None where there is no such place, or but one."""
    return Long(reference, no, of) if 1 <= no <= of and of > 1 else None


def text_of(pieces: Iterable[tuple[int, bytes]], *, gsm: bool) -> str:
    """The text of parts (coding, bytes) in their order. ``gsm``: coding 0 is the GSM alphabet, else ASCII.

    What can't be read is shown as such, never left out.
    """
    runs = groupby(pieces, key=lambda piece: piece[0])
    return "".join(_read(coding, b"".join(body for _, body in run), gsm) for coding, run in runs)


def _read(coding: int, body: bytes, gsm: bool) -> str:
    # 3GPP TS 23.038 4: 00xx and 1111 groups say the alphabet in two bits, the class in two
    if coding & 0xC0 == 0 and coding & 0x10:
        coding = {0x00: 0, 0x04: BINARY, 0x08: UCS2}.get(coding & 0x0C, BINARY)
    elif coding & 0xF0 == 0xF0:
        coding = BINARY if coding & 0x04 else 0
    if coding == UCS2:
        return body.decode("utf-16-be", "replace")
    if coding == LATIN1:
        return body.decode("latin-1")
    if coding == 0 and gsm and all(byte < 0x80 for byte in body):
        return _gsm(body)
    for name in ("utf-8", "gb18030") if coding != GB18030 else ("gb18030",):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode("gb18030", "replace")


def _gsm(body: bytes) -> str:
    said, more = [], False
    for byte in body:
        said.append(_GSM_MORE.get(byte, _GSM[byte]) if more else "" if byte == 0x1B else _GSM[byte])
        more = byte == 0x1B and not more
    return "".join(said)


def joined(pieces: Sequence[tuple[int, int, bytes]], of: int, *, gsm: bool) -> str:
    """The text of the parts (no, coding, bytes) of a long message, in their order; what is missing is said."""
    said, due = "", 1
    run: list[tuple[int, bytes]] = []
    for no, coding, body in sorted(pieces):
        if no > due:
            said, run = said + text_of(run, gsm=gsm) + _gap(due, no - 1), []
        run.append((coding, body))
        due = no + 1
    return said + text_of(run, gsm=gsm) + (_gap(due, of) if due <= of else "")


def _gap(first: int, last: int) -> str:
    return f"〔缺第{first}条〕" if first == last else f"〔缺第{first}至{last}条〕"
